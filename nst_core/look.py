"""What of a picture counts, in which layers, and what the painting says there."""

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from nst_core.images import Canvas
from nst_core.settings import (
    FamilyName,
    PaddingName,
    PoolingName,
    Settings,
    StyleTermName,
)
from nst_core.terms import TERMS, Tensors, Term, add
from nst_core.tiles import Tile
from nst_core.vgg import Network, features


@dataclass(frozen=True)
class Look:
    """How to look at a picture; layers and terms of no weight are not computed."""

    family: FamilyName
    pooling: PoolingName
    padding: PaddingName
    content_layers: tuple[str, ...]
    style_layers: tuple[str, ...]
    style_term: StyleTermName
    at_roughness: bool
    at_lines: bool

    @classmethod
    def of(cls, settings: Settings) -> "Look":
        """Return the look that these settings need."""
        weights = settings.layer_weights if settings.wants_style else {}
        return cls(
            settings.family,
            settings.pooling,
            settings.padding,
            (settings.content_layer,) if settings.alpha else (),
            tuple(layer for layer, weight in weights.items() if weight),
            settings.style_term,
            settings.total_variation > 0,
            settings.laplacian > 0,
        )

    @property
    def term(self) -> Term:
        """How style is told."""
        return TERMS[self.style_term]

    @property
    def wraps(self) -> bool:
        """Whether what lies beyond one edge is what stands at the opposite one."""
        return self.padding == "wrap"

    @property
    def of_paintings(self) -> "Look":
        """How to look at a painting: its edges do not fit each other."""
        return replace(self, padding="reflect") if self.wraps else self

    @property
    def layers(self) -> set[str]:
        """All layers that count."""
        return {*self.content_layers, *self.style_layers}

    def at(
        self, network: Network, picture: tf.Tensor, layers: Collection[str]
    ) -> dict[str, tf.Tensor]:
        """Return these layers' features of a canvas."""
        return features(network, picture, layers, self.pooling, self.padding)


def cut_out(picture: Canvas, tile: Tile) -> tf.Tensor:
    """Return the box of a tile; beyond an edge, what stands at the opposite one."""
    return tf.constant(take_box(picture, tile, 1))


def take_box(plane: Any, tile: Tile, stride: int) -> Any:
    """Return the box of a tile in a layer of this stride, (1, rows, columns, channels).

    A box that ends at an edge of the picture ends at that of the layer; one that goes
    beyond goes on at the opposite edge.
    """
    rows, columns = _places(tile, stride)
    if not _is_within(plane, rows, columns):
        _, height, width, _ = plane.shape
        return plane[:, rows % height][:, :, columns % width]
    return plane[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]  # no copy


def add_box(picture: Canvas, tile: Tile, box: Canvas) -> None:
    """Add a box to the picture that it was taken from."""
    rows, columns = _places(tile, 1)
    if _is_within(picture, rows, columns):
        take_box(picture, tile, 1)[...] += box
        return
    _, height, width, _ = picture.shape
    # A box that reaches all around meets some pixels twice.
    np.add.at(picture[0], np.ix_(rows % height, columns % width), box[0])


def _places(tile: Tile, stride: int) -> list[npt.NDArray[np.int_]]:
    """Return a box' rows and columns, which may lie beyond the picture's edges."""
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
    """Return where in its box a tile counts: top, bottom, left, right, in pixels."""
    return tf.constant(
        [
            edge - span.begin
            for span in (tile.rows, tile.columns)
            for edge in (span.inner_begin, span.inner_end)
        ]
    )


def keep_inner(found: tf.Tensor, layer: str, bounds: tf.Tensor) -> tf.Tensor:
    """Return a box' features with zeros wherever its tile does not count."""
    stride = stride_px(layer)
    _, height, width, _ = found.shape
    begin, end = bounds[::2] // stride, (bounds[1::2] + stride - 1) // stride
    inside = [
        tf.cast(
            (tf.range(size) >= begin[axis]) & (tf.range(size) < end[axis]), "float32"
        )
        for axis, size in enumerate((height, width))
    ]
    mask = inside[0][:, None, None] * inside[1][None, :, None]
    return found * tf.cast(mask, found.dtype)


class TargetCache:
    """The style of paintings that were looked at lately.

    Small (some 2.5 MB for five layers) and dear: a painting is looked at once for each
    size, however often it is painted with.
    """

    def __init__(self, capacity: int = 64) -> None:
        self._capacity, self._lock = capacity, Lock()
        self._known: OrderedDict[tuple[object, ...], Mapping[str, Tensors]]
        self._known = OrderedDict()

    def targets(
        self, network: Network, look: Look, style: Canvas, tiles: Sequence[Tile]
    ) -> Mapping[str, Tensors]:
        """Return the term's target of each style layer, looking only if needed."""
        look = look.of_paintings
        seen = hashlib.sha256(style.tobytes()).hexdigest()
        way = replace(look, content_layers=(), at_roughness=False, at_lines=False)
        key = (network.title, network.precision, way, style.shape, seen, tuple(tiles))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        targets = _find_targets(network, look, style, tiles)
        with self._lock:
            self._known[key] = targets
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
        return targets


def _find_targets(
    network: Network, look: Look, style: Canvas, tiles: Sequence[Tile]
) -> dict[str, Tensors]:
    sums: dict[str, Tensors] = {layer: [] for layer in look.style_layers}
    for tile in tiles if look.style_layers else ():
        found = look.at(network, cut_out(style, tile), look.style_layers)
        for layer in look.style_layers:
            inner = keep_inner(found.pop(layer), layer, inner_bounds(tile))
            sums[layer] = add(sums[layer], look.term.sums(inner, None))
    return {
        layer: look.term.target(
            look.term.statistics(sums[layer], count_places(style, layer)), look.family
        )
        for layer in look.style_layers
    }


def stride_px(layer: str) -> int:
    """Return how many pixels of the picture lie between two places of a layer."""
    block = int(layer.removeprefix("conv").split("_")[0])
    return 1 << (block - 1)


def count_places(picture: Canvas, layer: str) -> int:
    """Return how many positions a layer has for this picture."""
    stride = stride_px(layer)
    rows, columns = (-(-edge // stride) for edge in picture.shape[1:3])
    return int(rows * columns)
