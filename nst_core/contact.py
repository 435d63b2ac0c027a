"""A contact sheet in the making: cell after cell, each a run of its own.

What is finished is kept in a folder, under a name that tells from what it was painted;
so whoever comes back, after an interruption, goes on with the first that is missing.
"""

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from nst_core.checkpoint import Checkpoint
from nst_core.files import write_atomically
from nst_core.frame import Frame
from nst_core.grid import Grid
from nst_core.images import Picture, fit, read_picture, write_picture
from nst_core.objective import Costs
from nst_core.recipe import describe, png_text
from nst_core.sheet import cell_shape, draw_sheet
from nst_core.transfer import stylize
from nst_core.vgg import Network


@dataclass(frozen=True, eq=False)
class SheetFrame:
    """The sheet at one moment; tells of itself what a `Frame` does."""

    grid: Grid
    done: Sequence[Picture]  # the cells before the one that is painted
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

    def __init__(self, folder: Path, grid: Grid, pictures: Sequence[Picture]) -> None:
        """Make the folder unless it is there.

        Args:
            folder: Where they are.
            grid: What they are.
            pictures: All that they are painted from.

        Raises:
            OSError: The folder cannot be made.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._grid = folder, grid
        mark = hashlib.sha256()
        for picture in pictures:
            mark.update(repr(picture.shape).encode() + picture.tobytes())
        self._mark = mark.hexdigest()

    def path(self, number: int) -> Path:
        """Return where a cell is, or is going to be."""
        cell = self._grid.cells[number]
        whole = f"{self._mark} {cell.settings} {cell.styles}"
        mark = hashlib.sha256(whole.encode()).hexdigest()[:12]
        label = "".join(x if x.isalnum() or x in "._" else "-" for x in cell.label)
        return self._folder / f"{number + 1:02}-{label[:60]}-{mark}.png"

    def read(self) -> list[Picture]:
        """Return the cells that are finished, up to the first that is not."""
        done: list[Picture] = []
        while len(done) < len(self._grid.cells) and self.path(len(done)).exists():
            done.append(read_picture(self.path(len(done))))
        return done

    def write(self, frame: Frame, number: int, title: str) -> None:
        """Keep a cell, with its recipe.

        Raises:
            ImageError: It cannot be written.
        """
        text = png_text(describe(frame.checkpoint.settings, title))
        write_picture(frame.picture, self.path(number), text)

    def zip_to(self, path: Path) -> None:
        """Write what is finished to one file, whole or not at all.

        Raises:
            OSError: There is no room.
        """
        part = path.with_name(f"{path.name}.cells")
        try:
            with zipfile.ZipFile(part, "w") as archive:  # PNG are small as they are
                for number in range(len(self._grid.cells)):
                    if (cell := self.path(number)).exists():
                        archive.write(cell, f"{cell.stem.rpartition('-')[0]}.png")
            write_atomically(path, part.read_bytes())
        finally:
            part.unlink(missing_ok=True)


def paint_grid(
    content: Picture,
    styles: Sequence[Picture],
    masks: Sequence[Picture | None],
    grid: Grid,
    cells: Cells,
    network: Network,
    checkpoint: Checkpoint | None = None,
    forget: Path | None = None,
) -> Iterator[SheetFrame]:
    """Yield the sheet as it fills.

    Args:
        content: The photo, uint8 RGB (height, width, 3).
        styles: All paintings that cells choose from.
        masks: As `stylize` takes them.
        grid: What to paint.
        cells: Where what is finished is kept, and taken from.
        network: Which network looks.
        checkpoint: Of the first cell that is not finished, if there is one.
        forget: The checkpoint's file; it goes before its cell is kept, as the next
            cell must not go on from it.

    Raises:
        StyleTransferError: As `stylize`.
        OSError: A finished cell cannot be kept.
    """
    # Without the last one, so that there is always a cell that is painted.
    done, before = cells.read()[: len(grid.cells) - 1], 0.0
    long_edge = max(cell.settings.size for cell in grid.cells)
    shape = cell_shape(grid, *fit(content.shape[0], content.shape[1], long_edge))
    for number in range(len(done), len(grid.cells)):
        cell, frame = grid.cells[number], None
        settings = replace(cell.settings, frame_every=1)
        goes_on = checkpoint is not None and checkpoint.settings == settings
        for frame in stylize(
            content,
            [styles[at] for at in cell.styles],
            settings,
            network=network,
            masks=[masks[at] for at in cell.styles if at < len(masks)],
            checkpoint=checkpoint if goes_on else None,
        ):
            yield SheetFrame(grid, tuple(done), frame, before, shape)
        assert frame, "the start is a frame"
        if forget:
            forget.unlink(missing_ok=True)
        cells.write(frame, number, network.title)
        done.append(frame.picture)
        before += frame.seconds
        checkpoint = None
