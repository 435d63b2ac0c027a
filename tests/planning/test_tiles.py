"""Tiles cover the picture once and are looked at with enough around them."""

import math

import numpy as np
import pytest

from nst_core.planning.tiles import GRAIN_PX, cut_boxes, cut_tiles, pixels_computed

CASES = [
    (height, width, margin, edge)
    for height, width in [(300, 300), (512, 517), (333, 1000), (4096, 3072), (97, 2048)]
    for margin in (2, 58, 70)
    for edge in (192, 384, 1000)
]


@pytest.mark.parametrize(("height", "width", "margin", "edge"), CASES)
def test_every_pixel_counts_exactly_once(height, width, margin, edge):
    for tiles in (
        cut_tiles(height, width, margin, edge**2),
        cut_boxes(height, width, margin, edge),
    ):
        counted = np.zeros((height, width), np.uint8)
        for tile in tiles:
            rows, columns = tile.rows, tile.columns
            counted[
                rows.inner_begin : rows.inner_end,
                columns.inner_begin : columns.inner_end,
            ] += 1
        assert (counted == 1).all()


@pytest.mark.parametrize(("height", "width", "margin", "edge"), CASES)
def test_every_box_reaches_as_far_as_the_network_or_to_the_border(
    height, width, margin, edge
):
    for tile in cut_tiles(height, width, margin, edge**2):
        for span, length in ((tile.rows, height), (tile.columns, width)):
            assert span.begin == max(0, span.inner_begin - margin)
            assert span.end == min(length, span.inner_end + margin)
            assert span.inner_begin % GRAIN_PX == 0


@pytest.mark.parametrize(("height", "width", "margin", "edge"), CASES)
def test_boxes_are_small_and_of_few_shapes(height, width, margin, edge):
    shapes, wanted = set(), edge**2
    for tile in cut_tiles(height, width, margin, wanted):
        shapes.add(tuple(span.end - span.begin for span in (tile.rows, tile.columns)))
    assert max(map(math.prod, shapes)) <= wanted
    assert len(shapes) <= 9 or edge < 6 * margin


@pytest.mark.parametrize("margin", [2, 58, 70])
def test_boxes_that_are_padded_all_around_are_of_one_shape_on_whole_grains(margin):
    shapes = set()
    for tile in cut_boxes(512, 1000, margin, 384):
        for span, length in ((tile.rows, 512), (tile.columns, 1000)):
            assert span.begin == 0 or span.begin <= span.inner_begin - margin
            assert span.end == length or span.end >= span.inner_end + margin
            assert span.begin % GRAIN_PX == 0
        shapes.add(tile.rows.end - tile.rows.begin)
    assert len(shapes) == 1


def test_a_small_picture_is_one_tile():
    (tile,) = cut_tiles(100, 120, 58, 120 * 100)
    assert (tile.rows.begin, tile.rows.end, tile.columns.end) == (0, 100, 120)


def test_a_large_print_in_little_memory_is_computed_hardly_more_than_once():
    """Half the margin counts on average: deeper layers need less of it."""
    tiles = cut_tiles(6144, 8192, 58, 1024**2)
    spans = {tile.rows for tile in tiles}, {tile.columns for tile in tiles}
    pixels = pixels_computed(spans[0], 6144, 29) * pixels_computed(spans[1], 8192, 29)
    assert pixels < 1.15 * 6144 * 8192


def test_boxes_of_seamless_pictures_reach_beyond_every_edge_that_is_cut():
    (first, *_, last) = cut_tiles(256, 64, 58, 176 * 64, wraps=True)
    assert (first.rows.begin, last.rows.end) == (-58, 256 + 58)
    assert (first.columns.begin, first.columns.end) == (0, 64)
