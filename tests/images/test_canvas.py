"""Canvases and writing: what may change between a picture and its file, what not."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nst_core.errors import ImageError
from nst_core.images.canvas import (
    Canvas,
    crop_to_shape,
    fit,
    resize,
    resize_picture,
    shrink,
    to_canvas,
    to_picture,
)
from nst_core.images.decoding import read_picture
from nst_core.images.encoding import (
    encode_jpeg,
    encode_preview,
    require_writable,
    write_picture,
)
from tests import zoo


def test_a_picture_survives_the_canvas_unchanged(rng: np.random.Generator) -> None:
    picture = rng.integers(0, 256, (9, 7, 3), dtype=np.uint8)
    canvas = to_canvas(picture)

    assert canvas.shape == (1, 9, 7, 3) and canvas.dtype == np.float32
    np.testing.assert_array_equal(to_picture(canvas), picture)


def test_to_picture_rounds_half_to_even_and_clips() -> None:
    canvas = np.array([-9, 0.5, 1.5, 254.6, 900, 7.4], np.float32).reshape(1, 1, 2, 3)
    assert to_picture(canvas).ravel().tolist() == [0, 0, 2, 255, 255, 7]


def test_to_picture_does_not_hide_a_broken_canvas() -> None:
    with pytest.raises(AssertionError, match="finite"):
        to_picture(np.full((1, 2, 2, 3), np.nan, np.float32))


def test_the_same_size_returns_the_same_values_in_a_new_canvas(
    rng: np.random.Generator,
) -> None:
    canvas = rng.uniform(0, 255, (1, 8, 9, 3)).astype(np.float32)
    same = resize(canvas, 8, 9)
    np.testing.assert_array_equal(same, canvas)
    assert not np.shares_memory(same, canvas)


def test_a_checkerboard_shrinks_to_its_mean_not_to_moire() -> None:
    """Without antialiasing, halving a checkerboard gives black or white."""
    board = (np.indices((64, 64)).sum(0) % 2 * 255).astype(np.float32)
    canvas: Canvas = np.repeat(board[None, :, :, None], 3, axis=3)
    middle = resize(canvas, 16, 16)[0, 4:-4, 4:-4]
    # Lanczos is cut off after three lobes: what it lets through is under 1 part in 100.
    np.testing.assert_allclose(middle, 127.5, atol=2)


def test_resizing_invents_no_new_extremes_and_keeps_fractions() -> None:
    canvas = to_canvas(zoo.scene())
    larger = resize(canvas, 93, 131)
    assert larger.shape == (1, 93, 131, 3) and larger.dtype == np.float32
    assert canvas.min() <= larger.min() and larger.max() <= canvas.max()
    assert (larger != np.rint(larger)).any()


@given(st.integers(1, 9000), st.integers(1, 9000), st.integers(1, 4096))
def test_fit_keeps_the_proportion(height: int, width: int, edge: int) -> None:
    new_height, new_width = fit(height, width, edge)
    assert max(new_height, new_width) == edge and min(new_height, new_width) >= 1
    scale = edge / max(height, width)
    assert abs(new_height - height * scale) <= 1
    assert abs(new_width - width * scale) <= 1


@pytest.mark.parametrize("shape", [(20, 20), (10, 90), (90, 10), (40, 56)])
def test_cropping_keeps_the_centre_where_it_was(shape: tuple[int, int]) -> None:
    """The scene's four quarters meet in the centre, before and after."""
    cropped = to_picture(crop_to_shape(to_canvas(zoo.scene()), *shape))

    assert cropped.shape == (*shape, 3)
    corners = [cropped[y, x].tolist() for y in (0, -1) for x in (0, -1)]
    for corner, colour in zip(
        corners, (zoo.RED, zoo.GREEN, zoo.BLUE, zoo.GREY), strict=True
    ):
        np.testing.assert_allclose(corner, colour, atol=12)  # Lanczos rings a little
    np.testing.assert_allclose(cropped.mean((0, 1)), zoo.scene().mean((0, 1)), atol=3)


def test_cropping_to_the_same_height_only_cuts() -> None:
    """Each column holds its own number, so a stretch or a shift would show."""
    ramp = np.tile(np.arange(56, dtype=np.float32)[None, None, :, None], (1, 40, 1, 3))
    cropped = crop_to_shape(ramp, 40, 40)
    np.testing.assert_allclose(cropped, ramp[:, :, 8:48], atol=1e-4)  # float32's sums


def test_a_strip_covers_a_square_without_growing_first() -> None:
    strip = np.full((1, 1, 8192, 3), 9, np.float32)
    assert (crop_to_shape(strip, 64, 64) == 9).all()


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".jpeg", ".webp", ".PNG"])
def test_what_is_written_can_be_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"painted{suffix}"
    write_picture(zoo.scene(), path)
    difference = abs(read_picture(path) - zoo.scene().astype(int))
    # JPEG and WebP blur where two colours meet, but are true inside each quarter.
    assert not difference.any() if suffix in (".png", ".PNG") else True
    assert np.median(difference) <= 1
    assert os.listdir(tmp_path) == [path.name]


def test_a_png_carries_its_text(tmp_path: Path) -> None:
    text = {"nst-recipe": '{"a": 1}', "words": "äöü, 日本"}
    write_picture(zoo.scene(), tmp_path / "painted.png", text)
    with Image.open(tmp_path / "painted.png") as image:
        assert image.info == text


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_nothing_of_an_uploaded_file_reaches_the_result(
    tmp_path: Path, suffix: str
) -> None:
    stored = zoo.turned("JPEG", 6)
    assert b"SECRETCAMERA" in stored and b"2001:01:01" in stored
    path = tmp_path / f"painted{suffix}"
    write_picture(read_picture(stored), path)

    written = path.read_bytes().lower()
    for trace in (b"secretcamera", b"2001:01:01", b"exif", b"gps"):
        assert trace not in written


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "painted.png"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ImageError, match="No space left") as caught:
        write_picture(zoo.scene(), path)

    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["painted.png"]
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "name",
    [
        "painted.bmp",
        "painted",
        "none/painted.png",
        "folder.png",
        "x" * 300 + ".png",
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(
    tmp_path: Path, name: str, when: str
) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(ImageError) as caught:
        if when == "before":
            require_writable(tmp_path / name)
        else:
            write_picture(zoo.scene(), tmp_path / name)
    assert str(caught.value).endswith(".") and len(str(caught.value)) < 250
    assert str(tmp_path) not in str(caught.value)
    assert os.listdir(tmp_path) == ["folder.png"]


def test_trying_a_place_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "painted.png"
    require_writable(path)
    assert os.listdir(tmp_path) == []
    path.write_bytes(b"old")
    require_writable(path)
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["painted.png"]


def test_a_preview_is_a_small_jpeg() -> None:
    preview = encode_preview(zoo.scene(400, 600))
    assert preview.startswith(b"\xff\xd8") and len(preview) < 20_000
    assert read_picture(preview).shape == (400, 600, 3)


def test_better_quality_takes_more_bytes_and_loses_less() -> None:
    scene = zoo.scene(100, 150)
    stored = [encode_jpeg(scene, quality) for quality in (30, 88)]
    lost = [np.abs(read_picture(jpeg).astype(float) - scene).mean() for jpeg in stored]
    assert len(stored[0]) < len(stored[1]) and lost[0] > lost[1]


def test_a_picture_is_resized_as_its_canvas_is() -> None:
    """But for its levels, and what is summed up before a strong reduction."""
    scene = zoo.scene(100, 150)
    for height, width in ((100, 150), (230, 310), (60, 70), (9, 11)):
        exact = to_picture(resize(to_canvas(scene), height, width)).astype(float)
        resized = resize_picture(scene, height, width)
        assert np.abs(resized - exact).mean() < 1


def test_shrinking_keeps_the_proportions_and_never_enlarges() -> None:
    scene = zoo.scene(100, 150)
    assert shrink(scene, 75).shape == (50, 75, 3)
    assert shrink(scene, 150) is scene
    assert shrink(scene, 4000) is scene
