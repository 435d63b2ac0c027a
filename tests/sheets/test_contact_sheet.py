"""A contact sheet in the making: the cells are those of single runs, and are kept."""

import zipfile
from dataclasses import replace

import numpy as np
import pytest

from nst_core.errors import DivergedError, TooLargeError
from nst_core.images.decoding import read_picture
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.sheets import contact_sheet as contact
from nst_core.sheets.cell_folder import CellFolder, SheetInputs
from nst_core.sheets.contact_sheet import paint_sheet
from nst_core.sheets.grid import SheetSpec, plan_grid
from nst_core.transfer.stylize import stylize

SETTINGS = Settings(
    size=64, scales=1, iterations=3, precision="float32", plateau=0, padding="zero"
)


@pytest.fixture
def grid():
    return plan_grid(SheetSpec.parse("beta=1,100"), SETTINGS, ["style"])


@pytest.fixture
def paint(pictures, grid, tmp_path, tiny_network):
    """A function that paints the sheet, or goes on with it."""
    inputs = SheetInputs(pictures[0], [pictures[1]], [])

    def paint(checkpoint=None, grid=grid):
        cells = CellFolder(tmp_path / "cells", grid, inputs, tiny_network.title)
        file = tmp_path / "checkpoint.npz"
        return paint_sheet(inputs, grid, cells, tiny_network, checkpoint, file)

    return paint


def kept_cells(tmp_path):
    return sorted((tmp_path / "cells").glob("*.png"))


def test_each_cell_is_the_picture_of_a_run_alone(
    paint, grid, pictures, tmp_path, tiny_network
):
    *_, last = paint()
    assert last.iteration == last.iterations == 6
    assert last.share_done == 1
    for path, cell in zip(kept_cells(tmp_path), grid.cells, strict=True):
        *_, alone = stylize(*pictures, cell.settings, network=tiny_network)
        np.testing.assert_array_equal(read_picture(path), alone.picture)
        assert read_recipe(path).settings.beta == cell.settings.beta


def test_an_interrupted_sheet_goes_on_with_the_first_missing_cell(paint, tmp_path):
    for frame in paint():
        if frame.done:
            break
    (first,) = kept_cells(tmp_path)
    written = first.stat().st_mtime_ns
    seen = list(paint())
    assert all(len(frame.done) == 1 for frame in seen), "the first was not repainted"
    assert first.stat().st_mtime_ns == written
    assert len(kept_cells(tmp_path)) == 2


def test_a_cell_goes_on_from_its_own_checkpoint_and_no_other(paint, tmp_path):
    *_, whole = paint()
    kept = kept_cells(tmp_path)
    kept[1].unlink()
    moment = next(frame for frame in paint() if frame.frame.iteration == 2)
    again = list(paint(moment.checkpoint))
    assert again[0].frame.iteration > 1
    np.testing.assert_array_equal(again[-1].picture, whole.picture)
    foreign = replace(moment.checkpoint, settings=SETTINGS)
    assert next(iter(paint(foreign))).frame.iteration == 0


def test_the_checkpoint_goes_before_its_cell_is_kept(paint, tmp_path):
    """The next cell must not go on from it."""
    (tmp_path / "checkpoint.npz").write_text("of the first cell")
    for frame in paint():
        if frame.done:
            assert not (tmp_path / "checkpoint.npz").exists()


def test_other_pictures_or_another_network_are_other_cells(grid, pictures, tmp_path):
    photo, style = pictures
    inputs = [
        (SheetInputs(photo, [style, style], [photo, None]), "vgg16"),
        (SheetInputs(photo, [style, style], [None, photo]), "vgg16"),
        (SheetInputs(style, [photo, style], [photo, None]), "vgg16"),
        (SheetInputs(photo, [style, style], [photo, None]), "vgg19"),
    ]
    cells = [CellFolder(tmp_path, grid, *each) for each in inputs]
    assert len({each.path(number) for each in cells for number in (0, 1)}) == 8


def test_a_cell_that_cannot_be_painted_is_refused_before_the_first(paint, tmp_path):
    grid = plan_grid(
        SheetSpec.parse("size=64,4096"), replace(SETTINGS, memory_gb=2), ["style"]
    )
    with pytest.raises(TooLargeError, match="does not fit"):
        next(iter(paint(grid=grid)))
    assert not kept_cells(tmp_path)


def test_a_cell_whose_cost_diverges_is_told_and_the_rest_painted(
    paint, grid, pictures, tmp_path, tiny_network, monkeypatch
):
    def stylize_badly(content, style, settings, **more):
        frames = stylize(content, style, settings, **more)
        yield next(frames)
        if settings.beta == 1:
            raise DivergedError("The total cost left the finite numbers.")
        yield from frames

    monkeypatch.setattr(contact, "stylize", stylize_badly)
    inputs = SheetInputs(pictures[0], [pictures[1]], [])
    cells = CellFolder(tmp_path / "cells", grid, inputs, tiny_network.title)
    *_, last = paint_sheet(inputs, grid, cells, tiny_network)
    assert str(cells.problem).startswith("Picture 1 (beta 1): The total cost left")
    assert (len(last.done), last.frame.iteration) == (1, 3)


def test_a_full_disk_costs_the_zip_a_cell_and_not_the_sheet(
    grid, pictures, tmp_path, tiny_network
):
    (tmp_path / "cells").write_text("no folder can be made here")
    inputs = SheetInputs(pictures[0], [pictures[1]], [])
    cells = CellFolder(tmp_path / "cells", grid, inputs, tiny_network.title)
    *_, last = paint_sheet(inputs, grid, cells, tiny_network)
    assert last.share_done == 1
    assert "could not be kept" in str(cells.problem)


def test_only_what_is_its_own_is_removed(paint, grid, pictures, tmp_path, tiny_network):
    list(paint())
    (tmp_path / "cells" / "notes.txt").write_text("a person's")
    inputs = SheetInputs(pictures[0], [pictures[1]], [])
    CellFolder(tmp_path / "cells", grid, inputs, tiny_network.title).remove()
    assert [x.name for x in (tmp_path / "cells").iterdir()] == ["notes.txt"]


def test_the_zip_has_every_cell_under_a_readable_name(
    paint, grid, pictures, tmp_path, tiny_network
):
    list(paint())
    inputs = SheetInputs(pictures[0], [pictures[1]], [])
    cells = CellFolder(tmp_path / "cells", grid, inputs, tiny_network.title)
    cells.zip_to(tmp_path / "grid.zip")
    with zipfile.ZipFile(tmp_path / "grid.zip") as archive:
        assert archive.namelist() == ["01-beta-1.png", "02-beta-100.png"]
    assert not list(tmp_path.rglob("*.part"))
