"""Contact sheets from the command line."""

import zipfile

import numpy as np
import pytest
from PIL import Image

from nst_core.cli.main import main
from nst_core.images.decoding import read_picture
from nst_core.settings.recipe_reader import read_recipe
from nst_core.sheets import contact_sheet as contact
from tests import zoo
from tests.conftest import draw_picture

BRIEF = "--network vgg16 --size 64 --scales 1 --iterations 2 --padding zero".split()


@pytest.fixture
def files(tmp_path, rng):
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(tmp_path / f"{name}.png")
    return [str(tmp_path / "content.png"), str(tmp_path / "style.png")]


def test_a_transparent_photo_is_told_to_lie_on_white(files, tmp_path, capsys):
    (tmp_path / "content.png").write_bytes(zoo.half_transparent("PNG"))
    (tmp_path / "style.png").write_text("no picture, so nothing is painted")
    assert main([*files, "-o", str(tmp_path / "sheet.png"), "--grid", "beta=1,2"]) == 2
    assert "transparent in places, where it is painted on white" in (
        capsys.readouterr().err
    )


def test_a_sheet_and_a_zip_are_written_and_nothing_else(files, tmp_path, capsys):
    out = tmp_path / "out" / "sheet.png"
    out.parent.mkdir()
    grid = ["--grid", "beta=1,9", "seed=0,1"]
    assert main([*files, "-o", str(out), *BRIEF, *grid]) == 0
    told = capsys.readouterr()
    assert "4 pictures, 2 x 2" in told.out and "transparent" not in told.err
    assert read_picture(out).shape[1] > 2 * 64
    assert read_recipe(out).settings.size == 64
    assert {path.name for path in out.parent.iterdir()} == {
        "sheet.png",
        "sheet-cells.zip",
    }
    with zipfile.ZipFile(out.with_name("sheet-cells.zip")) as archive:
        assert archive.namelist()[1] == "02-beta-1--seed-1.png"


def test_every_painting_of_many_has_its_cell(files, tmp_path, capsys):
    """A sheet compares more paintings than one picture can blend."""
    out = tmp_path / "sheet.png"
    styles = [files[1]] * 6
    assert main([files[0], *styles, "-o", str(out), *BRIEF, "--grid", "styles"]) == 0
    assert "6 pictures, 2 x 3" in capsys.readouterr().out


def test_the_same_command_goes_on_after_an_interruption(
    files, tmp_path, monkeypatch, capsys
):
    out = tmp_path / "sheet.png"
    command = [*files, "-o", str(out), *BRIEF, "--grid", "beta=1,9,30"]
    runs = []
    stylize = contact.stylize

    def interrupted(*inputs, **options):
        runs.append(inputs[2].beta)
        if len(runs) == 2:
            raise KeyboardInterrupt
        return stylize(*inputs, **options)

    monkeypatch.setattr(contact, "stylize", interrupted)
    assert main(command) == 130
    assert "The same command goes on from here" in capsys.readouterr().err
    assert not out.exists()
    assert main(command) == 0
    assert runs == [1, 9, 9, 30]
    assert np.ptp(read_picture(out)) > 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--grid", "gamma=1"], "no setting that pictures of one grid can differ in"),
        (["--grid", "layers", "--report", "r.json"], "--report is about one picture"),
        (["--grid", "layers", "--start-picture", "x.png"], "--start-picture is about"),
    ],
)
def test_what_cannot_be_a_sheet_is_refused_at_once(
    files, tmp_path, capsys, more, words
):
    assert main([*files, "-o", str(tmp_path / "sheet.png"), *BRIEF, *more]) == 2
    assert words in capsys.readouterr().err


def test_a_folder_of_photos_has_no_sheet(files, tmp_path, capsys):
    command = [str(tmp_path), files[1], "-o", str(tmp_path / "out"), "--grid", "layers"]
    assert main(command) == 2
    assert "--grid is about one photo" in capsys.readouterr().err
