"""A run at one moment between two iterations, so that the rest can be painted later.

Holds what the rest depends on and cannot be computed again: the canvas, the
optimiser's state, how far the run is. The same pictures and settings, painted on from
here, come to the very picture of a run that was never interrupted.
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nst_core.errors import SettingsError
from nst_core.images.canvas import Canvas
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange
from nst_core.system.files import write_atomically
from nst_core.transfer.progress import Progress

# Raised, as was seen, by reading a file that is no checkpoint.
DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """State of a run. The arrays are the run's own: never change them."""

    settings: Settings  # of this moment
    progress: Progress
    canvas: Canvas
    state_arrays: Mapping[str, np.ndarray]  # the optimiser's; see `State`
    losses: tuple[float, ...]  # J at these weights: the first, then the last ones
    seconds: float  # of the run so far, without interruptions

    @property
    def iteration(self) -> int:
        """Iterations done so far, over all scales."""
        return self.progress.done


def write_checkpoint(
    path: Path, checkpoint: Checkpoint, changes: tuple[SettingsChange, ...] = ()
) -> None:
    """Write all of it, or leave what was there.

    Raises:
        OSError: There is no place or no room.
    """
    about = {
        "settings": asdict(checkpoint.settings),
        "had": checkpoint.progress.iterations_per_scale,
        "totals": checkpoint.losses,
        "seconds": checkpoint.seconds,
        "turns": [[change.iteration, dict(change.values)] for change in changes],
    }
    arrays: dict[str, Any] = {
        f"memory {name}": array for name, array in checkpoint.state_arrays.items()
    }
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)

    def save(file: Any) -> None:
        np.savez(file, canvas=checkpoint.canvas, about=text, **arrays)

    write_atomically(path, save)


def read_checkpoint(path: Path) -> tuple[Checkpoint, tuple[SettingsChange, ...]] | None:
    """Checkpoint and the changes up to it; None if there is none, or it is damaged.

    Whoever gets None begins anew, which costs time and nothing else.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(stored["about"].tobytes())
            state_arrays = {
                name.removeprefix("memory "): stored[name]
                for name in stored.files
                if name.startswith("memory ")
            }
            checkpoint = Checkpoint(
                Settings(**about["settings"]),
                Progress(tuple(about["had"])),
                stored["canvas"],
                state_arrays,
                tuple(about["totals"]),
                about["seconds"],
            )
        return checkpoint, tuple(SettingsChange(*change) for change in about["turns"])
    except (*DAMAGED, SettingsError):
        return None
