"""A picture's costs and their gradient, looked at in one piece."""

from collections.abc import Mapping

import tensorflow as tf

from nst_core.images import Canvas
from nst_core.look import Look
from nst_core.losses import (
    content_cost,
    content_scale,
    mean_square,
    style_cost,
    style_scale,
    total_variation,
)
from nst_core.vgg import Network

Answer = tuple[tf.Tensor, tf.Tensor, tf.Tensor]


class WholePicture:
    """Total, parts (content, roughness, each style layer) and gradient of a canvas."""

    def __init__(
        self,
        network: Network,
        look: Look,
        content: Canvas,
        grams: Mapping[str, tf.Tensor],
    ) -> None:
        self._network, self._look = network, look
        photo = look.at(network, tf.constant(content), look.content_layers)
        self._photo = {
            x: (y, content_scale(look.family, mean_square(y))) for x, y in photo.items()
        }
        self._grams = {x: (y, style_scale(look.family, y)) for x, y in grams.items()}
        # Not get_concrete_function: TensorFlow never frees what that has returned.
        self._compiled = tf.function(self._evaluate, autograph=False)

    def __call__(self, picture: Canvas, weights: tf.Tensor) -> Answer:
        answer: Answer = self._compiled(tf.constant(picture), weights)
        return answer

    def _evaluate(self, picture: tf.Tensor, weights: tf.Tensor) -> Answer:
        look = self._look
        nothing = tf.constant(0.0)
        found = look.at(self._network, picture, look.layers)
        content = [content_cost(found[x], *y) for x, y in self._photo.items()]
        style = [style_cost(found[x], *y) for x, y in self._grams.items()]
        rough = total_variation(picture) if look.at_roughness else nothing
        parts = tf.stack([sum(content, nothing), rough, *style])
        total = tf.tensordot(weights, parts, 1)
        (gradient,) = tf.gradients(total, picture)
        return total, parts, gradient
