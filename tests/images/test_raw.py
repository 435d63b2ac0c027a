"""Cameras' own files: the whole picture or a refusal, never the small one in front."""

import numpy as np
import pytest

from nst_core.errors import ImageError
from nst_core.images.decoding import read_picture
from nst_core.images.raw import is_camera_raw
from tests import zoo


def test_a_dng_is_developed_and_its_thumbnail_is_not_looked_at() -> None:
    picture = read_picture(zoo.dng())
    assert picture.shape == zoo.scene().shape
    middle, centre = zoo.HEIGHT // 4, zoo.WIDTH // 4
    red, green, blue = picture[middle, centre].astype(int)
    assert red > green + 60 and red > blue + 60
    red, green, blue = picture[3 * middle, centre].astype(int)
    assert blue > red + 60


def test_a_raw_file_that_cannot_be_developed_is_refused_by_name() -> None:
    for stored in (b"FUJIFILMCCD-RAW 0201" + bytes(200), b"IIU\0" + bytes(200),
                   b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(200)):  # fmt: skip
        with pytest.raises(ImageError, match="RAW file, which cannot be developed"):
            read_picture(stored)


def test_a_scanners_tiff_is_no_raw_file() -> None:
    assert not is_camera_raw(zoo.of_mode("RGB", "TIFF"))
    assert is_camera_raw(zoo.dng(np.zeros((8, 8, 3), np.uint8)))
