"""Files written whole or not at all."""

import contextlib
import errno
import os
import re
import shutil
import stat
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from nst_core.errors import Sentence, brief, why


def write_atomically(path: Path, content: bytes | Callable[[BinaryIO], object]) -> None:
    """Write the file; an older one stays until the new one is wholly on the disk.

    Args:
        path: Of the file; where it is a symbolic link, what that points to is written.
        content: All bytes, or a function that writes them into an open file.

    Raises:
        OSError: The folder is missing, may not be written to, or has no room.
    """
    path = _end_of_links(path)
    with _part_of(path) as part:
        with part.open("xb") as file:
            if callable(content):
                content(file)
            else:
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def require_place(path: Path) -> None:
    """Refuse a path that `write_atomically` would refuse, by trying beside it.

    Raises:
        OSError: Nothing can be written there; `strerror` says why.
    """
    path = _end_of_links(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if not path.absolute().parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "its folder does not exist") from None
    else:
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if not stat.S_ISREG(mode):  # replacing /dev/null would harm the whole machine
            raise OSError(errno.EINVAL, "it is no ordinary file")
    with _part_of(path) as part:
        part.open("xb").close()


def why_unopened(path: Path | None, error: Exception) -> Sentence:
    """Reason why a file cannot be opened; of its path, only the name is repeated."""
    values = {"file": brief(path.name if path else "")}
    if path and re.match(
        r"(?i)[a-z]{2,}:/", str(path)
    ):  # Path makes one of two strokes
        return Sentence(
            "{file} is at a web address, which must be fetched first", values
        )
    if isinstance(error, IsADirectoryError) or (path and _is_folder(path)):
        return Sentence("{file} is a folder", values)
    if path and path.parts[:1] and path.parts[0].startswith("~"):
        return Sentence(
            "there is no file {file} in a folder of the name {home}, which stands for "
            "the home folder only outside quotation marks",
            values | {"home": brief(path.parts[0])},
        )
    if isinstance(error, PermissionError):
        return Sentence("{file} may not be read by this user", values)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Sentence("there is no file {file}", values)
    return why(error) if isinstance(error, OSError) else Sentence(str(error), {})


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except ValueError:  # NUL in a path
        return False


def require_free(folder: Path, size: float) -> None:
    """Refuse a folder whose disk has less than `size` bytes left.

    Raises:
        OSError: `strerror` says so.
    """
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, "the last room on the disk is kept for the result")


def size_of(path: Path) -> int:
    """Size of a file; 0 of one that cannot be looked at, which is refused later."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):  # ValueError: NUL in a path
        return 0


def remove_parts(folder: Path) -> None:
    """Delete what writers that were killed have left in a folder or below it."""
    for part in folder.rglob(".*.part"):
        part.unlink(missing_ok=True)


def _end_of_links(path: Path) -> Path:
    """Target of a symbolic link, there or not; any other path as it is."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


@contextlib.contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """Lend a name beside the path: the same folder is the same file system."""
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)
