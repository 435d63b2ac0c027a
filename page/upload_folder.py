"""The folder of uploads: known before Gradio is loaded, swept while the page is served.

Gradio lists what it has stored, and forgets the list with its process; it never lists
an upload that was cut short. So this goes by the files themselves.
"""

import contextlib
import logging
import os
import threading
import time
from pathlib import Path

log = logging.getLogger(__name__)

KEPT_S = 86_400  # since an upload was used last
CUT_SHORT_S = 600.0  # since a half came its last byte; a whole one gets a folder
YOUNG_S = 900.0  # within which an upload stays, however many bytes there are
SWEEP_S = 60.0  # between two sweeps


def keep_uploads_in(folder: Path) -> bool:
    """Give uploads a folder of this server's own, unless GRADIO_TEMP_DIR names one.

    Gradio's own is the same for all users of a machine, and belongs to the first.

    Returns:
        Whether the folder is this server's own, which alone may be swept.
    """
    if os.environ.get("GRADIO_TEMP_DIR"):
        return False
    os.environ["GRADIO_TEMP_DIR"] = str(folder.absolute())
    return True


def keep_swept(folder: Path, max_bytes: float) -> None:
    """Sweep the folder now, and from time to time as long as the process lives."""

    def sweep_again() -> None:
        while True:
            time.sleep(SWEEP_S)
            try:
                sweep(folder, max_bytes)
            except OSError:  # the disk has gone; it may come back
                log.exception("the uploads could not be swept")

    sweep(folder, max_bytes)
    threading.Thread(target=sweep_again, daemon=True).start()


def note_use(path: Path) -> None:
    """Let an upload stay longer; its time of change stays what it is."""
    with contextlib.suppress(OSError):
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def sweep(folder: Path, max_bytes: float) -> None:
    """Delete uploads that are old or cut short, then the oldest until all fit.

    An upload's age is the time since it came or was used last.
    """
    now, kept = time.time(), []
    for root, folders, names in os.walk(folder, topdown=False):
        for path in (Path(root, name) for name in names):
            with contextlib.suppress(OSError):  # it has just gone
                stat = path.stat()
                age_s = now - max(stat.st_atime, stat.st_mtime)
                is_whole = path.parent != folder
                if age_s > KEPT_S or (not is_whole and age_s > CUT_SHORT_S):
                    path.unlink()
                else:
                    kept.append((age_s, stat.st_size, path))
        for path in (Path(root, name) for name in folders):
            with contextlib.suppress(OSError):  # it is not empty
                if now - path.stat().st_mtime > CUT_SHORT_S:
                    path.rmdir()
    total = sum(size for _, size, _ in kept)
    for age_s, size, path in sorted(kept, reverse=True):
        if total <= max_bytes or age_s < YOUNG_S:
            return
        with contextlib.suppress(OSError):  # on Windows: somebody reads it now
            path.unlink()
            total -= size
