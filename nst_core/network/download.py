"""Download of one large file into a folder: whole, verified, once for all processes.

Knows nothing about neural networks: a file has an address, a name, a size and a
checksum. Nothing is ever found half-written under its final name, and whatever goes
wrong ends as one sentence.
"""

import contextlib
import hashlib
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from nst_core.errors import Sentence, WeightsError, why
from nst_core.network.fetching import RemoteFile, Timeouts, fetch_rest, length
from nst_core.system.files import write_atomically


@dataclass(frozen=True)
class FetchedFile:
    """Path of a whole file, and a note about it for the person."""

    path: Path
    note: Sentence | None = None


def fetch_file(
    remote: RemoteFile,
    folder: Path,
    timeouts: Timeouts,
    *,
    offline: bool = False,
    show_progress: bool = False,
) -> FetchedFile:
    """The file in `folder`, downloaded first if it is not there.

    No connection is tried when a whole file lies there, or when `offline`.

    Raises:
        WeightsError: The file is not there and could not be downloaded.
    """
    import filelock

    deadline = time.monotonic() + timeouts.total_s
    lock_s = min(timeouts.lock_s, timeouts.total_s)
    path = folder / remote.name
    try:
        # The common case needs no lock, nor a right to write.
        if is_whole(path, remote):
            return FetchedFile(path)
        if offline:
            raise WeightsError(
                "{name} is damaged, and NST_OFFLINE forbids to fetch it."
                if path.exists()
                else "{name} is not on this machine, and NST_OFFLINE forbids to fetch "
                "it.",
                name=remote.name,
            )
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(_beside(path, ".lock"), timeout=lock_s):
            if is_whole(path, remote):  # another process has fetched it meanwhile
                return FetchedFile(path)
            note = _quarantine(path)
            _fetch(remote, path, timeouts, deadline, show_progress)
            return FetchedFile(path, note)
    except filelock.Timeout as error:
        raise WeightsError(
            "Another process has been fetching {name} for more than {seconds:g} "
            "seconds.",
            name=remote.name,
            seconds=lock_s,
        ) from error
    except OSError as error:
        raise WeightsError(
            "{name} could not be read or stored: {reason}.",
            name=remote.name,
            reason=why(error),
        ) from error


def is_whole(path: Path, remote: RemoteFile) -> bool:
    """Whether `path` is exactly the published file.

    The publisher vouches with an MD5, against which collisions can be made. So our own
    SHA-256 is written beside the file when its MD5 is first found right, and from then
    on that one decides.
    """
    if not path.is_file() or path.stat().st_size != remote.size:
        return False
    known = _known_sha256(path)
    if known is not None:
        return _digest(path, "sha256") == known
    if _digest(path, "md5") != remote.md5:
        return False
    # A good file in a folder that may not be written to is still a good file: then the
    # MD5 has to do next time as well.
    with contextlib.suppress(OSError):
        _record_sha256(path, _digest(path, "sha256"))
    return True


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()


def _known_sha256(path: Path) -> str | None:
    """SHA-256 recorded beside the file; None if there is none, or no valid one."""
    try:
        text = _beside(path, ".sha256").read_bytes()[:64]
    except FileNotFoundError:
        return None
    return text.decode() if re.fullmatch(rb"[0-9a-f]{64}", text) else None


def _record_sha256(path: Path, sha256: str) -> None:
    """Write the checksum beside the file, as `sha256sum --check` reads it."""
    line = f"{sha256}  {path.name}\n"
    write_atomically(_beside(path, ".sha256"), line.encode())


def _quarantine(path: Path) -> Sentence | None:
    """Rename a damaged file, if there is one; returns a note about it."""
    if not path.exists():
        return None
    damaged = _beside(path, ".damaged")
    path.replace(damaged)
    _beside(path, ".sha256").unlink(missing_ok=True)
    return Sentence(
        "A damaged {name} was set aside as {other} and fetched again.",
        {"name": path.name, "other": damaged.name},
    )


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _fetch(
    remote: RemoteFile,
    path: Path,
    timeouts: Timeouts,
    deadline: float,
    show_progress: bool,
) -> None:
    """Download to `path`; a cut leaves the beginning for the next time."""
    part = _beside(path, ".part")
    _require_room(remote, part)
    try:
        # A beginning from another day may have gone bad: then once more from nothing.
        for is_resumed in (part.exists(), False):
            fetch_rest(remote, part, timeouts, deadline, show_progress)
            if _digest(part, "md5") == remote.md5:
                break
            part.unlink()
            if not is_resumed:
                raise WeightsError(
                    "What {host} sent is not {name}: its checksum is wrong.",
                    host=remote.host,
                    name=remote.name,
                )
        _record_sha256(path, _digest(part, "sha256"))
        part.replace(path)
    except OSError:  # a full disk gets its room back
        part.unlink(missing_ok=True)
        raise


def _require_room(remote: RemoteFile, part: Path) -> None:
    wanted = remote.size - length(part)
    free = shutil.disk_usage(part.parent).free
    if free < wanted:
        raise WeightsError(
            "The disk has {free:.0f} MB left, and {name} needs {wanted:.0f} MB.",
            free=free / 1e6,
            name=remote.name,
            wanted=wanted / 1e6,
        )
