"""Settings that change while a picture is painted, noted and repeated."""

from dataclasses import replace

from nst_core.settings.settings import (
    LOSS_WEIGHTS,
    PIXEL_WEIGHTS,
    RESTARTING,
    STEERABLE,
    Settings,
)
from nst_core.settings.steering import SettingsChange, SettingsTimeline

CHOSEN = Settings(beta=10, iterations=50)


def test_changes_hold_from_their_iteration_on():
    timeline = SettingsTimeline(
        CHOSEN, [SettingsChange(5, {"beta": 20.0}), SettingsChange(9, {"beta": 30.0})]
    )
    assert [timeline(iteration).beta for iteration in (0, 4, 5, 8, 9, 50)] == [
        10,
        10,
        20,
        20,
        30,
        30,
    ]


def test_only_what_changes_is_noted():
    timeline = SettingsTimeline(CHOSEN)
    timeline.apply(3, CHOSEN)
    timeline.apply(4, replace(CHOSEN, alpha=2, iterations=80))
    timeline.apply(5, replace(CHOSEN, alpha=2, iterations=80))
    assert timeline.changes == [SettingsChange(4, {"alpha": 2.0, "iterations": 80})]


def test_what_is_fixed_at_the_start_is_not_changed():
    timeline = SettingsTimeline(CHOSEN)
    assert (
        timeline.apply(3, replace(CHOSEN, size=99, seed=7, network="vgg16")) == CHOSEN
    )
    assert timeline.changes == []
    assert {"alpha", "beta", "weight_conv5_1", "iterations"} <= set(STEERABLE)


def test_marks_say_what_each_steerable_field_acts_on():
    """Whatever changes J, or the optimiser itself, makes the optimiser restart."""
    layers = {f"weight_conv{block}_1" for block in range(1, 6)}
    blend = {f"blend_{number}" for number in range(1, 5)}
    assert set(PIXEL_WEIGHTS) == {"total_variation", "value_range", "laplacian"}
    others = {"alpha", "beta", "neighbors", "keep_strength"}
    assert set(LOSS_WEIGHTS) == {*others, *PIXEL_WEIGHTS, *layers, *blend}
    assert set(RESTARTING) == {*LOSS_WEIGHTS, "learning_rate"}
    assert set(STEERABLE) == {*RESTARTING, "iterations", "frame_every"}
