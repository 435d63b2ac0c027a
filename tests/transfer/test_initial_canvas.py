"""The canvas before iteration 1, and before the first of a larger scale."""

from dataclasses import replace

import numpy as np
import pytest

from nst_core.errors import SettingsError
from nst_core.images.canvas import resize, to_canvas
from nst_core.settings.settings import Settings
from nst_core.transfer.initial_canvas import (
    break_symmetry,
    make_initial_canvas,
    upsample,
)
from tests.conftest import draw_picture

NOISE = Settings(start="noise")


@pytest.fixture
def canvases(pictures):
    return tuple(to_canvas(picture) for picture in pictures)


def test_the_content_start_is_the_content(canvases):
    np.testing.assert_array_equal(
        make_initial_canvas(*canvases, Settings(), None), canvases[0]
    )


def test_mean_colour_has_the_photos_detail_and_none_of_its_tones(canvases):
    content, style = canvases
    settings = Settings(start="mean_color")
    canvas = make_initial_canvas(content, style, settings, None)

    np.testing.assert_allclose(canvas.mean((0, 1, 2)), style.mean((0, 1, 2)), atol=1)
    brighter = make_initial_canvas(content + 30, style, settings, None)
    np.testing.assert_allclose(brighter, canvas, atol=0.01)
    flat = np.full_like(content, 90)
    canvas = make_initial_canvas(flat, style, settings, None)
    np.testing.assert_allclose(canvas, style.mean((0, 1, 2)) + 0 * flat, atol=0.01)
    assert break_symmetry(canvas, flat, settings).std() > canvas.std()


def test_a_start_from_the_content_gets_noise_where_that_is_flat_only(canvases):
    content, _ = canvases
    content[:, :, 20:] = 255

    canvas = break_symmetry(content, content, Settings())
    np.testing.assert_array_equal(canvas[:, :, :16], content[:, :, :16])
    assert canvas[:, :, 24:].std() > 5
    other = break_symmetry(content, content, Settings(seed=1))
    assert np.abs(canvas - other)[:, :, 24:].mean() > 1


@pytest.mark.parametrize("start", ["noise", "blend", "style_colors", "picture"])
def test_other_starts_get_no_more_noise(canvases, start):
    white = np.full_like(canvases[0], 255)
    canvas = break_symmetry(canvases[0], white, Settings(start=start))
    np.testing.assert_array_equal(canvas, canvases[0])


@pytest.mark.parametrize("start", ["noise", "blend", "style_colors"])
def test_the_seed_decides_the_noise(canvases, start):
    settings = Settings(start=start, seed=5)
    first = make_initial_canvas(*canvases, settings, None)

    np.testing.assert_array_equal(first, make_initial_canvas(*canvases, settings, None))
    other = make_initial_canvas(*canvases, replace(settings, seed=6), None)
    assert np.abs(first - other).mean() > 1


@pytest.mark.parametrize("start", ["noise", "blend", "style_colors"])
def test_every_start_is_a_canvas_of_the_contents_shape(canvases, start):
    canvas = make_initial_canvas(*canvases, Settings(start=start), None)
    assert canvas.shape == canvases[0].shape
    assert canvas.dtype == np.float32


def test_a_blend_without_noise_is_the_content(canvases):
    settings = Settings(start="blend", noise_ratio=0)
    # the mean pixel is subtracted and added again
    np.testing.assert_allclose(
        make_initial_canvas(*canvases, settings, None), canvases[0], atol=1e-4
    )


def test_noise_shows_nothing_of_the_content(canvases):
    flat = np.zeros_like(canvases[0])
    np.testing.assert_array_equal(
        make_initial_canvas(*canvases, NOISE, None),
        make_initial_canvas(flat, canvases[1], NOISE, None),
    )


def test_style_colours_have_the_styles_mean_and_spread(canvases):
    content, style = canvases
    canvas = make_initial_canvas(content, style, Settings(start="style_colors"), None)
    ours, theirs = canvas.reshape(-1, 3), style.reshape(-1, 3)

    # 1,920 random pixels, clipped to 0..255: a few pixel values of scatter
    np.testing.assert_allclose(ours.mean(axis=0), theirs.mean(axis=0), atol=8)
    np.testing.assert_allclose(ours.std(axis=0), theirs.std(axis=0), atol=15)


def test_a_given_picture_is_brought_to_the_contents_shape(canvases, rng):
    given = to_canvas(draw_picture(rng, 96, 80))
    canvas = make_initial_canvas(*canvases, Settings(start="picture"), given)

    assert canvas.shape == canvases[0].shape
    assert canvas.mean() == pytest.approx(given.mean(), abs=1)


def test_a_picture_start_without_a_picture_is_refused(canvases):
    with pytest.raises(SettingsError, match="none was given"):
        make_initial_canvas(*canvases, Settings(start="picture"), None)


def test_an_upsampled_content_is_the_content(canvases):
    """All detail that resizing lost comes back."""
    content, _ = canvases
    small = resize(content, 24, 20)
    np.testing.assert_allclose(upsample(small, content), content, atol=1e-3)


def test_an_upsampled_flat_canvas_has_only_the_contents_fine_detail(canvases):
    content, _ = canvases
    upsampled = upsample(np.full((1, 24, 20, 3), 128, np.float32), content)
    assert abs(upsampled.mean() - 128) < 2
    assert 0.5 < upsampled.std() < content.std() / 2
