"""Files and folders that no other user of the machine may read; nothing on Windows."""

import contextlib
import os
import stat
from collections.abc import Collection
from pathlib import Path

PRIVATE_UMASK = 0o077  # folders 700, files 600
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_files_private() -> None:
    """Let this process, and all that it starts, write for its own user alone."""
    os.umask(PRIVATE_UMASK)


def mend_modes(data: Path, names: Collection[str]) -> None:
    """Take what older programs wrote away from other users.

    A folder is mended from within, itself last, so a private one needs no look inside.

    Args:
        data: Mended itself only if nothing else is in it: it may be a shared one.
        names: Of what is this program's in the folder.
    """
    if os.name == "nt" or not data.is_dir():
        return
    found = sorted(data.iterdir())
    for path in found:
        if path.name in names:
            _mend(path)
    if {path.name for path in found} <= set(names):
        _make_private(data)


def _mend(path: Path) -> None:
    if path.is_dir() and not path.is_symlink() and path.stat().st_mode & OTHERS:
        for folder, folders, files in os.walk(path, topdown=False):
            for name in (*files, *folders):
                _make_private(Path(folder, name))
    _make_private(path)


def _make_private(path: Path) -> None:
    with contextlib.suppress(OSError):  # it has just gone, or is another user's
        mode = path.lstat().st_mode
        if mode & OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
