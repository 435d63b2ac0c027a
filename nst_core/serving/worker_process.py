"""The child process that paints, seen from the server.

Knows how it is started, spoken to and ended; nothing about jobs.
"""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from nst_core.jobs.messages import Command, Event, receive_event, send

ROOT = Path(__file__).parents[2]  # where nst_core is found

Handed = tuple["Painter", Event | None]


class Painter:
    """One worker process. What it reports is handed on, and None when it has ended."""

    def __init__(self, data: Path, hand_on: Callable[[Handed], None]) -> None:
        self.is_ready = False
        self.is_leaving = False  # it has said so, and takes no further job
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nst_core.worker.main", str(data)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._commands = cast(BinaryIO, self._process.stdin)
        self._events = cast(BinaryIO, self._process.stdout)
        self._hand_on = hand_on
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process' number."""
        return self._process.pid

    def send(self, command: Command) -> None:
        """Say what to do; a worker that has just ended does not hear it."""
        try:
            send(self._commands, command)
        except (OSError, ValueError):
            pass  # `_listen` is about to say so

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        while True:
            try:
                event = receive_event(self._events)
            except (OSError, ValueError):
                event = None
            if event is None:
                break
            self._hand_on((self, event))
        self.kill()  # whoever does not speak properly is not trusted to end
        self._process.communicate()  # closes the pipes
        self._hand_on((self, None))
