"""Content by self-similarity, and what must be true of it."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from nst_core.images.canvas import to_canvas
from nst_core.network.architectures import Layer
from nst_core.objective import self_similarity
from nst_core.objective.objective import Objective
from nst_core.objective.self_similarity import (
    SelfSimilarity,
    places_in_tile,
    similarity_places,
    take_places,
)
from nst_core.planning.memory import SIMILARITY_POSITIONS
from nst_core.planning.tiles import cut_tiles
from nst_core.settings.settings import FamilyName, Settings
from tests.conftest import draw_picture, slopes

ALIKE = Settings(content_term="self_similarity", weight_conv5_1=0, padding="zero")
LAYER = Layer(2, 1, 6, 6, 10)  # every second pixel
PLACES = similarity_places(LAYER, 10, 14)


@pytest.fixture
def content(rng):
    """Features of a content."""
    return tf.constant(rng.normal(size=(1, 5, 7, 6)), tf.float32)


@pytest.fixture(scope="module")
def canvases():
    rng = np.random.default_rng(1)
    return tuple(to_canvas(draw_picture(rng, 35, 32)) for _ in range(3))


def loss_of(features, content, family: FamilyName = "balanced"):
    loss = SelfSimilarity(content, PLACES, family)
    return float(loss(take_places(features, PLACES)))


def test_a_picture_that_is_the_content_costs_nothing(tiny_network, canvases, content):
    assert loss_of(content, content) == pytest.approx(0, abs=1e-6)
    photo, style, picture = canvases
    objective = Objective(tiny_network, photo, [style], ALIKE)
    assert objective(photo).details.content == pytest.approx(0, abs=1e-5)
    assert objective(picture).details.content > 0.01


def test_what_is_twice_as_strong_or_has_other_channels_is_as_much_alike(content, rng):
    other = tf.constant(rng.normal(size=content.shape), tf.float32)
    expected = loss_of(other, content)
    assert loss_of(2 * other, content) == pytest.approx(expected, rel=1e-5)
    assert loss_of(other, 3 * content) == pytest.approx(expected, rel=1e-5)
    turned = tf.reverse(content, axis=[3])
    assert loss_of(turned, content) == pytest.approx(0, abs=1e-6)


def test_the_loss_is_that_of_the_formula_but_for_what_is_rounded_off(content, rng):
    other = rng.normal(size=content.shape)

    def relative(features):
        flat = np.asarray(features, float).reshape(-1, 6)
        flat = flat / np.linalg.norm(flat, axis=1, keepdims=True)
        distances = 1 - flat @ flat.T
        return distances / distances.mean(axis=0)

    expected = np.abs(relative(other) - relative(content)).mean()
    ours = loss_of(tf.constant(other, tf.float32), content)
    assert expected - self_similarity.ROUNDED <= ours <= expected


def test_places_that_are_all_alike_are_as_far_as_an_empty_layer(content):
    flat = tf.ones_like(content)
    assert loss_of(flat, content) == pytest.approx(1, abs=0.02)
    square = float(tf.reduce_mean(tf.square(content)))
    johnson = loss_of(flat, content, "johnson")
    assert johnson == pytest.approx(square * loss_of(flat, content), rel=1e-5)
    assert np.isfinite(loss_of(content, flat))


def test_the_gradient_is_that_of_finite_differences(tiny_network, canvases):
    photo, style, picture = canvases
    objective = Objective(tiny_network, photo, [style], replace(ALIKE, beta=0))
    by_gradient, by_losses = slopes(objective, picture, 0.02)
    assert by_gradient == pytest.approx(by_losses, rel=0.02)


def test_places_are_few_spread_and_the_same_every_time():
    places = similarity_places(LAYER, 256, 480)
    assert len(places.indices) == SIMILARITY_POSITIONS
    flat = places.indices[:, 1] * 240 + places.indices[:, 2]
    np.testing.assert_array_equal(flat // 30, np.arange(SIMILARITY_POSITIONS))
    again = similarity_places(LAYER, 256, 480)
    np.testing.assert_array_equal(places.indices, again.indices)


def test_each_place_is_inside_of_one_tile_and_found_there(rng):
    features = rng.random((1, 40, 32, 3)).astype(np.float32)
    places = similarity_places(LAYER, 80, 64)
    total = 0
    for tile in cut_tiles(80, 64, 8, 40**2):
        rows, columns = (
            slice(x.inner_begin // 2, -(-x.inner_end // 2))
            for x in (tile.rows, tile.columns)
        )
        inner = features[:, rows, columns]
        total += take_places(inner, places_in_tile(places, 2, tile))
    np.testing.assert_array_equal(total, take_places(features, places))


def test_tiles_are_exact_with_and_without_a_keep_map(tiny_network, rng, monkeypatch):
    monkeypatch.setattr(self_similarity, "SIMILARITY_POSITIONS", 100)
    alone, shape = replace(ALIKE, beta=0), (303, 61)
    content, style, picture = (to_canvas(draw_picture(rng, *shape)) for _ in range(3))
    slope = np.linspace(0, 1, 61, dtype=np.float32) * np.ones((1, *shape))
    for keep in (None, np.float32(slope[..., None])):
        whole, tiled = (
            Objective(tiny_network, content, [style], alone, edge, keep=keep)(picture)
            for edge in (None, 90)
        )
        assert tiled.loss == pytest.approx(whole.loss, rel=1e-4)
        assert tiled.details.content == pytest.approx(whole.details.content, rel=1e-4)
        difference = np.linalg.norm(tiled.gradient - whole.gradient)
        assert difference < 1e-4 * np.linalg.norm(whole.gradient)


def test_what_is_kept_is_held_by_its_features(tiny_network, canvases):
    photo, style, picture = canvases
    ones = np.ones((1, *photo.shape[1:3], 1), np.float32)
    inputs = (tiny_network, photo, [style])
    kept = Objective(*inputs, ALIKE, keep=ones)(picture).details.content
    alike = Objective(*inputs, ALIKE)(picture).details.content
    features = Objective(*inputs, replace(ALIKE, content_term="features"))(picture)
    expected = alike + ALIKE.keep_strength * features.details.content
    assert kept == pytest.approx(expected, rel=1e-5)


def test_it_counts_as_soon_as_alpha_is_raised(tiny_network, canvases):
    photo, style, picture = canvases
    objective = Objective(tiny_network, photo, [style], replace(ALIKE, alpha=0))
    assert objective(picture).details.content == 0
    objective.update_weights(ALIKE)
    expected = Objective(tiny_network, photo, [style], ALIKE)(picture)
    assert objective(picture).details == expected.details


def test_bfloat16_has_nearly_the_same_loss(tiny_network, canvases):
    photo, style, picture = canvases
    ours, theirs = (
        Objective(tiny_network.computing_in(precision), photo, [style], ALIKE)(picture)
        for precision in ("float32", "bfloat16")
    )
    assert theirs.details.content == pytest.approx(ours.details.content, rel=0.05)
