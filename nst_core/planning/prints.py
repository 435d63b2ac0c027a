"""Sheets of paper that a picture fills. Pure arithmetic."""

PRINT_DPI = 150  # at arm's length nobody sees the dots
MM_PER_INCH = 25.4
# ISO 216, millimetres; each is half of the one before.
SHEETS_MM = {
    "A0": (841, 1189),
    "A1": (594, 841),
    "A2": (420, 594),
    "A3": (297, 420),
    "A4": (210, 297),
    "A5": (148, 210),
    "A6": (105, 148),
}


def largest_sheet(height: int, width: int, dpi: int = PRINT_DPI) -> str | None:
    """Name of the largest sheet that so many pixels fill; None if not even A6.

    The sheet lies as the picture does; what goes beyond it is cut.
    """
    edges_mm = sorted(edge / dpi * MM_PER_INCH for edge in (height, width))
    for name, (short, long) in SHEETS_MM.items():
        if edges_mm[0] >= short and edges_mm[1] >= long:
            return name
    return None
