"""A folder of photos: all that can be painted is, once, whatever comes between."""

import os
from pathlib import Path

import pytest
from PIL import Image

from nst_core.cli import batch
from nst_core.cli import main as cli
from nst_core.cli.main import main
from nst_core.cli.output import ExitCode
from nst_core.images import formats
from nst_core.images.decoding import decode
from nst_core.settings.recipe_reader import read_recipe
from tests import zoo
from tests.conftest import draw_picture

BRIEF = "--network vgg16 --size 64 --scales 1 --iterations 2 --padding zero".split()


@pytest.fixture
def folder(tmp_path, rng):
    """Two photos, one damaged file, one file that is none, and a painting."""
    photos = tmp_path / "photos"
    photos.mkdir()
    for name in ("a.png", "b.jpg"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(photos / name)
    (photos / "broken.png").write_text("no picture")
    (photos / "notes.txt").write_text("no picture either")
    Image.fromarray(draw_picture(rng, 64, 64)).save(tmp_path / "style.png")
    return tmp_path


@pytest.fixture
def at_once(monkeypatch):
    """Let each photo be its own result: what is tried is the folder, not the loop."""

    def copy(arguments, *_):
        with Image.open(arguments.content) as photo:
            photo.save(arguments.output)
        return 0

    monkeypatch.setattr(cli, "paint", copy)


def paint(folder, *more):
    names = [str(folder / name) for name in ("photos", "style.png")]
    return main([*names, "-o", str(folder / "out"), *BRIEF, *more])


def test_every_photo_is_painted_and_a_failure_stops_nobody(folder, capsys):
    assert paint(folder) == 2
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "2 painted, 0 kept from before, 1 failed."
    assert "broken.png: The content picture" in printed.err
    assert "skipped, as they are no photos: notes.txt." in printed.err
    for name in ("a.png", "b.png"):
        assert read_recipe(folder / "out" / name).settings.iterations == 2


def test_every_kind_of_photo_is_found_and_the_rest_is_named(folder, capsys, at_once):
    photos = folder / "photos"
    (photos / "broken.png").unlink()
    (photos / "a.png").rename(photos / "IMG_0001")  # as some phones name them
    (photos / "b.jpg").rename(photos / "B.JFIF")
    for name in ("c.mov", "d.psd", "e.svg", "f", "g.zip"):
        (photos / name).write_bytes(b"else")
    (photos / "subfolder").mkdir()
    assert paint(folder) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "2 painted, 0 kept from before, 0 failed."
    assert "no photos: c.mov, d.psd, e.svg, f, g.zip and 2 more." in printed.err
    assert {path.name for path in (folder / "out").glob("*.png")} == {
        "IMG_0001.png",
        "B.png",
    }


def test_what_is_finished_is_painted_anew_only_if_something_has_changed(
    folder, capsys, at_once
):
    (folder / "photos" / "broken.png").unlink()
    assert paint(folder) == 0
    first = (folder / "out" / "a.png").stat().st_mtime_ns
    assert paint(folder) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 painted, 2 kept")
    assert (folder / "out" / "a.png").stat().st_mtime_ns == first

    Image.new("RGB", (80, 60), "red").save(folder / "photos" / "a.png")
    assert paint(folder) == 0
    assert "1 painted, 1 kept" in capsys.readouterr().out
    assert paint(folder, "--beta", "3") == 0
    assert "2 painted, 0 kept" in capsys.readouterr().out


def test_an_interrupted_folder_goes_on(folder, capsys, monkeypatch, at_once):
    (folder / "photos" / "broken.png").unlink()
    whole = cli.paint

    def interrupted(request):
        code = whole(request)
        return ExitCode.INTERRUPTED if request.content.name == "b.jpg" else code

    with monkeypatch.context() as patch:
        patch.setattr(cli, "paint", interrupted)
        assert paint(folder) == 130
    assert "goes on from here" in capsys.readouterr().err
    assert paint(folder) == 0
    assert "1 painted, 1 kept" in capsys.readouterr().out


def test_photos_that_differ_in_their_endings_only_have_two_results(folder, at_once):
    (folder / "photos" / "broken.png").unlink()
    with Image.open(folder / "photos" / "a.png") as photo:
        photo.save(folder / "photos" / "a.jpg")
        photo.save(folder / "photos" / "a.jpg.png")
    assert paint(folder) == 0
    names = {path.name for path in (folder / "out").glob("*.png")}
    assert names == {"a.jpg.png", "a.png.png", "a.jpg.png.png", "b.png"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--report", "r.json"], "--report is about one photo"),
        (["--frames", "f"], "--frames is about one photo"),
    ],
)
def test_what_is_about_one_photo_is_refused_for_a_folder(folder, capsys, more, words):
    assert paint(folder, *more) == 2
    assert words in capsys.readouterr().err


def test_folders_that_cannot_be_used_are_refused_in_words(folder, capsys):
    photos, style = str(folder / "photos"), str(folder / "style.png")
    assert main([photos, style, "-o", photos, *BRIEF]) == 2
    assert "cannot share a folder" in capsys.readouterr().err
    (folder / "empty").mkdir()
    assert main([str(folder / "empty"), style, "-o", str(folder / "out")]) == 2
    assert "There are no photos" in capsys.readouterr().err
    assert main([photos, style, "-o", style, *BRIEF]) == 2
    assert "cannot be made" in capsys.readouterr().err


def test_a_damaged_memory_costs_a_second_painting_and_no_more(folder, capsys, at_once):
    (folder / "photos" / "broken.png").unlink()
    assert paint(folder) == 0
    Path(folder / "out" / ".nst-batch.json").write_text("{")
    assert paint(folder) == 0
    assert "2 painted" in capsys.readouterr().out


def test_a_painting_that_is_unfit_is_told_once_and_not_for_every_photo(folder, capsys):
    (folder / "style.png").write_text("no picture")
    assert paint(folder) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "The style picture" in line


def test_a_disk_that_fills_up_ends_in_words(folder, capsys, monkeypatch, at_once):
    (folder / "photos" / "broken.png").unlink()

    def refuse(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(batch, "write_atomically", refuse)
    assert paint(folder) == 2
    assert "a.png: [Errno 28] No space left" in capsys.readouterr().err


def test_a_pipe_is_no_photo_and_a_missing_library_is_named(
    folder, at_once, monkeypatch, capsys
):
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "photos" / "pipe")  # reading it would never end
        os.mkfifo(folder / "photos" / "pipe.jpg")
    (folder / "photos" / "c.heic").write_bytes(zoo.heic())
    without = tuple(known for known in formats.FORMATS if known is not formats.HEIC)
    monkeypatch.setattr(formats, "FORMATS", without)
    monkeypatch.setattr(
        formats, "FOREIGN", formats.foreign_rows([formats.HEIC]) + formats.FOREIGN
    )
    monkeypatch.setattr(cli, "paint", lambda request, *_: decode(request.content) and 0)
    assert paint(folder) == 2
    told = capsys.readouterr().err
    assert "c.heic: The content picture is of a kind that cannot be read here" in told
    assert not hasattr(os, "mkfifo") or "no photos: notes.txt, pipe, pipe.jpg." in told
