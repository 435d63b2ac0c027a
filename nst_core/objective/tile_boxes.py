"""Boxes of tiles, cut out of pictures and layers and added back."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.network.architectures import Layer
from nst_core.network.padding import Sides
from nst_core.planning.tiles import Span, Tile


def cut_out(picture: Canvas, tile: Tile) -> tf.Tensor:
    """A tile's box as a tensor; circular beyond the picture's edges."""
    _, height, width, _ = picture.shape
    if _is_within(tile, height, width):
        return tf.constant(picture[:, _slice(tile.rows), _slice(tile.columns)])
    rows, columns = _indices(tile)
    return tf.constant(picture[:, rows % height][:, :, columns % width])


def add_box(picture: Canvas, tile: Tile, box: Canvas) -> None:
    """Add a box to the picture that it was taken from."""
    _, height, width, _ = picture.shape
    if _is_within(tile, height, width):
        picture[:, _slice(tile.rows), _slice(tile.columns)] += box
        return
    rows, columns = _indices(tile)
    # A box that reaches all around meets some pixels twice.
    np.add.at(picture[0], np.ix_(rows % height, columns % width), box[0])


def _slice(span: Span) -> slice:
    return slice(span.begin, span.end)


def _indices(tile: Tile) -> list[npt.NDArray[np.int_]]:
    """Rows and columns of a box, which may lie beyond the picture's edges."""
    return [np.arange(span.begin, span.end) for span in (tile.rows, tile.columns)]


def _is_within(tile: Tile, height: int, width: int) -> bool:
    return all(
        span.begin >= 0 and span.end <= length
        for span, length in ((tile.rows, height), (tile.columns, width))
    )


class AxisWindow(NamedTuple):
    """A box along one axis: which ends are padded, and where its inner part lies."""

    ends: tuple[bool, bool]
    margin_px: int  # before the inner part
    inner_px: int

    def positions(self, layer: Layer) -> tuple[int, int]:
        """First position of the inner part, and their number.

        In a layer that lost its receptive radius where it is not padded.
        """
        lost_px = 0 if self.ends[0] else layer.receptive_radius_px
        return (self.margin_px - lost_px) // layer.stride_px, -(
            -self.inner_px // layer.stride_px
        )


class Window(NamedTuple):
    """A box without its place: boxes of one window and shape share a graph."""

    rows: AxisWindow
    columns: AxisWindow

    @property
    def sides(self) -> Sides:
        """Those that are padded."""
        return Sides(*self.rows.ends, *self.columns.ends)

    def inner_pixels(self, box: tf.Tensor) -> tf.Tensor:
        """Pixels of the inner part, given the box'."""
        begins = [0, self.rows.margin_px, self.columns.margin_px, 0]
        return tf.slice(box, begins, [1, self.rows.inner_px, self.columns.inner_px, -1])

    def keep_inner(self, features: tf.Tensor, layer: Layer) -> tf.Tensor:
        """Features of the inner part, given a box's."""
        (top, rows), (left, columns) = (axis.positions(layer) for axis in self)
        # The gradient of features[:, top:...] takes as long as a convolution.
        return tf.slice(features, [0, top, left, 0], [1, rows, columns, -1])


def window_of(tile: Tile, height: int, width: int) -> Window:
    """A tile's window in a picture of this size, padded at the picture's edges.

    A box that goes on at the opposite edge is not padded there.
    """
    axes = []
    for span, length in ((tile.rows, height), (tile.columns, width)):
        ends = span.begin == 0, span.end == length
        inner_px = span.inner_end - span.inner_begin
        axes.append(AxisWindow(ends, span.inner_begin - span.begin, inner_px))
    return Window(*axes)


def take_inner(plane: Any, tile: Tile, stride: int) -> Any:
    """A tile's inner part in a layer of this stride, (1, rows, columns, channels)."""
    rows, columns = (
        slice(span.inner_begin // stride, -(-span.inner_end // stride))
        for span in (tile.rows, tile.columns)
    )
    return plane[:, rows, columns]


def inner_of_box(features: Any, stride: int, tile: Tile) -> Any:
    """Features of the inner part, given those of a box padded on all sides."""
    rows, columns = (
        slice(
            (span.inner_begin - span.begin) // stride,
            -((span.begin - span.inner_end) // stride),
        )
        for span in (tile.rows, tile.columns)
    )
    return features[:, rows, columns]


def mask_outside(features: tf.Tensor, stride: int, tile: Tile) -> tf.Tensor:
    """Features of a box padded on all sides, zero outside of the tile's inner part."""
    inside = []
    for span, size in zip((tile.rows, tile.columns), features.shape[1:3], strict=True):
        begin = (span.inner_begin - span.begin) // stride
        end = -((span.begin - span.inner_end) // stride)
        places = tf.range(size)
        inside.append(tf.cast((places >= begin) & (places < end), "float32"))
    mask = inside[0][:, None, None] * inside[1][None, :, None]
    return features * tf.cast(mask, features.dtype)
