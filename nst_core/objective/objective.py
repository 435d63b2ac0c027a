"""J of a canvas and its gradient, at one scale.

Knows the network and the losses; knows nothing of optimisers, schedules or frames.
"""

import gc
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from nst_core.images.canvas import Canvas
from nst_core.images.colors import is_grey, make_grey
from nst_core.images.masks import Mask
from nst_core.network.vgg import Network
from nst_core.objective.features import FeatureSpec
from nst_core.objective.neighbors import compute_banks
from nst_core.objective.regions import Regions, grey_pixels
from nst_core.objective.style_targets import TargetCache, compute_targets
from nst_core.objective.terms import Weights
from nst_core.objective.tiled_image import TiledImage
from nst_core.objective.whole_image import LossConstants, WholeImage
from nst_core.optimizers import Evaluation
from nst_core.planning.memory import STYLE_BOX_PX
from nst_core.planning.tiles import Tile, cut_boxes, cut_tiles
from nst_core.settings.settings import Settings

# Shared by all who paint in this process. A style has 6 MB of banks at each size.
TARGETS = TargetCache(compute_targets)
BANKS = TargetCache(compute_banks, capacity=16)


class Objective:
    """J at one scale: made once, called at every iteration.

    Features of content and styles are extracted once, here. Calling it with a canvas
    of the content's shape returns J, its gradient (per pixel value, the canvas' shape)
    and `Costs` as details.

    Source: Gatys, Ecker & Bethge (2016), eq. 7, and the further terms of terms.py.

    Args:
        network: The network, in the precision it computes in.
        content: Canvas at this scale's size, (1, height, width, 3), 0 to 255.
        styles: Canvases of any size.
        settings: Weights, family, layers, pooling and padding are read.
        edge_px: Edge of a square of as many pixels as a tile's box may have; None for
            the whole picture.
        masks: Of each style, at the content's size; None, or no masks at all, for
            everywhere.
        content_again: The content, made anew when other layers count, so that it takes
            no memory until then; None: it is kept.
        keep: Where the content's forms are held, at its size; None: nowhere more than
            elsewhere.
        resolution: The scale's edges as a share of the finished picture's. It is
            also the share of the weight of nearest neighbours that counts: coarse
            scales find the painting's large forms, the last one makes surfaces.
    """

    def __init__(
        self,
        network: Network,
        content: Canvas,
        styles: Sequence[Canvas],
        settings: Settings,
        edge_px: int | None = None,
        masks: Sequence[Mask | None] = (),
        content_again: Callable[[], Canvas] | None = None,
        keep: Mask | None = None,
        resolution: float = 1.0,
    ) -> None:
        self._network, self._edge_px = network, edge_px
        self._content_again = content_again or (lambda: content)
        self._styles = styles
        self._masks = masks or [None] * len(styles)
        self._regions = Regions.of(self._masks, keep)
        self._resolution = resolution
        self._spec = FeatureSpec.of(settings)
        self._evaluate = self._make_evaluator(self._spec, content)
        self._weights = self._weigh(self._spec, settings)
        self._are_grey = [is_grey(style) for style in styles]
        self._grey = grey_pixels(self._are_grey, self._masks, settings)

    def update_weights(self, settings: Settings) -> None:
        """Take alpha, beta and all other weights from `settings`.

        While the same layers and losses count, only numbers change and nothing is
        traced again.
        """
        spec = FeatureSpec.of(settings)
        if spec != self._spec:
            del self._evaluate  # the old one's features go before the new ones come
            gc.collect()  # its compiled method refers back to it: a cycle
            self._spec = spec
            self._evaluate = self._make_evaluator(spec, self._content_again())
        self._weights = self._weigh(spec, settings)
        self._grey = grey_pixels(self._are_grey, self._masks, settings)

    def __call__(self, canvas: Canvas) -> Evaluation:
        total, losses, gradient = self._evaluate(canvas, self._weights.vector)
        costs = self._weights.costs(total, losses)
        return Evaluation(costs.total, self._along_grey(gradient, canvas), costs)

    def _along_grey(self, gradient: Canvas, canvas: Canvas) -> Canvas:
        """The gradient by which grey pixels stay grey where only grey styles go.

        Second moments of features tell lightness well and colour hardly: without this
        a grey style leaves specks of all colours.
        """
        if not self._grey.any():
            return gradient
        still_grey = np.ptp(canvas, axis=-1, keepdims=True) == 0
        return make_grey(gradient, self._grey & still_grey)

    def _make_evaluator(
        self, spec: FeatureSpec, content: Canvas
    ) -> WholeImage | TiledImage:
        """Extract features of content and styles, as far as they count."""
        height, width = content.shape[1:3]
        tiles = self._cut_content(spec, height, width)
        targets, banks = [], []
        for style in self._styles:
            boxes = self._cut_style(spec, style, height * width)
            given = (self._network, spec, style, boxes)
            targets.append(TARGETS.targets(*given))
            banks.append(BANKS.targets(*given) if spec.neighbor_layers else {})
        constants = LossConstants(
            self._network, spec, height, width, targets, banks, self._regions
        )
        if len(tiles) == 1:
            return WholeImage(content, constants)
        assert spec.style_loss.is_additive, "the plan gives it room for the whole"
        return TiledImage(content, constants, tiles)

    def _cut_content(
        self, spec: FeatureSpec, height: int, width: int
    ) -> tuple[Tile, ...]:
        margin = self._network.receptive_radius_px(spec.layers)
        max_pixels = self._edge_px**2 if self._edge_px else height * width
        return cut_tiles(height, width, margin, max_pixels, spec.wraps)

    def _cut_style(
        self, spec: FeatureSpec, style: Canvas, content_px: int
    ) -> tuple[Tile, ...]:
        """Boxes that need no more memory than the canvas does."""
        edge_px = self._edge_px or max(math.isqrt(content_px), STYLE_BOX_PX)
        _, height, width, _ = style.shape
        if not spec.style_loss.is_additive:
            edge_px = max(height, width)
        margin = self._network.receptive_radius_px(spec.layers)
        return cut_boxes(height, width, margin, edge_px)

    def _weigh(self, spec: FeatureSpec, settings: Settings) -> Weights:
        style_weights = self._regions.style_weights(settings.blend)
        more = spec.more_parts(self._regions.keep is not None)
        near = settings.neighbors * self._resolution
        settings = replace(settings, neighbors=near)
        return Weights(settings, style_weights, spec.style_layers, more)
