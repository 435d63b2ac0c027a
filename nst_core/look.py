"""What of a picture counts, in which layers, and what the painting says there."""

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import tensorflow as tf

from nst_core.images import Canvas
from nst_core.losses import summed_gram
from nst_core.settings import FamilyName, PaddingName, PoolingName, Settings
from nst_core.tiles import Tile
from nst_core.vgg import Network, features


@dataclass(frozen=True)
class Look:
    """How to look at a picture; whatever has no weight is not computed."""

    family: FamilyName
    pooling: PoolingName
    padding: PaddingName
    content_layers: tuple[str, ...]
    style_layers: tuple[str, ...]
    at_roughness: bool

    @classmethod
    def of(cls, settings: Settings) -> "Look":
        """Return the look that these settings need."""
        weights = settings.layer_weights if settings.beta else {}
        return cls(
            settings.family,
            settings.pooling,
            settings.padding,
            (settings.content_layer,) if settings.alpha else (),
            tuple(layer for layer, weight in weights.items() if weight),
            settings.total_variation > 0,
        )

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
    """Return the box of a tile."""
    rows, columns = tile.rows, tile.columns
    return tf.constant(picture[:, rows.begin : rows.end, columns.begin : columns.end])


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


class GramCache:
    """Gram matrices of paintings that were looked at lately.

    Small (2.4 MB for five layers) and dear: a painting is looked at once for each
    size, however often it is painted with.
    """

    def __init__(self, capacity: int = 64) -> None:
        self._capacity, self._lock = capacity, Lock()
        self._known: OrderedDict[tuple[object, ...], Mapping[str, tf.Tensor]]
        self._known = OrderedDict()

    def grams(
        self, network: Network, look: Look, style: Canvas, tiles: Sequence[Tile]
    ) -> Mapping[str, tf.Tensor]:
        """Return the mean Gram matrix of each style layer, looking only if needed."""
        seen = hashlib.sha256(style.tobytes()).hexdigest()
        way = (look.pooling, look.padding, look.style_layers)
        key = (network.title, network.precision, way, style.shape, seen, tuple(tiles))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        grams = _find_grams(network, look, style, tiles)
        with self._lock:
            self._known[key] = grams
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
        return grams


def _find_grams(
    network: Network, look: Look, style: Canvas, tiles: Sequence[Tile]
) -> dict[str, tf.Tensor]:
    sums = dict.fromkeys(look.style_layers, tf.constant(0.0))
    for tile in tiles if look.style_layers else ():
        found = look.at(network, cut_out(style, tile), look.style_layers)
        for layer in look.style_layers:
            inner = keep_inner(found.pop(layer), layer, inner_bounds(tile))
            sums[layer] += summed_gram(inner)
    places = {layer: count_places(style, layer) for layer in look.style_layers}
    return {layer: sums[layer] / places[layer] for layer in look.style_layers}


def stride_px(layer: str) -> int:
    """Return how many pixels of the picture lie between two places of a layer."""
    block = int(layer.removeprefix("conv").split("_")[0])
    return 1 << (block - 1)


def count_places(picture: Canvas, layer: str) -> int:
    """Return how many positions a layer has for this picture."""
    stride = stride_px(layer)
    rows, columns = (-(-edge // stride) for edge in picture.shape[1:3])
    return int(rows * columns)
