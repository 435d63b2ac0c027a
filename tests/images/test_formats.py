"""One table of picture formats: all doors agree, and a row is all a format takes."""

import io
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from nst_core.errors import ImageError
from nst_core.images import formats
from nst_core.images.decoding import read_picture
from nst_core.images.formats import (
    FOREIGN,
    FORMATS,
    HEIC,
    PNG,
    RAW,
    SUFFIXES,
    WRITERS,
    Format,
    foreign_format_of,
    format_of,
    readable,
)
from page.frontend import part
from tests import zoo


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_every_listed_format_is_read_and_known_by_its_signature(known: Format) -> None:
    stored = zoo.of_format(known)
    assert read_picture(stored).shape == zoo.scene().shape
    assert format_of(stored) in (known, formats.TIFF)  # a DNG begins like one
    assert known.name in str(readable())


def test_no_suffix_is_listed_that_would_be_refused() -> None:
    """A folder of photos must not be looked through for what cannot be read."""
    assert len(SUFFIXES) == len(set(SUFFIXES))
    assert {".avif", ".heic", ".dng", ".jfif"} <= set(SUFFIXES)
    assert set(WRITERS) == {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"}


def test_a_row_is_all_a_new_format_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = io.BytesIO()
    Image.fromarray(zoo.scene()).save(stored, "PPM")
    with pytest.raises(ImageError, match="cannot be read here: PNM"):
        read_picture(stored.getvalue())
    row = replace(PNG, name="PNM", pillow_name="PPM", signature=formats._begins(b"P6"))
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, row))
    assert (read_picture(stored.getvalue()) == zoo.scene()).all()


def test_without_its_library_a_format_is_refused_by_name() -> None:
    names = {each.name: each.signature for each in formats.foreign_rows([HEIC, RAW])}
    assert set(names) == {"HEIC", "RAW"}
    assert names["HEIC"].match(zoo.of_format(HEIC))


@pytest.mark.parametrize(
    ("library", "stored", "kind"),
    [("pillow_heif", zoo.heic, "HEIC"), ("rawpy", zoo.dng, "RAW")],
)
def test_a_library_that_does_not_load_is_as_good_as_none(
    library: str,
    stored: Callable[[], bytes],
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = stored()
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImageError, match=f"cannot be read here: {kind}"):
        read_picture(file)


def test_the_page_offers_exactly_what_is_read() -> None:
    masks = part("masks", "masks(element)")
    assert f'accept="{",".join(SUFFIXES)}"' in masks.html_template


BEGINNINGS = {
    "PDF": b"%PDF-1.7\n",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "SVG": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- by hand -->\n<svg width="9">',
    "web page": b"<!doctype html><title>404</title>",
    "Photoshop": b"8BPS\0\1",
    "GIMP": b"gimp xcf v011\0",
    "JPEG XL": b"\0\0\0\x0cJXL \r\n\x87\n",
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "OpenEXR": b"v/1\x01\2\0\0\0",
    "Radiance HDR": b"#?RADIANCE\n",
    "icon": b"\0\0\1\0\1\0",
    "PNM": b"P6\n4 4\n",
    "video": b"\0\0\0\x14ftypqt  \0\0\0\0qt  ",
    "zip": b"PK\3\4",
}


def test_every_foreign_format_has_an_example_here() -> None:
    assert {each.name for each in FOREIGN} == set(BEGINNINGS)


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_foreign_file_is_refused_by_name_and_told_the_way(name: str) -> None:
    stored = BEGINNINGS[name] + bytes(40)
    foreign = foreign_format_of(stored)
    assert foreign and foreign.name == name
    with pytest.raises(ImageError, match=f"cannot be read here: {name}") as caught:
        read_picture(stored)
    message = str(caught.value)
    assert message.endswith(f"{foreign.advice}, and choose that file.")
    assert len(message) < 300
