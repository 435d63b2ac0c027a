"""What programs are answered, called as Gradio calls it, with a real worker."""

import asyncio
import html
from dataclasses import asdict, fields
from pathlib import Path

import gradio as gr
import numpy as np
import pytest

from nst_core.images import read_picture
from nst_core.recipe import read_recipe
from nst_core.settings import Settings
from page.controls import make_argument
from page.programs import Door
from tests.page.conftest import BRIEF


def painted(pool, files, settings=BRIEF):
    request = gr.Request(session_hash="a program")

    async def collect():
        values = asdict(settings).values()
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


def test_a_program_is_refused_in_words(pool, files):
    with pytest.raises(gr.Error, match="photo is missing"):
        painted(pool, (None, files[1]))


def test_every_setting_is_an_argument_with_its_own_name_and_default():
    for spec in fields(Settings):
        argument = make_argument(spec.name)
        assert argument.label == spec.name
        assert argument.value == spec.default
