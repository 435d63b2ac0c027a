"""Both languages say the same things, plainly."""

import re
from dataclasses import fields
from pathlib import Path
from string import Formatter

import pytest

from nst_core.settings.presets import PRESETS
from nst_core.settings.settings import Settings
from page.words.de import DE
from page.words.en import EN

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "page" / "static"
SCRIPTS = sorted(STATIC.rglob("*.js"))

BOTH = [(EN, "EN"), (DE, "DE")]
SHORT_FORMS = {"API", "VGG", "BFGS", "ZIP", "JPEG", "PNG"}


def placeholders(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_both_languages_have_the_same_keys():
    assert set(EN) == set(DE)


@pytest.mark.parametrize("key", EN)
def test_both_languages_fill_in_the_same(key):
    assert placeholders(EN[key]) == placeholders(DE[key])


@pytest.mark.parametrize(("words", "language"), BOTH)
def test_words_are_plain(words, language):
    for key, text in words.items():
        assert text.strip() == text != "", (language, key)
        assert "!" not in text and "  " not in text, (language, key)
        loud = set(re.findall(r"\b[A-ZÄÖÜ]{3,}\b", text)) - SHORT_FORMS
        assert not loud, (language, key)


@pytest.mark.parametrize(("words", "language"), BOTH)
def test_every_setting_and_preset_has_its_words(words, language):
    for spec in fields(Settings):
        assert f"name_{spec.name}" in words and f"about_{spec.name}" in words
    for name, preset in PRESETS.items():
        assert f"preset_{name}" in words
        assert words[f"about_preset_{name}"].startswith(f"{preset.size} px"), language


@pytest.mark.parametrize(("words", "language"), BOTH)
def test_no_two_settings_are_called_the_same(words, language):
    names = [words[f"name_{spec.name}"] for spec in fields(Settings)]
    assert len(set(names)) == len(names), language


def test_what_is_explained_in_english_is_translated():
    same = {key for key in EN if key.startswith("about_") and EN[key] == DE[key]}
    assert not same


def asked_for():
    """Return the keys that templates and scripts name."""
    page = ROOT / "page"
    files = [*page.glob("*.py"), *STATIC.glob("*.html"), *SCRIPTS]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    in_templates = r'(?:data-say|data-say-paused|data-pending|data-title)="(\w+)"'
    in_scripts = r'\b(?:say|I18N)\(["\'](\w+)["\']'
    return set(re.findall(in_templates, text)) | set(re.findall(in_scripts, text))


def test_every_key_that_the_page_asks_for_is_there():
    assert asked_for() - set(EN) == set()


def test_every_word_is_asked_for_somewhere():
    """By its key, or by a key that is put together from a name."""
    put_together = ("name_", "about_", "choice_", "preset_", "layers_", "layers")
    text = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    named = {key for key in EN if f'"{key}"' in text}
    rest = set(EN) - asked_for() - named
    assert {key for key in rest if not key.startswith(put_together)} <= {
        *("title", "tagline", "preset", "content", "style"),  # of a part's own name
    }
