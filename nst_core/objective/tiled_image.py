"""The same costs and the same gradient, looked at in tiles, in bounded memory.

A picture's style cost depends on all of it at once, through its Gram matrices, but only
through them. So the picture is looked at twice. First, tile by tile, for the sums that
the Gram matrices and the content cost are made of; from these follow the costs and how
much each sum pulls (dJ/dG). Then again, tile by tile, for how each pixel moves those
sums. What a box sees beyond its tile is looked at and not counted, so there is no seam:
this is the whole picture's gradient, at the price of looking twice.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.network.vgg import Network
from nst_core.objective.features import Look
from nst_core.objective.losses import content_scale, squared_error
from nst_core.objective.regions import Regions
from nst_core.objective.style_losses import Tensors, add
from nst_core.objective.tile_boxes import (
    add_box,
    cut_out,
    inner_bounds,
    keep_inner,
    take_box,
)
from nst_core.objective.whole_image import (
    Answer,
    OwnParts,
    Targets,
    count_shares,
    style_costs,
)
from nst_core.planning.tiles import Span, Tile

Box = tuple[tf.Tensor, Tensors, Tensors]  # bounds, the photo's features, shares


class TiledPicture:
    """What `WholePicture` says, in memory for one box at a time."""

    def __init__(
        self,
        network: Network,
        look: Look,
        content: Canvas,
        targets: Targets,
        regions: Regions,
        tiles: Sequence[Tile],
    ) -> None:
        self._network, self._look, self._tiles = network, look, tiles
        self._strides = {x: network.layers[x].stride_px for x in look.layers}
        self._photo = self._look_at_photo(content)
        self._photo_scales = self._scale_photo(content)
        self._own = OwnParts(look, content)
        self._targets, self._of_styles = targets, regions.of_styles
        self._places = network.count_positions(look.layers, *content.shape[1:3])
        self._shares = {
            layer: regions.shares(self._strides[layer]) for layer in look.style_layers
        }
        self._first = tf.function(self._sum_up, autograph=False)
        self._second = tf.function(self._pull_back, autograph=False)

    def __call__(self, picture: Canvas, weights: tf.Tensor) -> Answer:
        """Return the total, the parts and the gradient of a canvas."""
        boxes = [self._open(tile) for tile in self._tiles]
        sums: Tensors = []
        for tile, box in zip(self._tiles, boxes, strict=True):
            sums = add(sums, self._first(cut_out(picture, tile), *box()))
        total, parts, pulls, gradient = self._judge(picture, sums, weights)
        for tile, box in zip(self._tiles, boxes, strict=True):
            pull = self._second(cut_out(picture, tile), *box(), pulls)
            add_box(gradient, tile, pull.numpy())
        return total, parts, tf.constant(gradient)

    def _judge(
        self, picture: Canvas, sums: Tensors, weights: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, Tensors, Canvas]:
        """Return total, parts, how each sum pulls, and the pixels' own gradient."""
        canvas = tf.constant(picture)
        with tf.GradientTape() as tape:
            tape.watch([*sums, canvas])
            content = [
                scale * total / (self._places[layer] * photo.shape[-1])
                for (layer, photo), scale, total in zip(
                    self._photo.items(), self._photo_scales, sums, strict=False
                )
            ]
            told = self._tell(sums[len(content) :])
            style = style_costs(self._look, told, self._targets, self._of_styles)
            parts = tf.stack(
                [sum(content, tf.constant(0.0)), *self._own(canvas), *style]
            )
            total = tf.tensordot(weights, parts, 1)
        *pulls, gradient = tape.gradient(total, [*sums, canvas])
        if gradient is None:
            return total, parts, pulls, np.zeros_like(picture)
        return total, parts, pulls, gradient.numpy().copy()

    def _tell(self, sums: Tensors) -> dict[str, list[Tensors]]:
        """Return the statistics of each layer's regions, from all of their sums."""
        regions = [(layer, x) for layer in self._shares for x in self._shares[layer]]
        each = len(sums) // max(len(regions), 1)
        told: dict[str, list[Tensors]] = {layer: [] for layer in self._shares}
        for number, (layer, share) in enumerate(regions):
            own = sums[number * each : (number + 1) * each]
            places = count_shares(share, self._places[layer])
            told[layer].append(self._look.term.statistics(own, places))
        return told

    def _sum_up(
        self, box: tf.Tensor, bounds: tf.Tensor, photo: Tensors, shares: Tensors
    ) -> Tensors:
        """Return what a tile adds to each sum."""
        look = self._look
        found = look.at(self._network, box, look.layers)
        inner = {x: keep_inner(found[x], self._strides[x], bounds) for x in look.layers}
        sums = [
            squared_error(
                inner[layer], keep_inner(target, self._strides[layer], bounds)
            )
            for layer, target in zip(look.content_layers, photo, strict=True)
        ]
        masks = iter(shares)
        for layer, regions in self._shares.items():
            for region in regions:
                share = None if region is None else next(masks)
                sums += look.term.sums(inner[layer], share)
        return sums

    def _pull_back(
        self,
        box: tf.Tensor,
        bounds: tf.Tensor,
        photo: Tensors,
        shares: Tensors,
        pulls: Tensors,
    ) -> tf.Tensor:
        """Return how the pulls on the sums pull on the pixels of a box."""
        sums = self._sum_up(box, bounds, photo, shares)
        return tf.gradients(sums, box, grad_ys=pulls)[0]

    def _look_at_photo(self, content: Canvas) -> dict[str, Any]:
        """Return the photo's features, whole, put together from tiles."""
        look = self._look
        photo: dict[str, Any] = {}
        for tile in self._tiles if look.content_layers else ():
            found = look.at(self._network, cut_out(content, tile), look.content_layers)
            for layer, features in found.items():
                if layer not in photo:
                    shape = self._network.layers[layer].positions(*content.shape[1:3])
                    photo[layer] = np.empty(
                        (1, *shape, features.shape[-1]), features.dtype.as_numpy_dtype
                    )
                spans = (tile.rows, tile.columns)
                stride = self._strides[layer]
                inner = [_places(span, stride) for span in spans]
                begins = [span.begin // stride for span in spans]
                within = [
                    slice(part.start - begin, part.stop - begin)
                    for part, begin in zip(inner, begins, strict=True)
                ]
                photo[layer][:, *inner] = features.numpy()[:, *within]
        return photo

    def _scale_photo(self, content: Canvas) -> list[tf.Tensor]:
        scales = []
        for features in self._photo.values():
            rows = (np.square(row.astype(np.float32)).mean() for row in features[0])
            square = tf.constant(np.mean(list(rows)), tf.float32)
            scales.append(content_scale(self._look.family, square))
        return scales

    def _open(self, tile: Tile) -> Callable[[], Box]:
        """Return what yields a tile's bounds, and photo and shares in its box."""

        def box() -> Box:
            photo = [
                tf.constant(take_box(features, tile, self._strides[layer]))
                for layer, features in self._photo.items()
            ]
            shares = [
                tf.constant(take_box(share, tile, self._strides[layer]))
                for layer, regions in self._shares.items()
                for share in regions
                if share is not None
            ]
            return inner_bounds(tile), photo, shares

        return box


def _places(span: Span, stride: int) -> slice:
    """Return the positions of a layer that the part that counts covers."""
    return slice(span.inner_begin // stride, -(-span.inner_end // stride))
