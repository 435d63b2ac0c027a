"""Black and white of samples of any depth, told by their file or guessed."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from nst_core.errors import ImageError

Samples = npt.NDArray[Any]  # of any depth; (height, width[, channels])

ROWS_AT_ONCE = 256  # float64 needs eight times a byte's room
LOOKED_AT = 1_000_000  # places, for percentiles
# Floats reach beyond white where something shines or an edge was sharpened, and below
# black at sharpened edges. A picture whose white is 1 has nearly all of it below 4 (two
# stops), and no more than a tenth below black; heights, degrees and counts do not.
HIGHLIGHTS = 4.0
UNDERSHOOT = 0.1
FLOAT_WHITES = (255.0, 65535.0)
INTEGER_WHITES = (1.0, 255.0, 65535.0)  # kept in 32 bits by programs for measurements


def value_range(samples: Samples, full: int, name: str) -> tuple[float, float]:
    """Samples' values that mean black and white, the second above the first.

    Where nothing tells and nothing fits, they are the extremes: such files hold
    measurements, which are looked at that way.

    Args:
        samples: Of whole numbers or floats.
        full: White, where it is told; 0 if not.
        name: Role of the picture, as sentences name it.

    Raises:
        ImageError: Samples are no finite numbers.
    """
    low, high = float(samples.min()), float(samples.max())
    if not math.isfinite(high - low):  # NaN and infinity survive min and max
        raise ImageError(
            "The {name} picture has pixels that are no finite numbers, so they have no "
            "brightness. Save it as PNG or JPEG, and choose that file.",
            name=name,
        )
    if full:
        return 0.0, float(full)
    white = _integer_white(samples, high)
    is_float = samples.dtype.kind == "f"
    if is_float or low < 0:
        darkest, brightest = _percentiles(samples)
        black = 0.0
        if is_float:
            white = _float_white(brightest)
            black = -UNDERSHOOT * max(brightest, 1.0)
        if darkest < black:
            white = 0.0
    return (0.0, white) if white else (low, high if high > low else low + 1)


def _integer_white(samples: Samples, high: float) -> float:
    """White of whole numbers; 0 if unknown.

    Up to 16 bits it is their type's limit. Of 32 bits nobody makes use of all: if a
    picture would be black against their limit, the range is a smaller one.
    """
    if samples.dtype.kind not in "ui":
        return 0.0
    limit = float(np.iinfo(samples.dtype).max)
    if samples.dtype.itemsize <= 2 or high > limit / 256:
        return limit
    return next((white for white in INTEGER_WHITES if high <= white), 0.0)


def _float_white(brightest: float) -> float:
    if brightest <= HIGHLIGHTS:
        return 1.0
    return next((white for white in FLOAT_WHITES if brightest <= white), 0.0)


def _percentiles(samples: Samples) -> tuple[float, float]:
    """The 1st and the 99th percentile, of a large picture nearly."""
    step = max(1, math.isqrt(samples.shape[0] * samples.shape[1] // LOOKED_AT))
    seen = np.sort(samples[::step, ::step], axis=None)
    last = seen.size - 1
    return float(seen[last // 100]), float(seen[last - last // 100])


def scaled_to_8_bits(
    samples: Samples, black_and_white: tuple[float, float]
) -> npt.NDArray[np.uint8]:
    """Samples from black to white as 0 to 255, in the same shape; beyond is clipped."""
    scaled = np.empty(samples.shape, np.uint8)
    for row in range(0, len(samples), ROWS_AT_ONCE):
        rows = slice(row, row + ROWS_AT_ONCE)
        scaled[rows] = _levels(_shares(samples[rows], black_and_white))
    return scaled


def divided_to_8_bits(
    samples: Samples,
    black_and_white: tuple[float, float],
    alpha: Samples,
    clear_and_opaque: tuple[float, float],
) -> npt.NDArray[np.uint8]:
    """As `scaled_to_8_bits`, with the alpha that was multiplied in divided out.

    Args:
        samples: (height, width, channels).
        black_and_white: Range of the samples.
        alpha: (height, width).
        clear_and_opaque: Range of alpha.
    """
    scaled = np.empty(samples.shape, np.uint8)
    for row in range(0, len(samples), ROWS_AT_ONCE):
        rows = slice(row, row + ROWS_AT_ONCE)
        shares = _shares(samples[rows], black_and_white)
        opacity = np.clip(_shares(alpha[rows], clear_and_opaque), 0, 1)
        where = np.broadcast_to(opacity[:, :, np.newaxis] > 0, shares.shape)
        np.divide(shares, opacity[:, :, np.newaxis], out=shares, where=where)
        scaled[rows] = _levels(shares)
    return scaled


def _shares(samples: Samples, between: tuple[float, float]) -> npt.NDArray[np.float64]:
    low, high = between
    shares: npt.NDArray[np.float64] = (samples.astype(np.float64) - low) / (high - low)
    return shares


def _levels(shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.clip(np.rint(shares * 255), 0, 255)
