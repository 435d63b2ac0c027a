"""Content loss by self-similarity: which places are alike, whatever they look like.

    mean over i, j of |D_ij / mean_k D_kj - E_ij / mean_k E_kj|

D are the cosine distances between the canvas' features at some positions of a layer, E
those of the content. Features may turn into others as long as those that were alike
turn alike, so feathers may become petals.

Source: Kolkin, Salavon & Shakhnarovich, "Style Transfer by Relaxed Optimal Transport
and Self-Similarity" (2019), eq. 11.
Differs from the paper: one layer in place of several; the same positions at every
iteration; divided by means, where the paper has sums, so that their number does not
matter; the absolute value is rounded off near 0, as L-BFGS needs slopes without jumps.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from nst_core.network.architectures import Layer
from nst_core.objective.losses import MIN_TARGET, content_scale
from nst_core.objective.positions import spread_positions
from nst_core.planning.memory import SIMILARITY_POSITIONS
from nst_core.planning.tiles import Tile
from nst_core.settings.settings import FamilyName

ROUNDED = 0.01  # differences well below it count by their square
MIN_DISTANCE = 0.01  # the mean distance of a flat content counts as this


class Places(NamedTuple):
    """Positions of a layer, in a canvas or a part of it, that features are taken at."""

    indices: npt.NDArray[np.int32]  # (positions, 3): 0, row, column
    inside: npt.NDArray[np.float32]  # (positions, 1); 0 where it lies in another part


def similarity_places(layer: Layer, height: int, width: int) -> Places:
    """The places of a layer that are compared, for a canvas of so many pixels."""
    count = layer.count_positions(height, width)
    chosen = spread_positions(count, SIMILARITY_POSITIONS)
    rows, columns = np.divmod(chosen, layer.positions(height, width)[1])
    indices = np.stack([0 * rows, rows, columns], axis=1).astype(np.int32)
    return Places(indices, np.ones((len(chosen), 1), np.float32))


def places_in_tile(places: Places, stride: int, tile: Tile) -> Places:
    """The same places, counted from the first of a tile's inner part."""
    spans = tile.rows, tile.columns
    begins = [span.inner_begin // stride for span in spans]
    ends = [-(-span.inner_end // stride) for span in spans]
    of_axes = places.indices[:, 1:]
    inside = np.all((begins <= of_axes) & (of_axes < ends), axis=1, keepdims=True)
    indices = (places.indices - [0, *begins]) * inside
    return Places(indices.astype(np.int32), inside.astype(np.float32))


def take_places(features: tf.Tensor, places: Places) -> tf.Tensor:
    """Features at some places, float32 (positions, channels); 0 for those outside.

    Args:
        features: One layer's activations, (1, height, width, channels).
        places: In it.
    """
    taken = tf.gather_nd(features, places.indices)
    return tf.cast(taken, tf.float32) * places.inside


class SelfSimilarity:
    """The loss of one layer, given the content's features."""

    def __init__(self, content: Any, places: Places, family: FamilyName) -> None:
        """Take the content's distances.

        Args:
            content: Features, an array or a tensor, (1, height, width, channels).
            places: In it.
            family: A picture whose places are all alike is as far away as the content
                loss of an empty layer is, in this family.
        """
        chosen = np.asarray(content)[tuple(places.indices.T)].astype(np.float32)
        self._target = relative_distances(tf.constant(chosen))
        square = np.square(chosen).mean()
        scale = content_scale(family, square)
        self._scale = scale * tf.maximum(square, MIN_TARGET)

    def __call__(self, taken: tf.Tensor) -> tf.Tensor:
        """The loss, given what `take_places` takes of a canvas' features.

        Scalar, at least 0, no unit; in the family balanced, 1 if all places are alike.
        """
        missed = relative_distances(taken) - self._target
        absolute = tf.sqrt(tf.square(missed) + ROUNDED**2) - ROUNDED
        return self._scale * tf.reduce_mean(absolute)


def relative_distances(features: tf.Tensor) -> tf.Tensor:
    """Cosine distances, divided by the mean of each column.

    Args:
        features: (positions, channels).
    """
    directions = tf.math.l2_normalize(features, 1, MIN_TARGET)
    distances = 1 - tf.matmul(directions, directions, transpose_b=True)
    means = tf.reduce_mean(distances, axis=0)
    return distances / tf.maximum(means, MIN_DISTANCE)
