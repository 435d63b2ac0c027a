"""Files made of a result: all of them are optional, and none can harm the job."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nst_core.images.canvas import resize_picture
from nst_core.images.colors import keep_colors
from nst_core.images.decoding import Picture, read_picture
from nst_core.images.encoding import encode_preview
from nst_core.jobs.folder import JobFolder, frame_name
from nst_core.settings.presets import QUICK
from nst_core.settings.recipe import describe, png_text
from nst_core.settings.recipe_reader import read_recipe
from nst_core.worker import animation, artifacts
from nst_core.worker.artifacts import keep_artifacts, keep_photo
from nst_core.worker.timelapse import TimeLapse
from tests.conftest import draw_picture

TEXT = png_text(describe(QUICK, "vgg16"))


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


@pytest.fixture
def result(rng: np.random.Generator, tmp_path: Path) -> Picture:
    """A finished picture whose first frame is in the folder."""
    picture = draw_picture(rng, 150, 201)
    TimeLapse(JobFolder(tmp_path)).add(0, encode_preview(picture))
    return picture


@pytest.fixture
def photo(rng: np.random.Generator) -> Picture:
    return draw_picture(rng, 300, 402)


@pytest.fixture(autouse=True)
def no_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(animation.shutil, "which", lambda _: None)


def test_the_photo_is_left_smaller(tmp_path: Path, rng: np.random.Generator) -> None:
    keep_photo(JobFolder(tmp_path), draw_picture(rng, 700, 1400))
    assert size_of(tmp_path / "photo.jpg") == (1024, 512)


def test_a_small_picture_is_not_enlarged(
    tmp_path: Path, pictures: tuple[Picture, Picture]
) -> None:
    keep_photo(JobFolder(tmp_path), pictures[0])
    shown = read_picture(tmp_path / "photo.jpg").astype(float)
    assert shown.shape == pictures[0].shape
    assert np.abs(shown - pictures[0]).mean() < 8  # the grain is more than a JPEG has


def test_what_is_there_is_not_written_again(
    tmp_path: Path, pictures: tuple[Picture, Picture]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"as it was")
    keep_photo(JobFolder(tmp_path), pictures[0])
    assert (tmp_path / "photo.jpg").read_bytes() == b"as it was"


def test_a_result_leaves_all_there_is_to_see(
    tmp_path: Path, result: Picture, photo: Picture
) -> None:
    keep_artifacts(JobFolder(tmp_path), result, 5, photo, TEXT)
    assert names(tmp_path) == ["photo-colors.png", "thumb.jpg", "time-lapse.webp"]
    assert size_of(tmp_path / "thumb.jpg") == (192, 143)
    assert size_of(tmp_path / "time-lapse.webp") == (200, 150)
    assert read_recipe(tmp_path / "photo-colors.png").settings == QUICK
    np.testing.assert_array_equal(
        read_picture(tmp_path / "photo-colors.png"),
        keep_colors(result, resize_picture(photo, 150, 201)),
    )


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space"), MemoryError()])
def test_what_cannot_be_written_is_left_out(
    tmp_path: Path,
    result: Picture,
    photo: Picture,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    keep_photo(JobFolder(tmp_path), photo)
    keep_artifacts(JobFolder(tmp_path), result, 5, photo, TEXT)
    assert names(tmp_path) == []


def test_one_that_fails_does_not_take_the_others_with_it(
    tmp_path: Path, result: Picture, photo: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(artifacts, "keep_colors", fail)
    JobFolder(tmp_path).put(frame_name(1), b"no picture")
    keep_artifacts(JobFolder(tmp_path), result, 5, photo, TEXT)
    assert names(tmp_path) == ["thumb.jpg"]
