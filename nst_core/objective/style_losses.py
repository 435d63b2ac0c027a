"""How a layer's style is told, and how far two tellings are apart: three ways.

    gram        which channels fire together (Gatys et al. 2016, eqs. 3 to 5)
    gaussian    mean and covariance of what fires; their squared Wasserstein distance
    sliced      the whole distribution of what fires, seen along many lines

What a term tells of a picture, its statistics, is made from sums over positions, so
that it can be told of a part of the picture, softly bounded, and, but for `sliced`,
which has to sort, tile by tile.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from nst_core.objective.losses import (
    SMALLEST_TARGET,
    gram_cost,
    style_scale,
    summed_gram,
)
from nst_core.settings.settings import FamilyName, StyleTermName

Tensors = list[tf.Tensor]

# A covariance of fewer positions than channels has no root that could be inverted in
# some directions; there its eigenvalues count as this share of the largest that they
# have, or would have if it were the target.
SMALLEST_EIGENVALUE = 1e-8
MOST_LINES = 64  # that `sliced` looks along, in one layer
MOST_QUANTILES = 2048  # that it remembers of a painting, along each of them


class Term(Protocol):
    """One way to tell a style."""

    is_additive: bool  # whether the sums of tiles can be added

    def sums(self, features: tf.Tensor, shares: tf.Tensor | None) -> Tensors:
        """Return what `statistics` are made from; of several tiles, to be added.

        Args:
            features: One layer's activations, (1, height, width, channels).
            shares: How much each position counts, (1, height, width, 1), 0 to 1;
                None counts all.
        """

    def statistics(self, sums: Tensors, places: float) -> Tensors:
        """Return the style told by the sums over so many positions."""

    def target(self, statistics: Tensors, family: FamilyName) -> Tensors:
        """Return what `cost` compares with, from the painting's statistics."""

    def cost(self, statistics: Tensors, target: Tensors) -> tf.Tensor:
        """Return how far the picture's style is from the target: 0 is equal."""


class Gram:
    """Gram matrices: Gatys, Ecker & Bethge (2016), eqs. 3 to 5."""

    is_additive = True

    def sums(self, features: tf.Tensor, shares: tf.Tensor | None) -> Tensors:
        return [summed_gram(_weighted(features, shares))]

    def statistics(self, sums: Tensors, places: float) -> Tensors:
        return [sums[0] / places]

    def target(self, statistics: Tensors, family: FamilyName) -> Tensors:
        (gram,) = statistics
        return [gram, style_scale(family, gram)]

    def cost(self, statistics: Tensors, target: Tensors) -> tf.Tensor:
        (gram,) = statistics
        return gram_cost(gram, *target)


class Gaussian:
    """Means and covariances, compared by the squared Wasserstein distance.

    |m - m'|^2 + tr(C + C' - 2 (C'^1/2 C C'^1/2)^1/2), the least work that turns one
    Gaussian into the other; divided by the target's mean square, so that 1 means as far
    as an empty layer.

    Source: Dowson & Landau (1982), eq. 16; as a style cost: Vacher et al. (2020).
    """

    is_additive = True

    def sums(self, features: tf.Tensor, shares: tf.Tensor | None) -> Tensors:
        if shares is not None:  # a covariance of few positions is a small difference
            features = tf.cast(features, tf.float32)
        means = features if shares is None else features * shares
        total = tf.reduce_sum(tf.cast(means, tf.float32), [0, 1, 2])
        return [summed_gram(_weighted(features, shares)), total]

    def statistics(self, sums: Tensors, places: float) -> Tensors:
        gram, mean = (each / places for each in sums)
        return [gram - mean[:, None] * mean[None, :], mean]

    def target(self, statistics: Tensors, family: FamilyName) -> Tensors:
        covariance, mean = statistics
        square = tf.linalg.trace(covariance) + tf.reduce_sum(tf.square(mean))
        values, vectors = np.linalg.eigh(covariance.numpy().astype(np.float64))
        root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
        least = max(SMALLEST_EIGENVALUE * values[-1] ** 2, SMALLEST_TARGET)
        constants = [tf.constant(x, tf.float32) for x in (root, least)]
        scale = 1 / tf.maximum(square, SMALLEST_TARGET)
        return [*constants, tf.linalg.trace(covariance), mean, scale]

    def cost(self, statistics: Tensors, target: Tensors) -> tf.Tensor:
        covariance, mean = statistics
        root, least, spread, target_mean, scale = target
        shared = trace_of_root(covariance, root, least)
        spreads = tf.linalg.trace(covariance) + spread - 2 * shared
        shift = tf.reduce_sum(tf.math.squared_difference(mean, target_mean))
        return scale * (shift + tf.maximum(spreads, 0.0))


def trace_of_root(
    covariance: tf.Tensor, root: tf.Tensor, least: tf.Tensor | float
) -> tf.Tensor:
    """Return the trace of (root covariance root)^1/2.

    In float64 and without TensorFlow's own gradient, which goes through the
    eigenvectors and has no bounds where two eigenvalues are equal.

    Args:
        covariance: Symmetric and positive, (channels, channels).
        root: The same, of the other covariance's root.
        least: Smaller eigenvalues of the product count as this in the gradient, which
            would have no bounds for a region of a single position.
    """
    fixed = tf.stop_gradient(covariance)
    given = [fixed, root, tf.cast(least, tf.float32)]
    trace, slope = tf.numpy_function(_root_and_slope, given, [tf.float32] * 2)
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
    turned = side @ vectors
    least = max(least, SMALLEST_EIGENVALUE * values[-1])
    slope = (turned * (0.5 / np.sqrt(np.maximum(values, least)))) @ turned.T
    trace = np.sqrt(np.maximum(values, 0)).sum()
    return np.float32(trace), slope.astype(np.float32)


class Sliced:
    """Everything about the distribution: sliced Wasserstein distance, squared.

    Along a line, the least work moves the smallest value to the target's smallest, and
    so on. The mean over the lines is divided by the target's, so that 1 means as far as
    an empty layer. Soft shares are cut at one half, or at the largest there is.

    Source: Heitz, Vanhoey, Chambon & Belcour, "A Sliced Wasserstein Loss for Neural
    Texture Synthesis" (2021), eqs. 1 to 3.
    Differs from the paper: the lines stay the same, as L-BFGS needs one fixed cost, and
    there are at most MOST_LINES of them, where the paper has one for each channel.
    """

    is_additive = False

    def sums(self, features: tf.Tensor, shares: tf.Tensor | None) -> Tensors:
        channels = features.shape[-1]
        flat = tf.cast(tf.reshape(features, (-1, channels)), tf.float32)
        if shares is not None:
            share = tf.reshape(shares, (-1,))
            flat = tf.boolean_mask(flat, share >= tf.minimum(0.5, tf.reduce_max(share)))
        return [tf.matmul(flat, _lines(channels))]

    def statistics(self, sums: Tensors, places: float) -> Tensors:
        return sums

    def target(self, statistics: Tensors, family: FamilyName) -> Tensors:
        (along,) = statistics
        square = tf.maximum(tf.reduce_mean(tf.square(along)), SMALLEST_TARGET)
        lines = np.sort(along.numpy().T)
        count = min(lines.shape[1], MOST_QUANTILES)
        quantiles = [_spread(line, count) for line in lines]
        return [tf.constant(quantiles, tf.float32), 1 / square]

    def cost(self, statistics: Tensors, target: Tensors) -> tf.Tensor:
        (along,), (wanted, scale) = statistics, target
        # What each value should be is fixed while it moves a little, so no gradient
        # goes through the sorting.
        goals = tf.numpy_function(_matched, [along, wanted], tf.float32, False)
        goals = tf.ensure_shape(tf.stop_gradient(goals), along.shape)
        return scale * tf.reduce_mean(tf.math.squared_difference(along, goals))


def _lines(channels: int) -> tf.Tensor:
    """Return random directions, the same every time, (channels, lines)."""
    rng = np.random.default_rng(channels)
    lines = rng.normal(size=(channels, min(channels, MOST_LINES)))
    return tf.constant(lines / np.linalg.norm(lines, axis=0), tf.float32)


def _matched(
    along: npt.NDArray[np.float32], wanted: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return for each value the target's of the same rank.

    Args:
        along: What fires along each line, (positions, lines).
        wanted: The target's quantiles, (lines, quantiles).
    """
    lines = np.ascontiguousarray(along.T)  # sorted a third faster than columns are
    goals = np.empty_like(lines)
    for line, goal, quantiles in zip(lines, goals, wanted, strict=True):
        goal[np.argsort(line)] = _spread(quantiles, len(line))
    return goals.T


def _spread(quantiles: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.float64]:
    """Return so many quantiles for those given, as evenly spread, between them."""
    places = (np.arange(count) + 0.5) / count * len(quantiles) - 0.5
    return np.interp(places, np.arange(len(quantiles)), quantiles)


def _weighted(features: tf.Tensor, shares: tf.Tensor | None) -> tf.Tensor:
    return features if shares is None else features * _as(tf.sqrt(shares), features)


def _as(shares: tf.Tensor, features: tf.Tensor) -> tf.Tensor:
    return tf.cast(shares, features.dtype)


TERMS: Mapping[StyleTermName, Term] = {
    "gram": Gram(),
    "gaussian": Gaussian(),
    "sliced": Sliced(),
}


def add(sums: Sequence[tf.Tensor], more: Sequence[tf.Tensor]) -> Tensors:
    """Return the sums of two tiles together."""
    return [a + b for a, b in zip(sums, more, strict=True)] if sums else list(more)
