"""The one transparent colour of a PNG, in each of its depths."""

import struct

import numpy as np
import pytest

from nst_core.images.decoding import decode
from tests import zoo

GREY, RGB = 0, 2  # colour types
SIZE = 4


def keyed_png(depth: int, color: int, rows: list[int], key: tuple[int, ...]) -> bytes:
    """PNG of equal rows; `rows` holds the samples of one of them."""
    row = "".join(f"{sample:0{depth}b}" for sample in rows)
    stored_row = b"\0" + int(row, 2).to_bytes(len(row) // 8, "big")
    chunk = zoo.chunk(b"tRNS", struct.pack(f">{len(key)}H", *key))
    return zoo.raw_png(SIZE, SIZE, depth, color, stored_row * SIZE, chunk)


@pytest.mark.parametrize("depth", [2, 4, 8, 16])
def test_the_key_of_grey_is_clear_and_its_neighbours_are_not(depth: int) -> None:
    most = 2**depth - 1
    key = most // 2
    decoded = decode(keyed_png(depth, GREY, [key, key + 1, 0, most], (key,)))
    assert decoded.alpha is not None
    assert decoded.alpha[0].tolist() == [0, 255, 255, 255]
    expected = np.array([key + 1, 0, most]) * 255 / most
    assert abs(decoded.colors[0, 1:, 0] - expected).max() <= 0.5


@pytest.mark.parametrize("depth", [8, 16])
def test_the_key_of_colours_counts_to_its_last_bit(depth: int) -> None:
    red, green, blue = key = (200, 100, 50) if depth == 8 else (51200, 300, 7)
    row = [*key, red, green, blue + 1, red, green + 1, blue, *key]
    decoded = decode(keyed_png(depth, RGB, row, key))
    assert decoded.alpha is not None
    assert decoded.alpha[0].tolist() == [0, 255, 255, 0]


@pytest.mark.parametrize("color", [GREY, RGB])
def test_a_key_that_no_pixel_has_leaves_the_picture_opaque(color: int) -> None:
    count = 1 if color == GREY else 3
    stored = keyed_png(16, color, [9, 8, 7, 6] * count, (0x0900,) * count)
    assert decode(stored).alpha is None
