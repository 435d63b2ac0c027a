"""Losses of a job by iteration, for a curve: bounded, and whole after a kill."""

import contextlib
import json
import math

from nst_core.jobs.folder import LOSSES, JobFolder
from nst_core.worker.thinning import densest

MAX_POINTS = 400
DIGITS = 6  # significant ones, in the file

Point = tuple[int, float, float, float]  # iteration, total, content, style


class CostHistory:
    """Points of a job's folder, evenly spread once there are many."""

    def __init__(self, folder: JobFolder) -> None:
        """Go on from the folder's file, if there is one that can be read."""
        self._folder = folder
        self._points = read_costs(folder)

    def add(self, iteration: int, total: float, content: float, style: float) -> None:
        """Keep the losses after an iteration; points beyond it are dropped.

        An interrupted job comes back to its checkpoint, and what followed is painted
        again.
        """
        if not all(map(math.isfinite, (total, content, style))):
            return  # JSON has no word for them
        points = [point for point in self._points if point[0] < iteration]
        points.append((iteration, _short(total), _short(content), _short(style)))
        if len(points) > MAX_POINTS:
            del points[densest([point[0] for point in points])]
        self._points = points

    def save(self) -> None:
        """Write the file; without room, leave the one before."""
        text = json.dumps(self._points, separators=(",", ":"))
        with contextlib.suppress(OSError):
            self._folder.put(LOSSES, text.encode())


def _short(loss: float) -> float:
    return float(f"{loss:.{DIGITS}g}")


def read_costs(folder: JobFolder) -> list[Point]:
    """Points of a job in the order of their iterations; none of a damaged file."""
    try:
        data = json.loads(folder.get(LOSSES).decode())
        points = [(int(i), float(t), float(c), float(s)) for i, t, c, s in data]
    except (OSError, ValueError, TypeError, OverflowError, RecursionError):
        return []
    return sorted(points)
