"""Three style losses of a layer: statistics of its activations, and their distance.

    gram        Gram matrices (Gatys et al. 2016, eqs. 3 to 5)
    gaussian    means and covariances; their squared Wasserstein distance
    sliced      whole distributions; their sliced Wasserstein distance, squared

Statistics are made from sums over positions, so a softly bounded region of the picture
has them too, and, but for `sliced`, which has to sort, they add up tile by tile.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from nst_core.images.masks import Mask
from nst_core.objective.losses import (
    MIN_TARGET,
    gram_loss,
    style_scale,
    summed_gram,
)
from nst_core.settings.settings import FamilyName, StyleTermName

Tensors = list[tf.Tensor]

# A covariance of fewer positions than channels has no root that could be inverted in
# some directions; there its eigenvalues count as this share of the largest that they
# have, or would have if it were the target.
MIN_EIGENVALUE = 1e-8
MAX_DIRECTIONS = 64  # that `sliced` projects on, in one layer
MAX_QUANTILES = 2048  # of a style image, in each direction


class StyleLoss(Protocol):
    """A distance between statistics of features: sums, statistics, target, loss."""

    is_additive: bool  # whether the sums of tiles can be added

    def sums(self, features: tf.Tensor, mask: Mask | tf.Tensor | None) -> Tensors:
        """Sums over positions; those of several tiles are to be added.

        Args:
            features: One layer's activations, (1, height, width, channels).
            mask: Weight of each position, (1, height, width, 1), 0 to 1; None is 1.
        """

    def statistics(self, sums: Tensors, positions: float) -> Tensors:
        """Statistics, given the sums over so many positions."""

    def target(self, statistics: Tensors, family: FamilyName) -> Tensors:
        """Constants of `loss`, given the style image's statistics."""

    def loss(self, statistics: Tensors, target: Tensors) -> tf.Tensor:
        """Scalar distance of the canvas' statistics from the target, at least 0."""


class Gram:
    """Gram matrices: Gatys, Ecker & Bethge (2016), eqs. 3 to 5."""

    is_additive = True

    def sums(self, features: tf.Tensor, mask: Mask | tf.Tensor | None) -> Tensors:
        return [summed_gram(_weighted(features, mask))]

    def statistics(self, sums: Tensors, positions: float) -> Tensors:
        return [sums[0] / positions]

    def target(self, statistics: Tensors, family: FamilyName) -> Tensors:
        (gram,) = statistics
        return [gram, style_scale(family, gram)]

    def loss(self, statistics: Tensors, target: Tensors) -> tf.Tensor:
        (gram,) = statistics
        return gram_loss(gram, *target)


class Gaussian:
    """Means and covariances, compared by the squared Wasserstein distance.

    |m - m'|^2 + tr(C + C' - 2 (C'^1/2 C C'^1/2)^1/2), the least work that turns one
    Gaussian into the other; divided by the target's mean square, so that 1 means as far
    as an empty layer.

    Source: Dowson & Landau (1982), eq. 16; as a style loss: Vacher et al. (2020).
    """

    is_additive = True

    def sums(self, features: tf.Tensor, mask: Mask | tf.Tensor | None) -> Tensors:
        if mask is not None:  # a covariance of few positions is a small difference
            features = tf.cast(features, tf.float32)
        means = features if mask is None else features * mask
        total = tf.reduce_sum(tf.cast(means, tf.float32), [0, 1, 2])
        return [summed_gram(_weighted(features, mask)), total]

    def statistics(self, sums: Tensors, positions: float) -> Tensors:
        gram, mean = (each / positions for each in sums)
        return [gram - mean[:, None] * mean[None, :], mean]

    def target(self, statistics: Tensors, family: FamilyName) -> Tensors:
        covariance, mean = statistics
        square = tf.linalg.trace(covariance) + tf.reduce_sum(tf.square(mean))
        values, vectors = np.linalg.eigh(covariance.numpy().astype(np.float64))
        root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
        least = max(MIN_EIGENVALUE * values[-1] ** 2, MIN_TARGET)
        constants = [tf.constant(x, tf.float32) for x in (root, least)]
        scale = 1 / tf.maximum(square, MIN_TARGET)
        return [*constants, tf.linalg.trace(covariance), mean, scale]

    def loss(self, statistics: Tensors, target: Tensors) -> tf.Tensor:
        covariance, mean = statistics
        root, least, target_trace, target_mean, scale = target
        shared = trace_of_root(covariance, root, least)
        spread = tf.linalg.trace(covariance) + target_trace - 2 * shared
        shift = tf.reduce_sum(tf.math.squared_difference(mean, target_mean))
        return scale * (shift + tf.maximum(spread, 0.0))


def trace_of_root(
    covariance: tf.Tensor, root: tf.Tensor, least: tf.Tensor | float
) -> tf.Tensor:
    """Trace of (root covariance root)^1/2.

    In float64 and without TensorFlow's own gradient, which goes through the
    eigenvectors and has no bounds where two eigenvalues are equal.

    Args:
        covariance: Symmetric and positive, (channels, channels).
        root: The square root of the other covariance, of the same shape.
        least: Smaller eigenvalues of the product count as this in the gradient, which
            would have no bounds for a region of a single position.
    """
    fixed = tf.stop_gradient(covariance)
    inputs = [fixed, root, tf.cast(least, tf.float32)]
    trace, slope = tf.numpy_function(_root_and_slope, inputs, [tf.float32] * 2)
    trace, slope = tf.ensure_shape(trace, ()), tf.ensure_shape(slope, root.shape)
    # The value is the trace, as what is added is 0; its gradient is the slope.
    return trace + tf.reduce_sum(slope * (covariance - fixed))


def _root_and_slope(
    covariance: npt.NDArray[np.float32],
    root: npt.NDArray[np.float32],
    least: np.float32,
) -> tuple[np.float32, npt.NDArray[np.float32]]:
    side = root.astype(np.float64)
    values, vectors = np.linalg.eigh(side @ covariance @ side)
    rotated = side @ vectors
    least = max(least, MIN_EIGENVALUE * values[-1])
    slope = (rotated * (0.5 / np.sqrt(np.maximum(values, least)))) @ rotated.T
    trace = np.sqrt(np.maximum(values, 0)).sum()
    return np.float32(trace), slope.astype(np.float32)


class Sliced:
    """Whole distributions, compared by the squared sliced Wasserstein distance.

    In one dimension the optimal transport moves the smallest value to the target's
    smallest, and so on. The mean over the directions is divided by the target's mean
    square, so that 1 means as far as an empty layer. Soft masks are cut at one half,
    or at the largest value there is.

    Source: Heitz, Vanhoey, Chambon & Belcour, "A Sliced Wasserstein Loss for Neural
    Texture Synthesis" (2021), eqs. 1 to 3.
    Differs from the paper: directions stay the same, as L-BFGS needs one fixed loss,
    and there are at most MAX_DIRECTIONS, where the paper has one for each channel.
    """

    is_additive = False

    def sums(self, features: tf.Tensor, mask: Mask | tf.Tensor | None) -> Tensors:
        channels = features.shape[-1]
        flat = tf.cast(tf.reshape(features, (-1, channels)), tf.float32)
        if mask is not None:
            flat_mask = tf.reshape(mask, (-1,))
            least = tf.minimum(0.5, tf.reduce_max(flat_mask))
            flat = tf.boolean_mask(flat, flat_mask >= least)
        return [tf.matmul(flat, _directions(channels))]

    def statistics(self, sums: Tensors, positions: float) -> Tensors:
        return sums

    def target(self, statistics: Tensors, family: FamilyName) -> Tensors:
        (projected,) = statistics
        square = tf.maximum(tf.reduce_mean(tf.square(projected)), MIN_TARGET)
        rows = np.sort(projected.numpy().T)
        count = min(rows.shape[1], MAX_QUANTILES)
        quantiles = [_resample(row, count) for row in rows]
        return [tf.constant(quantiles, tf.float32), 1 / square]

    def loss(self, statistics: Tensors, target: Tensors) -> tf.Tensor:
        (projected,), (quantiles, scale) = statistics, target
        # The goal of each value is fixed while it moves a little, so no gradient goes
        # through the sorting.
        goals = tf.numpy_function(_goals, [projected, quantiles], tf.float32, False)
        goals = tf.ensure_shape(tf.stop_gradient(goals), projected.shape)
        return scale * tf.reduce_mean(tf.math.squared_difference(projected, goals))


def _directions(channels: int) -> tf.Tensor:
    """Random unit vectors, the same every time, (channels, directions)."""
    rng = np.random.default_rng(channels)
    vectors = rng.normal(size=(channels, min(channels, MAX_DIRECTIONS)))
    return tf.constant(vectors / np.linalg.norm(vectors, axis=0), tf.float32)


def _goals(
    projected: npt.NDArray[np.float32], quantiles: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """For each value, the target's of the same rank, (positions, directions).

    Args:
        projected: Activations along each direction, (positions, directions).
        quantiles: The target's, (directions, quantiles).
    """
    rows = np.ascontiguousarray(projected.T)  # sorted a third faster than columns are
    goals = np.empty_like(rows)
    for row, goal, wanted in zip(rows, goals, quantiles, strict=True):
        goal[np.argsort(row)] = _resample(wanted, len(row))
    return goals.T


def _resample(
    quantiles: npt.NDArray[np.float32], count: int
) -> npt.NDArray[np.float64]:
    """So many quantiles of the same distribution, interpolated."""
    places = (np.arange(count) + 0.5) / count * len(quantiles) - 0.5
    return np.interp(places, np.arange(len(quantiles)), quantiles)


def _weighted(features: tf.Tensor, mask: Mask | tf.Tensor | None) -> tf.Tensor:
    """Features whose summed Gram matrix counts each position as the mask does."""
    if mask is None:
        return features
    return features * tf.cast(tf.sqrt(mask), features.dtype)


STYLE_LOSSES: Mapping[StyleTermName, StyleLoss] = {
    "gram": Gram(),
    "gaussian": Gaussian(),
    "sliced": Sliced(),
}


def add(sums: Sequence[tf.Tensor], more: Sequence[tf.Tensor]) -> Tensors:
    """Sums of two tiles together."""
    return [a + b for a, b in zip(sums, more, strict=True)] if sums else list(more)
