"""The runs of a job, as the planner sees them."""

import pytest

from nst_core.errors import SettingsError
from nst_core.settings.settings import Settings
from nst_core.sheets.runs import EXAMPLE_STYLES, planned_runs

SIZES = {"content": (60, 80), "style": (64, 64), "style2": (32, 32)}
SETTINGS = Settings(size=64)


def test_a_picture_is_one_run():
    assert planned_runs("", SIZES, SETTINGS) == [(SIZES, SETTINGS)]


def test_every_cell_of_a_sheet_is_a_run_of_its_own():
    runs = planned_runs("beta=1,9", SIZES, SETTINGS)
    assert [settings.beta for _, settings in runs] == [1, 9]
    assert all(sizes == SIZES for sizes, _ in runs)


def test_a_sheet_of_styles_has_a_run_of_each_style_of_the_program():
    runs = planned_runs("styles", SIZES, SETTINGS)
    assert len(runs) == len(EXAMPLE_STYLES) > 1
    for sizes, _ in runs:
        assert sizes["content"] == (60, 80) and set(sizes) == {"content", "style"}


def test_a_sheet_that_cannot_be_painted_is_refused():
    with pytest.raises(SettingsError, match="no setting that pictures of one grid"):
        planned_runs("gamma=1,2", SIZES, SETTINGS)
