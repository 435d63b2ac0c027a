"""Strangers' files made clean pictures, by processes that alone open them.

The server never decodes. What it has of a picture is a record (its size, a hash)
and the path of a PNG that the intake wrote; see clean_pictures.py.
"""

import contextlib
import hashlib
import os
import queue
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nst_core.errors import BusyError, ImageError, Sentence
from nst_core.images.reading_limits import KEPT_EDGE_PX, MAX_FILE_BYTES
from nst_core.images.refusals import (
    cannot_be_opened,
    is_too_costly,
    too_costly,
    too_many_bytes,
)
from nst_core.jobs.clean_pictures import CleanPicture, TakeIn
from nst_core.serving.intake_process import TIME_OUT_S, IntakeProcess
from nst_core.serving.picture_cache import PictureCache, TakenIn

PROCESSES = 2  # one large file does not keep all others waiting
MAX_REMEMBERED = 1000  # refusals, and hashes of files
REMEMBERED_S = 86_400.0
COSTLY_S = 60.0  # whoever ran out of time may have luck on a quieter machine

_FileState = tuple[str, int, int]  # path, bytes, time of the last change in ns


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
        self._cache = PictureCache(folder, max_bytes)
        self._refusals: OrderedDict[tuple[str, str], tuple[Sentence, float]] = (
            OrderedDict()
        )
        self._hashes: OrderedDict[_FileState, str] = OrderedDict()
        self._remembering = threading.Lock()
        self._idle: queue.LifoQueue[IntakeProcess] = queue.LifoQueue()
        # Who asks for the same file meanwhile waits for the first answer.
        self._locks = [threading.Lock() for _ in range(64)]
        self._processes = [IntakeProcess() for _ in range(PROCESSES)]
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

    def find(self, source: Path, name: str) -> TakenIn | None:
        """Clean picture of a file that was taken in before; None if it was not.

        Returns at once: the file is neither read nor waited for.

        Raises:
            ImageError: There can be none, as was found before, and why.
        """
        state = _state_of(source)
        key = self._hashes.get(state) if state else None
        return self._known(key, name) if key else None

    def take_in(
        self,
        source: Path,
        name: str,
        max_edge: int = KEPT_EDGE_PX,
        finds_faces: bool = False,
    ) -> TakenIn:
        """Clean picture of a file; at once if the same bytes were there before.

        Args:
            source: The stranger's file.
            name: Role of the picture, as sentences for people name it.
            max_edge: A longer edge is reduced to this many pixels.
            finds_faces: A keep map of the picture's faces is made in its place.

        Raises:
            ImageError: There can be none, and why.
            BusyError: Others' files have kept all processes for a minute.
            OSError: There is no room, or no process can be started.
        """
        key = self._hash_of(source, name)
        if max_edge != KEPT_EDGE_PX or finds_faces:
            made = f"{key} {max_edge}{' faces' * finds_faces}"
            key = hashlib.sha256(made.encode()).hexdigest()
        if known := self._known(key, name):
            return known
        with _held(self._locks[int(key[:8], 16) % len(self._locks)]):
            return self._known(key, name) or self._open(
                key,
                source=source,
                name=name,
                max_edge=max_edge,
                finds_faces=finds_faces,
            )

    def _known(self, key: str, name: str) -> TakenIn | None:
        """Clean picture of the file with this hash; its refusal is raised."""
        if found := self._cache.find(key):
            return found
        refusal, until = self._refusals.get((key, name), (None, 0.0))
        if refusal and time.monotonic() < until:
            raise _refused(refusal)
        return None

    def _open(self, key: str, *, source: Path, **wishes: Any) -> TakenIn:
        part = self._cache.folder / f".{uuid.uuid4().hex}.part"
        command = TakeIn(
            source=str(source.absolute()), target=str(part.absolute()), **wishes
        )
        try:
            return self._cache.keep(key, self._by_process(command, key), part)
        finally:
            with contextlib.suppress(OSError):  # it goes with the next start
                part.unlink(missing_ok=True)

    def _by_process(self, command: TakeIn, key: str) -> CleanPicture:
        try:
            process = self._idle.get(timeout=TIME_OUT_S)
        except queue.Empty:
            raise _busy() from None
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
        with self._remembering:
            self._refusals[key, command.name] = refusal, time.monotonic() + keep_s
            while len(self._refusals) > MAX_REMEMBERED:
                self._refusals.popitem(last=False)
        raise _refused(refusal)

    def _hash_of(self, source: Path, name: str) -> str:
        """Content hash of a file, which is read again only if it looks changed."""
        state = _state_of(source)
        if state and (known := self._hashes.get(state)):
            return known
        found = _read_hash(source, name)
        if state:
            with self._remembering:
                self._hashes[state] = found
                while len(self._hashes) > MAX_REMEMBERED:
                    self._hashes.popitem(last=False)
        return found


@contextlib.contextmanager
def _held(lock: threading.Lock) -> Iterator[None]:
    """Hold a lock, but do not wait for it for ever."""
    if not lock.acquire(timeout=TIME_OUT_S):
        raise _busy()
    try:
        yield
    finally:
        lock.release()


def _state_of(source: Path) -> _FileState | None:
    """All that tells a file without reading it; None if it cannot be told."""
    try:
        stat = source.stat()
    except (OSError, ValueError):  # ValueError: NUL in a path
        return None
    return str(source.absolute()), stat.st_size, stat.st_mtime_ns


def _read_hash(source: Path, name: str) -> str:
    try:
        with source.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                raise too_many_bytes(name)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise cannot_be_opened(name, source, error) from error


def _busy() -> BusyError:
    return BusyError(
        "Many pictures are being opened here just now. Try again in a minute."
    )


def _refused(refusal: Sentence) -> ImageError:
    return ImageError(refusal.template, **refusal.values)
