"""Masks: from a picture's brightness to a region, and into a recipe and back."""

import numpy as np
import pytest

from nst_core.errors import ImageError
from nst_core.images.decoding import read_picture
from nst_core.images.masks import MASK_EDGE_PX, require_white, to_mask, to_png


def test_a_mask_is_a_pictures_brightness_at_the_canvas_size():
    picture = np.zeros((8, 8, 3), np.uint8)
    picture[:, 4:] = 255
    mask = to_mask(picture, 4, 4)
    assert mask.shape == (1, 4, 4, 1)
    np.testing.assert_allclose(mask[0, :, [0, 3], 0], [[0] * 4, [1] * 4], atol=0.05)


def test_masks_by_which_nothing_would_be_painted_are_refused():
    black, white = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 255, np.uint8)
    require_white([black, white], 2)
    require_white([black], 2)  # the second style goes everywhere
    with pytest.raises(ImageError, match="black everywhere"):
        require_white([black, black], 2)


@pytest.mark.parametrize("shape", [(40, 60), (400, 1000), (1, 900)])
def test_a_mask_from_a_recipe_is_the_mask_that_was_drawn(shape, rng):
    drawn = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    (stored, nothing) = to_png([drawn, None])
    assert nothing is None
    again = read_picture(stored)
    assert max(again.shape) <= MASK_EDGE_PX
    np.testing.assert_array_equal(to_mask(drawn, 30, 45), to_mask(again, 30, 45))
