"""The paper preset equals the paper's formulas, computed independently."""

from dataclasses import replace

import numpy as np
import pytest

from nst_core.images.canvas import crop_to_shape, to_canvas
from nst_core.network.vgg import make_network
from nst_core.network.weights import find_weights
from nst_core.objective.objective import Objective
from nst_core.optimizers import Adam
from nst_core.settings.presets import PAPER
from nst_core.transfer.initial_canvas import make_initial_canvas
from nst_core.transfer.stylize import stylize
from tests.conftest import draw_picture
from tests.keras_file import write_keras_vgg19
from tests.paper_reference import PaperReference

# Both edges odd after some pooling, so that the halved edges are tested too.
HEIGHT, WIDTH = 34, 64  # for the loop, whose smallest size this is
SMALL_HEIGHT, SMALL_WIDTH = 18, 34
SETTINGS = replace(PAPER, size=64, iterations=3, frame_every=1)
# float32 against float64 through 13 to 16 layers: 1e-6 to 1e-5 was seen
TOLERANCE = 1e-4


@pytest.fixture(scope="module", params=["vgg16", "vgg19"])
def weights(request, tmp_path_factory):
    """As they are stored, before the network that is tested has touched them."""
    if request.param == "vgg16":
        return find_weights("vgg16")
    path = tmp_path_factory.mktemp("weights") / "vgg19.h5"
    write_keras_vgg19(path, np.random.default_rng(3))
    return find_weights("vgg19", path)


@pytest.fixture(scope="module")
def network(weights):
    return make_network(weights)


@pytest.fixture
def canvases(rng):
    """Content, style (cropped to the content's shape) and start, as painted."""
    content = to_canvas(draw_picture(rng, SMALL_HEIGHT, SMALL_WIDTH))
    style = to_canvas(draw_picture(rng, 70, 50))
    style = crop_to_shape(style, SMALL_HEIGHT, SMALL_WIDTH)
    return content, style, make_initial_canvas(content, style, SETTINGS, None)


def make_reference(weights, content, style):
    return PaperReference(
        weights.layers, content[0].astype(float), style[0].astype(float)
    )


def relative(ours, theirs):
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


@pytest.mark.parametrize("iterations", [0, 3])
def test_costs_and_gradient_equal_the_formulas(weights, network, canvases, iterations):
    content, style, canvas = canvases
    objective = Objective(network, content, [style], SETTINGS)
    reference = make_reference(weights, content, style)
    picture = reference.paint(canvas[0].astype(float), iterations)
    optimizer = Adam(learning_rate=2.0)
    state = optimizer.init(objective, canvas)
    for _ in range(iterations):
        canvas, state = optimizer.step(objective, canvas, state)

    total, content_cost, layers = reference.costs(picture)
    costs = state.evaluation.details
    assert costs.total == pytest.approx(total, rel=TOLERANCE)
    assert costs.content == pytest.approx(content_cost, rel=TOLERANCE)
    assert costs.layers == pytest.approx(layers, rel=TOLERANCE)
    # At our own picture: after 3 iterations the two differ by a rounding error, and one
    # ReLU or one sign that flips for it moves the gradient by more than the tolerance.
    np.testing.assert_allclose(canvas[0], picture, atol=0.02)
    gradient = reference.gradient(canvas[0].astype(float))
    assert relative(state.evaluation.gradient[0], gradient) < TOLERANCE


@pytest.mark.parametrize("weights", ["vgg16"], indirect=True)
def test_the_loop_with_the_preset_is_that_computation(weights, network, rng):
    """Through the front door: the frames of `stylize` show the reference's costs."""
    content, style = draw_picture(rng, HEIGHT, WIDTH), draw_picture(rng, 70, 50)
    frames = list(stylize(content, style, SETTINGS, network=network))
    photo = to_canvas(content)
    painting = crop_to_shape(to_canvas(style), HEIGHT, WIDTH)
    start = make_initial_canvas(photo, painting, SETTINGS, None)[0].astype(float)
    reference = make_reference(weights, photo, painting)

    assert [frame.iteration for frame in frames] == [0, 1, 2, 3]
    for frame in (frames[0], frames[3]):
        total, _, _ = reference.costs(reference.paint(start, frame.iteration))
        assert frame.costs.total == pytest.approx(total, rel=TOLERANCE)


def test_the_start_is_the_notebooks_blend_of_noise_and_photo(canvases):
    """0.6 of uniform noise in -20 to 20 and 0.4 of the photo, both minus the mean."""
    content, _, start = canvases
    mean = np.array([123.68, 116.779, 103.939])
    noise = ((start - mean) - 0.4 * (content - mean)) / 0.6

    assert -20 <= noise.min() < -19.5
    assert 19.5 < noise.max() <= 20
    assert abs(noise.mean()) < 0.5
    # the spread of a uniform distribution of this width, within its own noise
    assert noise.std() == pytest.approx(40 / np.sqrt(12), rel=0.02)
