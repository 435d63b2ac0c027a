"""The same losses and gradient as whole_image.py, tile by tile, in bounded memory.

A style loss depends on all of the picture at once, through its statistics, but only
through them. So J and its gradient take two passes. The first adds up, tile by tile,
the sums S that statistics and content loss are made of; from these follow J and dJ/dS.
The second backpropagates dJ/dS to each tile's pixels. A box is larger than its tile by
the receptive field, and what lies beyond the tile is computed and not counted, so there
is no seam: this is the whole picture's gradient, for one more forward pass.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial, reduce
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.objective.losses import (
    content_scale,
    squared_error,
    summed_overshoot,
)
from nst_core.objective.regions import count_positions
from nst_core.objective.self_similarity import (
    Places,
    SelfSimilarity,
    places_in_tile,
    take_places,
)
from nst_core.objective.style_losses import Tensors
from nst_core.objective.terms import KEEP, Part, PixelLosses
from nst_core.objective.tile_boxes import (
    Window,
    add_box,
    cut_out,
    take_inner,
    window_of,
)
from nst_core.objective.whole_image import (
    Evaluated,
    LossConstants,
    style_losses,
)
from nst_core.planning.tiles import Tile


class Box(NamedTuple):
    """Inputs of one tile but for its pixels; arrays are of its inner part."""

    window: Window
    content: Tensors  # features of each content layer, (1, rows, columns, channels)
    masks: Tensors  # of each masked layer's regions, (1, rows, columns, 1)
    keep: Tensors  # the keep map at each content layer, the same; none without one
    places: Sequence[Places]  # of each layer whose self-similarity counts


class Sums(NamedTuple):
    """Sums S that the losses are made of; those of several tiles add up."""

    content: Tensors  # squared errors of each content layer; none by self-similarity
    taken: Tensors  # features of the places whose self-similarity counts
    style: Tensors  # of the style loss, of each layer and region
    neighbors: Tensors  # of each style and layer
    overshoot: Tensors  # beyond the range of values; none without that term
    keep: Tensors  # squared errors weighed by the keep map; none without one


class TiledImage:
    """J, its losses and its gradient as `WholeImage`, in memory for one box."""

    def __init__(
        self, content: Canvas, constants: LossConstants, tiles: Sequence[Tile]
    ) -> None:
        network, spec = constants.network, constants.spec
        self._network, self._spec, self._constants = network, spec, constants
        self._tiles = tiles
        self._windows = [window_of(tile, *content.shape[1:3]) for tile in tiles]
        self._content = self._extract_content(content)
        least = spec.min_content_square(network, content)
        self._content_scales = [
            content_scale(spec.family, tf.maximum(_mean_square(features), least))
            for features in self._content.values()
        ]
        # Of these, the value-range penalty alone adds up tile by tile.
        self._whole_terms = [x for x in spec.pixel_terms if x != "value_range"]
        self._has_range = "value_range" in spec.pixel_terms
        self._pixel_losses = PixelLosses(self._whole_terms, content, spec.wraps)
        self._similarity = {
            layer: SelfSimilarity(self._content[layer], places, spec.family)
            for layer, places in constants.places.items()
        }
        if not spec.error_layers and not constants.keep:
            self._content = {}  # as large as many canvases, and needed no more
        self._first = tf.function(self._sums, autograph=False)
        self._second = tf.function(self._backpropagate, autograph=False)

    def __call__(self, canvas: Canvas, weights: tf.Tensor) -> Evaluated:
        """Evaluate J = weights . losses; see `WholeImage`."""
        of_tiles = (self._first(cut_out(canvas, x), box) for x, box in self._boxes())
        sums = reduce(partial(tf.nest.map_structure, tf.add), of_tiles)
        total, losses, upstream, gradient = self._evaluate(canvas, sums, weights)
        for tile, box in self._boxes():
            part = self._second(cut_out(canvas, tile), box, upstream)
            add_box(gradient, tile, part.numpy())
        return total, losses, gradient

    def _evaluate(
        self, canvas: Canvas, sums: Sums, weights: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, Sums, Canvas]:
        """J, losses, dJ/dS of each sum, and the gradient of the pixel losses."""
        # A copy of the canvas only if there is a loss of all pixels together.
        pixels = [tf.constant(canvas)] if self._whole_terms else []
        constants = self._constants
        with tf.GradientTape() as tape:
            tape.watch([sums, pixels])
            statistics = self._statistics(sums.style)
            parts = {
                Part("content"): self._content_loss(sums.content)
                + self._similarity_loss(sums.taken),
                KEEP: self._content_loss(sums.keep),
            }
            parts |= self._pixel_losses(*pixels)
            parts |= style_losses(self._spec, statistics, constants)
            parts |= constants.neighbor_losses(sums.neighbors)
            for overshoot in sums.overshoot:
                parts[Part("value_range")] = overshoot / canvas.size
            losses = tf.stack([parts[part] for part in constants.parts])
            total = tf.tensordot(weights, losses, 1)
        upstream, of_pixels = tape.gradient(total, [sums, pixels])
        if not pixels:
            return total, losses, upstream, np.zeros_like(canvas)
        return total, losses, upstream, of_pixels[0].numpy().copy()

    def _content_loss(self, sums: Tensors) -> tf.Tensor:
        """Loss of all content layers, given the sum of each; 0 without sums."""
        losses = [
            scale * total / (self._constants.positions[layer] * target.shape[-1])
            for (layer, target), scale, total in zip(
                self._content.items(), self._content_scales, sums, strict=False
            )
        ]
        return sum(losses, tf.constant(0.0))

    def _similarity_loss(self, taken: Tensors) -> tf.Tensor:
        """Loss of self-similarity, given the features of all tiles' places."""
        pairs = zip(self._similarity.values(), taken, strict=True)
        return sum((loss(each) for loss, each in pairs), tf.constant(0.0))

    def _statistics(self, sums: Tensors) -> dict[str, list[Tensors]]:
        """Statistics of each layer's regions, given the sums over all tiles."""
        layers, masks = self._spec.style_layers, self._constants.masks
        regions = [(layer, mask) for layer in layers for mask in masks[layer]]
        each = len(sums) // max(len(regions), 1)
        statistics: dict[str, list[Tensors]] = {layer: [] for layer in layers}
        for number, (layer, mask) in enumerate(regions):
            own = sums[number * each : (number + 1) * each]
            positions = count_positions(mask, self._constants.positions[layer])
            statistics[layer].append(self._spec.style_loss.statistics(own, positions))
        return statistics

    def _sums(self, pixels: tf.Tensor, box: Box) -> Sums:
        """Sums S over a tile."""
        spec, near = self._spec, self._constants.neighbor_losses
        inner = self._extract(pixels, box.window, spec.layers)
        uses = self._constants.fork(inner)
        given = iter(box.masks)
        masks = {
            layer: [None if region is None else next(given) for region in regions]
            for layer, regions in self._constants.masks.items()
        }
        targets = dict(zip(spec.content_layers, box.content, strict=False))
        kept = zip(targets.items(), box.keep, strict=False)
        pixels = box.window.inner_pixels(pixels)
        return Sums(
            content=[
                squared_error(next(uses[x]), targets[x]) for x in spec.error_layers
            ],
            taken=[
                take_places(next(uses[x]), places)
                for x, places in zip(spec.similarity_layers, box.places, strict=True)
            ],
            style=[
                each
                for layer in spec.style_layers
                for mask in masks[layer]
                for each in spec.style_loss.sums(next(uses[layer]), mask)
            ],
            neighbors=near.sums(uses, masks),
            overshoot=[summed_overshoot(pixels)] if self._has_range else [],
            keep=[
                squared_error(next(uses[x]), target, mask) for (x, target), mask in kept
            ],
        )

    def _extract(
        self, pixels: tf.Tensor, window: Window, layers: Collection[str]
    ) -> dict[str, tf.Tensor]:
        """Features of a box's inner part, by layer."""
        boxes = self._spec.extract(self._network, pixels, layers, window.sides)
        return {
            name: window.keep_inner(features, self._network.layers[name])
            for name, features in boxes.items()
        }

    def _backpropagate(self, pixels: tf.Tensor, box: Box, upstream: Sums) -> tf.Tensor:
        """Gradient of a box's pixels, given dJ/dS of the sums S."""
        sums, upstream = map(tf.nest.flatten, (self._sums(pixels, box), upstream))
        return tf.gradients(sums, pixels, grad_ys=upstream)[0]

    def _extract_content(self, content: Canvas) -> dict[str, Any]:
        """Features of the content by layer, whole, put together from tiles.

        NumPy arrays of shape (1, rows, columns, channels) in the network's precision.
        """
        layers = self._spec.content_layers
        whole: dict[str, Any] = {}
        extract = tf.function(self._extract, autograph=False)
        for tile, window in zip(self._tiles, self._windows, strict=True):
            inner = extract(cut_out(content, tile), window, layers) if layers else {}
            for name, features in inner.items():
                layer = self._network.layers[name]
                if name not in whole:
                    shape = layer.positions(*content.shape[1:3])
                    whole[name] = np.empty(
                        (1, *shape, features.shape[-1]), features.dtype.as_numpy_dtype
                    )
                take_inner(whole[name], tile, layer.stride_px)[...] = features.numpy()
        return whole

    def _boxes(self) -> Iterator[tuple[Tile, Box]]:
        """Each tile with its inputs, made when it is its turn."""
        strides = {name: x.stride_px for name, x in self._network.layers.items()}
        for tile, window in zip(self._tiles, self._windows, strict=True):
            content = [
                tf.constant(take_inner(features, tile, strides[layer]))
                for layer, features in self._content.items()
            ]
            masks = [
                tf.constant(take_inner(mask, tile, strides[layer]))
                for layer, regions in self._constants.masks.items()
                for mask in regions
                if mask is not None
            ]
            keep = [
                tf.constant(take_inner(mask, tile, strides[layer]))
                for layer, mask in self._constants.keep.items()
            ]
            places = [
                Places(*map(tf.constant, places_in_tile(each, strides[layer], tile)))
                for layer, each in self._constants.places.items()
            ]
            yield tile, Box(window, content, masks, keep, places)


def _mean_square(features: Any) -> tf.Tensor:
    """Mean squared activation, in float32 row by row, so without a large copy."""
    rows = (np.square(row.astype(np.float32)).mean() for row in features[0])
    return tf.constant(np.mean(list(rows)), tf.float32)
