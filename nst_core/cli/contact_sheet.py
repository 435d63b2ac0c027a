"""A contact sheet from the command line: one picture, and a zip with all of its cells.

Finished cells lie in a folder beside the result until all are; so after an interruption
the same command goes on where it was.
"""

from dataclasses import replace

from tqdm import tqdm

from nst_core.cli.outcome import BAR
from nst_core.cli.output import ExitCode, print_err, print_out
from nst_core.cli.request import Request
from nst_core.errors import ImageError, SettingsError
from nst_core.images.decoding import decode
from nst_core.images.encoding import write_picture
from nst_core.images.masks import to_png
from nst_core.settings.recipe import describe, png_text
from nst_core.sheets.grid import plan_grid
from nst_core.system.terminal import load_tensorflow


def paint_contact_sheet(request: Request) -> ExitCode:
    """Paint the contact sheet of a request that has a spec of one.

    Raises:
        StyleTransferError: The spec, a picture or a place is unfit.
    """
    assert request.sheet
    _require_fit(request)
    decoded = decode(request.content, "content")
    if decoded.alpha is not None:
        print_err("the photo is transparent in places, where it is painted on white.")
    content = decoded.on_white()
    styles = request.read_styles()
    masks, keep = request.read_masks(), request.read_keep()
    names = [path.stem for path in request.styles]
    plan_grid(request.sheet, request.settings, names)  # refuses before loading
    if request.recipe and request.recipe.changes:
        print_err("what was steered is left out, as each picture has its own settings.")
    load_tensorflow()
    from nst_core.network.precision import choose_precision
    from nst_core.network.vgg import load_network
    from nst_core.sheets.cell_folder import CellFolder, SheetInputs
    from nst_core.sheets.contact_sheet import paint_sheet

    settings = request.settings
    network = load_network(settings.network, request.weights, show_progress=True)
    precision = choose_precision(settings.precision)
    settings = replace(settings, network=network.name, precision=precision)
    grid = plan_grid(request.sheet, settings, names)
    output = request.output
    archive = output.with_name(f"{output.stem}-cells.zip")
    folder = output.with_name(f"{output.stem}-cells")
    inputs = SheetInputs(content, styles, masks, keep)
    cells = CellFolder(folder, grid, inputs, network.title)
    frame = None
    try:
        with tqdm(**BAR) as bar:
            for frame in paint_sheet(inputs, grid, cells, network):
                bar.n = frame.share_done
                bar.set_description_str(frame.sentence())
        assert frame, "a grid has a cell"
        *mask_files, keep_file = to_png([*masks, keep])
        recipe = describe(settings, network.title, masks=mask_files, keep=keep_file)
        write_picture(frame.picture, output, png_text(recipe), spec=request.file)
        cells.zip_to(archive)
    except KeyboardInterrupt:
        print_err("stopped. The same command goes on from here.")
        return ExitCode.INTERRUPTED
    except OSError as error:
        raise ImageError(
            "The zip cannot be written ({reason}). Make room, or name another place "
            "with -o; the same command goes on from here.",
            reason=error.strerror,
        ) from error
    size = f"{len(grid.cells)} pictures, {grid.rows} x {grid.columns}"
    print_out(f"{output} and {archive.name}: {size}")
    if cells.problem:
        print_err(f"{cells.problem} What is finished is kept in {folder}.")
        return ExitCode.FAILED
    cells.remove()
    return ExitCode.DONE


def _require_fit(request: Request) -> None:
    one_picture_options = {
        "report": request.report,
        "frames": request.frames,
        "estimate": request.is_estimate,
        "start-picture": request.start_picture,
    }
    for option, value in one_picture_options.items():
        if value:
            raise SettingsError(
                "--{option} is about one picture, but --grid paints many. Leave one of "
                "the two out.",
                option=option,
            )
    request.require_places()
