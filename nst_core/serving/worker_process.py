"""A worker that is a child process of the server: started, spoken to and ended."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from nst_core.jobs.messages import Command, Event, receive_event, send

ROOT = Path(__file__).parents[2]  # where nst_core is found


class WorkerProcess:
    """The worker of roster.py, in a process of its own."""

    def __init__(
        self, data: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Nothing is started yet.

        Args:
            data: The folder of all jobs.
            environment: Of the process; None: this one's.
        """
        self._data, self._environment = data, environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Number of the process; 0 before its first start."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start the process, also after an end.

        Raises:
            OSError: No process can be started now.
        """
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nst_core.worker.main", str(self._data)],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def send(self, command: Command) -> None:
        """Hand a command on; a process that has just ended does not hear it."""
        if self._process is None:
            return
        try:
            send(cast(BinaryIO, self._process.stdin), command)
        except (OSError, ValueError):
            pass  # `events` is about to end

    def events(self) -> Iterator[Event]:
        """All that the process tells, until it has ended or does not speak properly."""
        process = self._process
        if process is None:
            return
        stream = cast(BinaryIO, process.stdout)
        try:
            while event := receive_event(stream):
                yield event
        except (OSError, ValueError):
            pass  # whoever does not speak properly is not trusted to end
        process.kill()
        process.communicate()  # waits, and closes the pipes

    def kill(self) -> None:
        """End the process, whatever it does."""
        if self._process:
            self._process.kill()
            self._process.wait()
