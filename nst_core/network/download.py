"""How one large file comes from the network to this machine, whole or not at all.

Knows nothing about networks that look at pictures: a file has an address, a name, a
size and a checksum. Nothing is ever found half-written under its final name, two
processes fetch it once, and whatever goes wrong ends as one sentence.
"""

import contextlib
import hashlib
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from nst_core.errors import WeightsError
from nst_core.network.fetching import Patience, RemoteFile, fetch_rest, length
from nst_core.system.files import write_atomically


@dataclass(frozen=True)
class Obtained:
    """A file that was found whole, and what a person should know about it."""

    path: Path
    note: str = ""


def obtain(
    remote: RemoteFile,
    folder: Path,
    patience: Patience,
    *,
    offline: bool = False,
    show_progress: bool = False,
) -> Obtained:
    """Return the file from `folder`, fetched first if it is not there.

    No connection is tried when a whole file lies there, or when `offline`.

    Raises:
        WeightsError: One sentence that says why the file could not be had.
    """
    import filelock

    deadline = time.monotonic() + patience.total_s
    lock_s = min(patience.lock_s, patience.total_s)
    path = folder / remote.name
    try:
        # The common case needs no lock, nor a right to write.
        if is_whole(path, remote):
            return Obtained(path)
        if offline:
            state = "is damaged" if path.exists() else "is not on this machine"
            raise WeightsError(
                f"{remote.name} {state}, and NST_OFFLINE forbids to fetch it."
            )
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(_beside(path, ".lock"), timeout=lock_s):
            if is_whole(path, remote):  # another process has fetched it meanwhile
                return Obtained(path)
            note = _set_aside(path)
            _fetch(remote, path, patience, deadline, show_progress)
            return Obtained(path, note)
    except filelock.Timeout as error:
        raise WeightsError(
            f"Another process has been fetching {remote.name} for more than "
            f"{lock_s:g} seconds."
        ) from error
    except OSError as error:
        raise WeightsError(
            f"{remote.name} could not be read or stored: {error.strerror or error}."
        ) from error


def is_whole(path: Path, remote: RemoteFile) -> bool:
    """Return whether `path` holds exactly the published file.

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
    """Return what was written beside the file; None if nothing that makes sense."""
    try:
        text = _beside(path, ".sha256").read_bytes()[:64]
    except FileNotFoundError:
        return None
    return text.decode() if re.fullmatch(rb"[0-9a-f]{64}", text) else None


def _record_sha256(path: Path, sha256: str) -> None:
    """Write the line that `sha256sum --check` understands."""
    line = f"{sha256}  {path.name}\n"
    write_atomically(_beside(path, ".sha256"), line.encode())


def _set_aside(path: Path) -> str:
    """Rename what is there but not whole; return a note about it."""
    if not path.exists():
        return ""
    damaged = _beside(path, ".damaged")
    path.replace(damaged)
    _beside(path, ".sha256").unlink(missing_ok=True)
    return f"A damaged {path.name} was set aside as {damaged.name} and fetched again."


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _fetch(
    remote: RemoteFile,
    path: Path,
    patience: Patience,
    deadline: float,
    show_progress: bool,
) -> None:
    """Bring the whole file to `path`; a cut leaves its beginning for the next time."""
    part = _beside(path, ".part")
    _require_room(remote, part)
    try:
        # A beginning from another day may have gone bad: then once more from nothing.
        for is_resumed in (part.exists(), False):
            fetch_rest(remote, part, patience, deadline, show_progress)
            if _digest(part, "md5") == remote.md5:
                break
            part.unlink()
            if not is_resumed:
                raise WeightsError(
                    f"What {remote.host} sent is not {remote.name}: its checksum is "
                    "wrong."
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
            f"The disk has {free / 1e6:.0f} MB left, and {remote.name} needs "
            f"{wanted / 1e6:.0f} MB."
        )
