"""Whether a server is well, in four numbers that tell nothing of anybody's job."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from nst_core.version import VERSION


@dataclass(frozen=True)
class Health:
    """Figures for whoever watches over a server."""

    queue: int  # jobs that wait
    painters: int  # workers, of whom
    painters_ready: int  # so many can paint
    free_disk_gb: float  # where jobs are kept
    version: str = VERSION


def free_gb(folder: Path) -> float:
    """Free disk of a folder, in units of 10^9 bytes."""
    return round(shutil.disk_usage(folder).free / 1e9, 1)
