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

from nst_core.images.masks import Mask

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

    def shares(self, stride_px: int) -> list[Mask | None]:
        """Share of each region at each position of a layer, 0 to 1."""
        return [None if mask is None else _pool(mask, stride_px) for mask in self.masks]

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
