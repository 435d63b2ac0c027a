"""Boxes of tiles, cut out of pictures and layers and added back."""

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.planning.tiles import Tile


def cut_out(picture: Canvas, tile: Tile) -> tf.Tensor:
    """A tile's box as a tensor; circular beyond the picture's edges."""
    return tf.constant(take_box(picture, tile, 1))


def take_box(plane: Any, tile: Tile, stride: int) -> Any:
    """A tile's box in a layer of this stride, (1, rows, columns, channels).

    A box that ends at an edge of the picture ends at that of the layer; one that goes
    beyond goes on at the opposite edge.
    """
    rows, columns = _positions(tile, stride)
    if not _is_within(plane, rows, columns):
        _, height, width, _ = plane.shape
        return plane[:, rows % height][:, :, columns % width]
    return plane[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]  # no copy


def add_box(picture: Canvas, tile: Tile, box: Canvas) -> None:
    """Add a box to the picture that it was taken from."""
    rows, columns = _positions(tile, 1)
    if _is_within(picture, rows, columns):
        take_box(picture, tile, 1)[...] += box
        return
    _, height, width, _ = picture.shape
    # A box that reaches all around meets some pixels twice.
    np.add.at(picture[0], np.ix_(rows % height, columns % width), box[0])


def _positions(tile: Tile, stride: int) -> list[npt.NDArray[np.int_]]:
    """Rows and columns of a box, which may lie beyond the picture's edges."""
    return [
        np.arange(span.begin // stride, -(-span.end // stride))
        for span in (tile.rows, tile.columns)
    ]


def _is_within(
    plane: Any, rows: npt.NDArray[np.int_], columns: npt.NDArray[np.int_]
) -> bool:
    _, height, width, _ = plane.shape
    return bool(
        rows[0] >= 0 and columns[0] >= 0 and rows[-1] < height and columns[-1] < width
    )


def inner_bounds(tile: Tile) -> tf.Tensor:
    """Inner part of a tile's box: top, bottom, left, right, in pixels of the box."""
    return tf.constant(
        [
            edge - span.begin
            for span in (tile.rows, tile.columns)
            for edge in (span.inner_begin, span.inner_end)
        ]
    )


def keep_inner(features: tf.Tensor, stride: int, bounds: tf.Tensor) -> tf.Tensor:
    """Features of a box, zero outside of the tile's inner part."""
    _, height, width, _ = features.shape
    begin, end = bounds[::2] // stride, (bounds[1::2] + stride - 1) // stride
    inside = [
        tf.cast(
            (tf.range(size) >= begin[axis]) & (tf.range(size) < end[axis]), "float32"
        )
        for axis, size in enumerate((height, width))
    ]
    mask = inside[0][:, None, None] * inside[1][None, :, None]
    return features * tf.cast(mask, features.dtype)
