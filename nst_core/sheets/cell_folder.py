"""Inputs of a contact sheet, and the folder of its finished cells.

A cell's file name holds a hash of all that it was painted from; so after an
interruption the sheet goes on with the first cell that is missing.
"""

import contextlib
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nst_core.errors import ImageError, Sentence, why
from nst_core.images.decoding import Picture, read_picture
from nst_core.images.encoding import write_picture
from nst_core.settings.recipe import Recipe, png_text
from nst_core.sheets.grid import Cell, Grid
from nst_core.system.files import write_atomically
from nst_core.transfer.frame import Frame


@dataclass(frozen=True, eq=False)
class SheetInputs:
    """All pictures that a sheet is painted from, uint8 RGB."""

    content: Picture
    styles: Sequence[Picture]  # those that cells choose from
    masks: Sequence[Picture | None]  # of these styles, as `stylize` takes them
    keep: Picture | None = None  # as `stylize` takes it

    def of_cell(self, cell: Cell) -> tuple[list[Picture], list[Picture | None]]:
        """Styles of a cell, and their masks."""
        styles = [self.styles[at] for at in cell.styles]
        return styles, [self.masks[at] for at in cell.styles if at < len(self.masks)]

    def fingerprint(self) -> str:
        """Content hash of all pictures."""
        digest = hashlib.sha256()
        for picture in (self.content, *self.styles, *self.masks):
            if picture is None:
                digest.update(b"none")
            else:
                digest.update(f"{picture.shape}".encode() + picture.tobytes())
        if self.keep is not None:
            digest.update(b"keep" + self.keep.tobytes())
        return digest.hexdigest()


class CellFolder:
    """Finished cells, as PNG files with their recipes."""

    def __init__(
        self, folder: Path, grid: Grid, inputs: SheetInputs, network: str
    ) -> None:
        """Nothing is read or written yet.

        Args:
            folder: Made for the first cell.
            grid: All cells of the sheet.
            inputs: What they are painted from.
            network: Title of the network.
        """
        self._folder, self._grid = folder, grid
        self._inputs_mark = f"{network} {inputs.fingerprint()}"
        self.problem: Sentence | None = None  # the last one

    def note(self, number: int, problem: Sentence) -> None:
        """Remember what went wrong with a cell, to be said at the end."""
        self.problem = Sentence(
            "Picture {number} ({label}): {problem}",
            {
                "number": number + 1,
                "label": self._grid.cells[number].label,
                "problem": problem,
            },
        )

    def path(self, number: int) -> Path:
        """File of a cell, whether it is there or not."""
        cell = self._grid.cells[number]
        painted_from = f"{self._inputs_mark} {cell.settings} {cell.styles}"
        mark = hashlib.sha256(painted_from.encode()).hexdigest()[:12]
        label = "".join(x if x.isalnum() or x in "._" else "-" for x in cell.label)
        return self._folder / f"{number + 1:02}-{label[:60]}-{mark}.png"

    def read(self) -> Iterator[Picture]:
        """Yield the finished cells, up to the first that is missing."""
        for number in range(len(self._grid.cells)):
            if not self.path(number).exists():
                return
            yield read_picture(self.path(number))

    def write(self, frame: Frame, number: int, recipe: Recipe) -> None:
        """Keep a cell, with its recipe.

        Where there is no room the sheet goes on without: the cell is on it, but not in
        the zip, and after an interruption it is painted again. `problem` says so.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_picture(frame.picture, self.path(number), png_text(recipe))
        except ImageError as error:
            self.note(number, error.sentence)
        except OSError as error:
            kept = Sentence("It could not be kept: {reason}.", {"reason": why(error)})
            self.note(number, kept)

    def remove(self) -> None:
        """Delete the cells, and their folder if nothing else is in it."""
        with contextlib.suppress(OSError):
            for number in range(len(self._grid.cells)):
                self.path(number).unlink(missing_ok=True)
            self._folder.rmdir()

    def zip_to(self, path: Path) -> None:
        """Write the finished cells to one file, whole or not at all.

        Raises:
            OSError: There is no room.
        """

        def pack(file: BinaryIO) -> None:
            with zipfile.ZipFile(file, "w") as archive:  # PNG are small as they are
                for number in range(len(self._grid.cells)):
                    if (cell := self.path(number)).exists():
                        archive.write(cell, f"{cell.stem.rpartition('-')[0]}.png")

        write_atomically(path, pack)
