"""The side door, tried as a person would: through `main` and as a process."""

import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nst_core.cli.main import main
from nst_core.images.decoding import read_picture
from nst_core.settings.recipe import describe, to_json
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange, SettingsTimeline
from nst_core.transfer.stylize import stylize
from tests.conftest import draw_picture

ROOT = Path(__file__).parents[2]
# Small enough for the real network in about a second.
BRIEF = "--network vgg16 --size 64 --scales 1 --iterations 3 --padding zero".split()


@pytest.fixture
def files(tmp_path, rng):
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(tmp_path / f"{name}.png")
    return [str(tmp_path / "content.png"), str(tmp_path / "style.png")]


def refusal(capsys, *arguments):
    """Run, expect exit code 2, and return the one line on stderr."""
    assert main(arguments) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_a_photo_and_a_painting_become_a_picture(files, tmp_path, capsys):
    output = tmp_path / "out.png"
    assert main([*files, "-o", str(output), *BRIEF]) == 0

    assert read_picture(output).shape == (51, 64, 3)
    assert "vgg16 (embedded int8)" in capsys.readouterr().out


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_the_result_may_be_another_kind_of_file(files, tmp_path, suffix):
    output = tmp_path / f"out{suffix}"
    assert main([*files, "-o", str(output), *BRIEF]) == 0
    assert read_picture(output).shape == (51, 64, 3)


def test_a_transparent_photo_gives_a_transparent_result(files, tmp_path, capsys):
    alpha = np.zeros((64, 80), np.uint8)
    alpha[:, 40:] = 255
    photo = np.dstack([read_picture(Path(files[0])), alpha])
    Image.fromarray(photo).save(files[0])
    outputs = {
        "out.png": [],
        "out.jpg": [],
        "opaque.png": ["--no-keep-alpha"],
    }
    found = {}
    for name, options in outputs.items():
        assert main([*files, "-o", str(tmp_path / name), *BRIEF, *options]) == 0
        told = "painted on white, as its format" in capsys.readouterr().err
        assert told == (name == "out.jpg")
        with Image.open(tmp_path / name) as image:
            found[name] = np.asarray(image)
    assert found["out.png"].shape == (51, 64, 4)
    assert (found["out.png"][:, 34:, 3] == 255).all()
    assert (found["out.png"][:, :30, 3] == 0).all()
    kept = found["out.png"][:, :, 3] == 255
    assert (found["out.png"][kept, :3] == found["opaque.png"][kept]).all()


@pytest.fixture
def halves(tmp_path):
    """Masks of the photo's proportions: its left half, and its right one."""
    names = []
    for name, columns in (("left", slice(0, 40)), ("right", slice(40, 80))):
        mask = np.zeros((64, 80, 3), np.uint8)
        mask[:, columns] = 255
        Image.fromarray(mask).save(tmp_path / f"{name}.png")
        names.append(str(tmp_path / f"{name}.png"))
    return names


def test_each_painting_goes_where_its_mask_is_white(files, halves, tmp_path):
    """The left half is as with the first alone, not as with the second."""
    photo, style = files
    painted = {}
    for name, styles in {
        "both": [style, photo, "--mask", *halves],
        "first": [style, "--mask", halves[0]],
        "everywhere": [photo],
    }.items():
        output = tmp_path / f"{name}.png"
        start = ["--start", "content"]
        assert main([photo, *styles, "-o", str(output), *BRIEF, *start]) == 0
        painted[name] = read_picture(output).astype(float)[:, :24]
    same, other = (
        np.abs(painted["both"] - painted[name]).mean()
        for name in ("first", "everywhere")
    )
    assert same < other / 2


def test_a_recipe_brings_its_masks_and_its_keep_map(files, halves, tmp_path, capsys):
    photo, style = files
    first, again, folder = (tmp_path / name for name in ("a.png", "b.png", "c"))
    masked = ["--mask", halves[0], "--keep", halves[1], "--colors", "histogram"]
    assert main([photo, style, "-o", str(first), *BRIEF, *masked]) == 0
    recipe = ["--recipe", str(first)]
    assert main([photo, style, "-o", str(again), *recipe]) == 0
    np.testing.assert_array_equal(read_picture(again), read_picture(first))
    assert read_recipe(first).keep and read_recipe(again).keep
    (tmp_path / "photos").mkdir()
    Image.open(photo).resize((64, 90)).save(tmp_path / "photos" / "one.png")
    assert main([str(tmp_path / "photos"), style, "-o", str(folder), *recipe]) == 0
    assert "masks are left out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["style"] * 4, "5 paintings are given; at most 4"),
        (["--mask", "content", "content"], "2 masks are given for 1 paintings"),
        (["--mask", "narrow"], "must have the photo's proportions"),
        (["--mask", "black"], "The masks are black everywhere"),
        (["--blend-1", "0"], "shares of all paintings|nothing to paint towards"),
        (["--mask", "missing"], "mask"),
    ],
)
def test_paintings_and_masks_that_do_not_fit_are_refused(
    files, tmp_path, capsys, more, words
):
    for name, shape in {"narrow": (64, 40, 3), "black": (64, 80, 3)}.items():
        Image.fromarray(np.zeros(shape, np.uint8)).save(tmp_path / f"{name}.png")
    more = [x if x.startswith("-") or x == "0" else f"{tmp_path / x}.png" for x in more]
    sentence = refusal(capsys, *files, *more, "-o", str(tmp_path / "out.png"), *BRIEF)
    assert re.search(words, sentence)
    assert not (tmp_path / "out.png").exists()


def test_a_painted_picture_can_be_painted_again_from_its_recipe(files, tmp_path):
    first, second = tmp_path / "first.png", tmp_path / "second.png"
    noisy = ["--start", "noise", "--seed", "7", "--beta", "33.3"]
    assert main([*files, "-o", str(first), *BRIEF, *noisy]) == 0
    assert main([*files, "-o", str(second), "--recipe", str(first)]) == 0

    assert read_recipe(second).settings.beta == 33.3
    np.testing.assert_array_equal(read_picture(first), read_picture(second))


def test_a_steered_picture_is_painted_again_with_its_changes(files, tmp_path):
    """An option given now takes the place of that setting's changes."""
    settings = Settings(size=64, scales=1, iterations=4, network="vgg16")
    timeline = SettingsTimeline(settings, [SettingsChange(2, {"beta": 90.0})])
    pictures = [read_picture(Path(path)) for path in files]
    steered = list(stylize(*pictures, timeline))[-1].picture
    recipe = tmp_path / "recipe.json"
    recipe.write_text(to_json(describe(settings, "vgg16", changes=timeline.changes)))

    output = tmp_path / "out.png"
    assert main([*files, "-o", str(output), "--recipe", str(recipe)]) == 0
    np.testing.assert_array_equal(read_picture(output), steered)
    assert read_recipe(output).changes == tuple(timeline.changes)

    for option, value in (("--beta", "10"), ("--style-strength", "0.5")):
        again = ["--recipe", str(recipe), option, value]
        assert main([*files, "-o", str(output), *again]) == 0
        assert read_recipe(output).changes == ()


def test_a_recipe_names_the_network_that_painted_not_the_wish(
    files, tmp_path, monkeypatch
):
    monkeypatch.setenv("NST_OFFLINE", "1")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "empty"))
    output = tmp_path / "out.png"
    assert main([*files, "-o", str(output), *BRIEF, "--network", "auto"]) == 0

    recipe = read_recipe(output)
    assert recipe.settings.network == "vgg16"
    assert recipe.network == "vgg16 (embedded int8)"


def test_the_report_tells_what_was_done_and_what_it_cost(files, tmp_path):
    report = tmp_path / "report.json"
    main([*files, "-o", str(tmp_path / "out.png"), *BRIEF, "--report", str(report)])

    data = json.loads(report.read_text())
    assert data["settings"]["size"] == 64
    assert data["network"] == "vgg16 (embedded int8)"
    assert data["machine"]["cores"] >= 1
    assert data["seconds"]["all"] >= data["seconds"]["scale 1"] > 0
    assert [frame["iteration"] for frame in data["frames"]] == [0, 3]
    start, end = (frame["costs"] for frame in data["frames"])
    assert end["total"] < start["total"]
    assert set(start["layers"]) == {f"conv{block}_1" for block in range(1, 6)}


def test_every_frame_can_be_kept(files, tmp_path):
    folder = tmp_path / "deep" / "frames"
    options = [*BRIEF, "--frame-every", "1", "--frames", str(folder)]
    assert main([*files, "-o", str(tmp_path / "out.png"), *options]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{iteration:05}.jpg" for iteration in range(4)
    ]


def test_a_place_of_a_finished_picture_is_painted_anew(files, tmp_path):
    finished, place, first, again = (tmp_path / f"{x}.png" for x in "fpab")
    assert main([*files, "-o", str(finished), *BRIEF]) == 0
    before = read_picture(finished)
    white = np.zeros(before.shape, np.uint8)
    white[20:40, 20:40] = 255
    Image.fromarray(white).save(place)
    touch = ["--start-picture", str(finished), "--touch-up", str(place)]
    options = [*BRIEF, "--beta", "80"]
    assert main([*files, "-o", str(first), *touch, *options]) == 0
    after, outside = read_picture(first), white[:, :, 0] == 0
    np.testing.assert_array_equal(after[outside], before[outside])
    assert (after[~outside] != before[~outside]).any()
    recipe = read_recipe(first)
    assert recipe.touch_up and recipe.settings.scales == 1
    repeat = ["--recipe", str(first), "--start-picture", str(finished)]
    assert main([*files, "-o", str(again), *repeat]) == 0
    np.testing.assert_array_equal(read_picture(again), after)


def test_a_picture_to_start_from_is_a_start(files, tmp_path):
    options = ["--start-picture", files[1], *BRIEF]
    output = tmp_path / "out.png"
    assert main([*files, "-o", str(output), *options]) == 0
    assert read_recipe(output).settings.start == "picture"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--size", "9"], "size is 9; choose from"),
        (["--touch-up", "x.png"], "Name that picture with --start-picture"),
        (
            ["--touch-up", "x.png", "--start-picture", "y.png", "--grid", "layers"],
            "--grid is about whole pictures",
        ),
        (["--size", "big"], "invalid int value: 'big'"),
        (["--beta", "nan"], "finite number"),
        (["--optimizer", "sgd"], "invalid choice: 'sgd'"),
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["--preset", "quick", "--recipe", "r.json"], "not allowed with"),
        (
            ["--recipe", "missing.json"],
            "cannot be opened: there is no file missing.json",
        ),
        (["--start", "picture"], "none was given"),
        (["--weights", "missing.h5"], "missing.h5"),
        (["--report", "no/such/folder/report.json"], "does not exist"),
        (["--report", "."], "it is a folder"),
        (["--start", "noise", "--start-picture", "x.png"], "Leave one of the two out"),
        (["--alpha", "0", "--beta", "0"], "nothing to paint towards"),
    ],
)
def test_a_mistake_ends_in_one_line(files, tmp_path, capsys, options, words):
    output = tmp_path / "out.png"
    line = refusal(capsys, *files, "-o", str(output), *BRIEF, *options)
    assert words in line
    assert not output.exists()


def test_a_missing_argument_is_named(capsys):
    assert "-o/--output" in refusal(capsys, "content.jpg", "style.jpg")


def test_a_missing_picture_is_named(files, tmp_path, capsys):
    line = refusal(capsys, "nowhere.jpg", files[1], "-o", str(tmp_path / "o.png"))
    assert "content picture" in line


@pytest.mark.parametrize("output", ["out.bmp", "out", "no/such/folder/out.png"])
def test_an_output_that_cannot_be_written_is_refused_before_painting(
    files, tmp_path, capsys, output
):
    line = refusal(capsys, *files, "-o", str(tmp_path / output))
    assert Path(output).name in line


def test_help_explains_every_setting(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    help_text = " ".join(capsys.readouterr().out.split())
    for spec in fields(Settings):
        assert spec.metadata["about"] in help_text


def run_process(command, **environment):
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )


def test_the_process_exits_with_2_and_one_line():
    done = run_process(
        [sys.executable, "-m", "nst_core", "a.jpg", "b.jpg", "-o", "c.png"]
    )
    assert done.returncode == 2
    assert done.stderr.startswith("nst_core: ")
    assert done.stderr.count("\n") == 1


def test_a_recipe_of_another_network_says_so(files, tmp_path, capsys):
    path = tmp_path / "recipe.json"
    recipe = {"program": "neural-style-transfer", "recipe": 1, "settings": {}}
    path.write_text(json.dumps(recipe | {"network": "vgg19 (other)"}))
    output = str(tmp_path / "out.png")
    assert main([*files, "-o", output, "--recipe", str(path), *BRIEF]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "vgg19 (other)" in line and "vgg16 (embedded int8)" in line


def test_a_refusal_says_which_of_several_pictures_it_is_about(files, tmp_path, capsys):
    output, (content, style) = str(tmp_path / "out.png"), files
    line = refusal(capsys, content, style, "lost.png", style, "-o", output)
    assert "The second style picture cannot be opened: there is no file lost" in line
    options = ["--mask", "none", "lost.png", "-o", output]
    line = refusal(capsys, content, style, style, *options)
    assert "The second mask picture cannot be opened: there is no file" in line


def test_an_estimate_paints_nothing_and_names_seconds_and_memory(
    files, tmp_path, capsys
):
    """Also where it is added to a command that paints."""
    options = [
        "--preset",
        "fine",
        "--network",
        "vgg16",
        "-o",
        str(tmp_path / "out.png"),
    ]
    before = sorted(tmp_path.iterdir())
    assert main([*files, *options, "--estimate"]) == 0
    line, told = capsys.readouterr()
    assert re.match(r"1024 x 819 px in 300 iterations: about \d+ s and \d", line)
    assert "vgg16 (embedded int8)" in line
    assert "nothing is painted, nor written to" in told and "out.png" in told
    assert sorted(tmp_path.iterdir()) == before


def test_a_painting_that_little_will_come_of_is_told_before(files, tmp_path, capsys):
    paintings = [f"{tmp_path}/{name}.png" for name in ("red", "tiny")]
    Image.new("RGB", (80, 64), "red").save(paintings[0])
    Image.effect_noise((20, 16), 60).save(paintings[1])
    assert main([files[0], *paintings, "--network", "vgg16", "--estimate"]) == 0
    told = capsys.readouterr().err
    assert "The painting 1 is one colour" in told
    assert "The painting 2 has only 20 x 16 pixels" in told


def test_an_estimate_of_what_cannot_fit_is_the_refusal(files, capsys):
    options = ["--estimate", "--size", "4096", "--memory-gb", "1.5"]
    line = refusal(capsys, *files, *options, "--network", "vgg16")
    assert "does not fit into 1.5 GB" in line
