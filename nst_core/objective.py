"""From a picture to its costs and their gradient, at one scale.

Knows the network and the losses; knows nothing of optimisers, schedules or frames.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import tensorflow as tf

from nst_core.images import Canvas
from nst_core.losses import (
    content_cost,
    content_scale,
    gram_matrix,
    style_cost,
    style_scale,
    total_variation,
)
from nst_core.optimizers import Evaluation
from nst_core.settings import Settings
from nst_core.vgg import Network, features


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
    """

    def __init__(
        self, network: Network, content: Canvas, style: Canvas, settings: Settings
    ) -> None:
        self._network = network
        self._content, self._style = tf.constant(content), tf.constant(style)
        self._aim(_Look(settings))
        self._weigh(settings)

    def follow(self, settings: Settings) -> None:
        """Let alpha, beta, layer weights and total variation be those of `settings`.

        While the same layers count, only numbers change and nothing is traced again.
        """
        look = _Look(settings)
        if look != self._look:
            self._aim(look)
        self._weigh(settings)

    def __call__(self, picture: Canvas) -> Evaluation:
        total, parts, gradient = self._compiled(tf.constant(picture), self._weights)
        content, roughness, *layers = parts.numpy().tolist()
        costs = dict(zip(self._look.style_layers, layers, strict=True))
        importance = self._settings.layer_weights
        style = sum(importance[layer] * cost for layer, cost in costs.items())
        details = Costs(float(total), content, style, costs, roughness)
        return Evaluation(details.total, gradient.numpy(), details)

    def _aim(self, look: "_Look") -> None:
        """Look at the photo and the painting, as far as they count."""
        photo = look.at(self._network, self._content, look.content_layers)
        painting = look.at(self._network, self._style, look.style_layers)
        grams = {layer: gram_matrix(found) for layer, found in painting.items()}
        self._look = look
        self._targets = _Targets(
            {name: (x, content_scale(look.family, x)) for name, x in photo.items()},
            {name: (x, style_scale(look.family, x)) for name, x in grams.items()},
        )
        self._compiled = tf.function(self._evaluate, autograph=False)

    def _weigh(self, settings: Settings) -> None:
        self._settings = settings
        weights = [settings.alpha, settings.total_variation]
        for layer in self._look.style_layers:
            weights.append(settings.beta * settings.layer_weights[layer])
        self._weights = tf.constant(weights, tf.float32)

    def _evaluate(
        self, picture: tf.Tensor, weights: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        look, targets = self._look, self._targets
        wanted = {*look.content_layers, *look.style_layers}
        with tf.GradientTape() as tape:
            tape.watch(picture)
            found = look.at(self._network, picture, wanted)
            content = [
                content_cost(found[layer], *target)
                for layer, target in targets.content.items()
            ]
            style = [
                style_cost(found[layer], *target)
                for layer, target in targets.style.items()
            ]
            rough = total_variation(picture) if look.at_roughness else tf.constant(0.0)
            parts = tf.stack([sum(content, tf.constant(0.0)), rough, *style])
            total = tf.tensordot(weights, parts, 1)
        return total, parts, tape.gradient(total, picture)


@dataclass(frozen=True)
class _Targets:
    """Content features and style Gram matrices, each with its family's scale."""

    content: Mapping[str, tuple[tf.Tensor, tf.Tensor]]
    style: Mapping[str, tuple[tf.Tensor, tf.Tensor]]


class _Look:
    """What of a picture counts at all: whatever has no weight is not computed."""

    def __init__(self, settings: Settings) -> None:
        self.family = settings.family
        self.pooling = settings.pooling
        self.padding = settings.padding
        self.content_layers = (settings.content_layer,) if settings.alpha else ()
        self.style_layers = tuple(
            layer
            for layer, weight in settings.layer_weights.items()
            if weight and settings.beta
        )
        self.at_roughness = settings.total_variation > 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Look) and vars(self) == vars(other)

    def at(
        self, network: Network, picture: tf.Tensor, layers: Collection[str]
    ) -> dict[str, tf.Tensor]:
        return features(network, picture, layers, self.pooling, self.padding)
