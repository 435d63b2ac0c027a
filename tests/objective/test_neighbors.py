"""The nearest-neighbour feature loss, and what must be true of it."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from nst_core.images.canvas import to_canvas
from nst_core.objective import neighbors
from nst_core.objective.features import FeatureSpec
from nst_core.objective.neighbors import (
    bank_positions,
    compared_positions,
    compute_banks,
    distances_and_slopes,
    make_bank,
    summed_distance,
)
from nst_core.objective.objective import Objective
from nst_core.planning.memory import BANK_POSITIONS
from nst_core.planning.tiles import cut_boxes
from nst_core.settings.settings import FamilyName, Settings
from tests.conftest import draw_picture, slopes

NEAR = Settings(neighbors=0.1, padding="zero")
SPEC = FeatureSpec.of(NEAR)


@pytest.fixture
def bank(rng):
    features = tf.constant(rng.normal(size=(20, 6)), tf.float32)
    return make_bank(features, tf.reduce_mean(features, 0), "balanced")


@pytest.fixture
def canvas(rng):
    """Features of a canvas."""
    return tf.constant(rng.normal(size=(1, 5, 7, 6)), tf.float32)


@pytest.fixture(scope="module")
def canvases():
    rng = np.random.default_rng(1)
    return tuple(to_canvas(draw_picture(rng, 35, 32)) for _ in range(3))


def cosines(features, bank):
    """Of every position with every one of the bank, in float64."""
    centred = features.numpy().reshape(-1, 6).astype(float) - bank.mean.numpy()
    return (
        centred / np.linalg.norm(centred, axis=1)[:, None] @ bank.directions.numpy().T
    )


def compared_cosines(features, bank):
    """The same of those that are compared."""
    return cosines(features, bank)[compared_positions(*features.shape[1:3])]


def test_a_picture_that_is_the_painting_has_no_loss(tiny_network, canvases):
    content, style, _ = canvases
    costs = Objective(tiny_network, content, [style], NEAR)(style).details
    assert costs.losses["neighbors"] == pytest.approx(0, abs=1e-5)
    assert costs.total == pytest.approx(costs.content, abs=1e-4)


def test_the_loss_is_never_above_that_of_any_fixed_matching(canvas, bank, rng):
    ours = float(summed_distance(canvas, None, bank))
    products = compared_cosines(canvas, bank)
    assert ours == pytest.approx(np.sum(1 - products.max(axis=1)), rel=1e-5)
    for _ in range(20):
        matching = rng.integers(0, 20, len(products))
        fixed = np.sum(1 - products[np.arange(len(products)), matching])
        assert ours <= fixed


def test_what_is_twice_as_strong_is_as_near(canvas, bank):
    """Cosines tell directions: contrast is left to the Gram matrices."""
    stronger = bank.mean + 2 * (canvas - bank.mean)
    sums = [float(summed_distance(x, None, bank)) for x in (canvas, stronger)]
    assert sums[0] == pytest.approx(sums[1], rel=1e-5)


@pytest.mark.parametrize("chunk", [8, 12, 35])
def test_chunks_find_the_same_matches(canvas, bank, chunk, monkeypatch):
    flat = tf.reshape(canvas, (-1, 6))
    monkeypatch.setattr(neighbors, "CHUNK_POSITIONS", chunk)
    distances, slopes = distances_and_slopes(flat, np.arange(35), bank)
    expected = 1 - cosines(canvas, bank).max(axis=1)
    np.testing.assert_allclose(distances, expected, rtol=1e-4, atol=1e-6)
    assert slopes.shape == flat.shape


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_matches_are_found_in_the_networks_precision(canvas, bank, precision):
    """Of 8 bits, the nearest is one of the nearest; its distance is exact."""
    flat = tf.cast(tf.reshape(canvas, (-1, 6)), precision)
    distances, slopes = tf.function(
        lambda x: distances_and_slopes(x, np.arange(35), bank)
    )(flat)
    nearest = 1 - cosines(tf.cast(flat, tf.float32), bank).max(axis=1)
    assert slopes.dtype == flat.dtype
    tolerance = 1e-5 if precision == "float32" else 0.02
    assert np.all(distances >= nearest - tolerance)
    assert np.all(distances <= nearest + tolerance)


def test_a_mask_weighs_positions(canvas, bank, rng):
    mask = np.float32(rng.random((1, 5, 7, 1)))
    each = 1 - compared_cosines(canvas, bank).max(axis=1)
    weights = mask.reshape(-1)[compared_positions(5, 7)]
    total = float(summed_distance(canvas, mask, bank))
    assert total == pytest.approx(weights @ each, rel=1e-5)


def test_the_gradient_moves_each_position_towards_its_match(canvas, bank, rng):
    """That of the formula, with the matches constant; masked positions rest."""
    mask = np.float32(rng.random((1, 5, 7, 1)) > 0.5)

    @tf.function
    def ours(x):
        return tf.gradients(3 * summed_distance(x, mask, bank), x)[0]

    goals = tf.gather(bank.directions, cosines(canvas, bank).argmax(axis=1))
    with tf.GradientTape() as tape:
        tape.watch(canvas)
        centred = tf.reshape(canvas, (-1, 6)) - bank.mean
        products = tf.reduce_sum(tf.math.l2_normalize(centred, 1) * goals, 1)
        weights = mask.reshape(-1) * (np.arange(35) % 2 == 0)  # of an odd width
        total = 3 * tf.reduce_sum(weights * (1 - products))
    expected = tape.gradient(total, canvas)
    np.testing.assert_allclose(ours(canvas), expected, rtol=1e-4, atol=1e-6)


def test_the_gradient_is_that_of_finite_differences(tiny_network, canvases):
    """But for the corners of ReLU and pooling, and places that change their match."""
    content, style, picture = canvases
    settings = replace(NEAR, alpha=0, **dict.fromkeys(_layer_weights(), 0))
    objective = Objective(tiny_network, content, [style], settings)
    told, found = slopes(objective, picture, step=0.02)
    assert told == pytest.approx(found, rel=0.02)


def _layer_weights():
    return [f"weight_{layer}" for layer in Settings().layer_weights]


def test_a_bank_is_spread_over_the_painting_and_the_same_every_time():
    positions = 10 * BANK_POSITIONS
    chosen = bank_positions(positions)
    assert len(chosen) == BANK_POSITIONS
    np.testing.assert_array_equal(chosen // 10, np.arange(BANK_POSITIONS))
    np.testing.assert_array_equal(chosen, bank_positions(positions))
    np.testing.assert_array_equal(bank_positions(5), np.arange(5))


def test_a_bank_is_the_same_in_boxes(tiny_network, rng, monkeypatch):
    monkeypatch.setattr(neighbors, "BANK_POSITIONS", 50)
    style = to_canvas(draw_picture(rng, 150, 131))
    margin = tiny_network.receptive_radius_px(SPEC.neighbor_layers)
    whole, boxes = (
        compute_banks(tiny_network, SPEC, style, cut_boxes(150, 131, margin, edge))
        for edge in (150, 120)
    )
    for layer in SPEC.neighbor_layers:
        assert len(whole[layer].directions) == 50
        for ours, theirs in zip(boxes[layer], whole[layer], strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("family", ["paper", "johnson"])
def test_the_loss_is_scaled_as_the_familys_content_loss(
    tiny_network, canvases, family: FamilyName
):
    """By what an empty layer of the painting would miss of it."""
    content, style, picture = canvases
    near, scaled = (
        Objective(tiny_network, content, [style], replace(NEAR, family=each))(picture)
        for each in ("balanced", family)
    )
    assert scaled.details.losses["neighbors"] != near.details.losses["neighbors"]
    bank = compute_banks(
        tiny_network, replace(SPEC, family=family), style, cut_boxes(35, 32, 0, 40)
    )["conv3_1"]
    features = SPEC.extract(tiny_network, style, ["conv3_1"])["conv3_1"]
    square = tf.reduce_mean(tf.square(features - bank.mean))
    expected = square / (4 if family == "paper" else 1)
    np.testing.assert_allclose(bank.scale, expected, rtol=1e-4)


def test_without_weight_there_is_no_part_of_it(tiny_network, canvases):
    content, style, picture = canvases
    plain = Objective(tiny_network, content, [style], replace(NEAR, neighbors=0))
    costs = plain(picture).details
    assert costs.losses["neighbors"] == 0
    plain.update_weights(NEAR)
    assert plain(picture).details.losses["neighbors"] > 0
    plain.update_weights(replace(NEAR, neighbors=0))
    assert plain(picture).details == costs


def test_it_counts_without_any_gram_matrix(tiny_network, canvases):
    content, style, picture = canvases
    alone = replace(NEAR, **dict.fromkeys(_layer_weights(), 0))
    costs = Objective(tiny_network, content, [style], alone)(picture).details
    assert costs.style == 0 and costs.losses["neighbors"] > 0
    assert costs.total == pytest.approx(costs.content + costs.losses["neighbors"])


def test_equal_paintings_are_one_however_they_are_blended(tiny_network, canvases):
    content, style, picture = canvases
    one = Objective(tiny_network, content, [style], NEAR)(picture)
    two = Objective(
        tiny_network, content, [style, style], replace(NEAR, blend_1=0.2, blend_2=0.7)
    )(picture)
    assert two.details.losses["neighbors"] == pytest.approx(
        one.details.losses["neighbors"], rel=1e-5
    )
    assert two.loss == pytest.approx(one.loss, rel=1e-5)


def test_at_half_the_edges_half_the_weight_counts(tiny_network, canvases):
    """Coarse scales find large forms, which clean surfaces would wipe away."""
    content, style, picture = canvases
    halved = Objective(tiny_network, content, [style], NEAR, resolution=0.5)
    settings = replace(NEAR, neighbors=NEAR.neighbors / 2)
    whole = Objective(tiny_network, content, [style], settings)
    assert halved(picture).details == whole(picture).details
    halved.update_weights(replace(NEAR, neighbors=0.3))
    whole.update_weights(replace(NEAR, neighbors=0.15))
    assert halved(picture).details == whole(picture).details
