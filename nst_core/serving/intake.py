"""Strangers' files made clean pictures, by processes that alone open them.

The server never decodes. What it has of a picture is a record (its size, the kind of
its file, a hash) and the path of a PNG that the intake wrote; see clean_pictures.py.
"""

import contextlib
import hashlib
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from nst_core.errors import BusyError, ImageError, Sentence
from nst_core.images.reading_limits import MAX_FILE_BYTES
from nst_core.images.refusals import (
    cannot_be_opened,
    is_too_costly,
    too_costly,
    too_many_bytes,
)
from nst_core.jobs.clean_pictures import (
    Answer,
    CleanPicture,
    TakeIn,
    read_answer,
    read_record,
    write_line,
)
from nst_core.system.files import remove_parts, write_atomically

ROOT = Path(__file__).parents[2]  # where nst_core is found
VERSION = "3"  # of clean pictures: one more whenever the same file comes out otherwise
PROCESSES = 2  # one large file does not keep all others waiting
TIME_OUT_S = 60.0  # for one file, while the machine paints too
MAX_FILES = 200  # of one process, after which another takes over: libraries leak
MAX_REMEMBERED = 1000  # refusals
GIVEN_AWAY_S = 60.0  # within which whoever asked has copied a picture
REMEMBERED_S = 86_400.0
COSTLY_S = 60.0  # whoever ran out of time may have luck on a quieter machine
# All that the processes are told of this one's environment.
ENVIRONMENT = (
    "PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMPDIR", "LANG"
)  # fmt: skip
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class TakenIn:
    """A clean picture and where it is."""

    clean: CleanPicture
    path: Path


class Intake:
    """Clean pictures of files, kept by the files' hashes. For any thread."""

    def __init__(self, folder: Path, max_bytes: float) -> None:
        """Nothing is started before the first file, but the folder is made.

        Args:
            folder: Clean pictures are kept here, and found again.
            max_bytes: Of all of them; those not asked for longest go first.

        Raises:
            OSError: The folder cannot be made.
        """
        self._folder, self._max_bytes = folder / VERSION, max_bytes
        self._folder.mkdir(parents=True, exist_ok=True)
        remove_parts(self._folder)
        for record in self._folder.glob("*.json"):
            clean = read_record(record)
            if clean is None or not self._path(clean).exists():
                record.unlink(missing_ok=True)
        self._refusals: OrderedDict[tuple[str, str], tuple[Sentence, float]] = (
            OrderedDict()
        )
        self._idle: queue.LifoQueue[_Process] = queue.LifoQueue()
        # Who asks for the same file meanwhile waits for the first answer.
        self._locks = [threading.Lock() for _ in range(64)]
        self._processes = [_Process() for _ in range(PROCESSES)]
        for process in self._processes:
            self._idle.put(process)

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.kill()

    def start(self) -> None:
        """Have one process ready, so that the first file does not wait for it.

        Raises:
            OSError: No process can be started now.
        """
        self._processes[-1].start()

    @property
    def pids(self) -> list[int]:
        """Numbers of the processes that run."""
        return [x.pid for x in self._processes if x.pid]

    def take_in(self, source: Path, name: str) -> TakenIn:
        """Clean picture of a file; at once if the same bytes were there before.

        Args:
            source: The stranger's file.
            name: Role of the picture, as sentences for people name it.

        Raises:
            ImageError: There can be none, and why.
            BusyError: Others' files have kept all processes for a minute.
            OSError: There is no room, or no process can be started.
        """
        key = _hash_of(source, name)
        with self._locks[int(key[:8], 16) % len(self._locks)]:
            return self._take_in(source, name, key)

    def _take_in(self, source: Path, name: str, key: str) -> TakenIn:
        record = self._folder / f"{key}.json"
        if (clean := read_record(record)) and (path := self._path(clean)).exists():
            with contextlib.suppress(OSError):
                os.utime(path)  # asked for just now
            return TakenIn(clean, path)
        refusal, until = self._refusals.get((key, name), (None, 0.0))
        if refusal and time.monotonic() < until:
            raise _refused(refusal)
        part = self._folder / f".{uuid.uuid4().hex}.part"
        command = TakeIn(
            source=str(source.absolute()), target=str(part.absolute()), name=name
        )
        try:
            clean = self._by_process(command, key)
            path = self._path(clean)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        for stem in (key, clean.content_hash):  # a clean picture is its own clean one
            data = clean.model_dump_json().encode()
            write_atomically(self._folder / f"{stem}.json", data)
        self._make_room()
        return TakenIn(clean, path)

    def _path(self, clean: CleanPicture) -> Path:
        return self._folder / f"{clean.content_hash}.png"

    def _by_process(self, command: TakeIn, key: str) -> CleanPicture:
        try:
            process = self._idle.get(timeout=TIME_OUT_S)
        except queue.Empty:
            raise BusyError(
                "Many pictures are being opened here just now. Try again in a minute."
            ) from None
        try:
            answer = process.ask(command)
        finally:
            self._idle.put(process)
        if answer and answer.clean:
            return answer.clean
        if answer and answer.write_errno:
            raise OSError(answer.write_errno, os.strerror(answer.write_errno))
        refusal = answer.refusal if answer else None
        refusal = refusal or too_costly(command.name).sentence
        keep_s = COSTLY_S if is_too_costly(refusal) else REMEMBERED_S
        self._refusals[key, command.name] = refusal, time.monotonic() + keep_s
        while len(self._refusals) > MAX_REMEMBERED:
            self._refusals.popitem(last=False)
        raise _refused(refusal)

    def _make_room(self) -> None:
        """Forget the pictures that were not asked for longest."""
        found = []
        for path in self._folder.glob("*.png"):
            with contextlib.suppress(OSError):  # another thread has just deleted it
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        total = sum(size for _, size, _ in found)
        for asked_at, size, path in sorted(found):
            if total <= self._max_bytes or asked_at > time.time() - GIVEN_AWAY_S:
                return
            total -= size
            path.unlink(missing_ok=True)


class _Process:
    """One process of the intake; for one thread at a time, but for `kill`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
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
        environment = {x: os.environ[x] for x in ENVIRONMENT if x in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nst_core.intake.main"],
            cwd=ROOT,
            env=environment | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries chatter about odd files
        )

    def ask(self, command: TakeIn) -> Answer | None:
        """Answer to a command; None if the process ended over it.

        Raises:
            OSError: It cannot be started now.
        """
        if self._asked >= MAX_FILES or not self._write(command):
            self.kill()  # it has ended since, for want of memory perhaps
            if not self._write(command):
                return None
        assert self._process
        watch = threading.Timer(TIME_OUT_S, self._process.kill)
        watch.start()
        try:
            answer = read_answer(cast(BinaryIO, self._process.stdout))
        except (OSError, ValueError):
            answer = None
        finally:
            watch.cancel()
        if answer is None:  # who does not speak properly is not trusted to end
            self.kill()
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


def _hash_of(source: Path, name: str) -> str:
    try:
        with source.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                raise too_many_bytes(name)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:  # ValueError: NUL in a path
        raise cannot_be_opened(name, source, error) from error


def _refused(refusal: Sentence) -> ImageError:
    return ImageError(refusal.template, **refusal.values)
