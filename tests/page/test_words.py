"""All languages say the same things, plainly."""

import ast
import errno
import re
import runpy
from dataclasses import fields
from pathlib import Path
from string import Formatter

import gradio as gr
import pytest

from nst_core import errors
from nst_core.errors import (
    BusyError,
    ImageError,
    Sentence,
    SettingsError,
    StyleTransferError,
    why,
)
from nst_core.settings.presets import PRESETS
from nst_core.settings.settings import Settings
from page.languages import FOLDER, LANGUAGES, language_of, load_languages

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "page" / "static"
SCRIPTS = sorted(STATIC.rglob("*.js"))

TEXTS = {code: language.words for code, language in LANGUAGES.items()}
EN = TEXTS["en"]
OTHERS = [code for code in TEXTS if code != "en"]
SHORT_FORMS = {"API", "VGG", "BFGS", "ZIP", "JPEG", "PNG"}


def fields_of(template):
    """Places of a template with their formats, in the order of their names."""
    found = Formatter().parse(template)
    return sorted((name, how or "", form) for _, name, form, how in found if name)


def placeholders(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def read(code):
    """The texts of a language's file, without those that English lends it."""
    return runpy.run_path(str(FOLDER / f"{code}.py"))["WORDS"]


@pytest.mark.parametrize("code", OTHERS)
def test_all_languages_have_the_same_keys(code):
    assert set(read(code)) == set(EN)


@pytest.mark.parametrize("code", OTHERS)
def test_all_languages_fill_in_the_same(code):
    for key, text in EN.items():
        assert placeholders(text) == placeholders(TEXTS[code][key]), key


@pytest.mark.parametrize("code", TEXTS)
def test_words_are_plain(code):
    for key, text in TEXTS[code].items():
        assert text.strip() == text != "", key
        assert "!" not in text and "  " not in text, key
        loud = set(re.findall(r"\b[A-ZÄÖÜ]{3,}\b", text)) - SHORT_FORMS
        assert not loud, key


@pytest.mark.parametrize("code", TEXTS)
def test_every_setting_and_preset_has_its_words(code):
    words = TEXTS[code]
    for spec in fields(Settings):
        assert f"name_{spec.name}" in words and f"about_{spec.name}" in words
    for name, preset in PRESETS.items():
        assert f"preset_{name}" in words
        assert words[f"about_preset_{name}"].startswith(f"{preset.size} px")


@pytest.mark.parametrize("code", TEXTS)
def test_no_two_settings_are_called_the_same(code):
    names = [TEXTS[code][f"name_{spec.name}"] for spec in fields(Settings)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_explained_in_english_is_translated(code):
    explained = [key for key in EN if key.startswith("about_")]
    assert not [key for key in explained if EN[key] == TEXTS[code][key]]


def spoken():
    """Sentences that the page may show, with the places where they stand in the code.

    Those of the command line, and of the server's start, are seen in a terminal only.
    """
    kinds = (StyleTransferError, Sentence)
    names = {x for x, kind in vars(errors).items() if is_subclass(kind, kinds)}
    names |= {"_UnfitError", "_damaged"}  # whose templates become a sentence's values
    files = [*(ROOT / "nst_core").rglob("*.py"), *(ROOT / "page").glob("*.py")]
    files += (ROOT / "page" / "guard").glob("*.py")
    for path in sorted(files):
        if path.parent.name == "cli" or path.name in (
            "limits.py",
            "errors.py",
            "door.py",
        ):
            continue
        nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
        named = [x for x in nodes if isinstance(x, ast.Assign) and len(x.targets) == 1]
        for node in nodes:
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                place, said = f"{path.parent.name}/{path.name}", node.args[0]
                yield f"{place}:{node.lineno}", said
                name = getattr(said, "id", None)  # all that it stands for in the file
                for x in named:
                    if name and getattr(x.targets[0], "id", None) == name:
                        yield f"{place}:{x.lineno}", x.value


def is_subclass(kind, kinds):
    return isinstance(kind, type) and issubclass(kind, kinds)


def templates():
    """Those that stand there as they are; some are chosen or passed on by a name."""
    for place, template in spoken():
        constants = [x for x in ast.walk(template) if isinstance(x, ast.Constant)]
        if isinstance(template, ast.Constant | ast.IfExp):
            yield from ((place, x.value) for x in constants if isinstance(x.value, str))


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_of_the_core_is_translated(code):
    missing = {
        f"{place}: {template}"
        for place, template in templates()
        if template not in LANGUAGES[code].sentences
    }
    assert missing == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_translated_sentence_has_the_same_places(code):
    for template, text in LANGUAGES[code].sentences.items():
        assert fields_of(template) == fields_of(text), template


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_of_a_sentence_that_nobody_says(code):
    files = [*(ROOT / "nst_core").rglob("*.py"), *(ROOT / "page").glob("*.py")]
    files += (ROOT / "page" / "guard").glob("*.py")
    texts = {
        node.value
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert set(LANGUAGES[code].sentences) - texts == set()


def test_an_error_is_told_in_the_visitors_language():
    error = SettingsError(
        "{name} is {value:g}; it must be a whole number.", name="size", value=7.5
    )
    assert LANGUAGES["de"].translate(error.sentence) == (
        "size ist 7.5; es muss eine ganze Zahl sein."
    )


def test_sentences_in_a_sentence_are_translated_too():
    label = Sentence("mask {number}", {"number": 2})
    error = ImageError(
        "The {label} was not uploaded here. Choose it again.", label=label
    )
    assert LANGUAGES["de"].translate(error.sentence).startswith("Maske 2: Diese Datei")


def test_what_the_system_says_is_translated_in_a_sentence():
    full = OSError(errno.ENOSPC, "No space left on device", "/secret/place")
    error = BusyError(
        "The server has no room for these pictures ({reason}). Try again "
        "in some minutes, or with smaller files.",
        reason=why(full),
    )
    assert "(No space left on device)" in str(error)
    told = LANGUAGES["de"].translate(error.sentence)
    assert "(auf dem Datenträger ist kein Platz mehr)" in told
    assert "secret" not in told


@pytest.mark.parametrize("code", OTHERS)
def test_no_setting_is_taken_for_a_word_of_the_core(code):
    """Sentences name settings as programs do."""
    assert not {spec.name for spec in fields(Settings)} & set(LANGUAGES[code].sentences)


def test_a_sentence_without_a_translation_is_told_in_english():
    error = SettingsError("Nobody has translated {name}.", name="this")
    for language in LANGUAGES.values():
        assert language.translate(error.sentence) == "Nobody has translated this."


def test_a_new_file_is_a_new_language(tmp_path):
    """Whatever it lacks is said in English."""
    for path in FOLDER.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "eo.py").write_text("WORDS = {'paint': 'Pentri'}")
    languages = load_languages(tmp_path)
    assert set(languages) == {*LANGUAGES, "eo"}
    assert languages["eo"].say("paint") == "Pentri"
    assert languages["eo"].say("stop") == EN["stop"]


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("DE;q=0.5", "de"),
        ("en-GB,de", "en"),
        ("tlh, de", "en"),
        ("", "en"),
    ],
)
def test_the_browsers_first_language_is_spoken(accepted, code):
    request = gr.Request(headers={"accept-language": accepted})
    assert language_of(request) == LANGUAGES[code]


def asked_for():
    """Keys that templates and scripts name."""
    files = [*(ROOT / "page").glob("*.py"), *STATIC.glob("*.html"), *SCRIPTS]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    in_templates = r'(?:data-say|data-say-paused|data-pending|data-title)="(\w+)"'
    in_scripts = r'\b(?:say|I18N)\(["\'](\w+)["\']'
    return set(re.findall(in_templates, text)) | set(re.findall(in_scripts, text))


def test_every_key_that_the_page_asks_for_is_there():
    assert asked_for() - set(EN) == set()


def test_every_word_is_asked_for_somewhere():
    """By its key, or by a key that is put together from a name."""
    put_together = ("name_", "about_", "choice_", "preset_", "layers", "painting_")
    put_together += ("example_",)
    files = [*(ROOT / "page").glob("*.py"), *SCRIPTS]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    named = {key for key in EN if f'"{key}"' in text}
    rest = set(EN) - asked_for() - named
    assert {key for key in rest if not key.startswith(put_together)} <= {
        *("title", "tagline", "preset", "content", "style"),  # of a part's own name
    }
