"""TIFF in every layout: equal to the truth, or refused by its layout; none silent."""

import io
import struct
import sys
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import tifffile

from nst_core.errors import ImageError
from nst_core.images.decoding import read_picture
from tests import zoo

HEIGHT, WIDTH = 16, 24
WAVES = np.add.outer(np.arange(HEIGHT) * 9, np.arange(WIDTH) * 5) % 256
COMPRESSIONS = (None, "deflate", "lzw", "packbits", "zstd")
DTYPES = ("u1", "u2", "u4", "f2", "f4", "f8")


def truth(samples: int) -> npt.NDArray[np.float64]:
    """Values of 0 to 1, (height, width, samples), different in each sample."""
    planes = [np.roll(WAVES, 3 * sample, 1) for sample in range(samples)]
    return np.stack(planes, axis=2) / 255


def as_dtype(values: npt.NDArray[np.float64], dtype: str) -> npt.NDArray[Any]:
    if dtype[0] == "f":
        return values.astype(dtype)
    return np.rint(values * np.iinfo(dtype).max).astype(dtype)


def written(
    values: npt.NDArray[Any], order: str = "<", planar: bool = False, **options: Any
) -> bytes:
    if planar:
        values = np.moveaxis(values, 2, 0)
        options["planarconfig"] = "separate"
    elif values.shape[2] == 1:
        values = values[:, :, 0]
    stored = io.BytesIO()
    with tifffile.TiffWriter(stored, byteorder=order) as writer:
        writer.write(values, metadata=None, **options)
    return stored.getvalue()


LAYOUTS = [
    (photometric, samples, planar)
    for photometric, counts in (
        ("miniswhite", (1,)), ("minisblack", (1, 2)), ("rgb", (3, 4)),
        ("separated", (4, 5)),
    )
    for samples in counts
    for planar in ((False, True) if samples > 1 else (False,))
]  # fmt: skip


@pytest.mark.parametrize(
    ("photometric", "samples", "planar"), LAYOUTS, ids=lambda value: str(value)
)
def test_every_layout_is_equal_to_the_truth_or_refused(
    photometric: str, samples: int, planar: bool
) -> None:
    extra = {1: 0, 2: 1, 3: 0, 4: photometric == "rgb", 5: 1}[samples]
    values = truth(samples)
    colors = values[:, :, : samples - extra]
    if photometric == "separated":
        rgb = np.floor(255 * (1 - colors[:, :, :3]) * (1 - colors[:, :, 3:])) / 255
    else:
        rgb = 1 - colors if photometric == "miniswhite" else colors
    alpha = values[:, :, samples - extra :] if extra else 1.0
    expected = 255 * (rgb * alpha + 1 - alpha)
    silent = []
    for dtype, order, compression in product(DTYPES, "<>", COMPRESSIONS):
        stored = written(
            as_dtype(values, dtype), order, planar, photometric=photometric,
            compression=compression, extrasamples=["unassalpha"] * extra or None,
        )  # fmt: skip
        picture = read_picture(stored).astype(float)
        tolerance = 1.01 if dtype[0] == "u" else 2
        if photometric == "separated":
            tolerance = 2  # Pillow rounds ink in another order
        worst = abs(picture - expected).max()
        if worst > tolerance:
            silent.append((dtype, order, compression, worst))
    assert silent == []


def packed(bits: int, samples: int, photometric: int, order: str) -> bytes:
    """Uncompressed TIFF of any depth, by hand, after TIFF 6.0."""
    values = np.rint(truth(samples) * (2**bits - 1)).astype(int)
    rows = b""
    for row in values.reshape(HEIGHT, -1):
        ones = "".join(f"{value:0{bits}b}" for value in row)
        ones += "0" * (-len(ones) % 8)
        rows += int(ones, 2).to_bytes(len(ones) // 8, "big")
    tags = {256: WIDTH, 257: HEIGHT, 258: bits, 259: 1, 262: photometric,
            277: samples, 278: HEIGHT, 279: len(rows), 284: 1}  # fmt: skip
    at = 8 + 2 + 12 * (len(tags) + 1) + 4
    extra = b""
    if samples > 2:  # too many depths for the entry itself
        tags[258], extra = at, struct.pack(f"{order}{samples}H", *[bits] * samples)
    tags[273] = at + len(extra)
    stored = struct.pack(f"{order}2sHI", b"II" if order == "<" else b"MM", 42, 8)
    stored += struct.pack(f"{order}H", len(tags))
    for tag, value in sorted(tags.items()):
        count = samples if tag == 258 else 1
        kind = 4 if tag in (273, 279) else 3  # LONG or SHORT
        stored += struct.pack(f"{order}HHI", tag, kind, count)
        is_short = kind == 3 and count < 3
        stored += struct.pack(f"{order}{'H2x' if is_short else 'I'}", value)
    return stored + bytes(4) + extra + rows


@pytest.mark.parametrize("bits", [1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32])
def test_every_depth_is_equal_to_the_truth_or_refused(bits: int) -> None:
    for samples, photometric in ((1, 1), (1, 0), (3, 2)):
        for order in "<>" if bits < 16 else ">":
            values = np.rint(truth(samples) * (2**bits - 1)) / (2**bits - 1)
            expected = 255 * (values if photometric else 1 - values)
            stored = packed(bits, samples, photometric, order)
            if bits == 20:
                with pytest.raises(ImageError, match="20 bits"):
                    read_picture(stored)
            else:
                assert abs(read_picture(stored) - expected).max() <= 0.51


@pytest.mark.parametrize("predictor", [2, 3])
def test_predictors_are_undone(predictor: int) -> None:
    dtype = "u2" if predictor == 2 else "f4"
    values = as_dtype(truth(3), dtype)
    for order in "<>":
        stored = written(
            values, order, photometric="rgb", compression="lzw", predictor=predictor
        )
        assert abs(read_picture(stored) - 255 * truth(3)).max() <= 1


def test_tiles_and_jpeg_and_webp_inside_are_read() -> None:
    smooth = np.repeat(np.linspace(0, 255, 64).astype("u1"), 64 * 3).reshape(64, 64, 3)
    for compression in ("jpeg", "webp"):
        stored = written(smooth, photometric="rgb", compression=compression)
        assert abs(read_picture(stored).astype(int) - smooth).max() <= 6
    stored = written(smooth.astype("u2") * 257, photometric="rgb", tile=(16, 16))
    assert abs(read_picture(stored).astype(int) - smooth).max() <= 1


def test_a_palette_of_16_bits_gives_its_colours() -> None:
    table = np.zeros((3, 256), np.uint16)
    table[0], table[2] = np.arange(256) * 257, 65535
    indices = WAVES.astype("u1")[:, :, np.newaxis]
    picture = read_picture(written(indices, photometric="palette", colormap=table))
    assert (picture[:, :, 0] == WAVES).all()
    assert (picture[:, :, 2] == 255).all()


def test_alpha_that_is_multiplied_in_is_divided_out() -> None:
    values = truth(4)
    values[:, :, 3] = 0.5 + values[:, :, 3] / 2
    values[:, :, :3] *= values[:, :, 3:]
    for dtype in ("u1", "u2", "f4"):
        stored = written(
            as_dtype(values, dtype), photometric="rgb", extrasamples=["assocalpha"]
        )
        expected = 255 * (values[:, :, :3] + 1 - values[:, :, 3:])
        assert abs(read_picture(stored) - expected).max() <= 2


def test_a_small_copy_in_front_is_passed_over() -> None:
    stored = io.BytesIO()
    with tifffile.TiffWriter(stored) as writer:
        writer.write(np.zeros((8, 8, 3), "u1"), photometric="rgb", subfiletype=1)
        writer.write(zoo.scene(), photometric="rgb")
    np.testing.assert_array_equal(read_picture(stored.getvalue()), zoo.scene())


@pytest.mark.parametrize("orientation", [1, 6, 8])
@pytest.mark.parametrize("dtype", ["u1", "u2"])
def test_every_layout_is_turned_upright(dtype: str, orientation: int) -> None:
    values = as_dtype(truth(3), dtype)
    tag = (274, 3, 1, orientation, True)
    picture = read_picture(written(values, photometric="rgb", extratags=[tag]))
    turns = {1: 0, 6: -1, 8: 1}[orientation]
    assert abs(picture - np.rot90(255 * truth(3), turns)).max() <= 1


@pytest.mark.parametrize(
    ("dtype", "photometric", "samples"), [("c8", "minisblack", 1), ("u2", "cielab", 3)]
)
def test_what_cannot_be_read_right_is_refused_by_its_layout(
    dtype: str, photometric: str, samples: int
) -> None:
    values = np.zeros((HEIGHT, WIDTH, samples), dtype)
    with pytest.raises(
        ImageError, match="TIFF whose pixels .* bits, .* cannot be read"
    ):
        read_picture(written(values, photometric=photometric))


def test_libtiff_does_not_chatter(capfd: pytest.CaptureFixture[str]) -> None:
    stored = bytearray(zoo.of_mode("RGB", "TIFF", compression="tiff_lzw"))
    stored[8:200] = bytes(192)
    with pytest.raises(ImageError):
        read_picture(bytes(stored))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_deep_tiff_that_is_cut_off_is_damaged(share: float) -> None:
    noise = np.random.default_rng(3).integers(0, 65536, (64, 64, 3)).astype("u2")
    for compression in (None, "lzw", "deflate"):
        stored = written(noise, photometric="rgb", compression=compression)
        with pytest.raises(ImageError, match="damaged or incomplete"):
            read_picture(stored[: int(len(stored) * share)])


def test_without_tifffile_plain_pixels_are_read_and_the_rest_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = zoo.of_mode("RGB", "TIFF", compression="tiff_lzw")
    others = (zoo.deep_tiff(), zoo.dng())
    monkeypatch.setitem(sys.modules, "tifffile", None)
    assert (read_picture(plain) == zoo.scene()).all()
    for stored in others:
        with pytest.raises(ImageError, match="TIFF whose pixels .* cannot be read"):
            read_picture(stored)


def test_a_tiff_of_too_many_bytes_is_refused_by_its_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = written(as_dtype(truth(3), "u2"), photometric="rgb")
    for limit, is_read in ((HEIGHT * WIDTH * 6, True), (HEIGHT * WIDTH * 6 - 1, False)):
        monkeypatch.setattr("nst_core.images.tiff.MAX_BYTES", limit)
        if is_read:
            assert read_picture(stored).shape == (HEIGHT, WIDTH, 3)
        else:
            with pytest.raises(ImageError, match="3 x 16 bits, rgb, none"):
                read_picture(stored)
