"""A contact sheet as one picture."""

import numpy as np
import pytest

from nst_core.settings.settings import Settings
from nst_core.sheets.drawing import EMPTY, GAP_PX, MAX_EDGE_PX, cell_shape, draw_sheet
from nst_core.sheets.grid import SheetSpec, plan_grid

GRID = plan_grid(SheetSpec.parse("alpha=1,2 beta=3,4,5"), Settings(), ["style"])


def flat(color, height=40, width=60):
    return np.full((height, width, 3), color, np.uint8)


def test_cells_stand_in_rows_with_their_labels_below():
    sheet = draw_sheet(GRID, [flat((200, 0, 0)), flat((0, 200, 0))], 40, 60)
    middle = GAP_PX + 20
    for column, color in enumerate([(200, 0, 0), (0, 200, 0), EMPTY]):
        x = GAP_PX + column * (60 + GAP_PX) + 30
        np.testing.assert_array_equal(sheet[middle, x], color)
    label = sheet[GAP_PX + 40 : GAP_PX + 52, GAP_PX : GAP_PX + 60]
    assert label.min() < 100, "there is ink"


def test_a_smaller_picture_fills_its_cell():
    sheet = draw_sheet(GRID, [flat((200, 0, 0), 20, 30)], 40, 60)
    cell = sheet[GAP_PX : GAP_PX + 40, GAP_PX : GAP_PX + 60]
    assert (cell == (200, 0, 0)).all()


@pytest.mark.parametrize(("height", "width"), [(40, 60), (3000, 4000), (4096, 100)])
def test_no_sheet_is_too_large(height, width):
    shape = cell_shape(GRID, height, width)
    assert shape[0] <= height and shape[1] <= width
    assert max(draw_sheet(GRID, [], *shape).shape) <= MAX_EDGE_PX
    off = shape[0] / shape[1] / (height / width)
    assert off == pytest.approx(1, rel=0.05), "proportions are kept"
