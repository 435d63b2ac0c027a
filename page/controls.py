"""One control for every field of `Settings`, where its name, range and words stand."""

import math
from collections.abc import Callable
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import gradio as gr

from nst_core.network.architectures import ARCHITECTURES
from nst_core.settings.presets import PRESETS, STANDARD
from nst_core.settings.settings import Settings
from page.frontend import I18N, part
from page.languages import ENGLISH
from page.tables import BLENDS

SPECS = {spec.name: spec.metadata for spec in fields(Settings)}
NAMES = tuple(SPECS)
NETWORKS: dict[str, str] = {each.name: each.label for each in ARCHITECTURES.values()}
FIRST = ("size", "iterations")
# On a logarithmic scale: what matters is how many times more.
ALPHA_BETA = ("alpha", "beta")
APPEARANCE = (
    *("neighbors", "style_scale", "colors", "color_strength", "style_term"),
    *("laplacian", "keep_strength"),
)
LAYERS = tuple(f"weight_{layer}" for layer in STANDARD.layer_weights)
NOT_OFFERED = {"picture"}  # a start that needs a picture: a finished painting has it
HIDDEN = {"frame_every"}  # here pictures come by the clock
LAYER_PRESETS = {
    "layers_fine": (0.33, 0.27, 0.2, 0.13, 0.07),
    "layers_usual": tuple(STANDARD.layer_weights.values()),
    "layers_large": (0.07, 0.13, 0.2, 0.27, 0.33),
}
DIAL_RANGES = {"alpha": (0.01, 100.0), "beta": (0.1, 1000.0)}

_DIAL = """<div class="row">
<label for="dial-{name}">{name}</label>
<input class="number" type="number" min="0" step="any">
<input id="dial-{name}" class="range" type="range" min="0" max="200" step="1">
<p class="about" data-say="about_{name}"></p>
</div>"""


def make_control(name: str) -> gr.components.Component:
    """The one control of one setting."""
    if name in ALPHA_BETA:
        low, high = DIAL_RANGES[name]
        return part(
            f"{name}-dial",
            "dial",
            value=getattr(STANDARD, name),
            html_template=_DIAL.format(name=name),
            elem_classes="dial",
            low=low,
            high=high,
        )
    words: dict[str, Any] = {"label": I18N(f"name_{name}")}
    if name in BLENDS:
        words["elem_id"] = name  # page.css shows those of chosen paintings only
    else:
        words["info"] = I18N(f"about_{name}")
    return _plain(name, _translated, visible=name not in HIDDEN, **words)


def make_strength() -> gr.Slider:
    """The slider that moves alpha and beta together; see presets.py."""
    label, info = I18N("strength"), I18N("strength_about")
    return gr.Slider(
        0, 1, value=0.5, step=0.01, label=label, info=info, elem_id="strength"
    )


def make_argument(name: str) -> gr.components.Component:
    """The argument of one setting, for programs."""
    if name in ALPHA_BETA:
        return gr.Number(getattr(STANDARD, name), label=name, info=SPECS[name]["about"])
    return _plain(name, _as_programs_name_it, label=name, info=SPECS[name]["about"])


def _translated(name: str, choice: str) -> Any:
    """A choice by what it does to the picture."""
    key = f"choice_{name}_{choice}"
    return I18N(key) if key in ENGLISH.words else NETWORKS.get(choice, choice)


def _as_programs_name_it(name: str, choice: str) -> str:
    return choice


def _plain(
    name: str, title_of: Callable[[str, str], Any], **words: Any
) -> gr.components.Component:
    value = getattr(STANDARD, name)
    if choices := get_args(get_type_hints(Settings)[name]):
        choices_shown = [
            (title_of(name, choice), choice)
            for choice in choices
            if choice not in NOT_OFFERED
        ]
        return gr.Dropdown(choices_shown, value=value, **words)
    low, high = SPECS[name]["usual"]
    whole = get_type_hints(Settings)[name] is int
    step = 1 if whole else 10 ** math.floor(math.log10((high - low) / 100))
    if name == "seed":
        return gr.Number(value, precision=0, minimum=low, maximum=high, **words)
    return gr.Slider(low, high, value=value, step=step, **words)


def make_strip(name: str, options: tuple[str, ...], prefix: str, value: str) -> gr.HTML:
    """A few choices beside each other, of which one, or none, holds.

    Each option has the text of its key, after the prefix.
    """
    radios = "".join(
        f'<label><input type="radio" name="{name}" value="{option}">'
        f'<span data-say="{prefix}{option}"></span></label>'
        for option in options
    )
    title = f'<h2 data-say="{name}"></h2>'
    is_described = name != "preset"  # the script describes each preset
    about = f'data-say="{name}_about"' if is_described else ""
    return part(
        name,
        "strip",
        value=value,
        html_template=f'{title}<div class="strip" role="radiogroup"'
        f' data-title="{name}">{radios}</div><p class="about" {about}></p>',
    )


def preset_of(settings: Settings) -> str:
    """Name of the preset that these settings are; "" for none."""
    return next((name for name in PRESETS if PRESETS[name] == settings), "")
