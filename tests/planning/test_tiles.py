"""Tiles cover the picture once and are looked at with enough around them."""

import numpy as np
import pytest

from nst_core.planning.tiles import GRAIN_PX, cut_tiles

CASES = [
    (height, width, halo, edge)
    for height, width in [(300, 300), (512, 517), (333, 1000), (4096, 3072), (97, 2048)]
    for halo in (2, 58, 70)
    for edge in (192, 384, 1000)
]


@pytest.mark.parametrize(("height", "width", "halo", "edge"), CASES)
def test_every_pixel_counts_exactly_once(height, width, halo, edge):
    counted = np.zeros((height, width), int)
    for tile in cut_tiles(height, width, halo, edge):
        rows, columns = tile.rows, tile.columns
        counted[
            rows.inner_begin : rows.inner_end, columns.inner_begin : columns.inner_end
        ] += 1
    assert (counted == 1).all()


@pytest.mark.parametrize(("height", "width", "halo", "edge"), CASES)
def test_every_box_reaches_as_far_as_the_network_or_to_the_border(
    height, width, halo, edge
):
    for tile in cut_tiles(height, width, halo, edge):
        for span, length in ((tile.rows, height), (tile.columns, width)):
            assert span.begin == 0 or span.begin <= span.inner_begin - halo
            assert span.end == length or span.end >= span.inner_end + halo
            assert span.begin % GRAIN_PX == 0
            assert span.end == length or span.end % GRAIN_PX == 0
            assert span.inner_begin % GRAIN_PX == 0


@pytest.mark.parametrize(("height", "width", "halo", "edge"), CASES)
def test_boxes_are_small_and_of_few_shapes(height, width, halo, edge):
    shapes = set()
    for tile in cut_tiles(height, width, halo, edge):
        shape = tuple(span.end - span.begin for span in (tile.rows, tile.columns))
        assert max(shape) <= edge + GRAIN_PX
        shapes.add(shape)
    assert len(shapes) <= 4


def test_a_small_picture_is_one_tile():
    (tile,) = cut_tiles(100, 120, 58, 200)
    assert (tile.rows.begin, tile.rows.end, tile.columns.end) == (0, 100, 120)
