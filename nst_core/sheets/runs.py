"""The runs of a job: one picture, or one for each cell of a contact sheet.

Knows the pictures by their sizes only.
"""

from collections.abc import Mapping
from pathlib import Path

from nst_core.images.decoding import Size, stored_size
from nst_core.settings.settings import Settings
from nst_core.sheets.grid import SheetSpec, plan_grid

# The styles that come with the program: a job's sheet of styles has one cell of each.
EXAMPLE_STYLES = tuple(
    sorted((Path(__file__).parents[2] / "assets" / "styles").glob("*.jpg"))
)

Run = tuple[Mapping[str, Size], Settings]  # the pictures' sizes by their names


def planned_runs(
    sheet: str, sizes: Mapping[str, Size], settings: Settings
) -> list[Run]:
    """Sizes and settings of each run of a job.

    Args:
        sheet: The contact sheet's spec, or "" for one picture.
        sizes: Of the job's pictures, by their names.
        settings: The job's.

    Raises:
        SettingsError: Such a contact sheet cannot be painted.
    """
    if not sheet:
        return [(sizes, settings)]
    spec = SheetSpec.parse(sheet)
    if spec.kind != "styles":
        cells = plan_grid(spec, settings, ["style"]).cells
        return [(sizes, cell.settings) for cell in cells]
    cells = plan_grid(spec, settings, [path.stem for path in EXAMPLE_STYLES]).cells
    content = {"content": sizes["content"]}
    return [
        (content | {"style": stored_size(path)}, cell.settings)
        for path, cell in zip(EXAMPLE_STYLES, cells, strict=True)
    ]
