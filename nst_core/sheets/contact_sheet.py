"""A contact sheet in the making: cell after cell, each a run of its own.

What is finished is kept in a folder, under a name that tells from what it was painted;
so whoever comes back, after an interruption, goes on with the first that is missing.
"""

import contextlib
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from nst_core.errors import DivergedError, ImageError
from nst_core.images.canvas import fit
from nst_core.images.decoding import Picture, read_picture
from nst_core.images.encoding import write_picture
from nst_core.images.masks import to_png
from nst_core.network.vgg import Network
from nst_core.objective.costs import Costs
from nst_core.settings.recipe import Recipe, describe, png_text
from nst_core.sheets.drawing import cell_shape, draw_sheet, fit_cell
from nst_core.sheets.grid import Cell, Grid
from nst_core.system.files import write_atomically
from nst_core.transfer.checkpoint import Checkpoint
from nst_core.transfer.frame import Frame
from nst_core.transfer.stylize import plan_painting, stylize


@dataclass(frozen=True, eq=False)
class Given:
    """All that a sheet is painted from."""

    content: Picture
    styles: Sequence[Picture]  # those that cells choose from
    masks: Sequence[Picture | None]  # of these styles, as `stylize` takes them

    def of(self, cell: Cell) -> tuple[list[Picture], list[Picture | None]]:
        """Return the paintings of a cell, and their masks."""
        styles = [self.styles[at] for at in cell.styles]
        return styles, [self.masks[at] for at in cell.styles if at < len(self.masks)]

    def fingerprint(self) -> str:
        """Return what is equal for equal pictures only."""
        mark = hashlib.sha256()
        for picture in (self.content, *self.styles, *self.masks):
            if picture is None:
                mark.update(b"none")
            else:
                mark.update(f"{picture.shape}".encode() + picture.tobytes())
        return mark.hexdigest()


@dataclass(frozen=True, eq=False)
class SheetFrame:
    """The sheet at one moment; tells of itself what a `Frame` does."""

    grid: Grid
    done: Sequence[Picture]  # the cells before the one that is painted, as shown
    frame: Frame  # of that one
    before: float  # seconds that those took
    shape: tuple[int, int]  # of a cell on the sheet
    is_plateau = False

    @cached_property
    def picture(self) -> Picture:
        """uint8 RGB: what is finished, and what is painted now."""
        shown = [*self.done, self.frame.picture][: len(self.grid.cells)]
        return draw_sheet(self.grid, shown, *self.shape)

    @property
    def iterations(self) -> int:
        """In all cells, so far as it is known."""
        ahead = self.grid.cells[len(self.done) + 1 :]
        behind = self.grid.cells[: len(self.done)]
        planned = sum(cell.settings.iterations for cell in (*behind, *ahead))
        return planned + self.frame.iterations

    @property
    def iteration(self) -> int:
        """Done so far, in all cells."""
        behind = self.grid.cells[: len(self.done)]
        planned = sum(cell.settings.iterations for cell in behind)
        return planned + self.frame.iteration

    @property
    def share_done(self) -> float:
        """Of the work, 0 to 1."""
        return (len(self.done) + self.frame.share_done) / len(self.grid.cells)

    @property
    def seconds(self) -> float:
        """Of painting, up to here; cells kept from before took none."""
        return self.before + self.frame.seconds

    @property
    def seconds_left(self) -> float:
        """As the cell that is painted now says of itself."""
        whole = self.frame.seconds + self.frame.seconds_left
        ahead = len(self.grid.cells) - len(self.done) - 1
        return self.frame.seconds_left + ahead * whole

    @property
    def scale(self) -> int:
        """Of the cell."""
        return self.frame.scale

    @property
    def scales(self) -> int:
        """Of the cell."""
        return self.frame.scales

    @property
    def costs(self) -> Costs:
        """Of the cell."""
        return self.frame.costs

    @property
    def checkpoint(self) -> Checkpoint:
        """Of the cell."""
        return self.frame.checkpoint

    @property
    def cell(self) -> tuple[int, int, str]:
        """Which one is painted now, 1 is the first; of how many; its label."""
        number = len(self.done)
        return number + 1, len(self.grid.cells), self.grid.cells[number].label

    def sentence(self) -> str:
        """Say where the sheet is, in one line."""
        number, cells, label = self.cell
        if self.iteration == self.iterations:
            return f"{cells} pictures, {self.seconds:.0f} s"
        left = f"about {self.seconds_left:.0f} s left"
        return f"picture {number} of {cells} ({label}), {left}"


class Cells:
    """A folder of finished cells."""

    def __init__(self, folder: Path, grid: Grid, given: Given, network: str) -> None:
        """Name them; nothing is read or written.

        Args:
            folder: Where they are; it is made for the first of them.
            grid: What they are.
            given: What they are painted from.
            network: The title of the network that looks.
        """
        self._folder, self._grid = folder, grid
        self._mark = f"{network} {given.fingerprint()}"
        self.trouble = ""  # the last one, in words

    def note(self, number: int, trouble: str) -> None:
        """Remember what went wrong with a cell, to be told at the end."""
        label = self._grid.cells[number].label
        self.trouble = f"Picture {number + 1} ({label}): {trouble}"

    def path(self, number: int) -> Path:
        """Return where a cell is, or is going to be."""
        cell = self._grid.cells[number]
        whole = f"{self._mark} {cell.settings} {cell.styles}"
        mark = hashlib.sha256(whole.encode()).hexdigest()[:12]
        label = "".join(x if x.isalnum() or x in "._" else "-" for x in cell.label)
        return self._folder / f"{number + 1:02}-{label[:60]}-{mark}.png"

    def read(self) -> Iterator[Picture]:
        """Yield the cells that are finished, up to the first that is not."""
        for number in range(len(self._grid.cells)):
            if not self.path(number).exists():
                return
            yield read_picture(self.path(number))

    def write(self, frame: Frame, number: int, recipe: Recipe) -> None:
        """Keep a cell, with its recipe.

        Where there is no room the sheet goes on without: the cell is on it, but not in
        the zip, and after an interruption it is painted once more. `trouble` says so.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_picture(frame.picture, self.path(number), png_text(recipe))
        except (ImageError, OSError) as error:
            why = str(getattr(error, "strerror", None) or error).rstrip(".")
            self.note(number, f"It could not be kept: {why}.")

    def remove(self) -> None:
        """Delete them, and their folder if nothing else is in it."""
        with contextlib.suppress(OSError):
            for number in range(len(self._grid.cells)):
                self.path(number).unlink(missing_ok=True)
            self._folder.rmdir()

    def zip_to(self, path: Path) -> None:
        """Write what is finished to one file, whole or not at all.

        Raises:
            OSError: There is no room.
        """

        def pack(file: BinaryIO) -> None:
            with zipfile.ZipFile(file, "w") as archive:  # PNG are small as they are
                for number in range(len(self._grid.cells)):
                    if (cell := self.path(number)).exists():
                        archive.write(cell, f"{cell.stem.rpartition('-')[0]}.png")

        write_atomically(path, pack)


def paint_grid(
    given: Given,
    grid: Grid,
    cells: Cells,
    network: Network,
    checkpoint: Checkpoint | None = None,
    forget: Path | None = None,
) -> Iterator[SheetFrame]:
    """Yield the sheet as it fills.

    A cell whose cost diverges is shown as it was before; `cells.trouble` says so.

    Args:
        given: What it is painted from.
        grid: What to paint.
        cells: Where what is finished is kept, and taken from.
        network: Which network looks.
        checkpoint: Of the first cell that is not finished, if there is one.
        forget: The checkpoint's file; it goes before its cell is kept, as the next
            cell must not go on from it.

    Raises:
        StyleTransferError: As `stylize`, of any cell, before the first is painted.
    """
    for cell in grid.cells:
        looking = network.computing_in(cell.settings.precision)
        plan_painting(given.content, *given.of(cell), cell.settings, looking)
    height, width = given.content.shape[:2]
    long_edge = max(cell.settings.size for cell in grid.cells)
    shape = cell_shape(grid, *fit(height, width, long_edge))
    # Without the last one, so that there is always a cell that is painted.
    kept = islice(cells.read(), len(grid.cells) - 1)
    done, before = [fit_cell(picture, *shape) for picture in kept], 0.0
    for number in range(len(done), len(grid.cells)):
        frame = None
        try:
            for frame in _paint_cell(given, grid.cells[number], network, checkpoint):
                yield SheetFrame(grid, tuple(done), frame, before, shape)
        except DivergedError as error:
            if frame is None:
                raise
            cells.note(number, str(error))
        assert frame, "the start is a frame"
        if forget:
            forget.unlink(missing_ok=True)
        masks = to_png(given.of(grid.cells[number])[1])
        recipe = describe(frame.checkpoint.settings, network.title, masks=masks)
        cells.write(frame, number, recipe)
        done.append(fit_cell(frame.picture, *shape))
        before += frame.seconds
        checkpoint = None


def _paint_cell(
    given: Given, cell: Cell, network: Network, checkpoint: Checkpoint | None
) -> Iterator[Frame]:
    settings = replace(cell.settings, frame_every=1)
    styles, masks = given.of(cell)
    goes_on = checkpoint is not None and checkpoint.settings == settings
    return stylize(
        given.content,
        styles,
        settings,
        network=network,
        masks=masks,
        checkpoint=checkpoint if goes_on else None,
    )
