"""Where each style goes, and how strongly it pulls there."""

import numpy as np
import pytest

from nst_core.errors import ImageError
from nst_core.images.decoding import read_picture
from nst_core.images.masks import MASK_EDGE_PX, require_white, to_mask, to_png
from nst_core.objective.regions import Regions


def plane(*rows):
    return np.array(rows, np.float32)[None, :, :, None]


LEFT, RIGHT = plane([1, 1, 1, 0], [1, 1, 1, 0]), plane([0, 0, 0, 1], [0, 0, 0, 1])


def test_styles_with_equal_masks_share_a_region():
    regions = Regions.of([LEFT, None, LEFT.copy(), RIGHT, None])
    assert regions.of_styles == (0, 1, 0, 2, 1)
    assert len(regions.masks) == 3


def test_styles_everywhere_share_the_pull_as_they_are_blended():
    regions = Regions.of([None, None])
    assert regions.weigh((0.3, 0.7)) == pytest.approx([0.3, 0.7])
    assert regions.weigh((3, 7, 9, 9)) == pytest.approx([0.3, 0.7])
    assert regions.weigh((0, 0)) == [0, 0]


def test_every_pixel_is_pulled_as_by_one_style_on_the_whole_picture():
    """A region's cost is a mean, so its pull on a pixel falls with its area."""
    assert Regions.of([LEFT]).weigh((1,)) == pytest.approx([0.75])
    assert Regions.of([LEFT, RIGHT]).weigh((1, 1)) == pytest.approx([0.75, 0.25])


def test_a_mask_of_ones_is_no_mask():
    ones = np.ones_like(LEFT)
    masked, plain = Regions.of([ones, None]), Regions.of([None, None])
    assert masked.weigh((1, 3)) == pytest.approx(plain.weigh((1, 3)))


def test_a_layer_belongs_to_a_region_as_far_as_its_pixels_do():
    (share,) = Regions.of([plane([1, 1, 1, 0, 1], [1, 1, 0, 0, 1])]).shares(stride_px=2)
    np.testing.assert_allclose(share[0, ..., 0], [[1, 0.25, 1]])


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


def test_soft_edges_that_meet_leave_nothing_uncovered():
    left = plane([1, 0.75, 0.25, 0])
    both = Regions.of([left, 1 - left]).spread((1, 3))
    np.testing.assert_allclose(sum(both), 1)
    np.testing.assert_allclose(both[1], plane([0, 0.5, 0.9, 1]))
    np.testing.assert_allclose(Regions.of([left]).spread((2,))[0], left)


def test_a_style_that_does_not_count_leaves_the_rest_to_the_photo():
    parts = Regions.of([LEFT, None]).spread((1, 0))
    np.testing.assert_array_equal(parts[0], LEFT)
    np.testing.assert_array_equal(parts[1], 0 * LEFT)
    assert Regions.of([LEFT, None]).weigh((1, 0)) == pytest.approx([0.75, 0])


@pytest.mark.parametrize("shape", [(40, 60), (400, 1000), (1, 900)])
def test_a_mask_from_a_recipe_is_the_mask_that_was_drawn(shape, rng):
    drawn = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    (stored, nothing) = to_png([drawn, None])
    assert nothing is None
    again = read_picture(stored)
    assert max(again.shape) <= MASK_EDGE_PX
    np.testing.assert_array_equal(to_mask(drawn, 30, 45), to_mask(again, 30, 45))
