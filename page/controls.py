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
from page.words.en import EN

SPECS = {spec.name: spec.metadata for spec in fields(Settings)}
NAMES = tuple(SPECS)
NETWORKS: dict[str, str] = {each.name: each.label for each in ARCHITECTURES.values()}
FIRST = ("size", "iterations")
PULLS = ("alpha", "beta")  # on a logarithmic scale: what matters is how many times more
LOOKS = ("style_scale", "colors", "color_strength", "style_term", "laplacian")
BLENDS = ("blend_1", "blend_2", "blend_3", "blend_4")
LAYERS = tuple(f"weight_{layer}" for layer in STANDARD.layer_weights)
NOT_OFFERED = {"picture"}  # a start that needs a picture: a finished painting has it
UNSEEN = {"frame_every"}  # here pictures come by the clock
LAYER_PRESETS = {
    "layers_fine": (0.33, 0.27, 0.2, 0.13, 0.07),
    "layers_even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "layers_large": (0.07, 0.13, 0.2, 0.27, 0.33),
}
DIAL_RANGES = {"alpha": (0.01, 100.0), "beta": (0.1, 1000.0)}

_DIAL = """<div class="row">
<label for="dial-{name}">{name}</label>
<input class="number" type="number" min="0" step="any" aria-label="number for {name}">
<input id="dial-{name}" class="range" type="range" min="0" max="200" step="1">
<p class="about" data-say="about_{name}"></p>
</div>"""


def make_control(name: str) -> gr.components.Component:
    """Return the one control of one setting."""
    if name in PULLS:
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
    about: dict[str, Any] = {"label": I18N(f"name_{name}")}
    if name in BLENDS:
        about["elem_id"] = name  # page.css shows those of chosen paintings only
    else:
        about["info"] = I18N(f"about_{name}")
    return _plain(name, _said, visible=name not in UNSEEN, **about)


def make_strength() -> gr.Slider:
    """Return the slider that moves alpha and beta together; see presets.py."""
    label, info = I18N("strength"), I18N("strength_about")
    return gr.Slider(
        0, 1, value=0.5, step=0.01, label=label, info=info, elem_id="strength"
    )


def make_argument(name: str) -> gr.components.Component:
    """Return what programs are told of one setting."""
    if name in PULLS:
        return gr.Number(getattr(STANDARD, name), label=name, info=SPECS[name]["about"])
    return _plain(name, _as_it_is, label=name, info=SPECS[name]["about"])


def _said(name: str, choice: str) -> Any:
    """Return what the page calls a choice: what it does to the picture."""
    key = f"choice_{name}_{choice}"
    return I18N(key) if key in EN else NETWORKS.get(choice, choice)


def _as_it_is(name: str, choice: str) -> str:
    return choice


def _plain(
    name: str, called: Callable[[str, str], Any], **about: Any
) -> gr.components.Component:
    value = getattr(STANDARD, name)
    if choices := get_args(get_type_hints(Settings)[name]):
        offered = [
            (called(name, choice), choice)
            for choice in choices
            if choice not in NOT_OFFERED
        ]
        return gr.Dropdown(offered, value=value, **about)
    low, high = SPECS[name]["usual"]
    whole = get_type_hints(Settings)[name] is int
    step = 1 if whole else 10 ** math.floor(math.log10((high - low) / 100))
    if name == "seed":
        return gr.Number(value, precision=0, minimum=low, maximum=high, **about)
    return gr.Slider(low, high, value=value, step=step, **about)


def make_strip(name: str, options: tuple[str, ...], prefix: str, value: str) -> gr.HTML:
    """Return a few choices beside each other, of which one, or none, holds.

    Each option is said in the words of its key, after the prefix.
    """
    radios = "".join(
        f'<label><input type="radio" name="{name}" value="{option}">'
        f'<span data-say="{prefix}{option}"></span></label>'
        for option in options
    )
    title = f'<h2 data-say="{name}"></h2>'
    is_told = name != "preset"  # the script says of each preset what it is
    about = f'data-say="{name}_about"' if is_told else ""
    return part(
        name,
        "strip",
        value=value,
        html_template=f'{title}<div class="strip" role="radiogroup"'
        f' data-title="{name}">{radios}</div><p class="about" {about}></p>',
    )


def preset_of(settings: Settings) -> str:
    """Return the name of the preset that these settings are; "" for none."""
    return next((name for name in PRESETS if PRESETS[name] == settings), "")
