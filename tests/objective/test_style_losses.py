"""Three style losses: what each is, and what it makes of regions and tiles."""

import numpy as np
import pytest
import scipy.linalg
import scipy.stats
import tensorflow as tf

from nst_core.objective.losses import gram_matrix, style_loss, style_scale
from nst_core.objective.style_losses import STYLE_LOSSES, add, trace_of_root

SHAPE = (1, 12, 10, 6)
POSITIONS = 120


@pytest.fixture
def features(rng):
    """Of a picture and a style; after a ReLU, as the network's are."""
    mixed = rng.normal(size=(2, *SHAPE[1:])) @ rng.normal(size=(6, 6))
    return [tf.constant(x[None], tf.float32) for x in np.maximum(mixed + 0.5, 0)]


def statistics(name, x, mask=None, positions=POSITIONS):
    return STYLE_LOSSES[name].statistics(STYLE_LOSSES[name].sums(x, mask), positions)


def loss(name, picture, style):
    target = STYLE_LOSSES[name].target(statistics(name, style), "balanced")
    return STYLE_LOSSES[name].loss(statistics(name, picture), target)


@pytest.mark.parametrize("name", STYLE_LOSSES)
def test_equal_features_have_no_loss(features, name):
    assert float(loss(name, features[0], features[0])) == pytest.approx(0, abs=2e-6)


@pytest.mark.parametrize("name", ["gaussian", "sliced"])
def test_an_empty_picture_has_loss_1(features, name):
    assert float(loss(name, 0 * features[0], features[1])) == pytest.approx(1, rel=1e-3)


def test_gram_is_the_papers_loss(features):
    gram = gram_matrix(features[1])
    expected = style_loss(features[0], gram, style_scale("balanced", gram))
    assert float(loss("gram", *features)) == pytest.approx(float(expected), rel=1e-5)


def wasserstein_2(one, other):
    """Squared, between the Gaussians of two sets of features, in float64."""
    ours, theirs = (np.asarray(x, np.float64).reshape(-1, 6) for x in (one, other))
    have, want = (np.cov(x.T, bias=True) for x in (ours, theirs))
    root = scipy.linalg.sqrtm(want)
    shared = np.trace(scipy.linalg.sqrtm(root @ have @ root).real)
    shift = np.square(ours.mean(axis=0) - theirs.mean(axis=0)).sum()
    return shift + np.trace(have) + np.trace(want) - 2 * shared


def test_gaussian_is_the_wasserstein_distance_of_float64(features):
    square = np.square(features[1]).sum(axis=-1).mean()
    expected = wasserstein_2(*features) / square
    assert float(loss("gaussian", *features)) == pytest.approx(expected, rel=1e-3)


def test_sliced_along_one_channel_is_the_distance_of_two_sorted_lists(features):
    ours, theirs = (x[..., :1] for x in features)
    found = float(loss("sliced", ours, theirs))
    have, want = (np.sort(np.asarray(x).ravel()) for x in (ours, theirs))
    expected = np.square(have - want).mean() / np.square(want).mean()
    assert found == pytest.approx(expected, rel=1e-4)
    # it bounds the other Wasserstein distance, of absolute steps
    assert found * np.square(want).mean() >= (
        scipy.stats.wasserstein_distance(have, want) ** 2 - 1e-6
    )


@pytest.mark.parametrize("name", STYLE_LOSSES)
def test_the_gradient_is_that_of_finite_differences(features, name, rng):
    picture, style = features
    with tf.GradientTape() as tape:
        tape.watch(picture)
        total = loss(name, picture, style)
    gradient = tape.gradient(total, picture)
    direction = tf.constant(rng.normal(size=SHAPE), tf.float32)
    step = 1e-2
    up, down = (loss(name, picture + x * direction, style) for x in (step, -step))
    slope = float(tf.reduce_sum(gradient * direction))
    assert slope == pytest.approx(float(up - down) / (2 * step), rel=0.03)


@pytest.mark.parametrize("name", STYLE_LOSSES)
def test_a_mask_of_ones_is_no_mask(features, name):
    whole, shared = (
        STYLE_LOSSES[name].sums(features[0], mask)
        for mask in (None, tf.ones((*SHAPE[:3], 1)))
    )
    for one, other in zip(whole, shared, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", STYLE_LOSSES)
def test_what_is_masked_out_does_not_count(features, name):
    """A half with other features beside it has the statistics of the half alone."""
    half, other = features
    both = tf.concat([half, other], axis=2)
    mask = np.zeros((1, 12, 20, 1), np.float32)
    mask[:, :, :10] = 1
    alone, masked = statistics(name, half), statistics(name, both, tf.constant(mask))
    for one, another in zip(alone, masked, strict=True):
        np.testing.assert_allclose(one, another, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "name", [x for x in STYLE_LOSSES if STYLE_LOSSES[x].is_additive]
)
def test_two_halves_add_up_to_the_whole(features, name):
    parts = (features[0][:, :5], features[0][:, 5:])
    sums = []
    for part in parts:
        sums = add(sums, STYLE_LOSSES[name].sums(part, None))
    halves = STYLE_LOSSES[name].statistics(sums, POSITIONS)
    for one, another in zip(halves, statistics(name, features[0]), strict=True):
        np.testing.assert_allclose(one, another, rtol=1e-4, atol=1e-5)


def test_the_root_of_a_matrix_without_full_rank_has_a_gradient(rng):
    few = rng.normal(size=(3, 8)).astype(np.float32)
    matrix, one = tf.constant(few.T @ few), tf.eye(8)
    with tf.GradientTape() as tape:
        tape.watch(matrix)
        trace = trace_of_root(matrix, one, 0.0)
    assert float(trace) == pytest.approx(np.linalg.svd(few)[1].sum(), rel=1e-3)
    assert np.isfinite(tape.gradient(trace, matrix)).all()
