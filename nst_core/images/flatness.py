"""Flat parts of a picture: one colour, or so smooth a gradient that none is seen.

Without steps between neighbours there is nothing that strokes could begin at.
"""

import numpy as np
import numpy.typing as npt

from nst_core.images.canvas import Canvas
from nst_core.images.decoding import Picture
from nst_core.images.masks import Mask

# Of 0 to 255. Rounding to 8 bits alone leaves 0.29 of a perfect gradient; in the
# skies of photos there is 0.5 and more.
FLAT_STD = 0.5
WINDOW_PX = 5  # that is looked at around each pixel, after the steps to its neighbours
BAND_ROWS, MAX_BANDS = 64, 16  # that tell how flat a large picture is

# A file of one colour may have been through a lossy format.
ONE_COLOR_LEVELS = 3


def flat_share(canvas: Canvas) -> Mask:
    """Flatness of each pixel's surroundings, 0 to 1.

    1 up to half of FLAT_STD, 0 from FLAT_STD on. The deviation is that from the mean of
    3 x 3 pixels, so that a gradient counts as flat, whatever its slope.
    """
    rest = canvas - _box_mean(canvas, 3, reflect_type="odd")  # a gradient goes on
    variance = _box_mean(np.square(rest).mean(axis=-1, keepdims=True), WINDOW_PX)
    std = np.sqrt(np.maximum(variance, 0))
    share: Mask = np.clip(2 - 2 * std / FLAT_STD, 0, 1).astype(np.float32)
    return share


def mean_flat_share(canvas: Canvas) -> float:
    """Mean of `flat_share`; of a large canvas, over bands of rows from all of it."""
    height = canvas.shape[1]
    apart = max(BAND_ROWS, height // MAX_BANDS)
    bands = [
        canvas[:, max(0, min(top, height - BAND_ROWS)) :][:, :BAND_ROWS]
        for top in range(0, height, apart)
    ]
    return float(np.mean([flat_share(band).mean() for band in bands]))


def _box_mean(
    x: npt.NDArray[np.float32], edge_px: int, reflect_type: str = "even"
) -> npt.NDArray[np.float32]:
    """Mean of edge_px x edge_px pixels around each."""
    for axis in (1, 2):
        length = x.shape[axis]
        around = [(0, 0)] * x.ndim
        around[axis] = (edge_px // 2, edge_px // 2)
        padded = np.pad(x, around, "reflect", reflect_type=reflect_type)  # type: ignore[call-overload]
        shifted = (
            padded.take(range(start, start + length), axis) for start in range(edge_px)
        )
        x = sum(shifted, np.float32(0) * x) / np.float32(edge_px)
    return x


def is_one_color(picture: Picture) -> bool:
    """True if no pixel is seen to differ from any other."""
    lowest, highest = (f(picture, axis=(0, 1)).astype(int) for f in (np.min, np.max))
    return bool((highest - lowest).max() <= ONE_COLOR_LEVELS)
