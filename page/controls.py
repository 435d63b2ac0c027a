"""One control for every field of `Settings`, where its name, range and words stand."""

import math
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import gradio as gr

from nst_core.settings import STANDARD, Settings
from page.words import EN

SPECS = {spec.name: spec.metadata for spec in fields(Settings)}
NAMES = tuple(SPECS)
FIRST = ("alpha", "beta", "iterations")
LAYERS = tuple(f"weight_{layer}" for layer in STANDARD.layer_weights)
NOT_OFFERED = {"picture"}  # a start that the command line can be given, not this page


def make_control(name: str) -> gr.components.Component:
    """Return the one control of one setting."""
    spec = SPECS[name]
    about: Any = {"label": EN[f"name_{name}"], "info": EN[f"about_{name}"]}
    if choices := get_args(get_type_hints(Settings)[name]):
        offered = [choice for choice in choices if choice not in NOT_OFFERED]
        return gr.Dropdown(offered, value=getattr(STANDARD, name), **about)
    low, high = spec["usual"]
    whole = get_type_hints(Settings)[name] is int
    step = 1 if whole else 10 ** math.floor(math.log10((high - low) / 100))
    value = getattr(STANDARD, name)
    if name == "seed":
        return gr.Number(value, precision=0, minimum=low, maximum=high, **about)
    return gr.Slider(low, high, value=value, step=step, **about)
