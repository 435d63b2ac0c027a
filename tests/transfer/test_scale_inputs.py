"""Inputs of one scale: sizes, colours, and the region of each style."""

from dataclasses import replace

import numpy as np
import pytest

from nst_core.planning.schedule import Scale
from nst_core.settings.settings import Settings
from nst_core.transfer.scale_inputs import ScaleInputs
from tests.conftest import draw_picture

SCALE = Scale(48, 64, 10)


def make(rng, network, settings=None, masks=(), styles=2):
    content = draw_picture(rng, 96, 128)
    images = [draw_picture(rng, 70 + 20 * number, 90) for number in range(styles)]
    settings = settings or Settings()
    return ScaleInputs.of(content, images, masks, SCALE, settings, network)


def test_styles_of_any_size_are_brought_to_the_same_size(rng, tiny_network):
    """Equal treatment: the longest edge is the canvas', however large they came."""
    inputs = make(rng, tiny_network, styles=3)
    assert [max(style.shape) for style in inputs.styles] == [64] * 3
    assert inputs.content.shape == (1, 48, 64, 3)


def test_the_stroke_size_is_that_of_the_style(rng, tiny_network):
    inputs = make(rng, tiny_network, Settings(style_scale=2))
    assert [max(style.shape) for style in inputs.styles] == [128] * 2
    assert inputs.content.shape == (1, 48, 64, 3)


def test_a_style_without_a_mask_goes_everywhere(rng, tiny_network):
    mask = np.zeros((96, 128, 3), np.uint8)
    inputs = make(rng, tiny_network, masks=[mask])
    assert inputs.masks[0].shape == (1, 48, 64, 1)
    assert inputs.masks[1] is None


def test_for_a_seamless_tile_the_edges_of_the_content_fit(rng, tiny_network):
    inputs = make(rng, tiny_network, Settings(padding="wrap"))
    plain = make(np.random.default_rng(1), tiny_network)
    jumps = [np.abs(x[:, 0] - x[:, -1]).mean() for x in (plain.content, inputs.content)]
    assert jumps[1] < jumps[0] / 2


@pytest.mark.parametrize("start", ["content", "noise", "blend"])
def test_only_a_recolored_start_takes_the_styles_colors(rng, tiny_network, start):
    inputs = make(rng, tiny_network)
    reference = inputs.reference(Settings(start=start))
    np.testing.assert_array_equal(reference, inputs.content)


def test_each_style_gives_its_colors_to_where_it_goes(rng, tiny_network):
    """And where none goes the content keeps its own."""
    left, middle = np.zeros((2, 96, 128, 3), np.uint8)
    left[:, :40], middle[:, 40:80] = 255, 255
    settings = Settings(start="recolored")
    inputs = make(rng, tiny_network, settings, [left, middle])
    reference = inputs.reference(settings)
    alone = replace(inputs, masks=[None, None])
    firsts = alone.reference(replace(settings, blend_2=0))
    seconds = alone.reference(replace(settings, blend_1=0))
    np.testing.assert_allclose(reference[:, :, :15], firsts[:, :, :15], atol=1e-3)
    np.testing.assert_allclose(reference[:, :, 25:36], seconds[:, :, 25:36], atol=1e-3)
    np.testing.assert_allclose(
        reference[:, :, 44:], inputs.content[:, :, 44:], atol=1e-3
    )


def test_a_blend_of_two_equal_styles_is_one(rng, tiny_network):
    inputs = make(rng, tiny_network, styles=1)
    twice = replace(inputs, styles=[*inputs.styles] * 2, masks=[None, None])
    settings = Settings(start="recolored", blend_1=0.3, blend_2=0.7)
    one, both = inputs.reference(settings), twice.reference(settings)
    np.testing.assert_allclose(one, both, rtol=1e-4, atol=1e-3)
