"""A contact sheet as one picture: cells in rows, each with its label below."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from nst_core.images.decoding import Picture
from nst_core.sheets.grid import Grid

MAX_EDGE_PX = 4096  # of the sheet
GAP_PX = 8
BACKGROUND, EMPTY, TEXT = (247, 244, 239), (235, 230, 221), (38, 33, 28)
MIN_TEXT_PX = 9
ELLIPSIS = "..."


def cell_shape(grid: Grid, height: int, width: int) -> tuple[int, int]:
    """Height and width of a cell, for pictures of this height and width."""
    room_px = MAX_EDGE_PX - GAP_PX
    max_width = room_px / grid.columns - GAP_PX
    max_height = room_px / grid.rows - GAP_PX - _label_px(width)
    scale = min(1.0, max_width / width, max_height / height)
    return max(1, int(height * scale)), max(1, int(width * scale))


def draw_sheet(
    grid: Grid, pictures: Sequence[Picture | None], height: int, width: int
) -> Picture:
    """Contact sheet of the cells' pictures.

    Args:
        grid: All cells.
        pictures: uint8 RGB of any size, in the grid's order; None, or none at the end,
            for those to come.
        height: Of a cell, without its label; see `cell_shape`.
        width: Of a cell.

    Returns:
        uint8 RGB, both edges at most MAX_EDGE_PX.
    """
    text_px = _label_px(width)
    step_x, step_y = width + GAP_PX, height + GAP_PX + text_px
    size = GAP_PX + grid.columns * step_x, GAP_PX + grid.rows * step_y
    sheet = Image.new("RGB", size, BACKGROUND)
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
        draw.text((x, y + height + 1), label, TEXT, font)
    return np.asarray(sheet)


def fit_cell(picture: Picture, height: int, width: int) -> Picture:
    """Picture scaled to fit into a cell, proportions kept."""
    return np.asarray(ImageOps.contain(Image.fromarray(picture), (width, height)))


def _label_px(width: int) -> int:
    return max(MIN_TEXT_PX, min(32, width // 12)) + 4


def _shorten(label: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    shown = label
    while font.getlength(shown) > width and len(shown) > len(ELLIPSIS):
        label = label[:-1]
        shown = label + ELLIPSIS
    return shown


def _font(label: str, width: int) -> ImageFont.FreeTypeFont:
    """Largest font in which the label fits, down to MIN_TEXT_PX."""
    size = _label_px(width) - 4
    while True:
        font = ImageFont.load_default(size)
        assert isinstance(font, ImageFont.FreeTypeFont), "Pillow brings FreeType"
        if size <= MIN_TEXT_PX or font.getlength(label) <= width:
            return font
        size -= 1
