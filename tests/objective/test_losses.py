"""The losses, held against truths that can be said in a sentence."""

import numpy as np
import pytest
import tensorflow as tf

from nst_core.objective.losses import (
    content_loss,
    content_scale,
    gram_matrix,
    mean_square,
    style_loss,
    style_scale,
    total_variation,
    value_range_loss,
)
from nst_core.settings.settings import FamilyName

FAMILIES: tuple[FamilyName, ...] = ("balanced", "paper", "johnson")


@pytest.fixture
def activations(rng):
    return tf.constant(rng.uniform(0, 3, (1, 6, 5, 4)), tf.float32)


def family_style_loss(family, features, target):
    gram = gram_matrix(target)
    return style_loss(features, gram, style_scale(family, gram)).numpy()


def family_content_loss(family, features, target):
    return content_loss(
        features, target, content_scale(family, mean_square(target))
    ).numpy()


def test_gram_matrix_forgets_where_things_are(activations, rng):
    """Style has no place: shuffling the pixels must not change the Gram matrix."""
    flat = activations.numpy().reshape(30, 4)
    shuffled = rng.permutation(flat, axis=0).reshape(1, 6, 5, 4)

    np.testing.assert_allclose(
        gram_matrix(shuffled), gram_matrix(activations), rtol=1e-5
    )


def test_gram_matrix_is_the_mean_product_of_two_channels(activations):
    a = activations.numpy().astype(np.float64)[0]
    expected = np.einsum("hwi,hwj->ij", a, a) / 30

    np.testing.assert_allclose(gram_matrix(activations), expected, rtol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_picture_has_no_loss_against_itself(family, activations):
    assert family_content_loss(family, activations, activations) == 0
    assert family_style_loss(family, activations, activations) == 0


def test_paper_losses_are_the_sums_of_the_paper(activations, rng):
    """Eq. 1 scaled by 1/(4 H W C), and eq. 4 with the summed Gram matrices."""
    other = rng.uniform(0, 3, (1, 6, 5, 4)).astype(np.float32)
    a, b = activations.numpy()[0].astype(np.float64), other[0].astype(np.float64)
    grams = [np.einsum("hwi,hwj->ij", x, x) for x in (a, b)]

    content = np.sum((a - b) ** 2) / (4 * 6 * 5 * 4)
    style = np.sum((grams[0] - grams[1]) ** 2) / (4 * 4**2 * (6 * 5) ** 2)
    assert family_content_loss("paper", activations, other) == pytest.approx(
        content, 1e-5
    )
    assert family_style_loss("paper", activations, other) == pytest.approx(style, 1e-5)


def test_johnson_losses_are_mean_squares_of_grams_over_all_elements(activations, rng):
    other = rng.uniform(0, 3, (1, 6, 5, 4)).astype(np.float32)
    a, b = activations.numpy()[0].astype(np.float64), other[0].astype(np.float64)
    grams = [np.einsum("hwi,hwj->ij", x, x) / (4 * 6 * 5) for x in (a, b)]

    content, style = np.mean((a - b) ** 2), np.mean((grams[0] - grams[1]) ** 2)
    assert family_content_loss("johnson", activations, other) == pytest.approx(
        content, 1e-5
    )
    assert family_style_loss("johnson", activations, other) == pytest.approx(
        style, 1e-5
    )


def test_balanced_losses_are_1_for_an_empty_layer_whatever_the_strength(activations):
    empty = tf.zeros_like(activations)
    for strength in (0.01, 1, 100):
        target = activations * strength
        assert family_content_loss("balanced", empty, target) == pytest.approx(1, 1e-5)
        assert family_style_loss("balanced", empty, target) == pytest.approx(1, 1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_style_losses_do_not_depend_on_the_size_of_the_picture(
    family, activations, rng
):
    """A picture laid out four times has the same Gram matrix as itself."""
    other = tf.constant(rng.uniform(0, 3, (1, 6, 5, 4)), tf.float32)
    once = family_style_loss(family, activations, other)
    four_times = family_style_loss(family, tf.tile(activations, (1, 2, 2, 1)), other)

    assert four_times == pytest.approx(once, rel=1e-5)


def test_balanced_losses_stay_finite_when_the_target_is_empty(activations):
    empty = tf.zeros_like(activations)
    assert np.isfinite(family_content_loss("balanced", activations, empty))
    assert family_style_loss("balanced", empty, empty) == 0


@pytest.mark.parametrize("family", FAMILIES)
def test_the_gradient_of_the_style_loss_is_that_of_finite_differences(family, rng):
    x = rng.uniform(0, 3, (1, 4, 4, 3))
    gram = gram_matrix(tf.constant(rng.uniform(0, 3, (1, 4, 4, 3)), tf.float64))
    scale = tf.cast(style_scale(family, gram), tf.float64)
    step, direction = 1e-5, rng.normal(size=x.shape)

    def loss(values):
        return style_loss(tf.constant(values), gram, scale)

    with tf.GradientTape() as tape:
        variable = tf.Variable(x)
        value = style_loss(variable, gram, scale)
    slope = np.vdot(tape.gradient(value, variable), direction)
    rise = loss(x + step * direction) - loss(x - step * direction)
    # float64 leaves about 1e-10 of rounding, the curvature about step squared
    assert slope == pytest.approx(rise.numpy() / (2 * step), rel=1e-6)


def test_total_variation_of_one_colour_is_0():
    assert total_variation(tf.fill((1, 8, 8, 3), 77.0)) == 0


def test_total_variation_of_a_chessboard_is_2_at_any_size():
    for edge in (4, 9):
        board = np.indices((edge, edge)).sum(axis=0) % 2 * 255.0
        picture = np.repeat(board[None, :, :, None], 3, axis=-1)
        assert total_variation(tf.constant(picture, tf.float32)) == 2


def test_total_variation_of_a_gentle_ramp_is_its_squared_slope():
    ramp = np.tile(np.arange(10.0)[None, None, :, None] * 5.1, (1, 10, 1, 3))
    assert float(total_variation(tf.constant(ramp, tf.float32))) == pytest.approx(
        0.02**2, rel=1e-4
    )


def test_values_within_the_range_cost_nothing_the_others_their_square():
    picture = np.zeros((1, 2, 5, 3), np.float32)
    picture[0, 0, :2] = 255
    assert value_range_loss(tf.constant(picture)) == 0
    picture[0, 0, 0] = 255 + 25.5
    picture[0, 1, 0, 0] = -51
    expected = (3 * 0.1**2 + 0.2**2) / 30
    assert float(value_range_loss(tf.constant(picture))) == pytest.approx(expected)
