"""One table of picture formats: all doors agree, and a row is all a format takes."""

import io

import pytest
from PIL import Image

from nst_core.errors import ImageError
from nst_core.images import decoding
from nst_core.images.decoding import read_picture
from nst_core.images.formats import (
    FORMATS,
    SUFFIXES,
    WRITERS,
    Format,
    format_of,
    readable,
)
from page.frontend import part
from tests import zoo


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_every_listed_format_is_read_and_known_by_its_signature(known: Format) -> None:
    stored = zoo.of_mode("RGB", known.pillow_name)
    assert read_picture(stored).shape == zoo.scene().shape
    assert format_of(stored) == known
    assert known.name in str(readable())


def test_no_suffix_is_listed_that_would_be_refused() -> None:
    """A folder of photos must not be looked through for what cannot be read."""
    for suffix in SUFFIXES:
        assert Image.registered_extensions()[suffix] in decoding.PILLOW_FORMATS
    assert ".avif" not in SUFFIXES
    assert set(WRITERS) <= set(SUFFIXES)


def test_a_row_is_all_a_new_format_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = io.BytesIO()
    Image.fromarray(zoo.scene()).save(stored, "PPM")
    with pytest.raises(ImageError, match="not a picture that can be read"):
        read_picture(stored.getvalue())
    names = (*decoding.PILLOW_FORMATS, "PPM")
    monkeypatch.setattr(decoding, "PILLOW_FORMATS", names)
    assert (read_picture(stored.getvalue()) == zoo.scene()).all()


def test_the_page_offers_exactly_what_is_read() -> None:
    masks = part("masks", "masks(element)")
    assert f'accept="{",".join(SUFFIXES)}"' in masks.html_template
