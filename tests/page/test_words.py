"""Both languages say the same things, plainly."""

import re
from dataclasses import fields
from string import Formatter

import pytest

from nst_core.settings import PRESETS, Settings
from page.words import DE, EN

BOTH = [(EN, "EN"), (DE, "DE")]
SHORT_FORMS = {"API", "VGG", "BFGS"}


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
