"""The cells of a contact sheet."""

from dataclasses import replace

import pytest

from nst_core.errors import SettingsError
from nst_core.settings.settings import STYLE_LAYERS, Settings
from nst_core.sheets.grid import MAX_CELLS, SheetSpec, plan_grid

BASE = Settings(size=128)


def test_two_settings_make_rows_and_columns():
    grid = plan_grid(SheetSpec.parse("alpha=1,10 beta=5,50,500"), BASE, ["style"])
    assert (grid.rows, grid.columns) == (2, 3)
    weights = [(cell.settings.alpha, cell.settings.beta) for cell in grid.cells]
    assert weights == [(1, 5), (1, 50), (1, 500), (10, 5), (10, 50), (10, 500)]
    assert grid.cells[1].label == "alpha 1, beta 50"
    rest = replace(grid.cells[5].settings, alpha=BASE.alpha, beta=BASE.beta)
    assert rest == BASE


def test_one_setting_makes_one_row_also_of_choices():
    grid = plan_grid(
        SheetSpec.parse("style-term=gram,sliced"), BASE, ["style", "style2"]
    )
    assert (grid.rows, grid.columns) == (1, 2)
    assert [cell.settings.style_term for cell in grid.cells] == ["gram", "sliced"]
    assert {cell.styles for cell in grid.cells} == {(0, 1)}


def test_every_painting_has_a_picture_of_its_own():
    grid = plan_grid(SheetSpec.parse("styles"), BASE, list("abcdefghi"))
    assert (grid.rows, grid.columns) == (3, 4) or (grid.rows, grid.columns) == (3, 3)
    assert [cell.styles for cell in grid.cells] == [(at,) for at in range(9)]
    assert grid.cells[8].label == "i"


def test_every_layer_is_seen_alone_and_without_the_photo():
    grid = plan_grid(SheetSpec.parse("layers"), BASE, ["style"])
    for cell, layer in zip(grid.cells, STYLE_LAYERS, strict=True):
        weights = cell.settings.layer_weights
        assert [name for name in weights if weights[name]] == [layer]
        assert (cell.settings.alpha, cell.settings.start) == (0, "noise")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must name one or two settings"),
        ("alpha=1 beta=2 seed=3", "must name one or two settings"),
        ("alpha=1 alpha=2", "must name one or two settings"),
        ("everything", "is no setting with values"),
        ("alpha=", "is no setting with values"),
        ("gamma=1,2", "no setting that pictures of one grid can differ in"),
        ("network=vgg16,vgg19", "no setting that pictures of one grid can differ in"),
        ("alpha=1,many", "alpha is 'many'; it must be a number"),
        ("alpha=-1,2", "alpha is -1; choose from"),
        ("padding=wrap,round", "choose one of"),
        ("start=content,picture", "cannot start from a picture"),
        ("alpha=" + "1," * 9999 + "1 beta=" + "1," * 9999 + "1", "100,000,000 pict"),
        ("seed=" + ",".join(map(str, range(MAX_CELLS + 1))), "at most 64"),
    ],
)
def test_what_cannot_be_a_contact_sheet_is_refused_in_words(text, words):
    with pytest.raises(SettingsError, match=words):
        plan_grid(SheetSpec.parse(text), BASE, ["style"])
