"""Values of the page's inputs keep their names, and gaps between paintings close."""

import gradio as gr
import pytest

from page.controls import NAMES
from page.form import Form, close_gaps
from page.wiring import field
from tests.page.conftest import inputs_of

FILES = ("a photo", "a painting")


@pytest.fixture
def form():
    with gr.Blocks():
        return Form({name: gr.Textbox() for name in ("token", "content", "size")})


def test_a_row_of_values_gets_its_names_back(form):
    assert form.read(("x", "a photo", 64)) == {
        "token": "x",
        "content": "a photo",
        "size": 64,
    }


@pytest.mark.parametrize("values", [("x",), ("x", "a photo", 64, 7)])
def test_a_row_of_another_length_is_none_of_ours(form, values):
    with pytest.raises(ValueError, match="zip"):
        form.read(values)


def test_an_answer_fills_what_it_names_and_nothing_else(form):
    assert form.fill({"size": 64}) == {form["size"]: 64}
    assert form.fill({}) == gr.skip()


def test_without_a_gap_nothing_moves():
    inputs = inputs_of(FILES, style2="another", masks={"mask2": "m"})
    assert close_gaps(inputs) == inputs


def test_who_comes_after_a_gap_moves_up_with_mask_and_share():
    inputs = inputs_of(
        (None, None),
        style2="b",
        style4="d",
        blend_2=0.2,
        blend_4=0.4,
        masks={"mask1": "of nobody", "mask4": "m", "photo": "p"},
    )
    closed = close_gaps(inputs)
    assert [closed[x] for x in ("style", "style2", "style3", "style4")] == [
        *("b", "d"),
        *(None, None),
    ]
    assert [closed[f"blend_{n}"] for n in (1, 2, 3, 4)] == [0.2, 0.4, 1, 1]
    assert closed["masks"] == {"mask2": "m"}
    rest = set(NAMES) - {f"blend_{n}" for n in (1, 2, 3, 4)}
    assert {name: closed[name] for name in rest} == {
        name: inputs[name] for name in rest
    }


@pytest.mark.parametrize("masks", [None, 7, "mask2", ["mask2"]])
def test_forged_masks_are_none(masks):
    inputs = inputs_of((None, None), style2="b", masks=masks)
    assert close_gaps(inputs)["masks"] == {}


def test_what_an_event_brings_is_read_by_its_name():
    event = gr.EventData(None, {"token": "x"})
    assert field(event, "token") == "x"
    assert field(event, "kind") is None


@pytest.mark.parametrize("brought", [None, 7, "token", ["token"], {}])
def test_a_forged_event_brings_nothing(brought):
    assert field(gr.EventData(None, brought), "token") is None
