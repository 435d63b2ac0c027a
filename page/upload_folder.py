"""The folder of uploads, known before Gradio is loaded."""

import contextlib
import os
import time
from pathlib import Path

KEPT_S = 86_400  # of an upload; the page itself looks every hour


def keep_uploads_in(folder: Path) -> None:
    """Give uploads a folder of this server's own, unless GRADIO_TEMP_DIR names one.

    Gradio's own is the same for all users of a machine, and belongs to the first. What
    servers that were killed have left in this one goes once it is old.
    """
    if os.environ.get("GRADIO_TEMP_DIR"):
        return
    os.environ["GRADIO_TEMP_DIR"] = str(folder.absolute())
    oldest = time.time() - KEPT_S
    for path in folder.glob("*/*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
                path.parent.rmdir()
