"""J of a picture, the losses it is made of, and its gradient."""

from dataclasses import replace

import numpy as np
import pytest

from nst_core.images.canvas import to_canvas
from nst_core.network.architectures import MEAN_RGB
from nst_core.objective.features import FeatureSpec
from nst_core.objective.losses import mean_square
from nst_core.objective.objective import Objective
from nst_core.settings.settings import PaddingName, PoolingName, Settings, StyleTermName
from tests.conftest import draw_picture, slopes

ALL = Settings(total_variation=3, padding="zero")  # traced in half the time


@pytest.fixture(scope="module")
def canvases():
    """Content, style and a third picture, so that all losses are above 0."""
    rng = np.random.default_rng(1)
    return tuple(to_canvas(draw_picture(rng, 35, 32)) for _ in range(3))


@pytest.fixture(scope="module")
def traced(tiny_network, canvases):
    """One objective for many tests: tracing takes longer than evaluating."""
    content, style, _ = canvases
    return Objective(tiny_network, content, [style], ALL)


@pytest.fixture
def objective(traced):
    """It has the weights of `ALL`, whatever the test before gave it."""
    traced.update_weights(ALL)
    return traced


def test_the_total_is_the_weighted_sum_of_its_losses(objective, canvases):
    settings = replace(ALL, alpha=2, beta=30, weight_conv3_1=0.7)
    objective.update_weights(settings)
    costs = objective(canvases[2]).details

    weights = settings.layer_weights
    layers = sum(weights[layer] * cost for layer, cost in costs.layers.items())
    assert costs.style == pytest.approx(layers, rel=1e-6)
    expected = 2 * costs.content + 30 * layers + 3 * costs.losses["total_variation"]
    assert costs.total == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("pooling", "padding"),
    [
        ("max", "reflect"),
        ("average", "replicate"),
        ("scaled_average", "zero"),
        ("max", "wrap"),
    ],
)
def test_the_gradient_is_that_of_finite_differences(
    tiny_network, canvases, pooling: PoolingName, padding: PaddingName, rng
):
    content, style, picture = canvases
    settings = replace(ALL, pooling=pooling, padding=padding)
    objective = Objective(tiny_network, content, [style], settings)
    # float32 losses and the corners of ReLU and max pooling within the step
    told, found = slopes(objective, picture, step=0.05)
    assert told == pytest.approx(found, rel=0.02)


def test_the_content_itself_has_no_content_loss(objective, canvases):
    costs = objective(canvases[0]).details
    assert costs.content == 0
    assert costs.style > 0


def test_the_style_itself_has_no_style_loss(objective, canvases):
    costs = objective(canvases[1]).details
    assert costs.style == pytest.approx(0, abs=1e-8)
    assert costs.content > 0


@pytest.mark.parametrize(
    ("settings", "layers", "content"),
    [
        (replace(ALL, alpha=0), 5, False),
        (replace(ALL, beta=0), 0, True),
        (replace(ALL, weight_conv2_1=0, weight_conv5_1=0), 3, True),
    ],
)
def test_what_has_no_weight_is_not_computed(
    tiny_network, canvases, settings, layers, content
):
    content_canvas, style, picture = canvases
    objective = Objective(tiny_network, content_canvas, [style], settings)
    costs = objective(picture).details
    assert len(costs.layers) == layers
    assert (costs.content > 0) == content


def test_only_layers_that_count_have_to_exist(canvases, tiny_network):
    """Without weight on block 5, its convolutions are never computed."""
    layers = {
        name: numbers
        for name, numbers in tiny_network.weights.items()
        if not name.startswith("conv5")
    }
    shallow = replace(tiny_network, weights=layers)
    content, style, picture = canvases
    settings = replace(ALL, weight_conv5_1=0)
    assert Objective(shallow, content, [style], settings)(picture).loss > 0


def test_new_weights_count_at_once_and_trace_nothing(objective, canvases):
    picture = canvases[2]
    before = objective(picture)
    objective.update_weights(replace(ALL, beta=ALL.beta * 10, weight_conv1_1=0.9))
    after = objective(picture)

    assert objective._evaluate._compiled.experimental_get_tracing_count() == 1
    assert after.loss > before.loss
    assert after.details.layers == before.details.layers


def test_a_layer_that_begins_to_count_is_computed(tiny_network, canvases, traced):
    content, style, picture = canvases
    traced.update_weights(ALL)
    without = replace(ALL, weight_conv4_1=0)
    objective = Objective(tiny_network, content, [style], without)
    assert "conv4_1" not in objective(picture).details.layers
    objective.update_weights(ALL)
    assert objective(picture).details == traced(picture).details


def test_balanced_style_losses_mean_the_same_at_two_sizes(tiny_network, rng):
    """Four times the picture, nearly the same losses: size-free, as promised."""
    small = [to_canvas(draw_picture(rng, 48, 48)) for _ in range(3)]
    shallow = replace(ALL, alpha=0, weight_conv4_1=0, weight_conv5_1=0)
    losses = []
    for repeat in (1, 2):
        content, style, picture = (np.tile(x, (1, repeat, repeat, 1)) for x in small)
        objective = Objective(tiny_network, content, [style], shallow)
        losses.append(objective(picture).details.style)
    # laying tiles changes only what stands beside the seams
    assert losses[1] == pytest.approx(losses[0], rel=0.1)


def test_tensorflow_computes_the_same_bits_twice(objective, canvases):
    first, second = objective(canvases[2]), objective(canvases[2])
    assert first.gradient.tobytes() == second.gradient.tobytes()
    assert first.details == second.details


@pytest.mark.parametrize("term", ["gram", "gaussian", "sliced"])
def test_two_equal_styles_are_one_however_they_are_blended(
    tiny_network, canvases, term: StyleTermName
):
    content, style, picture = canvases
    settings = replace(ALL, style_term=term)
    one = Objective(tiny_network, content, [style], settings)(picture)
    blended = replace(settings, blend_1=0.3, blend_2=0.7)
    two = Objective(tiny_network, content, [style, style], blended)(picture)
    assert two.loss == pytest.approx(one.loss, rel=1e-5)
    np.testing.assert_allclose(two.gradient, one.gradient, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("term", ["gram", "gaussian", "sliced"])
def test_a_mask_of_ones_is_no_mask(tiny_network, canvases, term: StyleTermName):
    content, style, picture = canvases
    settings = replace(ALL, style_term=term)
    one = Objective(tiny_network, content, [style], settings)(picture)
    mask = np.ones((1, *content.shape[1:3], 1), np.float32)
    masked = Objective(tiny_network, content, [style], settings, masks=[mask])(picture)
    assert masked.loss == pytest.approx(one.loss, rel=1e-5)
    np.testing.assert_allclose(masked.gradient, one.gradient, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("term", ["gram", "gaussian", "sliced"])
@pytest.mark.parametrize("level", [0.2, 0.0])
def test_a_region_may_be_smaller_than_a_position_of_a_deep_layer(
    tiny_network, canvases, term: StyleTermName, level
):
    """Its gradient stays true; an empty region has no loss."""
    content, style, picture = canvases
    mask = np.zeros((1, *content.shape[1:3], 1), np.float32)
    mask[:, 20, 21] = level
    settings = Settings(alpha=0, style_term=term)
    objective = Objective(tiny_network, content, [style], settings, masks=[mask])
    found = objective(picture)
    assert np.isfinite(found.loss) and np.isfinite(found.gradient).all()
    if level == 0:
        assert found.loss == 0
        return
    step = found.gradient / np.linalg.norm(found.gradient)
    up, down = (objective(picture + x * step).loss for x in (0.5, -0.5))
    assert up - down == pytest.approx(np.vdot(found.gradient, step), rel=0.1)


def test_a_style_moves_pixels_only_where_its_mask_is_white(tiny_network, canvases):
    content, style, picture = canvases
    mask = np.zeros((1, *content.shape[1:3], 1), np.float32)
    mask[:, :, :16] = 1
    shallow = Settings(
        alpha=0, weight_conv3_1=0, weight_conv4_1=0, weight_conv5_1=0
    )  # of a small receptive field
    gradient = Objective(tiny_network, content, [style], shallow, masks=[mask])(
        picture
    ).gradient
    assert np.abs(gradient[:, :, :16]).max() > 0
    assert np.abs(gradient[:, :, 24:]).max() == 0


def test_the_blend_is_steered_without_tracing_again(tiny_network, canvases):
    content, style, picture = canvases
    other = style[:, :, ::-1] / 2
    objective = Objective(tiny_network, content, [style, other], ALL)
    even = objective(picture).details.style
    objective.update_weights(replace(ALL, blend_2=0))
    first = objective(picture).details.style
    objective.update_weights(replace(ALL, blend_1=0))
    second = objective(picture).details.style
    assert objective._evaluate._compiled.experimental_get_tracing_count() == 1
    assert even == pytest.approx((first + second) / 2, rel=1e-5)


def test_keeping_everything_is_a_higher_alpha(tiny_network, canvases, traced):
    """And keeping less of it less, at once when the strength is steered."""
    content, style, picture = canvases
    ones = np.ones((1, *content.shape[1:3], 1), np.float32)
    inputs = (tiny_network, content, [style])
    kept = Objective(*inputs, replace(ALL, keep_strength=3), keep=ones)
    traced.update_weights(replace(ALL, alpha=4))
    assert kept(picture).loss == pytest.approx(traced(picture).loss, rel=1e-6)
    np.testing.assert_allclose(
        kept(picture).gradient, traced(picture).gradient, rtol=1e-4, atol=1e-7
    )
    kept.update_weights(replace(ALL, keep_strength=0.5))
    traced.update_weights(replace(ALL, alpha=1.5))
    assert kept(picture).loss == pytest.approx(traced(picture).loss, rel=1e-6)
    assert kept._evaluate._compiled.experimental_get_tracing_count() == 1


def test_a_black_keep_map_changes_nothing_to_the_bit(tiny_network, canvases, traced):
    content, style, picture = canvases
    black = np.zeros((1, *content.shape[1:3], 1), np.float32)
    objective = Objective(tiny_network, content, [style], ALL, keep=black)
    traced.update_weights(ALL)
    np.testing.assert_array_equal(objective(picture).gradient, traced(picture).gradient)
    assert objective(picture).details == traced(picture).details


def test_the_contents_own_laplacian_has_no_loss(tiny_network, canvases, traced):
    content, style, picture = canvases
    objective = Objective(tiny_network, content, [style], replace(ALL, laplacian=9))
    own = objective(content).details.losses["laplacian"]
    assert own == pytest.approx(0, abs=1e-9)
    assert objective(picture).details.losses["laplacian"] > 0
    traced.update_weights(ALL)
    plain = traced(picture)
    expected = plain.loss + 9 * objective(picture).details.losses["laplacian"]
    assert objective(picture).loss == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("shift", [16, 32])
def test_a_seamless_picture_may_be_rolled(tiny_network, rng, shift):
    """No place is an edge, so its loss is the same wherever it is cut."""
    content, picture = (to_canvas(draw_picture(rng, 48, 64)) for _ in range(2))
    style = to_canvas(draw_picture(rng, 35, 32))
    settings = replace(ALL, padding="wrap")
    still = Objective(tiny_network, content, [style], settings)(picture)
    rolled = [np.roll(x, shift, 2) for x in (content, picture)]
    moved = Objective(tiny_network, rolled[0], [style], settings)(rolled[1])
    assert moved.loss == pytest.approx(still.loss, rel=1e-5)
    np.testing.assert_allclose(
        np.roll(moved.gradient, -shift, 2), still.gradient, rtol=1e-3, atol=1e-6
    )


def test_a_flat_content_does_not_outweigh_every_stroke(tiny_network, rng):
    """In activations the network's mean colour has next to nothing to be compared with.

    Without flat parts, and in other families, the content is taken as it is.
    """
    spec = FeatureSpec.of(ALL)
    flat = np.full((1, 32, 32, 3), MEAN_RGB, np.float32)
    grain = flat + rng.uniform(-20, 20, flat.shape).astype(np.float32)
    least = spec.min_content_square(tiny_network, flat)
    (features,) = spec.extract(tiny_network, grain, spec.content_layers).values()
    assert least > float(mean_square(features)) > 0
    assert spec.min_content_square(tiny_network, grain) == 0
    assert replace(spec, family="paper").min_content_square(tiny_network, flat) == 0
