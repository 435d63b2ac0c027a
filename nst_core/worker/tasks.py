"""What a job is painted from, read from its folder, and the run that comes of it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nst_core.images.decoding import Picture, read_picture
from nst_core.jobs.folder import PICTURES, STYLES, kind_of, masks_of
from nst_core.settings.settings import Settings
from nst_core.sheets.grid import SheetSpec, plan_grid
from nst_core.sheets.runs import EXAMPLE_STYLES
from nst_core.transfer.checkpoint import Checkpoint

if TYPE_CHECKING:
    from nst_core.network.vgg import Network
    from nst_core.sheets.cell_folder import CellFolder
    from nst_core.sheets.contact_sheet import SheetFrame
    from nst_core.transfer.frame import Frame


def read_given(folder: Path) -> dict[str, Picture]:
    """Return a job's pictures by their names.

    Raises:
        ImageError: One is damaged.
    """
    return {
        name: read_picture(folder / name, kind_of(name))
        for name in PICTURES
        if (folder / name).exists()
    }


def begin(
    folder: Path,
    given: Mapping[str, Picture],
    wish: str,
    settings: Settings,
    choose: Callable[[int], Settings],
    network: "Network",
    checkpoint: Checkpoint | None,
) -> "tuple[Iterator[Frame | SheetFrame], CellFolder | None]":
    """Return the frames of a picture, or of a contact sheet, and then its cells.

    Args:
        folder: The job's.
        given: Its pictures.
        wish: The contact sheet that is wished for, or "".
        settings: What a sheet is painted with.
        choose: What a picture is painted with, from moment to moment.
        network: Which network looks.
        checkpoint: Where to go on.

    Raises:
        StyleTransferError: It cannot be painted.
    """
    from nst_core.sheets.cell_folder import CellFolder, SheetInputs
    from nst_core.sheets.contact_sheet import paint_sheet
    from nst_core.transfer.stylize import stylize

    styles = {name: given[name] for name in STYLES if name in given}
    masks = masks_of(given)
    if not wish:
        frames = stylize(
            given["content"],
            list(styles.values()),
            choose,
            network=network,
            start=given.get("start"),
            masks=masks,
            checkpoint=checkpoint,
        )
        return frames, None
    if wish == "styles":
        styles, masks = {path.stem: read_picture(path) for path in EXAMPLE_STYLES}, []
    grid = plan_grid(SheetSpec.parse(wish), settings, list(styles))
    sources = SheetInputs(given["content"], list(styles.values()), masks)
    cells = CellFolder(folder / "cells", grid, sources, network.title)
    forget = folder / "checkpoint.npz"
    return paint_sheet(sources, grid, cells, network, checkpoint, forget), cells
