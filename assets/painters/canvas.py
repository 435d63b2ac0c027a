"""The plane all painters share: coordinates, noise, colour ramps, light and paper.

Knows nothing about any one picture.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

Field = npt.NDArray[Any]  # one number (or one colour, last axis 3) per point
SUPERSAMPLE = 2  # drawn this many times larger than asked, then shrunk


def plane(width_px: int, aspect: float) -> tuple[Field, Field]:
    """Return x and y of every pixel's centre, each (height, width), in picture widths.

    Args:
        width_px: Width of the grid.
        aspect: Height over width of the picture.
    """
    height_px = round(width_px * aspect)
    across = (np.arange(width_px, dtype=np.float32) + 0.5) / width_px
    down = (np.arange(height_px, dtype=np.float32) + 0.5) / width_px
    x, y = np.meshgrid(across, down)
    return x, y


def noise(
    rng: np.random.Generator,
    x: Field,
    y: Field,
    cells: float,
    octaves: int = 4,
    fade: float = 0.5,
) -> Field:
    """Return smooth noise at the points (x, y), mean about 0, deviation about 1.

    Args:
        rng: The picture's hand; the draws do not depend on how many points are asked.
        x: Points in picture widths, any shape.
        y: As x.
        cells: Bumps per picture width in the coarsest octave.
        octaves: How many times the bumps are halved.
        fade: Weight of each octave against the one before.
    """
    total = np.zeros(np.shape(x), dtype=np.float32)
    power = 0.0
    for octave in range(octaves):
        lattice = rng.normal(size=(64, 64)).astype(np.float32)
        scale, weight = cells * 2**octave, fade**octave
        where = np.stack([np.asarray(y) * scale + 7.3, np.asarray(x) * scale + 3.1])
        total += weight * ndimage.map_coordinates(
            lattice, where, order=2, mode="grid-wrap"
        )
        power += weight**2
    return total / (0.75 * math.sqrt(power))  # 0.75: deviation left by the smoothing


def smoothstep(low: float, high: float, value: Field) -> Field:
    """Return 0 below low, 1 above high, an even S between; low may exceed high."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def rgb(*codes: str) -> Field:
    """Return colours written as rrggbb, shape (len(codes), 3), 0 to 1."""
    return np.array([list(bytes.fromhex(code)) for code in codes]) / 255


def ramp(t: Field, colours: Field, stops: Sequence[float] | None = None) -> Field:
    """Return the colour at t (0 to 1) on the way through colours, shape (..., 3)."""
    places = np.linspace(0, 1, len(colours)) if stops is None else np.asarray(stops)
    return np.stack([np.interp(t, places, colours[:, c]) for c in range(3)], axis=-1)


def mix(under: Field, over: Field, cover: Field) -> Field:
    """Return `over` laid on `under`; cover is 0 (nothing) to 1, without colour axis."""
    return np.asarray(under + (over - under) * cover[..., None])


def relief(height: Field, depth: float) -> Field:
    """Brightness of a surface under a lamp at the upper left, around 1.

    Args:
        height: Thickness at each pixel, shape (height, width).
        depth: How strongly slopes (height per pixel) tell.
    """
    down, across = np.gradient(height)
    return np.asarray(np.clip(1 - depth * (down + across), 0.35, 1.9))


def paper(rng: np.random.Generator, x: Field, y: Field) -> Field:
    """Return the brightness of fibrous paper, mean about 1."""
    fibres = noise(rng, x * 0.25, y, 130, 2) + noise(rng, x, y * 0.25, 130, 2)
    tooth = noise(rng, x, y, 330, 2, 0.8)
    return 1 + 0.011 * fibres + 0.014 * tooth


def finish(picture: Field, long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the drawing (0 to 1, any size) as uint8 of the size that was asked."""
    large = Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))
    scale = long_edge_px / max(large.size)
    size = (round(large.width * scale), round(large.height * scale))
    return np.asarray(large.resize(size, Image.Resampling.LANCZOS))
