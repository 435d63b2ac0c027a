"""Reading: the odd pictures of zoo.py, and what must be true of each kind of pixel."""

import io
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nst_core.errors import ImageError
from nst_core.images import decoding
from nst_core.images.decoding import Picture, read_picture
from nst_core.images.reading_limits import (
    HALVED_FROM_PX,
    KEPT_EDGE_PX,
    MAX_FILE_BYTES,
    MAX_PIXELS,
)
from nst_core.settings.settings import Settings
from tests import zoo

READ = [name for name in zoo.ODD_PICTURES if zoo.expected(name) == "paints"]
TRANSFORMS = {
    1: lambda scene: scene,
    2: np.fliplr,
    3: lambda scene: np.rot90(scene, 2),
    4: np.flipud,
    5: lambda scene: np.swapaxes(scene, 0, 1),
    6: lambda scene: np.rot90(scene, -1),
    7: lambda scene: np.rot90(np.swapaxes(scene, 0, 1), 2),
    8: lambda scene: np.rot90(scene, 1),
}


def read(name: str) -> Picture:
    return read_picture(zoo.ODD_PICTURES[name]())


def assert_one_sentence_set(message: str) -> None:
    """Hold a message to what a person can use: short, plain, without internals."""
    assert message.startswith("The content picture")
    assert message.endswith(".") and len(message) < 300
    for internal in ("Traceback", "Error", "PIL", "0x", "/", "\\", "object"):
        assert internal not in message


@pytest.mark.parametrize("name", zoo.ODD_PICTURES)
def test_an_odd_picture_ends_in_a_picture_or_in_one_plain_sentence(name: str) -> None:
    stored = zoo.ODD_PICTURES[name]()
    began = time.perf_counter()
    try:
        picture = read_picture(stored)
        outcome = "paints"
        assert picture.dtype == np.uint8 and picture.ndim == 3
        assert picture.shape[2] == 3 and picture.flags.writeable
        assert max(picture.shape) <= KEPT_EDGE_PX
    except ImageError as error:
        outcome = "refused"
        assert time.perf_counter() - began < 1, "a refusal must not keep anyone waiting"
        assert_one_sentence_set(str(error))
    assert outcome == zoo.expected(name)


def test_every_promised_outcome_names_a_picture_that_exists() -> None:
    assert len(zoo.ODD_PICTURES) > 100
    assert zoo.TINY <= set(READ)


@pytest.mark.parametrize("orientation", TRANSFORMS)
def test_a_photo_is_read_upright(orientation: int) -> None:
    upright = TRANSFORMS[orientation](zoo.scene()).astype(int)

    picture = read(f"jpeg orientation {orientation}")

    # JPEG of quality 95 blurs where two colours meet, but is true inside each quarter.
    assert picture.shape == upright.shape
    assert np.median(abs(picture - upright)) <= 1


@pytest.mark.parametrize("kind", ["png", "webp", "tiff", "heic", "avif"])
def test_orientation_counts_in_every_format_that_can_hold_it(kind: str) -> None:
    upright = np.rot90(zoo.scene(), -1).astype(int)
    assert np.median(abs(read(f"{kind} orientation 6") - upright)) <= 1


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_transparent_pixels_are_laid_on_white_paper(kind: str) -> None:
    """Whatever colour hides under full transparency must not show."""
    picture = read(f"{kind} half transparent")
    half = zoo.WIDTH // 2

    np.testing.assert_array_equal(picture[:, :half], zoo.scene()[:, :half])
    assert (picture[:, half:] == 255).all()


@pytest.mark.parametrize(
    "name",
    [
        "png palette, one index clear",
        "png palette, alpha per index",
        "gif palette, one index clear",
    ],
)
def test_a_clear_palette_colour_is_white(name: str) -> None:
    picture = read(name)
    assert (picture[:, : zoo.WIDTH // 2] == 255).all()
    assert (picture[:, zoo.WIDTH // 2 :] == zoo.RED).all()


def test_half_opaque_black_on_white_is_middle_grey() -> None:
    image = Image.new("LA", (40, 40), (0, 128))
    assert (read_picture(zoo.encoded(image, "PNG")) == 127).all()


@pytest.mark.parametrize("name", ["png I;16", "tiff I;16", "tiff I", "tiff F"])
def test_deep_grey_is_scaled_not_clipped(name: str) -> None:
    np.testing.assert_array_equal(read(name), read("png L"))


@pytest.mark.parametrize(
    # One step of 8-bit Lab moves the dark red inside the scene's green by 9 of 255.
    ("name", "tolerance"),
    [("png deep colours", 0), ("tiff CMYK", 0), ("tiff LAB", 9)],
)
def test_colours_survive_depth_and_colour_space(name: str, tolerance: int) -> None:
    np.testing.assert_allclose(read(name), zoo.scene().astype(int), atol=tolerance)


@pytest.mark.parametrize(
    ("low", "high", "left", "right"),
    [(0, 1, 0, 255), (0, 0.2, 0, 51), (0, 255, 0, 255), (-7, 9, 0, 255), (0, 0, 0, 0)],
)
def test_float_grey_is_read_by_the_first_range_that_holds_it(
    low: float, high: float, left: int, right: int
) -> None:
    picture = read_picture(zoo.float_tiff(low, high))
    assert (picture[0, 0, 0], picture[0, -1, 0]) == (left, right)


@pytest.mark.parametrize(
    "name", ["png profile of swapped colours", "cmyk jpeg with an RGB profile"]
)
def test_a_colour_profile_moves_colours(name: str) -> None:
    """The profile says that red is green; the stored red must come out green."""
    red, green, blue = (int(value) for value in read(name)[5, 5])
    assert abs(green - zoo.RED[0]) <= 2 and abs(red - zoo.RED[1]) <= 2
    assert abs(blue - zoo.RED[2]) <= 2


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_a_damaged_profile_is_ignored(kind: str) -> None:
    np.testing.assert_array_equal(read(f"{kind} damaged profile"), zoo.scene())


@pytest.mark.parametrize("kind", ["gif", "png", "webp", "tiff", "mpo"])
def test_only_the_first_frame_is_read(kind: str) -> None:
    picture = read(f"{kind} of three frames").astype(int)
    assert np.median(abs(picture - zoo.scene())) <= 2  # JPEG and WebP lose that much


def test_a_path_an_open_file_and_bytes_read_the_same(tmp_path: Path) -> None:
    stored = zoo.of_mode("RGB", "PNG")
    path = tmp_path / "holiday.jpg"  # the suffix lies: the content decides
    path.write_bytes(stored)

    for source in (path, io.BytesIO(stored), stored):
        np.testing.assert_array_equal(read_picture(source), zoo.scene())


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path, tmp_path / "a\0b.png"):
        with pytest.raises(ImageError, match="cannot be opened") as caught:
            read_picture(path)
        assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("none.png", "there is no file none.png"),
        ("file/below.png", "there is no file below.png"),
        ("folder", "folder is a folder"),
        ("~/holiday.jpg", "holiday.jpg in a folder of the name ~, which stands for"),
        ("https://example.org/a/cat.jpg", "cat.jpg is at a web address"),
        ("file:///a/cat.jpg", "cat.jpg is at a web address"),
        ("circle", "symbolic links"),
    ],
)
def test_why_a_file_cannot_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("file").touch()
    Path("circle").symlink_to("circle")
    with pytest.raises(ImageError, match=reason):
        read_picture(Path(path))


def test_a_message_says_which_picture_is_meant() -> None:
    with pytest.raises(ImageError, match="^The style picture"):
        read_picture(b"", "style")


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_FILE_BYTES", 100)
    with pytest.raises(ImageError, match="which is the limit"):
        read_picture(zoo.of_mode("RGB", "PNG"))


def test_the_largest_painting_finds_a_photo_of_its_size() -> None:
    (size,) = (x for x in fields(Settings) if x.name == "size")
    assert KEPT_EDGE_PX >= size.metadata["high"]
    assert HALVED_FROM_PX == 2 * KEPT_EDGE_PX
    assert MAX_PIXELS >= KEPT_EDGE_PX**2  # a clean picture may come in again,
    assert MAX_FILE_BYTES > 1.001 * 4 * KEPT_EDGE_PX**2  # with alpha too


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [(16400, 61, (31, 8192)), (32800, 63, (16, 8192)), (16382, 36, (18, 8192)),
     (8192, 9, (9, 8192)), (16384, 1, (1, 8192)), (9000, 8000, (4000, 4500))],
)  # fmt: skip
def test_a_large_photo_comes_smaller_out_of_its_decoder(
    width: int, height: int, shape: tuple[int, int]
) -> None:
    """At a half or a quarter, where that leaves what a painting can use."""
    stored = zoo.encoded(Image.new("L", (width, height), 200), "JPEG")
    assert read_picture(stored).shape[:2] == shape


def test_threads_read_without_leaking_warnings_or_filters() -> None:
    """Pillow warns of this metadata, and warnings are errors in these tests."""
    stored = zoo.ODD_PICTURES["jpeg damaged exif"]()
    before = list(warnings.filters)

    with ThreadPoolExecutor(8) as threads:
        shapes = {picture.shape for picture in threads.map(read_picture, [stored] * 64)}

    assert shapes == {(zoo.HEIGHT, zoo.WIDTH, 3)}
    assert list(warnings.filters) == before


@pytest.mark.parametrize("is_behind", [False, True])
@pytest.mark.parametrize("chunk", zoo.SIDEWAYS_CHUNKS)
def test_a_png_may_tell_its_orientation_in_any_chunk(
    chunk: str, is_behind: bool
) -> None:
    stored = zoo.sideways_png(zoo.SIDEWAYS_CHUNKS[chunk], is_behind)
    assert read_picture(stored).shape == (8, 5, 3)


def test_bombs_are_refused_before_they_unfold() -> None:
    """The header is enough: no bomb may cost more than 20 MB (reading itself: 0)."""
    pytest.importorskip("resource", reason="measures memory as Unix reports it")
    code = (
        "import resource, sys; from tests import zoo\n"
        "from nst_core.errors import ImageError\n"
        "from nst_core.images.decoding import read_picture\n"
        "bombs = [zoo.ODD_PICTURES[name]() for name in sys.argv[1:]]\n"
        "usage = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = usage()\n"
        "for bomb in bombs:\n"
        "    try: read_picture(bomb)\n"
        "    except ImageError: pass\n"
        "print((usage() - before) / (2**20 if sys.platform == 'darwin' else 2**10))\n"
    )
    bombs = ["webp 13000x13000", "png 13000x13000", "gif 65535x65535", "gif 9000x9000"]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, *bombs],
        capture_output=True, text=True, check=True, cwd=root,
    )  # fmt: skip
    assert float(done.stdout) < 20


SMALL = {
    "PNG": lambda: zoo.turned("PNG", 6),
    "JPEG": lambda: zoo.turned("JPEG", 6),
    "WEBP": lambda: zoo.turned("WEBP", 6),
    "GIF": lambda: zoo.animated("GIF"),
    "BMP": lambda: zoo.of_mode("P", "BMP"),
    "TIFF": lambda: zoo.of_mode("RGB", "TIFF", compression="tiff_lzw"),
    "deep TIFF": zoo.deep_tiff,
    "HEIC": zoo.heic,
    "AVIF": lambda: zoo.of_mode("RGB", "AVIF"),
    "RAW": zoo.dng,
}
small = cache(lambda kind: SMALL[kind]())


@pytest.mark.parametrize("kind", SMALL)
@settings(max_examples=50, derandomize=True, database=None)
@given(data=st.data())
def test_flipped_bytes_raise_nothing_but_image_errors(
    kind: str, data: st.DataObject
) -> None:
    stored = bytearray(small(kind))
    places = st.integers(0, len(stored) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=6)):
        stored[place] = data.draw(st.integers(0, 255))
    try:
        read_picture(bytes(stored))
    except ImageError as error:
        assert_one_sentence_set(str(error))
