"""Example pictures of the page: small, named, and held by a picker like an upload."""

from io import BytesIO

import pytest
from PIL import Image

from page.examples import FIRST_PHOTO, FIRST_STYLE, PHOTOS, STYLES, describe, files
from page.languages import LANGUAGES
from page.uploads import uploaded_path


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_a_name_in_every_language(language):
    words = LANGUAGES[language].words
    assert all(f"example_{each.name}" in words for each in (*PHOTOS, *STYLES))


def test_their_thumbnails_are_small():
    for each in describe([*PHOTOS, *STYLES]):
        content = files().files[each["thumbnail"].rsplit("/", 1)[1]]
        assert len(content) < 20_000
        assert min(Image.open(BytesIO(content)).size) == 168


def test_a_picker_may_hold_them_though_nobody_uploaded_them():
    for each, example in zip(describe(STYLES), STYLES, strict=True):
        assert uploaded_path({"path": each["path"]}, "style") == example.path


def test_the_finished_one_is_of_two_of_them():
    assert FIRST_PHOTO in {each.name for each in PHOTOS}
    assert FIRST_STYLE in {each.name for each in STYLES}
