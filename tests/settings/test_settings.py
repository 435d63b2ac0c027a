"""Settings: their ranges, and the sentence for what is out of range."""

import math
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from nst_core.errors import SettingsError
from nst_core.settings.presets import PAPER, PRESETS
from nst_core.settings.settings import Settings

NUMBERS = [spec for spec in fields(Settings) if "low" in spec.metadata]
CHOICES = [spec for spec in fields(Settings) if "low" not in spec.metadata]


@pytest.mark.parametrize("spec", NUMBERS, ids=lambda spec: spec.name)
def test_a_number_may_reach_its_ends_and_no_further(spec):
    for value in (spec.metadata["low"], spec.metadata["high"]):
        assert getattr(Settings(**{spec.name: value}), spec.name) == value
    beyond = spec.metadata["high"] + 1
    with pytest.raises(SettingsError, match=f"{spec.name} is .* choose from"):
        Settings(**{spec.name: beyond})


@pytest.mark.parametrize("spec", NUMBERS, ids=lambda spec: spec.name)
@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -1, 10**400, "12", None, True, [1]]
)
def test_what_is_no_fitting_number_is_refused_with_a_sentence(spec, value):
    with pytest.raises(SettingsError, match=rf"^{spec.name} is .*\.$"):
        Settings(**{spec.name: value})


@pytest.mark.parametrize("spec", CHOICES, ids=lambda spec: spec.name)
@pytest.mark.parametrize("value", ["", "LBFGS ", None, 3, ["content"]])
def test_an_unknown_choice_is_refused_and_the_known_ones_are_named(spec, value):
    with pytest.raises(SettingsError, match=f"choose one of .*{spec.default}"):
        Settings(**{spec.name: value})


def test_whole_numbers_stay_whole():
    assert isinstance(Settings(size=256.0).size, int)
    with pytest.raises(SettingsError, match="whole number"):
        Settings(size=256.5)


def test_numbers_that_mean_the_same_make_equal_settings():
    assert Settings(alpha=1) == Settings(alpha=1.0)


@pytest.mark.parametrize(
    "nothing",
    [
        {"beta": 0},
        {f"weight_conv{block}_1": 0 for block in range(1, 6)},
    ],
)
def test_settings_without_anything_to_paint_towards_are_refused(nothing):
    with pytest.raises(SettingsError, match="nothing to paint towards"):
        Settings(alpha=0, **nothing)
    Settings(alpha=0, total_variation=1, **nothing)


def test_settings_do_not_change_behind_your_back():
    with pytest.raises(FrozenInstanceError):
        Settings().alpha = 3  # type: ignore[misc]


@pytest.mark.parametrize("spec", fields(Settings), ids=lambda spec: spec.name)
def test_every_setting_is_explained_in_one_short_sentence(spec):
    about = spec.metadata["about"]
    assert about.endswith(".") and about.count(". ") == 0
    assert 10 < len(about) <= 80


def test_the_paper_preset_has_the_papers_numbers():
    expected = Settings(
        size=400,
        iterations=200,
        scales=1,
        alpha=10,
        beta=40,
        family="paper",
        content_layer="conv4_2",
        precision="float32",
        plateau=0,
        pooling="average",
        padding="zero",
        optimizer="adam",
        learning_rate=2,
        start="blend",
        noise_ratio=0.6,
        frame_every=20,
    )
    assert PAPER == expected
    assert set(PAPER.layer_weights.values()) == {0.2}


def test_presets_get_slower_from_quick_to_fine():
    quick, standard, fine = (PRESETS[name] for name in ("quick", "standard", "fine"))
    assert quick.size < standard.size < fine.size
    assert quick.iterations < standard.iterations <= fine.iterations


def test_layer_weights_are_named_like_the_layers():
    settings = replace(Settings(), weight_conv3_1=7)
    assert settings.layer_weights["conv3_1"] == 7
    assert len(settings.layer_weights) == 5
