"""From a picture to its costs and their gradient, at one scale.

Knows the network and the losses; knows nothing of optimisers, schedules or frames.
"""

import math
from collections.abc import Sequence

import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.images.masks import Mask
from nst_core.network.vgg import Network
from nst_core.objective.costs import Costs
from nst_core.objective.features import Look
from nst_core.objective.regions import Regions
from nst_core.objective.style_targets import TargetCache
from nst_core.objective.tiled_image import TiledPicture
from nst_core.objective.whole_image import WholePicture
from nst_core.optimizers import Evaluation
from nst_core.planning.memory import STYLE_BOX_PX
from nst_core.planning.tiles import Tile, cut_tiles
from nst_core.settings.settings import Settings

TARGETS = TargetCache()  # shared by all who paint in this process


class Objective:
    """One scale's costs: made once, called at every iteration.

    `content` and `styles` are canvases at this scale's size; their features are looked
    at once, here. Calling it with a canvas returns the total, its gradient (in cost
    per pixel value, the canvas' shape) and `Costs` as details.

    Args:
        network: Which network looks, in the precision it computes in.
        content: The photo, (1, height, width, 3).
        styles: The paintings, any size.
        settings: Weights, family, layers, pooling and padding are read.
        edge_px: Boxes to look at have at most this edge; None looks at all at once.
        masks: Where each style goes, at the content's size; None, or no masks at all,
            for everywhere.
    """

    def __init__(
        self,
        network: Network,
        content: Canvas,
        styles: Sequence[Canvas],
        settings: Settings,
        edge_px: int | None = None,
        masks: Sequence[Mask | None] = (),
    ) -> None:
        self._network, self._edge_px = network, edge_px
        self._content, self._styles = content, styles
        self._regions = Regions.of(masks or [None] * len(styles))
        self._aim(Look.of(settings))
        self._weigh(settings)

    def follow(self, settings: Settings) -> None:
        """Let alpha, beta, layer weights and total variation be those of `settings`.

        While the same layers count, only numbers change and nothing is traced again.
        """
        look = Look.of(settings)
        if look != self._look:
            self._aim(look)
        self._weigh(settings)

    def __call__(self, picture: Canvas) -> Evaluation:
        total, parts, gradient = self._judge(picture, self._weights)
        content, roughness, lines, *each = parts.numpy().tolist()
        layers = self._look.style_layers
        costs = {
            layer: sum(
                share * cost
                for share, cost in zip(
                    self._shares, each[number :: len(layers)], strict=True
                )
            )
            for number, layer in enumerate(layers)
        }
        importance = self._settings.layer_weights
        style = sum(importance[layer] * cost for layer, cost in costs.items())
        details = Costs(float(total), content, style, costs, roughness, lines)
        return Evaluation(details.total, gradient.numpy(), details)

    def _aim(self, look: Look) -> None:
        """Look at the photo and the paintings, as far as they count."""
        self._look = look
        # A style's boxes need no more memory than the canvas does.
        height, width = self._content.shape[1:3]
        box_px = self._edge_px or max(math.isqrt(height * width), STYLE_BOX_PX)
        edge_px = box_px if look.term.is_additive else None
        targets = [
            TARGETS.targets(
                self._network, look, style, self._cut(look.of_paintings, style, edge_px)
            )
            for style in self._styles
        ]
        tiles = self._cut(look, self._content, self._edge_px)
        given = (self._network, look, self._content, targets, self._regions)
        self._judge: WholePicture | TiledPicture
        if len(tiles) == 1:
            self._judge = WholePicture(*given)
        else:
            assert look.term.is_additive, "the plan gives it room for the whole picture"
            self._judge = TiledPicture(*given, tiles)

    def _cut(
        self, look: Look, picture: Canvas, edge_px: int | None
    ) -> tuple[Tile, ...]:
        _, height, width, _ = picture.shape
        edge_px = edge_px or max(height, width)
        halo = self._network.receptive_radius_px(look.layers)
        return cut_tiles(height, width, halo, edge_px, look.wraps)

    def _weigh(self, settings: Settings) -> None:
        self._settings = settings
        self._shares = self._regions.weigh(settings.blend)
        weights = [settings.alpha, settings.total_variation, settings.laplacian]
        weights += [
            settings.beta * share * settings.layer_weights[layer]
            for share in self._shares
            for layer in self._look.style_layers
        ]
        self._weights = tf.constant(weights, tf.float32)
