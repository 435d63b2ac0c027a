"""A run as plain JSON: its recipe, the machine, seconds and losses.

Knows frames only by their fields, so TensorFlow is not loaded here.
"""

import json
import math
import time
from typing import TYPE_CHECKING, Any

from nst_core.errors import brief
from nst_core.settings.recipe import PROGRAM, UNKNOWN, Recipe, to_json
from nst_core.system.machine import describe_machine

if TYPE_CHECKING:
    from nst_core.transfer.frame import Frame


class Stopwatch:
    """Adds up wall-clock seconds by the name of the phase that just ended."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, phase: str) -> None:
        """Count the time since the last lap towards `phase`."""
        now = time.perf_counter()
        self.laps[phase] = self.laps.get(phase, 0.0) + now - self._last
        self._last = now


def frame_report(frame: "Frame") -> dict[str, Any]:
    """A frame without its picture, as plain JSON."""
    height, width = frame.picture.shape[:2]
    return {
        "iteration": frame.iteration,
        "scale": frame.scale,
        "height": height,
        "width": width,
        "seconds": round(frame.seconds, 4),
        "costs": frame.costs.as_dict(),
    }


def make_report(
    recipe: Recipe, frames: list[dict[str, Any]], laps: dict[str, float]
) -> dict[str, Any]:
    """Report of a run; `frames` are those of `frame_report`, the first one first."""
    seconds = {phase: round(spent, 3) for phase, spent in laps.items()}
    return {
        **json.loads(to_json(recipe)),
        "machine": describe_machine(),
        "seconds": seconds | {"all": round(math.fsum(laps.values()), 3)},
        "frames": frames,
    }


def reproducibility_warning(painted: Recipe, here: Recipe) -> str:
    """Sentence that says why `here` may not repeat `painted`; "" if nothing differs.

    What either recipe does not tell is no difference.
    """
    then, now = _environment(painted), _environment(here)
    differing = [name for name in then if now.get(name, then[name]) != then[name]]
    if not differing:
        return ""
    return (
        "The picture may come out differently: it was painted with "
        f"{', '.join(brief(f'{name} {then[name]}') for name in differing)}, and here "
        f"is {', '.join(brief(f'{name} {now[name]}') for name in differing)}."
    )


def _environment(recipe: Recipe) -> dict[str, str]:
    """Versions that the result's bits depend on besides the settings, by name."""
    versions = {"network": recipe.network, PROGRAM: recipe.version}
    for package, number in recipe.versions.items():
        versions[package.removesuffix("-cpu")] = number  # one TensorFlow, two names
    return {name: value for name, value in versions.items() if value != UNKNOWN}
