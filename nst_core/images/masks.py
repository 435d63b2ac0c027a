"""Masks: soft regions of the styles, and their files."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nst_core.errors import ImageError
from nst_core.images.canvas import Canvas, resize, shrink
from nst_core.images.decoding import Picture
from nst_core.images.encoding import encode_png

Mask = npt.NDArray[np.float32]  # (1, height, width, 1), 0 to 1

# A mask is soft, so it needs no more, at any size of the canvas; this small, it fits
# into a recipe. A larger one is reduced.
MASK_EDGE_PX = 640


def to_mask(picture: Picture, height: int, width: int) -> Mask:
    """Mask of this size from the picture's brightness, 0 to 1."""
    grey = _brightness(picture)[np.newaxis, :, :, np.newaxis]
    mask: Canvas = resize(grey.astype(np.float32) / np.float32(255), height, width)
    return mask


def soften(mask: Mask) -> Mask:
    """Mask whose edges are a position wider: means of 3 x 3, weighed 1 2 1 each way.

    Quarters and halves are exact, so a mask of ones stays one.
    """
    for axis in (1, 2):
        around = [(0, 0)] * 4
        around[axis] = (1, 1)
        padded, length = np.pad(mask, around, mode="edge"), mask.shape[axis]
        before, own, after = (padded.take(range(x, x + length), axis) for x in range(3))
        mask = (before + 2 * own + after) / np.float32(4)
    return mask


def to_png(masks: Sequence[Picture | None]) -> list[bytes | None]:
    """PNG file of each mask, for a recipe; `to_mask` makes the same of them."""
    return [None if x is None else encode_png(_brightness(x)) for x in masks]


def _brightness(picture: Picture) -> npt.NDArray[np.uint8]:
    """Mean of the channels, (height, width), the longest edge at most MASK_EDGE_PX."""
    grey = np.rint(shrink(picture, MASK_EDGE_PX).mean(axis=2))
    brightness: npt.NDArray[np.uint8] = grey.astype(np.uint8)
    return brightness


def require_white(masks: Sequence[Picture | None], styles: int) -> None:
    """Refuse masks by which none of so many styles would go anywhere.

    Raises:
        ImageError: All styles have masks, and all masks are black.
    """
    if styles == len(masks) and not any(x is None or x.any() for x in masks):
        raise ImageError(
            "The masks are black everywhere, so no painting would go anywhere. Draw "
            "white where one is to be seen, or leave the masks out."
        )
