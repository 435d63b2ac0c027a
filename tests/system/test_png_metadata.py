"""A PNG without its pixels: small, and with all that is told of the picture."""

import io

import pytest
from PIL import Image

from nst_core.system.png_metadata import PNG_SIGNATURE, without_pixels
from tests import zoo


def stripped(png: bytes, max_bytes: int = 10_000) -> Image.Image:
    """Image of the metadata, loaded."""
    file = io.BytesIO(png)
    file.seek(len(PNG_SIGNATURE))
    image = Image.open(io.BytesIO(without_pixels(file, max_bytes)), formats=["PNG"])
    image.load()
    return image


@pytest.mark.parametrize("is_behind", [False, True])
def test_metadata_stays_and_pixels_go(is_behind: bool) -> None:
    image = stripped(zoo.sideways_png(zoo.SIDEWAYS_CHUNKS["eXIf"], is_behind))
    assert image.getexif()[0x0112] == 6
    assert image.size == (1, 1)


def test_palettes_and_profiles_are_left_out() -> None:
    image = stripped(zoo.of_mode("P", "PNG", icc_profile=b"junk"))
    assert image.mode == "L" and not image.info


def test_chunks_beyond_the_limit_are_left_out() -> None:
    large = zoo.chunk(b"tEXt", b"large\0" + b"x" * 500)
    small = zoo.chunk(b"tEXt", b"small\0y")
    png = zoo.sideways_png(large + small, is_behind=False)
    assert stripped(png, max_bytes=100).info == {"small": "y"}
    assert set(stripped(png).info) == {"large", "small"}


@pytest.mark.parametrize("length", [0, 4, 11, 30])
def test_a_file_that_is_cut_off_is_a_picture_without_metadata(length: int) -> None:
    png = zoo.deep_png()[: len(PNG_SIGNATURE) + length]
    assert not stripped(png).info
