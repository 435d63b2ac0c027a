"""What one scale is painted from: photo, paintings and masks, at its size.

Pictures come in as they were given, once; each scale takes its own canvases of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nst_core.images.canvas import Canvas, crop_to_shape, resize, to_canvas
from nst_core.images.colors import match_covariance, take_colors
from nst_core.images.decoding import Picture
from nst_core.images.masks import Mask, to_mask
from nst_core.images.periodic import make_periodic
from nst_core.network.architectures import Architecture
from nst_core.objective.regions import Regions
from nst_core.planning.plan import style_shape
from nst_core.planning.schedule import Scale
from nst_core.settings.settings import Settings


@dataclass(frozen=True, eq=False)
class Material:
    """One scale's canvases."""

    photo: Canvas  # at the scale's size
    content: Canvas  # the same; of a seamless tile, with edges that fit
    styles: Sequence[Canvas]
    masks: Sequence[Mask | None]

    @classmethod
    def of(
        cls,
        content: Picture,
        styles: Sequence[Picture],
        masks: Sequence[Picture | None],
        scale: Scale,
        settings: Settings,
        network: Architecture,
    ) -> "Material":
        """Return the pictures as they are painted from at a scale."""
        photo = resize(to_canvas(content), scale.height, scale.width)
        target = make_periodic(photo) if settings.padding == "wrap" else photo
        fitted = [fit_style(to_canvas(x), scale, settings, network) for x in styles]
        return cls(
            photo,
            target,
            [take_colors(style, target, settings) for style in fitted],
            [
                None if x is None else to_mask(x, scale.height, scale.width)
                for x in (*masks, *[None] * (len(styles) - len(masks)))
            ],
        )

    def model(self, settings: Settings) -> Canvas:
        """Return what a start from the photo, and every larger canvas, begins with.

        For the start "recolored" each painting gives its colours to where it goes, as
        far as it counts there; where none goes, the photo keeps its own.
        """
        if settings.start != "recolored" or not settings.wants_style:
            return self.content
        parts = Regions.of(self.masks).spread(settings.blend)
        model = np.float32(1 - sum(parts)) * self.content
        for style, part in zip(self.styles, parts, strict=True):
            if part.any():
                model = model + part * match_covariance(self.content, style)
        return model

    def leader(self, settings: Settings) -> Canvas:
        """Return the painting that is given most of the picture."""
        given = Regions.of(self.masks).weigh(settings.blend)
        return self.styles[int(np.argmax(given))]


def fit_style(
    painting: Canvas, scale: Scale, settings: Settings, network: Architecture
) -> Canvas:
    """Return the painting at the size it is looked at, at one scale.

    The paper's sums compare pictures of one size; the other families take means, so
    there the painting keeps its proportions and its longest edge is the canvas' times
    style_scale, or longer where its short edge would be too short for the network.
    """
    if settings.family == "paper":
        return crop_to_shape(painting, scale.height, scale.width)
    return resize(painting, *style_shape(painting.shape[1:3], scale, settings, network))
