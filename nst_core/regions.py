"""Where each style goes: masks, and how much of the picture each one covers.

A mask is a picture of the photo's proportions: white where its style goes, black where
it does not, grey in between. Several styles may share a region, and the whole picture
is one too.

Source: Gatys, Ecker, Bethge, Hertzmann & Shechtman, "Controlling Perceptual Factors in
Neural Style Transfer" (2017), sec. 4.1, guided Gram matrices.
Differs from the paper: the mask itself is T^2, so that half grey counts half.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nst_core.errors import ImageError
from nst_core.images import Canvas, Picture, encode_png, resize, shrink
from nst_core.look import stride_px

Mask = npt.NDArray[np.float32]  # (1, height, width, 1), 0 to 1

# A mask is soft, so it needs no more, at any size of the canvas; this small, it fits
# into a recipe. A larger one is reduced.
MASK_EDGE_PX = 640
SMALLEST_PULL = np.float32(1e-12)  # where there is none, nothing is divided by 0


@dataclass(frozen=True, eq=False)
class Regions:
    """The parts of a canvas that have styles of their own."""

    masks: tuple[Mask | None, ...]  # all different; None is the whole picture
    of_styles: tuple[int, ...]  # which of them each style has

    @classmethod
    def of(cls, masks: Sequence[Mask | None]) -> "Regions":
        """Return the regions of styles with these masks, at the canvas' size."""
        different: list[Mask | None] = []
        chosen = []
        for mask in masks:
            for number, other in enumerate(different):
                if mask is other or _are_equal(mask, other):
                    chosen.append(number)
                    break
            else:
                chosen.append(len(different))
                different.append(mask)
        return cls(tuple(different), tuple(chosen))

    def shares(self, layer: str) -> list[Mask | None]:
        """Return how much each position of a layer belongs to each region."""
        return [
            None if mask is None else _pool(mask, stride_px(layer))
            for mask in self.masks
        ]

    def weigh(self, blend: Sequence[float]) -> list[float]:
        """Return what each style's cost is multiplied with.

        A cost is a mean over its region, so its pull on a pixel falls with the region's
        area. Multiplied with how much of the picture the style is given, it pulls as
        one style on the whole picture does; where several meet, about so together.
        """
        return [float(each.mean()) for each in self.spread(blend)]

    def spread(self, blend: Sequence[float]) -> list[Mask]:
        """Return how much of each pixel each style is given, 0 to 1.

        Styles that meet share a pixel as they are blended. Together they are given as
        much of it as lies in a region whose styles count; where the soft edges of two
        regions meet, each covers what the other leaves.

        Returns:
            A mask of the canvas' size, or of a single value, for each style.
        """
        one = np.ones((1, 1, 1, 1), np.float32)
        masks = [one if mask is None else mask for mask in self.masks]
        shares = [np.float32(share) for share in blend[: len(self.of_styles)]]
        pulls = [x * masks[at] for x, at in zip(shares, self.of_styles, strict=True)]
        counting = {at for x, at in zip(shares, self.of_styles, strict=True) if x}
        covered = np.minimum(sum((masks[at] for at in counting), 0 * one), 1)
        whole = covered / np.maximum(sum(pulls, 0 * one), SMALLEST_PULL)
        return [pull * whole for pull in pulls]


def to_mask(picture: Picture, height: int, width: int) -> Mask:
    """Return the picture's brightness as a mask of this size."""
    grey = _brightness(picture)[np.newaxis, :, :, np.newaxis]
    mask: Canvas = resize(grey.astype(np.float32) / np.float32(255), height, width)
    return mask


def to_png(masks: Sequence[Picture | None]) -> list[bytes | None]:
    """Return the masks' files, for a recipe; `to_mask` makes the same of them."""
    return [None if x is None else encode_png(_brightness(x)) for x in masks]


def _brightness(picture: Picture) -> npt.NDArray[np.uint8]:
    """Return (height, width), the longest edge at most MASK_EDGE_PX."""
    grey = np.rint(shrink(picture, MASK_EDGE_PX).mean(axis=2))
    brightness: npt.NDArray[np.uint8] = grey.astype(np.uint8)
    return brightness


def _are_equal(mask: Mask | None, other: Mask | None) -> bool:
    return mask is not None and other is not None and np.array_equal(mask, other)


def _pool(mask: Mask, stride: int) -> Mask:
    """Return the mean of each stride x stride pixels; what is cut off counts less."""
    _, height, width, _ = mask.shape
    rows, columns = -height % stride, -width % stride
    padded = np.pad(mask, ((0, 0), (0, rows), (0, columns), (0, 0)), mode="edge")
    shape = (1, padded.shape[1] // stride, stride, padded.shape[2] // stride, stride, 1)
    pooled: Mask = padded.reshape(shape).mean(axis=(2, 4))
    return pooled


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
