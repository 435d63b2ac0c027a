"""Ctrl-C, full disks, closed terminals: no painting is lost, nobody sees a traceback.

Mishaps that happen while the command line paints; what it refuses before stands in
test_options.py and test_main.py.
"""

import io
import itertools
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nst_core.cli.main import main
from nst_core.images.decoding import read_picture
from nst_core.settings.recipe_reader import read_recipe
from tests.cli.test_main import BRIEF, run_process
from tests.conftest import draw_picture


@pytest.fixture
def files(tmp_path, rng):
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(tmp_path / f"{name}.png")
    return [str(tmp_path / "content.png"), str(tmp_path / "style.png")]


@pytest.fixture
def after_frames(monkeypatch):
    """A function that lets something happen once so many frames have come."""
    from nst_core.transfer import stylize as transfer

    real = transfer.stylize

    def prepare(count, happen):
        def interrupted(*pictures, **more):
            frames = real(*pictures, **more)
            yield from itertools.islice(frames, count)
            happen()
            yield from frames

        monkeypatch.setattr(transfer, "stylize", interrupted)

    return prepare


def press_ctrl_c(*_, **__):
    raise KeyboardInterrupt


def test_stopping_keeps_the_picture_so_far(files, tmp_path, after_frames, capsys):
    """Ctrl-C arrives while the third frame is computed."""
    after_frames(2, press_ctrl_c)
    output = tmp_path / "out.png"
    options = [*BRIEF, "--frame-every", "1"]
    assert main([*files, "-o", str(output), *options]) == 130
    assert read_picture(output).shape == (51, 64, 3)
    printed = capsys.readouterr()
    assert printed.err == (
        "nst_core: stopped at iteration 1 of 3; the picture so far was kept.\n"
    )
    assert "iteration 1 of 3" in printed.out


def test_a_stopped_picture_is_repeated_until_where_it_stopped(
    files, tmp_path, after_frames, monkeypatch
):
    first, again, whole = (str(tmp_path / f"{name}.png") for name in "abc")
    after_frames(3, press_ctrl_c)
    assert main([*files, "-o", first, *BRIEF, "--frame-every", "1"]) == 130
    monkeypatch.undo()
    assert main([*files, "-o", again, "--recipe", first]) == 0
    assert main([*files, "-o", whole, "--recipe", first, "--iterations", "3"]) == 0

    np.testing.assert_array_equal(read_picture(Path(first)), read_picture(Path(again)))
    for path, iterations in ((first, 2), (again, 2), (whole, None)):
        assert read_recipe(Path(path)).stopped_after == iterations


def test_a_run_that_a_plateau_ended_was_not_stopped(files, tmp_path, capsys):
    output = tmp_path / "out.png"
    flat = ["--iterations", "40", "--plateau", "0.1"]
    assert main([*files, "-o", str(output), *BRIEF, *flat]) == 0
    recipe = read_recipe(output)
    assert recipe.settings.iterations == 40 and recipe.stopped_after is None
    assert "iteration" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "place", ["nst_core.cli.request.read_picture", "nst_core.cli.main.load_tensorflow"]
)
def test_stopping_before_there_is_a_picture_says_so(
    files, tmp_path, monkeypatch, capsys, place
):
    monkeypatch.setattr(place, press_ctrl_c)
    assert main([*files, "-o", str(tmp_path / "out.png"), *BRIEF]) == 130
    printed = capsys.readouterr().err
    assert printed == "nst_core: stopped before the result was written.\n"


def test_stopping_while_the_command_line_loads_is_one_line_too():
    code = (
        "import sys, nst_core.__main__ as module\n"
        "class Stop:\n"
        "    def find_spec(name, *_):\n"
        "        if name == 'nst_core.cli.main': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop)\n"
        "sys.exit(module.run())"
    )
    done = run_process([sys.executable, "-c", code])
    assert done.returncode == 130
    assert done.stderr == "nst_core: stopped before the result was written.\n"


def test_frames_that_cannot_be_written_do_not_cost_the_picture(
    files, tmp_path, after_frames, capsys
):
    folder, output = tmp_path / "frames", tmp_path / "out.png"
    after_frames(2, lambda: shutil.rmtree(folder))
    options = [*BRIEF, "--frame-every", "1", "--frames", str(folder)]
    assert main([*files, "-o", str(output), *options]) == 2

    assert read_recipe(output).stopped_after is None
    (line,) = capsys.readouterr().err.splitlines()
    assert "No frames were written from iteration 2 on" in line


def test_a_disk_that_fills_with_frames_keeps_room_for_the_result(
    files, tmp_path, monkeypatch, capsys
):
    asked = []

    def fill(folder, size):
        asked.append(size)
        raise OSError(28, "no room")

    monkeypatch.setattr("nst_core.cli.outcome.require_free", fill)
    output = tmp_path / "out.png"
    options = [*BRIEF, "--frame-every", "1", "--frames", str(tmp_path / "frames")]
    assert main([*files, "-o", str(output), *options]) == 2
    assert read_picture(output).nbytes < asked[0] and len(asked) == 1
    assert "from iteration 0 on: no room." in capsys.readouterr().err


def test_a_report_that_cannot_be_written_does_not_cost_the_picture(
    files, tmp_path, after_frames, capsys
):
    place, output = tmp_path / "gone", tmp_path / "out.png"
    place.mkdir()
    after_frames(1, place.rmdir)
    options = [*BRIEF, "--report", str(place / "report.json")]
    assert main([*files, "-o", str(output), *options]) == 2
    assert read_picture(output).shape == (51, 64, 3)
    assert "report could not be written" in capsys.readouterr().err


def test_a_result_whose_place_is_gone_is_kept_elsewhere(
    files, tmp_path, after_frames, capsys, monkeypatch
):
    place = tmp_path / "gone"
    place.mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    after_frames(1, place.rmdir)
    assert main([*files, "-o", str(place / "out.png"), *BRIEF]) == 2

    (kept,) = (tmp_path / "tmp").glob("*/out.png")
    assert read_picture(kept).shape == (51, 64, 3)
    printed = capsys.readouterr()
    assert str(kept) in printed.err and str(kept) in printed.out
    assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "redirection"),
    [
        ("Gemälde 日本.png", ">/dev/full"),
        ("two\nlines.png", ">&- 2>&- <&-"),
    ],
)
def test_a_poor_terminal_does_not_cost_the_picture(files, tmp_path, name, redirection):
    command = f'exec "{sys.executable}" -m nst_core "$@" {redirection}'
    output = tmp_path / name
    arguments = [*files, "-o", str(output), *BRIEF]
    done = run_process(
        ["bash", "-c", command, "bash", *arguments], PYTHONIOENCODING="ascii"
    )
    assert done.returncode == 0 and done.stderr == ""
    assert read_picture(output).shape == (51, 64, 3)
    assert done.stdout == ""


def test_a_pipe_that_lacks_letters_gets_one_line(files, tmp_path, monkeypatch):
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", pipe)
    output = tmp_path / "Gemälde.png"
    assert main([*files, "-o", str(output), *BRIEF]) == 0
    assert read_picture(output).shape == (51, 64, 3)
    (line,) = pipe.buffer.getvalue().decode("ascii").splitlines()
    assert r"Gem\xe4lde.png: 64 x 51" in line
