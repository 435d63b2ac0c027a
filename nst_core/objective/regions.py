"""Guidance masks: the region of each style, and its weight there.

A mask is a picture of the content's proportions: white where its style goes, black
where it does not, grey in between. Several styles may share a region, and the whole
picture is one too.

Source: Gatys, Ecker, Bethge, Hertzmann & Shechtman, "Controlling Perceptual Factors in
Neural Style Transfer" (2017), sec. 4.1, guided Gram matrices.
Differs from the paper: the mask itself is T^2, so that half grey counts half.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nst_core.images.masks import Mask, soften
from nst_core.settings.settings import Settings

COVERED = np.float32(1 - 1e-5)  # of a pixel; the rest is rounding
MIN_POSITIONS = 1e-3  # an empty region has no loss, and nothing is divided by 0
MIN_WEIGHT = np.float32(1e-12)  # where there is none, nothing is divided by 0


@dataclass(frozen=True, eq=False)
class Regions:
    """The parts of a canvas that have styles of their own or keep the photo."""

    masks: tuple[Mask | None, ...]  # all different; None is the whole picture
    of_styles: tuple[int, ...]  # number of each style's mask
    keep: Mask | None = None  # where the photo's forms are held

    @classmethod
    def of(cls, masks: Sequence[Mask | None], keep: Mask | None = None) -> "Regions":
        """The regions of styles with these masks, at the canvas' size.

        A keep map without any white is none.
        """
        if keep is not None and not keep.any():
            keep = None
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
        return cls(tuple(different), tuple(chosen), keep)

    def layer_keep(self, stride_px: int) -> Mask | None:
        """The keep map at the size of a layer, its edges softened; None without one."""
        return None if self.keep is None else soften(_pool(self.keep, stride_px))

    def layer_masks(self, stride_px: int) -> list[Mask | None]:
        """Each region's mask at the size of a layer, (1, rows, columns, 1)."""
        return [None if mask is None else _pool(mask, stride_px) for mask in self.masks]

    def style_weights(self, blend: Sequence[float]) -> list[float]:
        """The factor of each style's loss: the mean of its `pixel_weights`.

        A loss is a mean over its region, so its gradient at a pixel falls with the
        region's area. Multiplied with the share of the picture that is the style's,
        it is that of one style on the whole picture; where several meet, about so
        together.
        """
        return [float(each.mean()) for each in self.pixel_weights(blend)]

    def pixel_weights(self, blend: Sequence[float]) -> list[Mask]:
        """The weight of each style at each pixel, 0 to 1.

        Styles that meet share a pixel as they are blended. Their weights add up to
        the part of it that lies in a region whose styles count; where the soft edges
        of two regions meet, each covers what the other leaves.

        Returns:
            A mask of the canvas' size, or of a single value, for each style.
        """
        one = np.ones((1, 1, 1, 1), np.float32)
        masks = [one if mask is None else mask for mask in self.masks]
        shares = [np.float32(share) for share in blend[: len(self.of_styles)]]
        pairs = list(zip(shares, self.of_styles, strict=True))
        weights = [weight * masks[region] for weight, region in pairs]
        counting = {region for weight, region in pairs if weight}
        covered = np.minimum(sum((masks[region] for region in counting), 0 * one), 1)
        whole = covered / np.maximum(sum(weights, 0 * one), MIN_WEIGHT)
        return [weight * whole for weight in weights]


def count_positions(mask: Mask | None, positions: int) -> float:
    """Area of a region in a layer of so many positions, in positions."""
    if mask is None:
        return positions
    return max(float(mask.sum()), MIN_POSITIONS)


def grey_pixels(
    are_grey: Sequence[bool], masks: Sequence[Mask | None], settings: Settings
) -> npt.NDArray[np.bool_]:
    """Pixels that are to be grey, as only grey styles go there.

    Beyond all regions the content keeps its colours. The family `paper` takes whatever
    comes, as its algorithm does.

    Args:
        are_grey: Of each style, `is_grey`.
        masks: Of each style, at the canvas' size; None for everywhere.
        settings: Of this moment.

    Returns:
        A mask of the canvas' size, or of a single value, (1, rows, columns, 1).
    """
    if settings.family == "paper" or not settings.wants_style:
        return np.zeros((1, 1, 1, 1), bool)
    weights = Regions.of(masks).pixel_weights(settings.blend)
    grey = [x for x, is_grey in zip(weights, are_grey, strict=True) if is_grey]
    covered: npt.NDArray[np.bool_] = sum(grey, np.zeros((1, 1, 1, 1))) >= COVERED
    return covered


def _are_equal(mask: Mask | None, other: Mask | None) -> bool:
    return mask is not None and other is not None and np.array_equal(mask, other)


def _pool(mask: Mask, stride: int) -> Mask:
    """Mean of each stride x stride pixels; at an odd edge its pixels are repeated."""
    _, height, width, _ = mask.shape
    rows, columns = -height % stride, -width % stride
    padded = np.pad(mask, ((0, 0), (0, rows), (0, columns), (0, 0)), mode="edge")
    shape = (1, padded.shape[1] // stride, stride, padded.shape[2] // stride, stride, 1)
    pooled: Mask = padded.reshape(shape).mean(axis=(2, 4))
    return pooled
