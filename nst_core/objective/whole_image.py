"""A picture's costs and their gradient, looked at in one piece."""

from collections.abc import Mapping, Sequence

import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.network.vgg import Network
from nst_core.objective.features import Look
from nst_core.objective.losses import (
    content_cost,
    content_scale,
    find_lines,
    line_cost,
    mean_square,
    total_variation,
)
from nst_core.objective.regions import Regions
from nst_core.objective.style_losses import Tensors

Answer = tuple[tf.Tensor, tf.Tensor, tf.Tensor]
Targets = Sequence[Mapping[str, Tensors]]  # of each style, by layer

FEWEST_PLACES = 1e-3  # a region that has none costs nothing, and divides by nothing


class WholePicture:
    """Total, parts and gradient of a canvas.

    The parts: content, roughness, lines, and each style's layers, style by style.
    """

    def __init__(
        self,
        network: Network,
        look: Look,
        content: Canvas,
        targets: Targets,
        regions: Regions,
    ) -> None:
        self._network, self._look, self._targets = network, look, targets
        photo = look.at(network, tf.constant(content), look.content_layers)
        self._photo = {
            x: (y, content_scale(look.family, mean_square(y))) for x, y in photo.items()
        }
        self._own = OwnParts(look, content)
        self._of_styles = regions.of_styles
        self._shares = {
            layer: regions.shares(network.layers[layer].stride_px)
            for layer in look.style_layers
        }
        self._places = network.count_positions(look.style_layers, *content.shape[1:3])
        # Not get_concrete_function: TensorFlow never frees what that has returned.
        self._compiled = tf.function(self._evaluate, autograph=False)

    def __call__(self, picture: Canvas, weights: tf.Tensor) -> Answer:
        answer: Answer = self._compiled(tf.constant(picture), weights)
        return answer

    def _evaluate(self, picture: tf.Tensor, weights: tf.Tensor) -> Answer:
        look = self._look
        found = look.at(self._network, picture, look.layers)
        content = [content_cost(found[x], *y) for x, y in self._photo.items()]
        told = {
            layer: [
                look.term.statistics(
                    look.term.sums(found[layer], share),
                    count_shares(share, self._places[layer]),
                )
                for share in shares
            ]
            for layer, shares in self._shares.items()
        }
        style = style_costs(look, told, self._targets, self._of_styles)
        parts = tf.stack([sum(content, tf.constant(0.0)), *self._own(picture), *style])
        total = tf.tensordot(weights, parts, 1)
        (gradient,) = tf.gradients(total, picture)
        return total, parts, gradient


class OwnParts:
    """The parts that look at pixels alone; one that does not count is 0."""

    def __init__(self, look: Look, content: Canvas) -> None:
        self._look = look
        self._lines = find_lines(tf.constant(content)) if look.at_lines else None

    def __call__(self, picture: tf.Tensor) -> Tensors:
        rough, lines = tf.constant(0.0), tf.constant(0.0)
        if self._look.at_roughness:
            rough = total_variation(picture, self._look.wraps)
        if self._lines is not None:
            lines = line_cost(picture, self._lines)
        return [rough, lines]


def count_shares(share: tf.Tensor | None, places: int) -> float:
    """Return how many positions a region has in a layer of so many."""
    if share is None:
        return places
    return max(float(share.sum()), FEWEST_PLACES)


def style_costs(
    look: Look,
    told: Mapping[str, Sequence[Tensors]],
    targets: Targets,
    of_styles: Sequence[int],
) -> Tensors:
    """Return each style's cost in each layer, style by style.

    Args:
        look: How style is told.
        told: The picture's statistics by layer, of each region.
        targets: What each style is.
        of_styles: Which region each style goes to.
    """
    return [
        look.term.cost(told[layer][region], target[layer])
        for target, region in zip(targets, of_styles, strict=True)
        for layer in look.style_layers
    ]
