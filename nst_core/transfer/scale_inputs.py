"""Content, styles and masks at the size of one scale.

Pictures come in as they were given, once; each scale takes its own canvases of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nst_core.images.canvas import Canvas, Levels, crop_to_shape, resize
from nst_core.images.colors import (
    MATCHES,
    is_grey,
    make_grey,
    match_covariance,
    take_colors,
)
from nst_core.images.decoding import Picture
from nst_core.images.masks import Mask, to_mask
from nst_core.images.periodic import make_periodic
from nst_core.network.architectures import Architecture
from nst_core.objective.regions import Regions, grey_pixels
from nst_core.planning.plan import style_shape
from nst_core.planning.schedule import Scale
from nst_core.settings.settings import Settings


class _MadeWhenAsked(Sequence[Canvas]):
    """Canvases that take no memory: at 8192 px one has as much as a gigabyte.

    Their features are extracted once, and that is all that most runs need of them.
    """

    def __init__(
        self, pictures: Sequence[Picture], make: Callable[[Picture], Canvas]
    ) -> None:
        self._pictures, self._make = pictures, make

    def __len__(self) -> int:
        return len(self._pictures)

    def __getitem__(self, index: Any) -> Any:
        return self._make(self._pictures[index])


@dataclass(frozen=True, eq=False)
class ScaleInputs:
    """One scale's canvases."""

    content: Canvas  # `content_canvas`
    styles: Sequence[Canvas]  # each made anew when it is asked for
    masks: Sequence[Mask | None]
    keep: Mask | None

    @classmethod
    def of(
        cls,
        content: Picture,
        styles: Sequence[Picture],
        masks: Sequence[Picture | None],
        scale: Scale,
        settings: Settings,
        network: Architecture,
        keep: Picture | None = None,
    ) -> "ScaleInputs":
        """The pictures at a scale, cut, resized and recoloured as the settings say."""
        target = content_canvas(content, scale, settings)

        def own_colors(style: Picture) -> Canvas:
            return fit_style(style[np.newaxis], scale, settings, network)

        def photo_colors(style: Picture) -> Canvas:
            return take_colors(own_colors(style), target, settings)

        matches = settings.colors in MATCHES  # else nobody keeps the target for it
        return cls(
            target,
            _MadeWhenAsked(styles, photo_colors if matches else own_colors),
            [
                None if x is None else to_mask(x, scale.height, scale.width)
                for x in (*masks, *[None] * (len(styles) - len(masks)))
            ],
            None if keep is None else to_mask(keep, scale.height, scale.width),
        )

    def reference(self, settings: Settings) -> Canvas:
        """The content, for the start "recolored" in the colours of the styles.

        Each style gives its colours to its region, by its weight there; beyond all
        regions the content keeps its own.
        """
        if settings.start != "recolored" or not settings.wants_style:
            return self.content
        weights = Regions.of(self.masks).pixel_weights(settings.blend)
        reference = np.float32(1 - sum(weights)) * self.content
        for style, weight in zip(self.styles, weights, strict=True):
            if weight.any():
                reference = reference + weight * match_covariance(self.content, style)
        return reference

    def without_colors(self, canvas: Canvas, settings: Settings) -> Canvas:
        """The canvas made grey where only grey styles go."""
        are_grey = [is_grey(style) for style in self.styles]
        return make_grey(canvas, grey_pixels(are_grey, self.masks, settings))

    def dominant_style(self, settings: Settings) -> Canvas:
        """The style with the largest weight over the picture."""
        weights = Regions.of(self.masks).style_weights(settings.blend)
        return self.styles[int(np.argmax(weights))]


def content_canvas(content: Picture, scale: Scale, settings: Settings) -> Canvas:
    """The content at a scale's size; for circular padding, with edges that fit."""
    canvas = resize(content[np.newaxis], scale.height, scale.width)
    return make_periodic(canvas) if settings.padding == "wrap" else canvas


def fit_style(
    style: Levels, scale: Scale, settings: Settings, network: Architecture
) -> Canvas:
    """The style at the size whose features are extracted, at one scale.

    The paper's sums compare pictures of one size; the other families take means, so
    there the style keeps its proportions and its longest edge is the canvas' times
    style_scale, or longer where its short edge would be too short for the network.
    """
    if settings.family == "paper":
        return crop_to_shape(style, scale.height, scale.width)
    return resize(style, *style_shape(style.shape[1:3], scale, settings, network))
