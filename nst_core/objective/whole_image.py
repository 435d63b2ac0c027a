"""The losses of a picture and their gradient, evaluated in one piece."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.network.custom_gradient import fork
from nst_core.network.vgg import Network
from nst_core.objective.features import FeatureSpec
from nst_core.objective.losses import content_loss, content_scale, mean_square
from nst_core.objective.neighbors import Bank, NeighborLosses
from nst_core.objective.regions import Regions, count_positions
from nst_core.objective.self_similarity import (
    SelfSimilarity,
    similarity_places,
    take_places,
)
from nst_core.objective.style_losses import Tensors
from nst_core.objective.terms import KEEP, Part, PixelLosses, list_parts

Evaluated = tuple[tf.Tensor, tf.Tensor, Canvas]  # J, losses of `list_parts`, dJ/dx
Targets = Sequence[Mapping[str, Tensors]]  # of each style, by layer
Banks = Sequence[Mapping[str, Bank]]  # the same, for the term "neighbors"


class LossConstants:
    """Constants of all losses at one scale, whatever part of the canvas is seen."""

    def __init__(
        self,
        network: Network,
        spec: FeatureSpec,
        height: int,
        width: int,
        targets: Targets,
        banks: Banks,
        regions: Regions,
    ) -> None:
        """Prepare them.

        Args:
            network: Whose features count.
            spec: Which of them.
            height: Of the canvas, in px.
            width: Of the canvas, in px.
            targets: Of each style.
            banks: The same.
            regions: Of the styles, and what is kept.
        """
        self.network, self.spec = network, spec
        strides = {name: layer.stride_px for name, layer in network.layers.items()}
        has_keep = regions.keep is not None
        self.parts = list_parts(
            len(targets), spec.style_layers, spec.more_parts(has_keep)
        )
        self.targets, self.of_styles = targets, regions.of_styles
        self.positions = network.count_positions(spec.layers, height, width)
        self.masks = {x: regions.layer_masks(strides[x]) for x in spec.masked_layers}
        kept = spec.content_layers if has_keep else ()
        self.keep = {layer: regions.layer_keep(strides[layer]) for layer in kept}
        self.places = {
            layer: similarity_places(network.layers[layer], height, width)
            for layer in spec.similarity_layers
        }
        self.neighbor_losses = NeighborLosses(network, banks, regions, height, width)
        self._uses = Counter((*spec.content_layers, *kept))
        for layer in spec.style_layers:
            self._uses[layer] += len(self.masks[layer])
        for bank in banks:
            self._uses.update(list(bank))

    def fork(self, features: Mapping[str, tf.Tensor]) -> dict[str, Iterator[tf.Tensor]]:
        """The features of each layer, once for each loss that takes them."""
        return {name: fork(each, self._uses[name]) for name, each in features.items()}


class WholeImage:
    """J, its losses and its gradient, of a canvas of the content's shape."""

    def __init__(self, content: Canvas, constants: LossConstants) -> None:
        network, spec = constants.network, constants.spec
        self._network, self._spec, self._constants = network, spec, constants
        features = spec.extract(network, tf.constant(content), spec.content_layers)
        least = spec.min_content_square(network, content)
        self._content = {
            layer: (
                target,
                content_scale(spec.family, tf.maximum(mean_square(target), least)),
            )
            for layer, target in features.items()
        }
        self._similarity = {
            layer: SelfSimilarity(features[layer], places, spec.family)
            for layer, places in constants.places.items()
        }
        self._pixel_losses = PixelLosses(spec.pixel_terms, content, spec.wraps)
        # Not get_concrete_function: TensorFlow never frees what that has returned.
        self._compiled = tf.function(self._evaluate, autograph=False)

    def __call__(self, canvas: Canvas, weights: tf.Tensor) -> Evaluated:
        """Evaluate J = weights . losses.

        Args:
            canvas: (1, height, width, 3).
            weights: Of each of `list_parts`.
        """
        total, losses, gradient = self._compiled(tf.constant(canvas), weights)
        return total, losses, gradient.numpy()

    def _evaluate(self, canvas: tf.Tensor, weights: tf.Tensor) -> tuple[tf.Tensor, ...]:
        spec, constants = self._spec, self._constants
        uses = constants.fork(spec.extract(self._network, canvas, spec.layers))
        content = [
            content_loss(next(uses[layer]), *self._content[layer])
            for layer in spec.error_layers
        ]
        content += [
            loss(take_places(next(uses[layer]), constants.places[layer]))
            for layer, loss in self._similarity.items()
        ]
        statistics = {
            layer: [
                spec.style_loss.statistics(
                    spec.style_loss.sums(next(uses[layer]), mask),
                    count_positions(mask, constants.positions[layer]),
                )
                for mask in constants.masks[layer]
            ]
            for layer in spec.style_layers
        }
        style = style_losses(spec, statistics, constants)
        losses = {Part("content"): sum(content, tf.constant(0.0))}
        losses |= self._pixel_losses(canvas) | style
        near = constants.neighbor_losses
        losses |= near(near.sums(uses, constants.masks))
        losses[KEEP] = sum(
            (
                content_loss(next(uses[layer]), *self._content[layer], mask)
                for layer, mask in constants.keep.items()
            ),
            tf.constant(0.0),
        )
        stacked = tf.stack([losses[part] for part in constants.parts])
        total = tf.tensordot(weights, stacked, 1)
        (gradient,) = tf.gradients(total, canvas)
        return total, stacked, gradient


def style_losses(
    spec: FeatureSpec,
    statistics: Mapping[str, Sequence[Tensors]],
    constants: LossConstants,
) -> dict[Part, tf.Tensor]:
    """The loss of each style in each layer.

    Args:
        spec: Layers and the style loss.
        statistics: The canvas', by layer, of each region.
        constants: With the targets, and each style's region.
    """
    styles = zip(constants.targets, constants.of_styles, strict=True)
    return {
        Part("style", number, layer): spec.style_loss.loss(
            statistics[layer][region], target[layer]
        )
        for number, (target, region) in enumerate(styles)
        for layer in spec.style_layers
    }
