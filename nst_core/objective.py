"""From a picture to its costs and their gradient, at one scale.

Knows the network and the losses; knows nothing of optimisers, schedules or frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import tensorflow as tf

from nst_core.images import Canvas
from nst_core.look import GramCache, Look
from nst_core.optimizers import Evaluation
from nst_core.settings import Settings
from nst_core.tiled import TiledPicture
from nst_core.tiles import Tile, cut_tiles
from nst_core.vgg import Network
from nst_core.whole import WholePicture

GRAMS = GramCache()  # shared by all who paint in this process


@dataclass(frozen=True)
class Costs:
    """What the objective says about one picture; smaller is closer.

    `total` is J = alpha J_content + beta J_style + total_variation TV. The parts are
    before alpha, beta and the layer weights; a part that counts for nothing is not
    computed and is 0 or absent.
    """

    total: float
    content: float  # J_content
    style: float  # J_style, the layers' costs times their weights
    layers: Mapping[str, float]  # J_style of each style layer, before its weight
    total_variation: float


class Objective:
    """One scale's costs: made once, called at every iteration.

    `content` and `style` are canvases at this scale's size; their features are looked
    at once, here. Calling it with a canvas returns the total, its gradient (in cost
    per pixel value, the canvas' shape) and `Costs` as details.

    Args:
        network: Which network looks, in the precision it computes in.
        content: The photo, (1, height, width, 3).
        style: The painting, any size.
        settings: Weights, family, layers, pooling and padding are read.
        edge_px: Boxes to look at have at most this edge; None looks at all at once.
    """

    def __init__(
        self,
        network: Network,
        content: Canvas,
        style: Canvas,
        settings: Settings,
        edge_px: int | None = None,
    ) -> None:
        self._network, self._edge_px = network, edge_px
        self._content, self._style = content, style
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
        content, roughness, *layers = parts.numpy().tolist()
        costs = dict(zip(self._look.style_layers, layers, strict=True))
        importance = self._settings.layer_weights
        style = sum(importance[layer] * cost for layer, cost in costs.items())
        details = Costs(float(total), content, style, costs, roughness)
        return Evaluation(details.total, gradient.numpy(), details)

    def _aim(self, look: Look) -> None:
        """Look at the photo and the painting, as far as they count."""
        self._look = look
        grams = GRAMS.grams(self._network, look, self._style, self._cut(self._style))
        tiles = self._cut(self._content)
        self._judge: WholePicture | TiledPicture
        if len(tiles) == 1:
            self._judge = WholePicture(self._network, look, self._content, grams)
        else:
            self._judge = TiledPicture(self._network, look, self._content, grams, tiles)

    def _cut(self, picture: Canvas) -> tuple[Tile, ...]:
        _, height, width, _ = picture.shape
        halo = self._network.reach_px(self._look.layers)
        return cut_tiles(height, width, halo, self._edge_px or max(height, width))

    def _weigh(self, settings: Settings) -> None:
        self._settings = settings
        weights = [settings.alpha, settings.total_variation]
        for layer in self._look.style_layers:
            weights.append(settings.beta * settings.layer_weights[layer])
        self._weights = tf.constant(weights, tf.float32)
