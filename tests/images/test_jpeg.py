"""JPEG with anything behind it, as phones write it."""

import io

import numpy as np
import pytest
from PIL import Image

from nst_core.errors import ImageError
from nst_core.images.decoding import read_picture
from nst_core.images.jpeg import JpegStructure
from nst_core.images.reading_limits import MAX_JPEG_SCANS
from tests import zoo

SCANS = b"\xff\xda\0\x0cjunk" * 3000  # as any film holds by chance
TRAILERS = {
    "Motion Photo": b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + SCANS,
    "Samsung": SCANS + b"SEFHk\0\0\0SEFT",
    "depth map": zoo.of_mode("L", "JPEG") + SCANS,
    "raw": b"II*\0" + SCANS,
}


@pytest.mark.parametrize("name", TRAILERS)
def test_what_stands_behind_a_photo_changes_nothing(name: str) -> None:
    photo = zoo.of_mode("RGB", "JPEG", quality=95)
    expected = read_picture(photo)
    np.testing.assert_array_equal(read_picture(photo + TRAILERS[name]), expected)


def test_a_thumbnail_in_front_is_not_counted() -> None:
    """EXIF may hold a JPEG of its own, and a maker's note anything."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x927C] = b"\xff\xda" * 200
    stored = zoo.of_mode("RGB", "JPEG", exif=exif)
    assert JpegStructure(stored, MAX_JPEG_SCANS).scans == 1
    assert read_picture(stored).shape == zoo.scene().shape


def test_scans_are_counted_in_the_picture_itself() -> None:
    progressive = zoo.of_mode("RGB", "JPEG", progressive=True)
    structure = JpegStructure(progressive, MAX_JPEG_SCANS)
    assert structure.is_progressive and 3 < structure.scans < 20
    assert JpegStructure(zoo.many_scans(), 100).scans == 101


def test_an_mpo_of_two_views_gives_the_first() -> None:
    stored = zoo.animated("MPO", quality=95)
    picture = read_picture(stored[: len(stored) * 9 // 10])  # the others cut off
    assert np.median(abs(picture.astype(int) - zoo.scene())) <= 2


def frame_at(stored: bytes) -> int:
    """Place of the marker that starts the frame."""
    return stored.index(b"\xff\xc0")


@pytest.mark.parametrize(
    ("shift", "value", "kind"),
    [
        (1, 0xC3, "lossless JPEG"),
        (1, 0xC5, "hierarchical JPEG"),
        (4, 12, "JPEG of 12 bits"),
        (9, 2, "JPEG of two channels"),
    ],
)
def test_a_jpeg_that_no_decoder_here_reads_is_refused_by_name(
    shift: int, value: int, kind: str
) -> None:
    stored = bytearray(zoo.of_mode("RGB", "JPEG"))
    stored[frame_at(stored) + shift] = value
    with pytest.raises(ImageError, match=f"cannot be read here: {kind}"):
        read_picture(io.BytesIO(bytes(stored)))


def test_a_baseline_jpeg_of_several_scans_is_as_limited_as_a_progressive_one() -> None:
    """Its coefficients are held whole, too, however small it comes out."""
    stored = bytearray(zoo.of_mode("RGB", "JPEG"))
    at = frame_at(stored)
    stored[at + 5 : at + 9] = (12_000).to_bytes(2, "big") * 2  # 144 million pixels
    scan = stored.index(b"\xff\xda")
    twice = bytes(stored[:-2] + stored[scan:])
    assert JpegStructure(twice, MAX_JPEG_SCANS).is_held_whole
    with pytest.raises(ImageError, match="134 million in all"):
        read_picture(twice)
    once = JpegStructure(bytes(stored), MAX_JPEG_SCANS)
    assert not once.is_held_whole and once.unread_variant is None
