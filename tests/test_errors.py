"""Sentences keep their templates and values apart, and every template can be filled."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from nst_core import errors
from nst_core.errors import Sentence, SettingsError, StyleTransferError, TooLargeError

ROOTS = [Path(__file__).parents[1] / name for name in ("nst_core", "page")]
SPEAKERS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, (StyleTransferError, Sentence))
}


def test_an_error_keeps_its_template_and_its_values_apart():
    error = SettingsError("{name} is {value:g}; choose less.", name="beta", value=3.0)

    assert str(error) == "beta is 3; choose less."
    assert error.sentence.template == "{name} is {value:g}; choose less."
    assert error.sentence.values == {"name": "beta", "value": 3.0}


def test_a_sentence_may_stand_in_another_one():
    cause = SettingsError("{name} is too large.", name="beta").sentence

    assert str(StyleTransferError("No: {cause}", cause=cause)) == (
        "No: beta is too large."
    )


def test_a_template_without_values_is_said_as_it_is():
    assert str(StyleTransferError("a brace { is no value")) == "a brace { is no value"


def test_what_fits_is_a_value_too():
    error = TooLargeError("Choose at most {fits}.", fits=512)

    assert (str(error), error.fits) == ("Choose at most 512.", 512)


def spoken() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(path for root in ROOTS for path in root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SPEAKERS:
                yield f"{path.parent.name}/{path.name}:{node.lineno}", node


def test_every_template_names_just_the_values_that_are_given():
    """Else a person would see a KeyError, and a translation would miss a value."""
    places = dict(spoken())
    assert len(places) > 80
    for place, call in places.items():
        template = call.args[0]
        assert not isinstance(template, ast.JoinedStr), place
        if isinstance(template, ast.Constant) and call.keywords:
            fields = {
                name for _, name, _, _ in Formatter().parse(template.value) if name
            }
            given = {keyword.arg for keyword in call.keywords}
            assert fields == given, place
