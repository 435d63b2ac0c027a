"""A touch-up: one place of a finished picture is painted anew, the rest stays."""

from dataclasses import replace

import numpy as np
import pytest

from nst_core.errors import ImageError
from nst_core.settings.settings import Settings
from nst_core.transfer.patch import Patch
from nst_core.transfer.touch_up import touch_up
from tests.conftest import draw_picture

PLACE = slice(40, 56), slice(140, 160)  # rows and columns that are brushed
SETTINGS = Settings(
    size=192,
    iterations=4,
    scales=1,
    frame_every=1,
    precision="float32",
    padding="zero",
    plateau=0,
    start="picture",
    weight_conv4_1=0,  # shallow: the box is smaller than the picture
    weight_conv5_1=0,
    content_layer="conv4_2",
    alpha=0,
)


@pytest.fixture(scope="module")
def painting():
    rng = np.random.default_rng(3)
    shapes = ((96, 192), (48, 96), (40, 56))  # finished picture, photo, painting
    return [draw_picture(rng, *shape) for shape in shapes]


def brushed(height=96, width=192, edge=255):
    """A place whose frame of two pixels has this grey."""
    place = np.zeros((height, width, 3), np.uint8)
    rows, columns = PLACE
    place[rows, columns] = edge
    place[rows.start + 2 : rows.stop - 2, columns.start + 2 : columns.stop - 2] = 255
    return place


def paint(painting, network, place=None, settings=SETTINGS, **more):
    finished, photo, style = painting
    place = brushed(edge=128) if place is None else place
    return list(
        touch_up(finished, place, photo, [style], settings, network=network, **more)
    )


@pytest.fixture(scope="module")
def frames(painting, tiny_network):
    return paint(painting, tiny_network)


def test_outside_the_brushed_place_not_a_byte_changes(painting, frames):
    finished, *_ = painting
    is_free = brushed(edge=128)[:, :, 0] > 0
    for frame in frames:
        np.testing.assert_array_equal(frame.picture[~is_free], finished[~is_free])
    assert (frames[-1].picture[is_free] != finished[is_free]).mean() > 0.5


def test_where_the_mask_is_grey_less_changes(painting, frames):
    finished, *_ = painting
    moved = np.abs(frames[-1].picture.astype(float) - finished).mean(axis=2)
    mask = brushed(edge=128)[:, :, 0]
    assert moved[mask == 128].mean() < moved[mask == 255].mean()


def test_the_cost_falls_and_the_first_frame_is_the_picture(painting, frames):
    totals = [frame.costs.total for frame in frames]
    assert totals == sorted(totals, reverse=True) and totals[0] > totals[-1]
    np.testing.assert_array_equal(frames[0].picture, painting[0])
    assert [frame.iteration for frame in frames] == [0, 1, 2, 3, 4]


def test_only_the_place_and_what_the_network_sees_around_it_is_looked_at(frames):
    patch = frames[-1].patch
    assert patch.shape[0] * patch.shape[1] < 96 * 192 / 2
    assert "192 x 96 px" in frames[0].sentence()


def test_a_touch_up_goes_on_from_a_checkpoint_to_the_same_picture(
    painting, tiny_network, frames
):
    again = paint(painting, tiny_network, checkpoint=frames[2].checkpoint)
    np.testing.assert_array_equal(again[-1].picture, frames[-1].picture)


def test_a_place_can_begin_anew_from_the_photo(painting, tiny_network, frames):
    anew = replace(SETTINGS, start="content", iterations=1)
    first = paint(painting, tiny_network, settings=anew)[0].picture
    finished, *_ = painting
    is_free = brushed()[:, :, 0] > 0
    assert (first[is_free] != finished[is_free]).mean() > 0.5
    np.testing.assert_array_equal(first[~is_free], finished[~is_free])


def test_a_black_or_an_unlike_place_is_refused(painting, tiny_network):
    with pytest.raises(ImageError, match="black everywhere"):
        paint(painting, tiny_network, place=np.zeros((96, 192, 3), np.uint8))
    with pytest.raises(ImageError, match="proportions"):
        paint(painting, tiny_network, place=np.full((96, 96, 3), 255, np.uint8))


@pytest.mark.parametrize("corner", [(0, 0), (95, 191), (50, 100)])
def test_a_box_begins_on_whole_grains_and_stays_in_the_picture(painting, corner):
    place = np.zeros((96, 192, 3), np.uint8)
    place[corner] = 255
    patch = Patch.of(painting[0], place, margin=22, least=64)
    for span, length in zip((patch.rows, patch.columns), (96, 192), strict=True):
        assert span.start % 16 == 0 and 0 <= span.start < span.stop <= length
        assert span.stop - span.start >= 64
    assert patch.mask.sum() == 1
