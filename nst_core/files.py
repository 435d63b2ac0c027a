"""Files are written whole or not at all."""

import os
import uuid
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write the file; an older one stays until the new one is wholly on the disk.

    Raises:
        OSError: The folder is missing, may not be written to, or has no room.
    """
    part = path.with_name(f".{uuid.uuid4().hex}.part")  # same folder: same file system
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
