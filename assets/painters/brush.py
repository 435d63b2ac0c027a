"""Oil paint: strokes of many bristles that follow a field, then light on their ridges.

Knows nothing about any one picture: where a stroke runs and what colour it takes are
functions of the caller.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from painters.canvas import Field, relief

PerPoint = Callable[
    [Field, Field], Field
]  # x and y, each (n,), to one answer per point
STEPS = 9  # points along one stroke
BRISTLE = 0.0015  # in picture widths
OVERSIZE = 3  # bristles are drawn without smoothing: three pixels for one


@dataclass(frozen=True)
class Layer:
    """Strokes of one size over one region.

    `colour` is asked once per stroke, at its middle; `where` may be asked outside the
    picture.
    """

    count: int
    width: float  # in picture widths
    length: float  # in picture widths
    angle: PerPoint  # direction of travel, radians
    colour: PerPoint  # (n,) and (n,) -> (n, 3), 0 to 1
    where: PerPoint | None = None  # True where strokes begin


class Oil:
    """A wet canvas: what colour lies where, and how thick."""

    def __init__(self, width_px: int, aspect: float, ground: str) -> None:
        """Stretch a canvas; `ground` is its rrggbb before the first stroke."""
        self.width_px = width_px * OVERSIZE
        self.aspect = aspect
        size = (self.width_px, round(self.width_px * aspect))
        self.colours = Image.new("RGB", size, f"#{ground}")
        self.thickness = Image.new("L", size, 90)

    def paint(self, layer: Layer, rng: np.random.Generator) -> None:
        """Lay one layer of strokes on, in random order."""
        x = rng.uniform(-0.03, 1.03, layer.count)
        y = rng.uniform(-0.03, self.aspect + 0.03, layer.count)
        if layer.where is not None:
            inside = layer.where(x, y)
            x, y = x[inside], y[inside]
        path = trace(x, y, layer, rng)  # (strokes, STEPS, 2)
        colour = layer.colour(path[:, STEPS // 2, 0], path[:, STEPS // 2, 1])
        width = layer.width * rng.uniform(0.6, 1.35, len(x))
        for one in range(len(x)):
            self._stroke(path[one], width[one], colour[one], rng)

    def _stroke(
        self, path: Field, width: float, colour: Field, rng: np.random.Generator
    ) -> None:
        """Draw one stroke, bristle by bristle; the outer ones carry the ridge."""
        bristles = int(np.clip(width / BRISTLE, 3, 14))
        along = np.gradient(path, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
        aside = np.stack([-along[:, 1], along[:, 0]], axis=1)
        belly = np.sin(np.linspace(0.35, np.pi - 0.25, STEPS))[:, None] ** 0.6
        line_px = max(2, round(1.5 * width * self.width_px / bristles))
        paint, thick = ImageDraw.Draw(self.colours), ImageDraw.Draw(self.thickness)
        wobble = rng.normal(0, 1, (bristles, 4))
        for bristle in rng.permutation(bristles):
            place = 2 * (bristle + 0.5) / bristles - 1  # -1 to 1 across the stroke
            first = int(abs(wobble[bristle, 0]) * 0.8)
            last = STEPS - int(abs(wobble[bristle, 1]) * 1.1)
            line = (path + aside * belly * place * width / 2)[first : max(last, 2)]
            points = [tuple(point) for point in (line * self.width_px).tolist()]
            shade = 1 + 0.07 * wobble[bristle, 2]
            tone = np.clip(colour * shade * 255, 0, 255).astype(int)
            height = int(np.clip(120 + 60 * place**2 + 38 * wobble[bristle, 3], 0, 255))
            paint.line(points, tuple(tone.tolist()), line_px)
            thick.line(points, height, line_px)

    def dry(self, depth: float) -> Field:
        """Return the lit canvas, (height, width, 3), 0 to about 1."""
        thick = np.asarray(self.thickness, dtype=np.float32) / 255
        thick = ndimage.gaussian_filter(thick, 0.0011 * self.width_px)
        light = relief(thick, depth * self.width_px / 2304)
        colours = np.asarray(self.colours, dtype=np.float32) / 255
        gloss = np.clip(light - 1.25, 0, 1)[..., None]
        return colours * light[..., None] + 0.35 * gloss


def trace(x: Field, y: Field, layer: Layer, rng: np.random.Generator) -> Field:
    """Return the paths of strokes through their field, shape (strokes, STEPS, 2)."""
    step = layer.length * rng.uniform(0.6, 1.3, len(x)) / STEPS
    lean = rng.normal(0, 0.09, len(x))  # no hand follows a field exactly
    points = []
    for _ in range(STEPS):
        points.append(np.stack([x, y], axis=1))
        angle = layer.angle(x, y) + lean
        x, y = x + step * np.cos(angle), y + step * np.sin(angle)
    return np.stack(points, axis=1)
