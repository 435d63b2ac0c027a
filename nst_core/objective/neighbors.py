"""Nearest-neighbour feature loss: each place near some place of the painting.

    mean over positions k of 1 - cos(F_k - m, A_n(k) - m)

F are a layer's features of the canvas, A those of the painting at the positions of a
bank, m the painting's mean, n(k) the position of the bank that is nearest to k. What is
nearest is found anew at every evaluation and is constant in the gradient.

Gram matrices tell which features fire together on the whole, so a mottled sky may have
those of a clean one. Here every position is to be like one of the painting's.

Source: Kolkin, Kucera, Paris, Sykora, Shechtman & Shakhnarovich, "Neural Neighbor Style
Transfer" (2022), sec. 3; Zhang et al., "ARF: Artistic Radiance Fields" (2022), eq. 1.
Differs from the papers: banks are bounded, so that time is linear in pixels; every
second position of the canvas is compared, as its neighbours see nearly the same; both
sides are centred by the painting's mean, a constant. So the loss is a sum over
positions, as the content loss is, and adds up tile by tile.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.images.masks import Mask
from nst_core.network.architectures import Layer
from nst_core.network.custom_gradient import with_gradient
from nst_core.network.vgg import Network
from nst_core.objective.features import FeatureSpec
from nst_core.objective.losses import MIN_TARGET, content_scale
from nst_core.objective.positions import Positions, spread_positions
from nst_core.objective.regions import Regions, count_positions
from nst_core.objective.style_losses import Tensors
from nst_core.objective.terms import Part
from nst_core.objective.tile_boxes import cut_out, inner_of_box
from nst_core.planning.memory import BANK_POSITIONS, CHUNK_POSITIONS
from nst_core.planning.tiles import Tile
from nst_core.settings.settings import FamilyName


class Bank(NamedTuple):
    """Features of a painting that a canvas' positions are compared with, of one layer.

    In float32.
    """

    mean: tf.Tensor  # (channels,), of all its positions
    directions: tf.Tensor  # (positions, channels), centred, of length 1
    scale: tf.Tensor  # factor of the loss; 1 in the family balanced


def bank_positions(positions: int) -> Positions:
    """Positions of a layer's bank; see `spread_positions`."""
    return spread_positions(positions, BANK_POSITIONS)


def make_bank(features: tf.Tensor, mean: tf.Tensor, family: FamilyName) -> Bank:
    """Bank of these features.

    Args:
        features: (positions, channels), float32.
        mean: (channels,), of all the painting's features.
        family: As far away as the content loss of an empty layer, in this family, is
            the loss of positions that are unlike the painting's (cosine 0).
    """
    centred = features - mean
    square = tf.reduce_mean(tf.square(centred))
    scale = content_scale(family, square) * tf.maximum(square, MIN_TARGET)
    return Bank(mean, tf.math.l2_normalize(centred, 1), scale)


def compute_banks(
    network: Network, spec: FeatureSpec, style: Canvas, tiles: Sequence[Tile]
) -> dict[str, Bank]:
    """Bank of each layer, put together box by box."""
    _, height, width, _ = style.shape
    parts = {
        name: _BankParts(network.layers[name], height, width)
        for name in spec.neighbor_layers
    }
    for tile in tiles:
        boxes = spec.extract(network, cut_out(style, tile), spec.neighbor_layers)
        for name, features in boxes.items():
            parts[name].add(features, tile)
    return {name: part.bank(spec.family) for name, part in parts.items()}


class _BankParts:
    """A layer's sum and chosen features, of the boxes so far."""

    def __init__(self, layer: Layer, height: int, width: int) -> None:
        self._stride = layer.stride_px
        self._positions = layer.count_positions(height, width)
        _, columns = layer.positions(height, width)
        self._places = np.divmod(bank_positions(self._positions), columns)
        self._sum = np.zeros(layer.channels_out)
        shape = len(self._places[0]), layer.channels_out
        self._chosen = np.zeros(shape, np.float32)

    def add(self, features: tf.Tensor, tile: Tile) -> None:
        """Take a box's features, (1, height, width, channels)."""
        inner = inner_of_box(tf.cast(features, tf.float32).numpy(), self._stride, tile)
        self._sum += inner.sum(axis=(0, 1, 2), dtype=np.float64)
        rows = self._places[0] - tile.rows.inner_begin // self._stride
        columns = self._places[1] - tile.columns.inner_begin // self._stride
        _, height, width, _ = inner.shape
        inside = (0 <= rows) & (rows < height) & (0 <= columns) & (columns < width)
        self._chosen[inside] = inner[0, rows[inside], columns[inside]]

    def bank(self, family: FamilyName) -> Bank:
        """Bank of all boxes together."""
        mean = tf.constant(self._sum / self._positions, tf.float32)
        return make_bank(tf.constant(self._chosen), mean, family)


def summed_distance(
    features: tf.Tensor, mask: Mask | tf.Tensor | None, bank: Bank
) -> tf.Tensor:
    """Sum over positions of 1 - cosine to the nearest of a bank, in float32.

    Differentiable in a graph only, by tf.gradients; see `with_gradient`.

    Args:
        features: One layer's activations, (1, height, width, channels).
        mask: Weight of each position, (1, height, width, 1), 0 to 1; None is 1.
        bank: Of the same layer.
    """
    _, height, width, channels = features.shape
    compared = compared_positions(height, width)
    flat = tf.reshape(features, (-1, channels))
    distances, slopes = distances_and_slopes(flat, compared, bank)
    if mask is not None:
        weight = tf.gather(tf.reshape(mask, (-1, 1)), compared)
        distances = distances * weight[:, 0]
        slopes = slopes * tf.cast(weight, slopes.dtype)
    total = tf.reduce_sum(distances)
    if tf.executing_eagerly():
        return total
    return with_gradient(
        total, features, "SummedDistance", slopes, tf.constant(compared[:, None])
    )


@tf.RegisterGradient("SummedDistance")  # type: ignore[untyped-decorator]
def _distance_gradient(
    operation: tf.Operation, upstream: tf.Tensor, *_: object
) -> tuple[None, tf.Tensor, None, None]:
    _, features, slopes, compared = operation.inputs
    _, height, width, channels = features.shape
    slopes = tf.cast(upstream, slopes.dtype) * slopes
    gradient = tf.scatter_nd(compared, slopes, (height * width, channels))
    return None, tf.reshape(gradient, features.shape), None, None


def compared_positions(height: int, width: int) -> Positions:
    """Every second position of a layer, as the black fields of a chessboard."""
    rows, columns = np.indices((height, width))
    return np.flatnonzero((rows + columns) % 2 == 0)


def distances_and_slopes(
    flat: tf.Tensor, compared: Positions, bank: Bank
) -> tuple[tf.Tensor, tf.Tensor]:
    """Distance of some positions to their nearest in the bank, and its gradient.

    What is nearest is found by products in the precision of the features, chunk by
    chunk, so that memory is bounded.

    Args:
        flat: Features of all positions, (positions, channels).
        compared: Numbers of some of them.
        bank: Of the same layer.

    Returns:
        Of those, float32 (compared,), and (compared, channels) in the precision of
        the features.
    """
    channels, count = flat.shape[-1], len(compared)
    directions, mean = (tf.cast(x, flat.dtype) for x in (bank.directions, bank.mean))
    flat = tf.stop_gradient(flat)

    def compare(numbers: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        chunk = tf.gather(flat, numbers) - mean
        products = tf.matmul(chunk, directions, transpose_b=True)
        kinds = [tf.float32, flat.dtype]
        inputs = [products, chunk, bank.directions]
        distances, slopes = tf.numpy_function(_compare, inputs, kinds, stateful=False)
        return tf.ensure_shape(distances, (size,)), tf.ensure_shape(slopes, chunk.shape)

    chunks = -(-count // CHUNK_POSITIONS)
    size = -(-count // chunks)
    numbers = tf.constant(np.resize(compared, (chunks, size)))  # the last ones repeat
    if chunks == 1:
        return compare(numbers[0])
    kinds = (
        tf.TensorSpec((size,), tf.float32),
        tf.TensorSpec((size, channels), flat.dtype),
    )
    distances, slopes = tf.map_fn(
        compare, numbers, parallel_iterations=1, fn_output_signature=kinds
    )
    slopes = tf.slice(tf.reshape(slopes, (-1, channels)), [0, 0], [count, channels])
    return tf.reshape(distances, (-1,))[:count], slopes


def _compare(
    products: npt.NDArray[Any],
    centred: npt.NDArray[Any],
    directions: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[Any]]:
    """Distances and slopes of a chunk; NumPy finds maxima in a fifth of the time.

    The slope of 1 - c.g / |c|, where c is centred and g its goal, of length 1, is
    (c.g c / |c|^2 - g) / |c|.

    Args:
        products: Of positions and bank, (positions, bank).
        centred: Features without the mean, (positions, channels).
        directions: The bank's, (bank, channels).
    """
    # The bits of positive floats are in the order of their values.
    is_short = products.dtype != np.float32
    nearest = (products.view(np.int16) if is_short else products).argmax(axis=1)
    slopes = centred.astype(np.float32)
    goals = directions.take(nearest, axis=0)
    square = np.maximum(np.einsum("ij,ij->i", slopes, slopes), MIN_TARGET)
    inverse = 1 / np.sqrt(square)
    cosines = np.einsum("ij,ij->i", slopes, goals) * inverse
    slopes *= (cosines * inverse)[:, None]
    slopes -= goals
    slopes *= inverse[:, None]
    return 1 - cosines, slopes.astype(centred.dtype)


class NeighborLosses:
    """The nearest-neighbour losses of all styles at one scale."""

    def __init__(
        self,
        network: Network,
        banks: Sequence[Mapping[str, Bank]],
        regions: Regions,
        height: int,
        width: int,
    ) -> None:
        """Take constants of the losses.

        Args:
            network: Whose features count.
            banks: Of each style, by layer.
            regions: Of the styles.
            height: Of the canvas, in px.
            width: Of the canvas, in px.
        """
        self._banks, self._of_styles = banks, regions.of_styles
        self._factors = []
        for bank, region in zip(banks, regions.of_styles, strict=True):
            for name, (_, _, scale) in bank.items():
                layer = network.layers[name]
                mask = regions.layer_masks(layer.stride_px)[region]
                compared = compared_positions(*layer.positions(height, width))
                area = None if mask is None else mask.reshape(-1)[compared]
                self._factors.append(scale / count_positions(area, len(compared)))

    def sums(
        self,
        features: Mapping[str, Iterator[tf.Tensor]],
        masks: Mapping[str, Sequence[Any]],
    ) -> Tensors:
        """Sums of each style and layer; those of several tiles are to be added.

        Args:
            features: Of the canvas, by layer, once for each style.
            masks: Of each region, by layer.
        """
        return [
            summed_distance(next(features[layer]), masks[layer][region], bank)
            for banks, region in zip(self._banks, self._of_styles, strict=True)
            for layer, bank in banks.items()
        ]

    def __call__(self, sums: Sequence[tf.Tensor]) -> dict[Part, tf.Tensor]:
        """The loss of each style, given its sums: the layers' losses together."""
        given = iter(zip(self._factors, sums, strict=True))
        return {
            Part("neighbors", number): tf.add_n(
                [factor * total for factor, total in islice(given, len(banks))]
            )
            for number, banks in enumerate(self._banks)
            if banks
        }
