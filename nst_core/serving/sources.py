"""What a job is painted from, read from its folder, and the run that comes of it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nst_core.checkpoint import Checkpoint
from nst_core.decoding import Size, read_size
from nst_core.grid import plan_grid
from nst_core.images import Picture, read_picture
from nst_core.serving.jobs import PICTURES, STYLES, kind_of, masks_of
from nst_core.settings import Settings

if TYPE_CHECKING:
    from nst_core.contact import Cells, SheetFrame
    from nst_core.frame import Frame
    from nst_core.vgg import Network

ASSETS = Path(__file__).parents[2] / "assets"
EXAMPLES = sorted((ASSETS / "styles").glob("*.jpg"))  # of a sheet over all styles


def cells_of(
    wish: str, sizes: Mapping[str, Size], settings: Settings
) -> list[tuple[Mapping[str, Size], Settings]]:
    """Return the sizes and the settings of the one picture, or of each on a sheet.

    Raises:
        SettingsError: The contact sheet that is wished for cannot be.
    """
    if not wish:
        return [(sizes, settings)]
    if wish != "styles":
        cells = plan_grid(wish, settings, ["style"]).cells
        return [(sizes, cell.settings) for cell in cells]
    cells = plan_grid(wish, settings, [path.stem for path in EXAMPLES]).cells
    content = {"content": sizes["content"]}
    return [
        (content | {"style": read_size(path, "style")}, cell.settings)
        for path, cell in zip(EXAMPLES, cells, strict=True)
    ]


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
    from nst_core.contact import Cells, Given, paint_grid
    from nst_core.transfer import stylize

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
