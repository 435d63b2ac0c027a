"""A contact sheet from the command line: one picture, and a zip with all of its cells.

Finished cells lie in a folder beside the result until all are; so after an interruption
the same command goes on where it was.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace

from tqdm import tqdm

from nst_core.cli.options import read_masks, require_places
from nst_core.cli.outcome import BAR
from nst_core.errors import ImageError, SettingsError
from nst_core.images.decoding import read_picture
from nst_core.images.encoding import write_picture
from nst_core.settings.recipe import Recipe, describe, png_text
from nst_core.settings.settings import Settings
from nst_core.sheets.grid import SheetSpec, plan_grid
from nst_core.system.terminal import load_tensorflow

Say = Callable[[str], None]


def paint_sheet(
    arguments: argparse.Namespace,
    settings: Settings,
    repeated: Recipe | None,
    say: Say,
    complain: Say,
) -> int:
    """Paint the contact sheet that `--grid` wishes for; return the exit code.

    Raises:
        StyleTransferError: The grid, a picture or a place is unfit.
    """
    wish = " ".join(arguments.grid)
    _require_fit(arguments)
    content = read_picture(arguments.content, "content")
    styles = [read_picture(path, "style") for path in arguments.style]
    masks = read_masks(arguments, repeated)
    names = [path.stem for path in arguments.style]
    spec = SheetSpec.parse(wish)
    plan_grid(spec, settings, names)  # refuses before anything is loaded
    if repeated and repeated.changes:
        complain("what was steered is left out, as each picture has its own settings.")
    load_tensorflow()
    from nst_core.images.masks import to_png
    from nst_core.network.precision import choose_precision
    from nst_core.network.vgg import load_network
    from nst_core.sheets.cell_folder import CellFolder, SheetInputs
    from nst_core.sheets.contact_sheet import paint_sheet as paint_cells

    network = load_network(settings.network, arguments.weights, show_progress=True)
    precision = choose_precision(settings.precision)
    settings = replace(settings, network=network.name, precision=precision)
    grid = plan_grid(spec, settings, names)
    output = arguments.output
    archive, folder = (
        output.with_name(f"{output.stem}-cells{x}") for x in (".zip", "")
    )
    given = SheetInputs(content, styles, masks)
    cells = CellFolder(folder, grid, given, network.title)
    frame = None
    try:
        with tqdm(**BAR) as bar:
            for frame in paint_cells(given, grid, cells, network):
                bar.n = frame.share_done
                bar.set_description_str(frame.sentence())
        assert frame, "a grid has a cell"
        recipe = describe(settings, network.title, masks=to_png(masks))
        write_picture(frame.picture, output, png_text(recipe))
        cells.zip_to(archive)
    except KeyboardInterrupt:
        complain("stopped. The same command goes on from here.")
        return 130
    except OSError as error:
        raise ImageError(
            "The zip cannot be written ({reason}). Make room, or name another place "
            "with -o; the same command goes on from here.",
            reason=error.strerror,
        ) from error
    size = f"{len(grid.cells)} pictures, {grid.rows} x {grid.columns}"
    say(f"{output} and {archive.name}: {size}")
    if cells.problem:
        complain(f"{cells.problem} What is finished is kept in {folder}.")
        return 2
    cells.remove()
    return 0


def _require_fit(arguments: argparse.Namespace) -> None:
    for option in ("report", "frames", "estimate", "start_picture"):
        if getattr(arguments, option):
            raise SettingsError(
                "--{option} is about one picture, but --grid paints many. Leave one of "
                "the two out.",
                option=option.replace("_", "-"),
            )
    require_places(arguments)
