"""Answers to programs, with a real worker."""

import html
from dataclasses import asdict, fields
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from nst_core.images.decoding import read_picture
from nst_core.jobs.folder import INPUTS
from nst_core.settings.presets import STANDARD
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from page.api import OPTIONAL, Api
from page.controls import make_argument
from tests.conftest import run
from tests.page.conftest import BRIEF


def painted(service, files, settings=BRIEF, **more):
    """All answers to a program; `more` are paintings and masks."""
    arguments = dict(zip(("content", "style"), files, strict=True))
    arguments |= asdict(settings) | dict.fromkeys(OPTIONAL) | more

    async def collect():
        answers = Api(service).stylize(arguments, "a program")
        return [answer async for answer in answers]

    return run(collect())


def test_a_program_gets_pictures_and_the_results_file(service, files):
    *before, (picture, where, result, token) = painted(service, files)
    assert "4 iterations" in where and html.escape(where) == where
    assert read_recipe(Path(result)).settings == BRIEF
    assert all(answer[2:] == (None, token) for answer in before)
    np.testing.assert_array_equal(
        read_picture(Path(picture)), read_picture(Path(result))
    )


def test_a_program_may_bring_more_paintings_and_masks(service, files, uploads):
    """White on the left: there the first painting goes, on the right the second."""
    for name, box in (("left", (0, 0, 40, 64)), ("right", (40, 0, 80, 64))):
        mask = Image.new("L", (80, 64))
        mask.paste(255, box)
        mask.save(uploads / f"{name}.png")
    Image.new("RGB", (64, 64), "red").save(uploads / "red.png")
    left, right, red = (
        {"path": f"{uploads}/{x}.png"} for x in ("left", "right", "red")
    )
    given = {"style2": red, "mask1": left, "mask2": right, "keep": left}
    *_, alone = painted(service, files)
    *_, both = painted(service, files, **given)
    folder = service.folder(both[3])
    assert {x for x in INPUTS if folder.has(x)} == {"content", "style", *given}
    change = read_picture(Path(both[0])).astype(int) - read_picture(Path(alone[0]))
    redder = change[..., 0] - change[..., 2]
    assert redder[:, 48:].mean() > redder[:, :32].mean() + 5


def test_a_program_is_refused_in_words(service, files):
    with pytest.raises(gr.Error, match="photo is missing"):
        painted(service, (None, files[1]))


def test_a_painting_after_a_gap_is_refused_in_words(service, files):
    with pytest.raises(gr.Error, match="painting 2 is missing"):
        painted(service, files, style3=files[1])


def test_every_setting_is_an_argument_with_its_own_name_and_default():
    for spec in fields(Settings):
        argument = make_argument(spec.name)
        assert argument.label == spec.name
        assert argument.value == getattr(STANDARD, spec.name)
