"""A contact sheet in the making: cell after cell, each a run of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from nst_core.errors import DivergedError
from nst_core.images.canvas import fit
from nst_core.images.decoding import Picture
from nst_core.images.masks import to_png
from nst_core.network.vgg import Network
from nst_core.objective.costs import Costs
from nst_core.settings.recipe import describe
from nst_core.sheets.cell_folder import CellFolder, SheetInputs
from nst_core.sheets.drawing import cell_shape, draw_sheet, fit_cell
from nst_core.sheets.grid import Cell, Grid
from nst_core.transfer.checkpoint import Checkpoint
from nst_core.transfer.frame import Frame
from nst_core.transfer.stylize import plan_painting, stylize


@dataclass(frozen=True, eq=False)
class SheetFrame:
    """The sheet at one moment, with the properties of a `Frame`."""

    grid: Grid
    done: Sequence[Picture]  # the finished cells, as shown
    frame: Frame  # of the current cell
    before_s: float  # that the finished cells took
    shape: tuple[int, int]  # height and width of a cell on the sheet
    is_plateau = False

    @cached_property
    def picture(self) -> Picture:
        """uint8 RGB: the finished cells and the current one."""
        shown = [*self.done, self.frame.picture][: len(self.grid.cells)]
        return draw_sheet(self.grid, shown, *self.shape)

    def without_state(self) -> "SheetFrame":
        """See `Frame.without_state`."""
        return replace(self, frame=self.frame.without_state())

    @property
    def iterations(self) -> int:
        """Of all cells, as far as known."""
        ahead = self.grid.cells[len(self.done) + 1 :]
        behind = self.grid.cells[: len(self.done)]
        planned = sum(cell.settings.iterations for cell in (*behind, *ahead))
        return planned + self.frame.iterations

    @property
    def iteration(self) -> int:
        """Iterations done, of all cells."""
        behind = self.grid.cells[: len(self.done)]
        planned = sum(cell.settings.iterations for cell in behind)
        return planned + self.frame.iteration

    @property
    def share_done(self) -> float:
        """Share of the work, 0 to 1."""
        return (len(self.done) + self.frame.share_done) / len(self.grid.cells)

    @property
    def seconds(self) -> float:
        """Of painting, up to here; cells kept from an earlier run took none."""
        return self.before_s + self.frame.seconds

    @property
    def seconds_left(self) -> float:
        """Estimated from the current cell."""
        whole = self.frame.seconds + self.frame.seconds_left
        ahead = len(self.grid.cells) - len(self.done) - 1
        return self.frame.seconds_left + ahead * whole

    @property
    def scale(self) -> int:
        """Of the current cell."""
        return self.frame.scale

    @property
    def scales(self) -> int:
        """Of the current cell."""
        return self.frame.scales

    @property
    def costs(self) -> Costs:
        """Of the current cell."""
        return self.frame.costs

    @property
    def checkpoint(self) -> Checkpoint:
        """Of the current cell."""
        return self.frame.checkpoint

    @property
    def cell(self) -> tuple[int, int, str]:
        """(number from 1, count, label) of the current cell."""
        number = len(self.done)
        return number + 1, len(self.grid.cells), self.grid.cells[number].label

    def sentence(self) -> str:
        """Progress in one line."""
        number, cells, label = self.cell
        if self.iteration == self.iterations:
            return f"{cells} pictures, {self.seconds:.0f} s"
        left = f"about {self.seconds_left:.0f} s left"
        return f"picture {number} of {cells} ({label}), {left}"


def paint_sheet(
    inputs: SheetInputs,
    grid: Grid,
    cells: CellFolder,
    network: Network,
    checkpoint: Checkpoint | None = None,
    checkpoint_file: Path | None = None,
) -> Iterator[SheetFrame]:
    """Yield the sheet as it fills.

    A cell whose loss diverges is shown as it was before; `cells.problem` says so.

    Args:
        inputs: What it is painted from.
        grid: All cells.
        cells: Where finished cells are kept, and taken from.
        network: Extracts the features.
        checkpoint: Of the first cell that is not finished, if there is one.
        checkpoint_file: Deleted before its cell is kept, as the next cell must not go
            on from it.

    Raises:
        StyleTransferError: As `stylize`, of any cell, before the first is painted.
    """
    for cell in grid.cells:
        styles, masks = inputs.of_cell(cell)
        in_precision = network.computing_in(cell.settings.precision)
        plan_painting(
            inputs.content, styles, masks, cell.settings, in_precision, inputs.keep
        )
    height, width = inputs.content.shape[:2]
    long_edge = max(cell.settings.size for cell in grid.cells)
    shape = cell_shape(grid, *fit(height, width, long_edge))
    # Without the last one, so that there is always a current cell.
    kept = islice(cells.read(), len(grid.cells) - 1)
    done, before_s = [fit_cell(picture, *shape) for picture in kept], 0.0
    for number in range(len(done), len(grid.cells)):
        cell, frame = grid.cells[number], None
        try:
            for frame in _paint_cell(inputs, cell, network, checkpoint):
                yield SheetFrame(grid, tuple(done), frame, before_s, shape)
        except DivergedError as error:
            if frame is None:
                raise
            cells.note(number, error.sentence)
        assert frame, "the start is a frame"
        if checkpoint_file:
            checkpoint_file.unlink(missing_ok=True)
        *drawn, keep = to_png([*inputs.of_cell(cell)[1], inputs.keep])
        settings = frame.checkpoint.settings
        recipe = describe(settings, network.title, masks=drawn, keep=keep)
        cells.write(frame, number, recipe)
        done.append(fit_cell(frame.picture, *shape))
        before_s += frame.seconds
        checkpoint = None


def _paint_cell(
    inputs: SheetInputs, cell: Cell, network: Network, checkpoint: Checkpoint | None
) -> Iterator[Frame]:
    settings = replace(cell.settings, frame_every=1)
    styles, masks = inputs.of_cell(cell)
    goes_on = checkpoint is not None and checkpoint.settings == settings
    return stylize(
        inputs.content,
        styles,
        settings,
        network=network,
        masks=masks,
        keep=inputs.keep,
        checkpoint=checkpoint if goes_on else None,
    )
