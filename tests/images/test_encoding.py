"""Files of results: pixels, bits, and what they tell a printer."""

import io

import numpy as np
import pytest
import tifffile
from PIL import Image

from nst_core.errors import ImageError, SettingsError
from nst_core.images.canvas import to_canvas, to_deep_picture
from nst_core.images.decoding import read_picture
from nst_core.images.encoding import FileSpec, write_picture
from nst_core.images.formats import WRITERS
from tests.conftest import draw_picture


@pytest.fixture
def picture(rng):
    return draw_picture(rng, 70, 41)


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_format_tells_a_printer_how_large_it_is(tmp_path, picture, suffix):
    path = tmp_path / f"a{suffix}"
    write_picture(picture, path, {"key": "value"}, spec=FileSpec(dpi=300))
    with Image.open(path) as image:
        exif = image.getexif()
        told = image.info.get("dpi") or (exif.get(282), exif.get(283))
        assert image.size == (41, 70)
    assert [round(float(each)) for each in told] == [300, 300]


@pytest.mark.parametrize("suffix", WRITERS)
def test_no_format_tells_a_size_that_nobody_chose(tmp_path, picture, suffix):
    path = tmp_path / f"a{suffix}"
    write_picture(picture, path)
    with Image.open(path) as image:
        exif = image.getexif()
        if suffix.startswith(".tif"):
            assert image.tag_v2.get(296) != 2  # of no unit: a proportion
        else:
            assert "dpi" not in image.info and 282 not in exif


@pytest.mark.parametrize("compression", ["deflate", "lzw"])
@pytest.mark.parametrize("depth", [8, 16])
def test_a_tiff_loses_nothing(tmp_path, rng, picture, depth, compression):
    canvas = to_canvas(picture) + rng.uniform(-0.4, 0.4, (1, 70, 41, 3))
    wanted = picture if depth == 8 else to_deep_picture(np.float32(canvas))
    path = tmp_path / "a.tif"
    write_picture(wanted, path, spec=FileSpec(depth=depth, compression=compression))
    with tifffile.TiffFile(io.BytesIO(path.read_bytes())) as file:
        page = file.pages[0]
        assert (
            page.compression.name
            == {"deflate": "ADOBE_DEFLATE", "lzw": "LZW"}[compression]
        )
        assert page.dtype == wanted.dtype
        assert (page.asarray() == wanted).all()
    assert (read_picture(path, "result") == picture).all()


def test_eight_bits_become_sixteen_without_a_shift(tmp_path, picture):
    path = tmp_path / "a.tiff"
    write_picture(picture, path, spec=FileSpec(depth=16))
    assert (tifffile.imread(path) == picture.astype(np.uint16) * 257).all()


def test_the_deep_picture_of_a_canvas_is_clipped_and_rounded():
    canvas = np.float32([-3, 0, 0.5, 254.999, 255, 300]).reshape(1, 1, 2, 3)
    assert to_deep_picture(canvas).ravel().tolist() == [0, 0, 128, 65535, 65535, 65535]


@pytest.mark.parametrize("spec", [FileSpec(depth=16), FileSpec(compression="lzw")])
def test_bits_and_compression_are_of_tiffs_only(tmp_path, spec):
    spec.require_suits(tmp_path / "a.tif")
    with pytest.raises(SettingsError, match="a.png is no TIFF"):
        spec.require_suits(tmp_path / "a.png")


@pytest.mark.parametrize("dpi", [0, -3, 10**6])
def test_a_resolution_that_no_printer_has_is_refused(dpi):
    with pytest.raises(SettingsError, match="dpi is"):
        FileSpec(dpi=dpi)


def test_another_suffix_is_refused(tmp_path, picture):
    with pytest.raises(ImageError, match="does not end like"):
        write_picture(picture, tmp_path / "a.psd")
