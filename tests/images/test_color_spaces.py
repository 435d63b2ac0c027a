"""Colour wherever a file tells it, as a browser shows it."""

import io
import struct
from functools import partial

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from nst_core.images.decoding import read_picture
from nst_core.images.profiles import (
    ADOBE_RGB,
    PRIMARIES,
    adobe_rgb,
    coded_profile,
    gamma_profile,
)
from tests import zoo

DULL, VIVID = (143, 88, 58), (158, 86, 52)  # one colour in Adobe RGB and in sRGB
XYZ_TO_SRGB = np.linalg.inv(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)


def flat(color: tuple[int, ...], mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (32, 32), color if len(color) > 1 else color[0])


def first(stored: bytes) -> list[int]:
    return [int(x) for x in read_picture(stored)[16, 16]]


def near(left: list[int], right: tuple[int, ...], most: int = 2) -> bool:
    return max(abs(x - y) for x, y in zip(left, right, strict=True)) <= most


def adobe_exif(by_index: bool) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 1  # without a tag of its own it counts as empty
    if by_index:  # DCF: uncalibrated, and R03 beside it
        exif.get_ifd(0x8769)[0xA001] = 0xFFFF
        exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    else:
        exif.get_ifd(0x8769)[0xA001] = 2
    return exif


@pytest.mark.parametrize("by_index", [True, False])
def test_adobe_rgb_told_by_exif_is_as_vivid_as_told_by_a_profile(
    by_index: bool,
) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        save = partial(zoo.encoded, flat(DULL), kind, quality=100)
        assert near(first(save(exif=adobe_exif(by_index))), VIVID, 4)
        assert near(first(save(icc_profile=adobe_rgb())), VIVID, 4)
        assert near(first(save()), DULL, 4)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = adobe_exif(by_index)
    stored = zoo.encoded(flat(DULL), "PNG", exif=exif, icc_profile=srgb)
    assert near(first(stored), DULL)  # a profile is believed before EXIF


def adobe_tiff(dtype: str, by_index: bool) -> bytes:
    """TIFF with EXIF behind its pixels; Pillow does not write what is nested in it."""
    pixels = (np.array(flat(DULL)) / 255 * np.iinfo(dtype).max).astype(dtype)

    def written(at: int) -> bytes:
        stored = io.BytesIO()
        tag = (0x8768, 4, 1, at, True)  # a LONG; its neighbour tells where EXIF begins
        tifffile.imwrite(
            stored, pixels, photometric="rgb", metadata=None, extratags=[tag]
        )
        return stored.getvalue().replace(b"\x68\x87\4\0", b"\x69\x87\4\0")

    at = len(written(1))
    if not by_index:
        return written(at) + struct.pack("<HHHIII", 1, 0xA001, 3, 1, 2, 0)
    nested = struct.pack("<HHHI4sI", 1, 1, 2, 4, b"R03\0", 0)
    behind = at + 2 + 2 * 12 + 4
    exif = struct.pack("<HHHIIHHIII", 2, 0xA001, 3, 1, 65535, 0xA005, 4, 1, behind, 0)
    return written(at) + exif + nested


@pytest.mark.parametrize("by_index", [True, False])
@pytest.mark.parametrize("dtype", ["u1", "u2"])
def test_adobe_rgb_told_by_exif_counts_in_a_tiff(dtype: str, by_index: bool) -> None:
    assert near(first(adobe_tiff(dtype, by_index)), VIVID)


@pytest.mark.parametrize("by_index", [True, False])
def test_exif_is_believed_in_heic_and_avif_where_nothing_else_tells(
    by_index: bool,
) -> None:
    exif = adobe_exif(by_index).tobytes()
    heic = zoo.heic(flat(DULL), exif=exif, save_nclx_profile=False)
    assert near(first(heic), VIVID, 4)
    avif = zoo.encoded(flat(DULL), "AVIF", quality=100, subsampling="4:4:4", exif=exif)
    assert near(first(avif), DULL, 4)  # it says sRGB by numbers, which come first
    srgb, none = b"nclx\0\1\0\x0d", b"nclx\0\2\0\2"
    assert near(first(avif.replace(srgb, none)), VIVID, 4)


def png(color: tuple[int, ...], **chunks: bytes) -> bytes:
    extra = b"".join(zoo.chunk(name.encode(), data) for name, data in chunks.items())
    rows = (b"\0" + bytes(color) * 32) * 32
    return zoo.raw_png(32, 32, 8, {1: 0, 3: 2}[len(color)], rows, extra)


def gamma(value: float) -> bytes:
    return struct.pack(">I", round(value * 100_000))


P3_CHUNK = struct.pack(
    ">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000
)  # fmt: skip
SRGB_CHUNK = struct.pack(
    ">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000
)  # fmt: skip


def test_a_png_of_srgbs_gamma_is_srgb_to_the_byte() -> None:
    for chunks in ({}, {"gAMA": gamma(0.45455)}, {"sRGB": b"\0", "gAMA": gamma(1)},
                   {"gAMA": gamma(0.45455), "cHRM": SRGB_CHUNK},
                   {"cICP": bytes([1, 13, 0, 1]), "gAMA": gamma(1)}):  # fmt: skip
        assert first(png((200, 100, 50), **chunks)) == [200, 100, 50]


def test_a_linear_png_is_brightened() -> None:
    grey = first(png((55,), gAMA=gamma(1.0)))
    expected = round(255 * (1.055 * (55 / 255) ** (1 / 2.4) - 0.055))
    assert near(grey, (expected,) * 3)
    assert near(first(png((55, 55, 55), cICP=bytes([1, 8, 0, 1]))), (expected,) * 3)


@pytest.mark.parametrize(
    "chunks",
    [{"cICP": bytes([12, 13, 0, 1])}, {"gAMA": gamma(0.45455), "cHRM": P3_CHUNK}],
)
def test_display_p3_is_read_in_a_png(chunks: dict[str, bytes]) -> None:
    """Expected by the definition: Display P3 to XYZ to sRGB, D65 all the way."""
    stored = np.array([200, 120, 80])
    light = ((stored / 255 + 0.055) / 1.055) ** 2.4
    p3_to_xyz = [
        [0.4866, 0.2657, 0.1982],
        [0.2290, 0.6917, 0.0793],
        [0, 0.0451, 1.0439],
    ]
    srgb = XYZ_TO_SRGB @ p3_to_xyz @ light
    expected = tuple(np.rint(255 * (1.055 * srgb ** (1 / 2.4) - 0.055)).astype(int))
    assert near(first(png(tuple(stored), **chunks)), expected)


def test_white_stays_white_and_grey_grey_in_every_coded_space() -> None:
    for primaries in PRIMARIES:
        for transfer in (1, 4, 8, 13, 16, 18):
            chunk = bytes([primaries, transfer, 0, 1])
            assert min(first(png((255, 255, 255), cICP=chunk))) >= 253
            red, green, blue = first(png((90, 90, 90), cICP=chunk))
            assert max(red, green, blue) - min(red, green, blue) <= 2


def test_nonsense_about_colours_is_passed_over() -> None:
    nonsense = [
        {"cHRM": bytes(32), "gAMA": gamma(0.45455)},
        {"cHRM": b"\xff" * 32},
        {"gAMA": bytes(4)},
        {"gAMA": b"\xff" * 4},
        {"cICP": b"\xff\xff\0\1"},
        {"cHRM": struct.pack(">8I", *[30_000] * 8), "gAMA": gamma(0.45455)},
    ]
    for chunks in nonsense:
        assert first(png((200, 100, 50), **chunks)) == [200, 100, 50]


def grey_profile(power: float) -> bytes:
    """Profile of grey only: the curve of a colour profile, under another name."""
    profile = bytearray(gamma_profile(ADOBE_RGB, power))
    profile[16:20] = b"GRAY"
    return bytes(profile.replace(b"rTRC", b"kTRC", 1))


@pytest.mark.parametrize("mode", ["L", "LA", "I;16"])
def test_a_grey_profile_counts_with_and_without_alpha(mode: str) -> None:
    value = 100
    if mode == "I;16":
        image = Image.fromarray(np.full((32, 32), value * 257, np.uint16))
    else:
        image = flat((value, 255) if mode == "LA" else (value,), mode)
        if mode == "LA":
            image.putpixel((0, 0), (0, 0))
    expected = round(255 * (1.055 * (100 / 255) ** (1.0 / 2.4) - 0.055))
    stored = zoo.encoded(image, "PNG", icc_profile=grey_profile(1.0))
    assert near(first(stored), (expected,) * 3)


def test_a_heic_tells_its_colours_by_numbers() -> None:
    stored = zoo.heic(flat(DULL), save_nclx_profile=True, color_primaries=12,
                      transfer_characteristics=13)  # fmt: skip
    plain = first(zoo.heic(flat(DULL)))
    assert near(plain, DULL, 3)
    assert b"colrnclx" in stored
    profile = coded_profile(12, 13)
    by_profile = first(zoo.encoded(flat(DULL), "PNG", icc_profile=profile))
    assert near(first(stored), tuple(by_profile), 3)
    assert not near(plain, tuple(by_profile), 3)


def test_a_profile_of_ours_is_one_that_others_read() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(adobe_rgb()))
    assert profile.profile.xcolor_space.strip() == "RGB"
    red_x, red_y, _ = profile.profile.red_colorant[1]
    assert abs(red_x - 0.648) < 0.003 and abs(red_y - 0.331) < 0.003  # seen under D50
