"""Options of the command line, and refusals before it does anything."""

import json
import os
from dataclasses import fields, replace

import pytest

from nst_core.cli.options import make_parser
from nst_core.cli.request import Request
from nst_core.errors import MAX_QUOTED, SettingsError, brief
from nst_core.settings.presets import PRESETS, QUICK, STANDARD
from nst_core.settings.recipe import describe, to_json
from nst_core.settings.settings import Settings


def parse(*options):
    return Request.parse(["c", "s", "-o", "o.png", *options])


def settings_of(*options):
    return parse(*options).settings


def test_every_setting_is_an_option_with_its_name():
    options = make_parser()._option_string_actions
    for spec in fields(Settings):
        assert f"--{spec.name.replace('_', '-')}" in options


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_what_options_change(preset):
    assert settings_of("--preset", preset) == PRESETS[preset]
    changed = settings_of("--preset", preset, "--alpha", "3", "--weight-conv1-1", "0")
    assert changed == replace(PRESETS[preset], alpha=3, weight_conv1_1=0)


def test_a_recipe_is_what_options_change(tmp_path):
    path = tmp_path / "recipe.json"
    recipe = {"program": "neural-style-transfer", "recipe": 1, "version": "0.1.0"}
    recipe |= {"settings": {"size": 99}, "network": "vgg16", "versions": {}}
    path.write_text(json.dumps(recipe))
    assert settings_of("--recipe", str(path), "--seed", "4") == Settings(
        size=99, seed=4
    )


def test_without_a_preset_standard_is_taken():
    assert settings_of() == PRESETS["standard"]
    assert settings_of("--preset", "quick") == QUICK


def test_a_picture_to_start_from_is_a_start_by_itself():
    assert settings_of("--start-picture", "x.png").start == "picture"
    options = ["--preset", "paper", "--start-picture", "x.png"]
    assert settings_of(*options).start == "picture"
    with pytest.raises(SettingsError, match="--start is content, but --start-picture"):
        settings_of("--start-picture", "x.png", "--start", "content")


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["--report", "o.png"], "output"),
        (["--report", "./x/../c"], "content"),
        (["--frames", "o.png"], "output"),
        (["--frames", "o.png/frames"], "output"),
        (["--frames", "r.json", "--report", "r.json"], "report"),
        (["-o", "s"], "style"),
        (["-o", "p.png", "--start-picture", "p.png"], "start picture"),
    ],
)
def test_no_file_is_written_over_another_of_the_run(
    tmp_path, monkeypatch, options, name
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=f"that place is the {name}'s"):
        parse(*options).require_places()
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_is_not_written_over(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.json").write_text(to_json(describe(QUICK, "vgg16")))
    with pytest.raises(SettingsError, match="that place is the recipe's"):
        parse("-o", "r.json", "--recipe", "r.json").require_places()


@pytest.mark.parametrize("option", ["--report", "--frames"])
def test_a_place_that_can_hold_nothing_is_refused(tmp_path, monkeypatch, option):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SettingsError, match="pipe.* Name another"):
        parse(option, "pipe").require_places()
    assert (tmp_path / "pipe").is_fifo()


def test_the_result_may_lie_among_the_frames(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "all").mkdir()
    options = ["-o", "all/o.png", "--frames", "all", "--report", "all/r"]
    parse(*options).require_places()
    assert list((tmp_path / "all").iterdir()) == []


@pytest.mark.parametrize(
    "options",
    [
        ["--size", "9" * 100_000],
        ["--seed", "x y " * 30_000],
        ["--optimizer", "it's " * 30_000],
        ["-" * 100_000],
        ["word"] * 30_000,
    ],
)
def test_a_refusal_does_not_repeat_all_that_was_typed(options):
    with pytest.raises(SettingsError) as refused:
        settings_of(*options)
    assert len(str(refused.value)) < 500


def test_a_quoted_value_is_short_on_one_line_and_keeps_its_end():
    assert brief("photo.jpg") == "photo.jpg" and brief(0.5) == "0.5"
    assert brief("x" * 100_000 + ".png").endswith("...xxxxx.png")
    assert len(brief("x" * 100_000)) == MAX_QUOTED
    assert brief("a\nb\x1b[31m") == r"a\nb\x1b[31m"


def test_a_style_strength_sets_alpha_and_beta():
    strong, weak = (settings_of("--style-strength", x) for x in ("0.9", "0.1"))
    assert strong.beta / strong.alpha > 5 > weak.beta / weak.alpha
    assert settings_of("--style-strength", "0.5") == STANDARD
    with pytest.raises(SettingsError, match="--style-strength sets alpha and beta"):
        settings_of("--style-strength", "0.9", "--beta", "3")


def test_a_result_is_named_or_only_estimated():
    with pytest.raises(SettingsError, match="-o/--output --estimate is required"):
        Request.parse(["c", "s"])
    assert Request.parse(["c", "s", "--estimate"]).is_estimate
    assert parse("--estimate").is_estimate, "it may be added to any command"


def test_masks_are_named_in_the_order_of_the_paintings():
    masks = parse("--mask", "none", "left.png").masks
    assert [mask and mask.name for mask in masks] == [None, "left.png"]
    assert parse().masks == ()
