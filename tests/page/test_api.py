"""What programs are answered, called as Gradio calls it, with a real worker."""

import asyncio
import html
from dataclasses import asdict, fields
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from nst_core.images.decoding import read_picture
from nst_core.jobs.folder import GIVEN
from nst_core.settings.recipe import read_recipe
from nst_core.settings.settings import Settings
from page.api import MORE, Door
from page.controls import make_argument
from tests.page.conftest import BRIEF


def painted(pool, files, settings=BRIEF, **more):
    """Return all that a program is told; `more` are paintings and masks."""
    request = gr.Request(session_hash="a program")

    async def collect():
        values = (*asdict(settings).values(), *map(more.get, MORE))
        said = Door(pool).stylize(*files, *values, request=request)
        return [each async for each in said]

    return asyncio.run(collect())


def test_a_program_gets_pictures_and_the_results_file(pool, files):
    *before, (picture, where, result, token) = painted(pool, files)
    assert "iteration 4 of 4" in where and html.escape(where) == where
    assert read_recipe(Path(result)).settings == BRIEF
    assert all(said[2] is None and said[3] == token for said in before)
    np.testing.assert_array_equal(
        read_picture(Path(picture)), read_picture(Path(result))
    )


def test_a_program_may_bring_more_paintings_and_masks(pool, files, uploads):
    """White on the left: there the first painting goes, on the right the second."""
    for name, box in (("left", (0, 0, 40, 64)), ("right", (40, 0, 80, 64))):
        mask = Image.new("L", (80, 64))
        mask.paste(255, box)
        mask.save(uploads / f"{name}.png")
    Image.new("RGB", (64, 64), "red").save(uploads / "red.png")
    left, right, red = (
        {"path": f"{uploads}/{x}.png"} for x in ("left", "right", "red")
    )
    given = {"style2": red, "mask1": left, "mask2": right}
    *_, alone = painted(pool, files)
    *_, both = painted(pool, files, **given)
    folder = pool.files(both[3])
    assert {x for x in GIVEN if (folder / x).exists()} == {"content", "style", *given}
    change = read_picture(Path(both[0])).astype(int) - read_picture(Path(alone[0]))
    redder = change[..., 0] - change[..., 2]
    assert redder[:, 48:].mean() > redder[:, :32].mean() + 5


def test_a_program_is_refused_in_words(pool, files):
    with pytest.raises(gr.Error, match="photo is missing"):
        painted(pool, (None, files[1]))


def test_every_setting_is_an_argument_with_its_own_name_and_default():
    for spec in fields(Settings):
        argument = make_argument(spec.name)
        assert argument.label == spec.name
        assert argument.value == spec.default
