"""What a run was: its recipe, the machine, the seconds and the costs, as plain JSON.

Knows frames only by their fields, so TensorFlow is not loaded here.
"""

import json
import math
import time
from dataclasses import asdict
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


def describe_frame(frame: "Frame") -> dict[str, Any]:
    """Return a frame without its picture: where it stands and what it costs."""
    height, width = frame.picture.shape[:2]
    return {
        "iteration": frame.iteration,
        "scale": frame.scale,
        "height": height,
        "width": width,
        "seconds": round(frame.seconds, 4),
        "costs": asdict(frame.costs),
    }


def make_report(
    recipe: Recipe, frames: list[dict[str, Any]], laps: dict[str, float]
) -> dict[str, Any]:
    """Return the report; `frames` are those of `describe_frame`, the start first."""
    seconds = {phase: round(spent, 3) for phase, spent in laps.items()}
    return {
        **json.loads(to_json(recipe)),
        "machine": describe_machine(),
        "seconds": seconds | {"all": round(math.fsum(laps.values()), 3)},
        "frames": frames,
    }


def tell_differences(painted: Recipe, here: Recipe) -> str:
    """Return in a sentence why `here` may not repeat `painted`; "" if nothing differs.

    What either recipe does not tell is no difference.
    """
    then, now = _circumstances(painted), _circumstances(here)
    differing = [name for name in then if now.get(name, then[name]) != then[name]]
    if not differing:
        return ""
    return (
        "The picture may come out differently: it was painted with "
        f"{', '.join(brief(f'{name} {then[name]}') for name in differing)}, and here "
        f"is {', '.join(brief(f'{name} {now[name]}') for name in differing)}."
    )


def _circumstances(recipe: Recipe) -> dict[str, str]:
    """Return what moves the result's bits besides the settings, by its name."""
    told = {"network": recipe.network, PROGRAM: recipe.version}
    for package, number in recipe.versions.items():
        told[package.removesuffix("-cpu")] = number  # one TensorFlow, two names
    return {name: value for name, value in told.items() if value != UNKNOWN}
