"""What a job is painted from, read from its folder, and the run that comes of it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nst_core.images.decoding import Picture, read_picture
from nst_core.jobs.folder import PICTURES, STYLES, kind_of, masks_of
from nst_core.settings.settings import Settings
from nst_core.sheets.grid import plan_grid
from nst_core.transfer.checkpoint import Checkpoint

if TYPE_CHECKING:
    from nst_core.network.vgg import Network
    from nst_core.sheets.contact_sheet import Cells, SheetFrame
    from nst_core.transfer.frame import Frame

from nst_core.sheets.grid import EXAMPLES


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
) -> "tuple[Iterator[Frame | SheetFrame], Cells | None]":
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
    from nst_core.sheets.contact_sheet import Cells, Given, paint_grid
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
        styles, masks = {path.stem: read_picture(path) for path in EXAMPLES}, []
    grid = plan_grid(wish, settings, list(styles))
    sources = Given(given["content"], list(styles.values()), masks)
    cells = Cells(folder / "cells", grid, sources, network.title)
    forget = folder / "checkpoint.npz"
    return paint_grid(sources, grid, cells, network, checkpoint, forget), cells
