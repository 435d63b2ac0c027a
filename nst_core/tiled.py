"""The same costs and the same gradient, looked at in tiles, in bounded memory.

A picture's style cost depends on all of it at once, through its Gram matrices, but only
through them. So the picture is looked at twice. First, tile by tile, for the sums that
the Gram matrices and the content cost are made of; from these follow the costs and how
much each sum pulls (dJ/dG). Then again, tile by tile, for how each pixel moves those
sums. What a box sees beyond its tile is looked at and not counted, so there is no seam:
this is the whole picture's gradient, at the price of looking twice.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from nst_core.images import Canvas
from nst_core.look import (
    Look,
    count_places,
    cut_out,
    inner_bounds,
    keep_inner,
    stride_px,
)
from nst_core.losses import (
    content_scale,
    gram_cost,
    squared_error,
    style_scale,
    summed_gram,
    total_variation,
)
from nst_core.tiles import Tile
from nst_core.vgg import Network
from nst_core.whole import Answer

Sums = list[tf.Tensor]  # of each content layer, then of each style layer


class TiledPicture:
    """What `WholePicture` says, in memory for one box at a time."""

    def __init__(
        self,
        network: Network,
        look: Look,
        content: Canvas,
        grams: Mapping[str, tf.Tensor],
        tiles: Sequence[Tile],
    ) -> None:
        self._network, self._look, self._tiles = network, look, tiles
        self._photo = self._look_at_photo(content)
        self._photo_scales = self._scale_photo(content)
        self._grams = {x: (y, style_scale(look.family, y)) for x, y in grams.items()}
        self._places = {layer: count_places(content, layer) for layer in look.layers}
        self._first = tf.function(self._sum_up, autograph=False)
        self._second = tf.function(self._pull_back, autograph=False)

    def __call__(self, picture: Canvas, weights: tf.Tensor) -> Answer:
        """Return the total, the parts and the gradient of a canvas."""
        boxes = [self._open(tile) for tile in self._tiles]
        sums: Sums = []
        for tile, box in zip(self._tiles, boxes, strict=True):
            found = self._first(cut_out(picture, tile), *box())
            sums = [a + b for a, b in zip(sums, found, strict=True)] if sums else found
        total, parts, pulls, gradient = self._judge(picture, sums, weights)
        for tile, box in zip(self._tiles, boxes, strict=True):
            rows, columns = tile.rows, tile.columns
            pull = self._second(cut_out(picture, tile), *box(), pulls)
            gradient[:, rows.begin : rows.end, columns.begin : columns.end] += (
                pull.numpy()
            )
        return total, parts, tf.constant(gradient)

    def _judge(
        self, picture: Canvas, sums: Sums, weights: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, Sums, Canvas]:
        """Return total, parts, how each sum pulls, and roughness' own gradient."""
        canvas = tf.constant(picture)
        rough = tf.constant(0.0)
        with tf.GradientTape() as tape:
            tape.watch([*sums, canvas])
            content = [
                scale * total / (self._places[layer] * photo.shape[-1])
                for (layer, photo), scale, total in zip(
                    self._photo.items(), self._photo_scales, sums, strict=False
                )
            ]
            style = [
                gram_cost(total / self._places[layer], *target)
                for (layer, target), total in zip(
                    self._grams.items(), sums[len(content) :], strict=True
                )
            ]
            if self._look.at_roughness:
                rough = total_variation(canvas)
            parts = tf.stack([sum(content, tf.constant(0.0)), rough, *style])
            total = tf.tensordot(weights, parts, 1)
        *pulls, gradient = tape.gradient(total, [*sums, canvas])
        if gradient is None:
            return total, parts, pulls, np.zeros_like(picture)
        return total, parts, pulls, gradient.numpy().copy()

    def _sum_up(self, box: tf.Tensor, bounds: tf.Tensor, photo: Sums) -> Sums:
        """Return what a tile adds to each sum."""
        look = self._look
        found = look.at(self._network, box, look.layers)
        inner = {x: keep_inner(found[x], x, bounds) for x in look.layers}
        content = [
            squared_error(inner[layer], keep_inner(target, layer, bounds))
            for layer, target in zip(look.content_layers, photo, strict=True)
        ]
        return [*content, *(summed_gram(inner[layer]) for layer in look.style_layers)]

    def _pull_back(
        self, box: tf.Tensor, bounds: tf.Tensor, photo: Sums, pulls: Sums
    ) -> tf.Tensor:
        """Return how the pulls on the sums pull on the pixels of a box."""
        sums = self._sum_up(box, bounds, photo)
        return tf.gradients(sums, box, grad_ys=pulls)[0]

    def _look_at_photo(self, content: Canvas) -> dict[str, Any]:
        """Return the photo's features, whole, put together from tiles."""
        look = self._look
        photo: dict[str, Any] = {}
        for tile in self._tiles if look.content_layers else ():
            found = look.at(self._network, cut_out(content, tile), look.content_layers)
            for layer, features in found.items():
                if layer not in photo:
                    shape = [
                        -(-edge // stride_px(layer)) for edge in content.shape[1:3]
                    ]
                    photo[layer] = np.empty(
                        (1, *shape, features.shape[-1]), features.dtype.as_numpy_dtype
                    )
                inside = _places(tile, layer, inner=True)
                within = _places(tile, layer, inner=False)
                begins = [
                    a.start - b.start for a, b in zip(inside, within, strict=True)
                ]
                cut = tuple(
                    slice(begin, begin + part.stop - part.start)
                    for begin, part in zip(begins, inside, strict=True)
                )
                photo[layer][:, *inside] = features.numpy()[:, *cut]
        return photo

    def _scale_photo(self, content: Canvas) -> list[tf.Tensor]:
        scales = []
        for features in self._photo.values():
            rows = (np.square(row.astype(np.float32)).mean() for row in features[0])
            square = tf.constant(np.mean(list(rows)), tf.float32)
            scales.append(content_scale(self._look.family, square))
        return scales

    def _open(self, tile: Tile) -> Callable[[], tuple[tf.Tensor, Sums]]:
        """Return what yields a tile's bounds and the photo's features in its box."""

        def box() -> tuple[tf.Tensor, Sums]:
            photo = [
                tf.constant(features[:, *_places(tile, layer, inner=False)])
                for layer, features in self._photo.items()
            ]
            return inner_bounds(tile), photo

        return box


def _places(tile: Tile, layer: str, inner: bool) -> tuple[slice, slice]:
    """Return the rows and columns of a layer that a tile's box or inner part covers."""
    stride = stride_px(layer)

    def places(span: Any) -> slice:
        begin = span.inner_begin if inner else span.begin
        end = span.inner_end if inner else span.end
        return slice(begin // stride, -(-end // stride))

    return places(tile.rows), places(tile.columns)
