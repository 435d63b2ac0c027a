"""One child process of the intake, and how it is spoken with.

Why this is not a library's process pool: those unpickle what the child answers, and
this child decodes strangers' files. So it speaks lines of JSON, which are checked.
"""

import contextlib
import logging
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO, cast

from nst_core.jobs.clean_pictures import Answer, TakeIn, read_line, write_line

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]  # where nst_core is found
TIME_OUT_S = 60.0  # for one file, while the machine paints too
MAX_FILES = 200  # of one process, after which another takes over: libraries leak
MAX_LOGGED = 2000  # characters
# All that the process is told of this one's environment: places, and no secrets.
ENVIRONMENT = (
    "PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "LD_LIBRARY_PATH", "HOME",
    "USERPROFILE", "APPDATA", "SYSTEMROOT", "TEMP", "TMPDIR", "LANG",
)  # fmt: skip
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class IntakeProcess:
    """One process of the intake; for one thread at a time, but for `kill`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._chatter: BinaryIO | None = None  # what it prints until it has answered
        self._asked = 0

    @property
    def pid(self) -> int:
        """Its number; 0 if it does not run."""
        is_running = self._process and self._process.poll() is None
        return self._process.pid if self._process and is_running else 0

    def start(self) -> None:
        """Start it, if it does not run."""
        if self.pid:
            return
        self._asked = 0
        self._forget_chatter()
        self._chatter = cast(BinaryIO, tempfile.TemporaryFile())
        environment = {x: os.environ[x] for x in ENVIRONMENT if x in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nst_core.intake.main"],
            cwd=ROOT,
            env=environment | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._chatter,
        )

    def ask(self, command: TakeIn) -> Answer | None:
        """Answer to a command; None if the process ended over it.

        Raises:
            OSError: It cannot be started now.
        """
        if self._asked >= MAX_FILES or not self._write(command):
            self._replace()  # it has ended since, for want of memory perhaps
            if not self._write(command):
                self._replace()
                return None
        assert self._process
        watch = threading.Timer(TIME_OUT_S, self._process.kill)
        watch.start()
        try:
            answer = read_line(cast(BinaryIO, self._process.stdout), Answer)
        except (OSError, ValueError):
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            self._replace()  # who does not speak properly is not trusted to end
        self._forget_chatter()
        return answer

    def _write(self, command: TakeIn) -> bool:
        self.start()
        assert self._process
        self._asked += 1
        try:
            write_line(cast(BinaryIO, self._process.stdin), command)
        except (OSError, ValueError):
            return False
        return True

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    cast(BinaryIO, stream).close()
        self._forget_chatter()

    def _replace(self) -> None:
        """End it, and tell the host why if it has never answered."""
        if self._chatter:
            size = self._chatter.seek(0, os.SEEK_END)
            self._chatter.seek(max(0, size - MAX_LOGGED))
            text = self._chatter.read().decode(errors="replace").strip()
            log.warning("a process of the intake ended before it answered: %s", text)
        self.kill()

    def _forget_chatter(self) -> None:
        if self._chatter:
            self._chatter.close()
            self._chatter = None
