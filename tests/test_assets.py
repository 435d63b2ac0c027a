"""The pictures we ship: credited, modest in size, and drawn the same every time."""

import importlib
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

ASSETS = Path(__file__).parent.parent / "assets"
PICTURES = sorted(
    path.relative_to(ASSETS).as_posix()
    for folder in ("photos", "styles")
    for path in (ASSETS / folder).iterdir()
)
MEGABYTE = 1_000_000


def test_every_picture_is_credited_and_every_credit_has_a_picture() -> None:
    """Each row of CREDITS.md names one file, and no file lacks its row."""
    credits = (ASSETS / "CREDITS.md").read_text(encoding="utf-8")

    assert sorted(re.findall(r"^\| `(.+?)` \|", credits, re.MULTILINE)) == PICTURES


def test_there_is_enough_to_choose_from() -> None:
    photos = [name for name in PICTURES if name.startswith("photos/")]

    assert len(photos) >= 5
    assert len(PICTURES) - len(photos) >= 8


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_a_small_rgb_jpeg(name: str) -> None:
    """Small enough for the page to load at once, large enough to be worth a style."""
    assert (ASSETS / name).stat().st_size < 400_000
    with Image.open(ASSETS / name) as picture:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")
        assert min(picture.size) >= 300
        assert max(picture.size) <= 800


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_nothing_of_how_it_was_taken(name: str) -> None:
    with Image.open(ASSETS / name) as picture:
        assert not picture.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & picture.info.keys()


def test_no_asset_is_over_nine_and_a_half_megabytes() -> None:
    """Larger files do not fit everywhere that a clone of this project must fit."""
    heavy = {
        path.name: path.stat().st_size
        for path in ASSETS.rglob("*")
        if path.is_file() and path.stat().st_size > 9.5 * MEGABYTE
    }

    assert heavy == {}


def test_every_style_on_the_shelf_has_its_painter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    styles = painters(monkeypatch)

    drawn = [f"styles/{name}.jpg" for name in styles.STYLES]
    assert sorted(drawn) == [name for name in PICTURES if name.startswith("styles/")]


def test_a_style_drawn_twice_is_the_same_to_the_pixel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Chance is seeded: whoever redraws the shelf changes nothing."""
    paint = painters(monkeypatch).STYLES["pointillism"]
    once, again = paint(64), paint(64)

    assert once.dtype == np.uint8
    assert once.shape == (53, 64, 3)
    np.testing.assert_array_equal(once, again)


def test_a_small_drawing_is_the_large_one_seen_from_afar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sizes are lengths in picture widths, never pixels."""
    paint = painters(monkeypatch).STYLES["pointillism"]
    small, large = paint(64), Image.fromarray(paint(192))

    shrunk = np.asarray(large.resize((64, 53), Image.Resampling.BOX), dtype=float)
    assert np.abs(shrunk - small).mean() < 12  # of 255: dots are rounded to pixels


def painters(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the module draw_styles as it is when run from its own folder."""
    monkeypatch.syspath_prepend(str(ASSETS))
    return importlib.import_module("draw_styles")
