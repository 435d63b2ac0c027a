"""Every setting has its control, and every preset fits."""

from dataclasses import asdict, fields
from typing import get_args

import gradio as gr
import pytest

from nst_core.settings.presets import PRESETS
from nst_core.settings.settings import Settings, StartName
from page.controls import ALPHA_BETA, NAMES, make_control


def test_no_two_controls_are_called_the_same():
    controls = [make_control(spec.name) for spec in fields(Settings)]
    names = [control.elem_id or control.label.key for control in controls]
    assert len(set(names)) == len(names) == len(NAMES)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_fits_its_controls(preset):
    """A slider that cannot show a preset's value would change it unasked."""
    for name, value in asdict(PRESETS[preset]).items():
        control = make_control(name)
        if isinstance(control, gr.Slider):
            assert control.minimum <= value <= control.maximum
            steps = (value - control.minimum) / control.step
            assert steps == pytest.approx(round(steps), abs=1e-6)
        if isinstance(control, gr.Dropdown):
            assert value in dict(control.choices).values()
        if name in ALPHA_BETA:
            assert control.props["low"] <= value <= control.props["high"]


def test_a_start_that_cannot_be_picked_here_is_not_offered():
    """There is no picker for it; the command line has one."""
    starts = [value for _, value in make_control("start").choices]
    assert "picture" in get_args(StartName)
    assert starts == [start for start in get_args(StartName) if start != "picture"]
