"""The page's languages: every file of words/ is one, found by listing the folder.

A language's file holds WORDS, the page's texts by their keys, and SENTENCES, those of
the core by their English templates. What a language lacks is said in English.
"""

import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.requests import Request

from nst_core.errors import Sentence, StyleTransferError
from nst_core.serving.queue import format_duration

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Language:
    """One language: its texts with {places} for values."""

    words: Mapping[str, str]  # by their keys
    sentences: Mapping[str, str]  # by the core's templates

    def say(self, key: str, **values: object) -> str:
        """The text of a key, with the values in their places."""
        return self.words[key].format(**values)

    def translate(self, sentence: StyleTransferError | Sentence | str) -> str:
        """A sentence of the core; in English where this language lacks it.

        A value that is a sentence, or a word that stands alone, is translated too.
        """
        if isinstance(sentence, StyleTransferError):
            sentence = sentence.sentence
        if isinstance(sentence, str):
            return self.sentences.get(sentence, sentence)
        if sentence.template not in self.sentences:
            return str(sentence)
        values = {
            name: self.translate(value) if isinstance(value, Sentence | str) else value
            for name, value in sentence.values.items()
        }
        return str(Sentence(self.sentences[sentence.template], values))

    def duration(self, seconds: float) -> str:
        """A time as people say it, in seconds or minutes."""
        return format_duration(seconds)


def load_languages(folder: Path) -> dict[str, Language]:
    """All languages of a folder, by their codes, which are the files' names."""
    files = {path.stem: runpy.run_path(str(path)) for path in folder.glob("*.py")}
    english: Mapping[str, str] = files["en"]["WORDS"]
    return {
        code: Language(english | file["WORDS"], file.get("SENTENCES", {}))
        for code, file in sorted(files.items())
    }


LANGUAGES = load_languages(FOLDER)
ENGLISH = LANGUAGES["en"]


def language_of(request: gr.Request | Request | None) -> Language:
    """The language of a visitor's browser, by Accept-Language; else English.

    Only the first choice counts: the browser's scripts know no other one either.
    """
    accepted: Any = request.headers.get("accept-language", "") if request else ""
    code = accepted.partition(",")[0].partition(";")[0].partition("-")[0]
    return LANGUAGES.get(code.strip().lower(), ENGLISH)
