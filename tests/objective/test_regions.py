"""The region of each style, and its weight there."""

import numpy as np
import pytest

from nst_core.objective.regions import Regions


def plane(*rows):
    return np.array(rows, np.float32)[None, :, :, None]


LEFT, RIGHT = plane([1, 1, 1, 0], [1, 1, 1, 0]), plane([0, 0, 0, 1], [0, 0, 0, 1])


def test_styles_with_equal_masks_share_a_region():
    regions = Regions.of([LEFT, None, LEFT.copy(), RIGHT, None])
    assert regions.of_styles == (0, 1, 0, 2, 1)
    assert len(regions.masks) == 3


def test_styles_everywhere_share_the_weight_as_they_are_blended():
    regions = Regions.of([None, None])
    assert regions.style_weights((0.3, 0.7)) == pytest.approx([0.3, 0.7])
    assert regions.style_weights((3, 7, 9, 9)) == pytest.approx([0.3, 0.7])
    assert regions.style_weights((0, 0)) == [0, 0]


def test_every_pixel_is_weighed_as_by_one_style_on_the_whole_picture():
    """A region's loss is a mean, so its gradient at a pixel falls with its area."""
    assert Regions.of([LEFT]).style_weights((1,)) == pytest.approx([0.75])
    assert Regions.of([LEFT, RIGHT]).style_weights((1, 1)) == pytest.approx(
        [0.75, 0.25]
    )


def test_a_mask_of_ones_is_no_mask():
    ones = np.ones_like(LEFT)
    masked, plain = Regions.of([ones, None]), Regions.of([None, None])
    assert masked.style_weights((1, 3)) == pytest.approx(plain.style_weights((1, 3)))


def test_a_layer_belongs_to_a_region_as_far_as_its_pixels_do():
    (mask,) = Regions.of([plane([1, 1, 1, 0, 1], [1, 1, 0, 0, 1])]).layer_masks(
        stride_px=2
    )
    np.testing.assert_allclose(mask[0, ..., 0], [[1, 0.25, 1]])


def test_soft_edges_that_meet_leave_nothing_uncovered():
    left = plane([1, 0.75, 0.25, 0])
    both = Regions.of([left, 1 - left]).pixel_weights((1, 3))
    np.testing.assert_allclose(sum(both), 1)
    np.testing.assert_allclose(both[1], plane([0, 0.5, 0.9, 1]))
    np.testing.assert_allclose(Regions.of([left]).pixel_weights((2,))[0], left)


def test_a_style_that_does_not_count_leaves_the_rest_to_the_content():
    parts = Regions.of([LEFT, None]).pixel_weights((1, 0))
    np.testing.assert_array_equal(parts[0], LEFT)
    np.testing.assert_array_equal(parts[1], 0 * LEFT)
    assert Regions.of([LEFT, None]).style_weights((1, 0)) == pytest.approx([0.75, 0])


def test_what_is_kept_has_soft_edges_and_all_of_it_is_all():
    keep = plane(*[[0, 0, 0, 0, 1, 1, 1, 1]] * 4)
    layer = Regions.of([None], keep).layer_keep(stride_px=2)
    np.testing.assert_array_equal(layer[0, ..., 0], [[0, 0.25, 0.75, 1]] * 2)
    ones = Regions.of([None], np.ones_like(keep)).layer_keep(stride_px=2)
    np.testing.assert_array_equal(ones, 1)


def test_a_keep_map_without_white_is_none():
    assert Regions.of([None], np.zeros_like(LEFT)).layer_keep(stride_px=2) is None
