"""A contact sheet as one picture: cells in rows, each with its label below."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from nst_core.images.decoding import Picture
from nst_core.sheets.grid import Grid

LONGEST_PX = 4096  # of the sheet's edges
GAP_PX = 8
GROUND, EMPTY, INK = (247, 244, 239), (235, 230, 221), (38, 33, 28)
SMALLEST_TEXT_PX = 9
ELLIPSIS = "..."


def cell_shape(grid: Grid, height: int, width: int) -> tuple[int, int]:
    """Return at which height and width the sheet shows pictures of this size."""
    room = LONGEST_PX - GAP_PX, LONGEST_PX - GAP_PX
    most_wide = room[1] / grid.columns - GAP_PX
    most_high = room[0] / grid.rows - GAP_PX - _label_px(width)
    share = min(1.0, most_wide / width, most_high / height)
    return max(1, int(height * share)), max(1, int(width * share))


def draw_sheet(
    grid: Grid, pictures: Sequence[Picture | None], height: int, width: int
) -> Picture:
    """Return the sheet.

    Args:
        grid: What is shown.
        pictures: uint8 RGB of any size, in the grid's order; None, or none at the end,
            for those to come.
        height: Of a cell, without its label; see `cell_shape`.
        width: Of a cell.

    Returns:
        uint8 RGB, both edges at most LONGEST_PX.
    """
    text_px = _label_px(width)
    step_x, step_y = width + GAP_PX, height + GAP_PX + text_px
    size = GAP_PX + grid.columns * step_x, GAP_PX + grid.rows * step_y
    sheet = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(sheet)
    for number, cell in enumerate(grid.cells):
        row, column = divmod(number, grid.columns)
        x, y = GAP_PX + column * step_x, GAP_PX + row * step_y
        picture = pictures[number] if number < len(pictures) else None
        if picture is None:
            draw.rectangle((x, y, x + width - 1, y + height - 1), EMPTY)
        else:
            small = fit_cell(picture, height, width)
            left, top = (width - small.shape[1]) // 2, (height - small.shape[0]) // 2
            sheet.paste(Image.fromarray(small), (x + left, y + top))
        font = _font(cell.label, width)
        label = _shorten(cell.label, font, width)
        draw.text((x, y + height + 1), label, INK, font)
    return np.asarray(sheet)


def fit_cell(picture: Picture, height: int, width: int) -> Picture:
    """Return the picture as large as it fits into a cell of this size."""
    return np.asarray(ImageOps.contain(Image.fromarray(picture), (width, height)))


def _label_px(width: int) -> int:
    return max(SMALLEST_TEXT_PX, min(32, width // 12)) + 4


def _shorten(label: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    shown = label
    while font.getlength(shown) > width and len(shown) > len(ELLIPSIS):
        label = label[:-1]
        shown = label + ELLIPSIS
    return shown


def _font(label: str, width: int) -> ImageFont.FreeTypeFont:
    """Return the font in which the label fits, if it can be read then."""
    size = _label_px(width) - 4
    while True:
        font = ImageFont.load_default(size)
        assert isinstance(font, ImageFont.FreeTypeFont), "Pillow brings FreeType"
        if size <= SMALLEST_TEXT_PX or font.getlength(label) <= width:
            return font
        size -= 1
