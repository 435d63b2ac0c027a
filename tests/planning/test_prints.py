"""The size of a picture in print."""

import pytest

from nst_core.planning.prints import SHEETS_MM, largest_sheet


@pytest.mark.parametrize(
    ("height", "width", "sheet"),
    [
        (6144, 8192, "A0"),
        (2731, 4096, "A2"),
        (1754, 1241, "A4"),
        (1240, 1754, "A5"),
        (768, 1024, "A6"),
        (512, 512, None),
        (100, 9000, None),
    ],
)
def test_the_largest_sheet_that_is_filled_at_150_dpi(height, width, sheet):
    assert largest_sheet(height, width) == sheet
    assert largest_sheet(width, height) == sheet


def test_twice_the_dots_fill_a_quarter_of_the_paper():
    assert largest_sheet(6144, 8192, dpi=300) == "A2"


def test_each_sheet_is_half_of_the_one_before():
    sheets = list(SHEETS_MM.values())
    for (short, long), (smaller_short, smaller_long) in zip(
        sheets, sheets[1:], strict=False
    ):
        assert smaller_long == short and abs(smaller_short - long / 2) <= 1
