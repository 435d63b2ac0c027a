"""The course of a painting's costs, for a curve: bounded, and whole after a kill."""

import contextlib
import json
import math
from pathlib import Path

from nst_core.system.files import write_atomically

MOST_POINTS = 400

Point = tuple[int, float, float, float]  # iteration, total, content, style


class CostCourse:
    """Keeps the costs it is shown, until there are many; then those that are even."""

    def __init__(self, path: Path) -> None:
        """Go on from the file, if there is one that can be read."""
        self._path = path
        self._points = read_costs(path)

    def show(self, iteration: int, total: float, content: float, style: float) -> None:
        """Take the costs after an iteration; whatever lay beyond it is forgotten.

        A painting that was interrupted comes back to its checkpoint, and what followed
        is painted once more.
        """
        if not all(map(math.isfinite, (total, content, style))):
            return  # JSON has no word for them
        points = [point for point in self._points if point[0] < iteration]
        points.append((iteration, _short(total), _short(content), _short(style)))
        if len(points) > MOST_POINTS:
            inner = range(1, len(points) - 1)  # the first and the newest stay
            del points[min(inner, key=lambda i: points[i + 1][0] - points[i - 1][0])]
        self._points = points

    def save(self) -> None:
        """Write the file; without room, leave the one before."""
        text = json.dumps(self._points, separators=(",", ":"))
        with contextlib.suppress(OSError):
            write_atomically(self._path, text.encode())


def _short(cost: float) -> float:
    return float(f"{cost:.6g}")


def read_costs(path: Path) -> list[Point]:
    """Return the points in the order of their iterations; none of a damaged file."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        points = [(int(i), float(t), float(c), float(s)) for i, t, c, s in said]
    except (OSError, ValueError, TypeError, OverflowError, RecursionError):
        return []
    return sorted(points)
