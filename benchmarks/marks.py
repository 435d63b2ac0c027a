"""Photos of one flat colour each, by which everybody in a crowd knows their own."""

import itertools
import math
from pathlib import Path

import numpy as np
from PIL import Image


def colours(count: int) -> np.ndarray:
    """So many colours, far apart: (count, 3), 32 to 224."""
    steps = np.linspace(32, 224, math.ceil(count ** (1 / 3)))
    return np.array(list(itertools.product(steps, repeat=3)), int)[:count]


def write_mark(path: Path, colour: np.ndarray) -> None:
    """Write a photo that is nothing but this colour."""
    Image.new("RGB", (80, 60), tuple(colour)).save(path)


def nearest(path: Path, known: np.ndarray) -> int:
    """Index of the colour that is nearest to a generated picture's mean."""
    with Image.open(path) as picture:
        mean = np.asarray(picture.convert("RGB")).mean((0, 1))
    return int(np.argmin(((known - mean) ** 2).sum(1)))
