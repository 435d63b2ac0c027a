"""Flat parts of pictures, and pictures of one colour."""

import numpy as np
import pytest

from nst_core.images.canvas import resize, to_canvas
from nst_core.images.flatness import flat_share, is_one_color

WHITE = np.full((40, 48, 3), 255, np.uint8)


def gradient(height, width):
    """A smooth sky, rounded to levels."""
    rows = np.linspace(90, 230, height)[:, np.newaxis, np.newaxis]
    return np.rint(rows + np.zeros((height, width, 3))).astype(np.uint8)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_one_colour_is_flat_all_over(level):
    assert (flat_share(to_canvas(np.full_like(WHITE, level))) == 1).all()


def test_a_smooth_gradient_is_flat_up_to_the_edges():
    assert flat_share(to_canvas(gradient(200, 60))).min() > 0.6


def test_a_picture_with_grain_is_flat_nowhere(pictures):
    for picture in pictures:
        assert not flat_share(to_canvas(picture)).any()


def test_only_the_surroundings_of_a_drawing_are_not_flat():
    logo = WHITE.copy()
    logo[16:24, 16:24] = (200, 30, 40)
    share = flat_share(to_canvas(logo))[0, :, :, 0]
    assert share[16, 16] == share[14:16, 20].max() == 0
    assert share[:10].min() == share[30:].min() == 1


def test_a_file_of_one_colour_may_have_been_compressed(rng):
    assert is_one_color(WHITE) and is_one_color(WHITE[:1, :1])
    assert is_one_color(WHITE - rng.integers(0, 3, WHITE.shape, np.uint8))
    dotted = WHITE.copy()
    dotted[0, 0] = 240
    assert not is_one_color(dotted)
    assert not is_one_color(np.asarray(resize(to_canvas(dotted), 80, 96)[0], np.uint8))
