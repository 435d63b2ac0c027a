"""The parts of the page in their places."""

import os
from collections.abc import Sequence
from typing import Any

import gradio as gr

from nst_core.serving.service import JobService
from nst_core.settings.presets import PRESETS
from page.api import add_endpoint
from page.controls import (
    ALPHA_BETA,
    APPEARANCE,
    FIRST,
    LAYER_PRESETS,
    LAYERS,
    NAMES,
    make_control,
    make_strength,
    make_strip,
)
from page.examples import PHOTOS, STYLES, Example, describe
from page.form import Form
from page.frontend import I18N, part
from page.languages import ENGLISH
from page.tables import STYLE_SLOTS
from page.upload_folder import KEPT_S
from page.wiring import Parts, wire

SHARES = '<p class="about" data-say="more_styles_about"></p>'

TITLE = ENGLISH.say("title")
SOURCES: Any = ["upload", "clipboard", "webcam"]
OWN_CAMERA: Any = ["upload", "clipboard"]  # the gallery of photos has a live one
# Gradio keeps 0.3 MB of every session, which nothing here reads: it has no gr.State.
SESSIONS_KEPT = 50
GALLERY = '<div class="gallery" role="group"></div>'


def build_page(service: JobService) -> gr.Blocks:
    """The page: drawn first, wired second."""
    page = gr.Blocks(title=TITLE, delete_cache=(3600, KEPT_S))
    page.state_session_capacity = SESSIONS_KEPT
    with page:
        parts = draw(page, service)
        wire(parts, service)
        add_endpoint(service)
    return page


def draw(page: gr.Blocks, service: JobService) -> Parts:
    """Put the page's parts where they stand."""
    inputs: dict[str, Any] = {
        name: gr.Textbox(visible=False) for name in ("token", "visitor")
    }
    galleries: dict[str, gr.HTML] = {}
    part("head")
    with gr.Row(elem_id="room"):
        with gr.Column(scale=2, min_width=240, elem_id="choose"):
            inputs["content"], galleries["content"] = pick(
                "content", I18N("photo"), PHOTOS, sources=OWN_CAMERA
            )
            swap = gr.Button(I18N("swap"), size="sm", elem_id="swap")
            inputs["style"], galleries["style"] = pick(
                "style", I18N("painting"), STYLES
            )
            inputs |= draw_more_pickers(galleries)
            inputs["masks"] = part("masks", "masks")
        with gr.Column(scale=5, min_width=320, elem_id="middle"):
            stage = part(
                "stage",
                "stage",
                ("paint", "sheet", "command", "follow", "touch", "watch", "steer"),
            )
        with gr.Column(scale=3, min_width=280, elem_id="settings"):
            inputs["preset"] = make_strip(
                "preset", tuple(PRESETS), "preset_", "standard"
            )
            strength = make_strength()
            inputs |= {name: make_control(name) for name in (*ALPHA_BETA, *FIRST)}
            forecast = part("forecast", "forecast", ("cure", "wanted"))
            layers = make_strip("layers", tuple(LAYER_PRESETS), "", "layers_usual")
            part("layers-sheet", "layers_sheet")
            with gr.Accordion(I18N("each_layer"), open=False):
                inputs |= {name: make_control(name) for name in LAYERS}
            with gr.Accordion(I18N("looks"), open=False):
                inputs |= {name: make_control(name) for name in APPEARANCE}
            with gr.Accordion(I18N("sheet"), open=False):
                part("sheet", "sheet")
            part("contributions")
            part("steering")
            with gr.Accordion(I18N("details"), open=False):
                rest = [name for name in NAMES if name not in inputs]
                inputs |= {name: make_control(name) for name in rest}
    history = part("history", "history", ("open", "remove"))
    part("foot", "foot", days=f"{service.limits.keep_days:g}", source=source())
    files = part("files", "files", ("bring", "recipe", "preview"), html_template="")
    faces = part("faces", "faces", ("find",), html_template="")
    return Parts(
        page=page,
        form=Form(inputs),
        galleries=galleries,
        swap=swap,
        stage=stage,
        layers=layers,
        strength=strength,
        forecast=forecast,
        history=history,
        files=files,
        faces=faces,
    )


def draw_more_pickers(galleries: dict[str, gr.HTML]) -> dict[str, Any]:
    """Pickers of the second painting and on, and the share of each, by their names.

    Their galleries join the others.
    """
    drawn: dict[str, Any] = {}
    with gr.Accordion(I18N("more_styles"), open=False, elem_id="more-styles"):
        part("shares", html_template=SHARES)
        for number, slot in enumerate(STYLE_SLOTS, start=1):
            name, label = slot["style"], I18N(f"painting_{number}")
            if number > 1:
                drawn[name], galleries[name] = pick(name, label, STYLES, height=120)
            drawn[slot["blend"]] = make_control(slot["blend"])
    return drawn


def source() -> str:
    """Address of this page's code, if it is served by a Space."""
    space = os.environ.get("SPACE_ID", "")
    return f"https://huggingface.co/spaces/{space}/tree/main" if space else ""


def pick(
    name: str,
    label: Any,
    examples: Sequence[Example],
    height: int = 190,
    sources: Any = SOURCES,
) -> tuple[gr.Image, gr.HTML]:
    """A picker with a gallery of examples below it."""
    picker = gr.Image(
        label=label, type="filepath", height=height, elem_id=name, sources=sources
    )
    gallery = part(
        f"{name}-examples",
        "gallery",
        ("choose",),
        html_template=GALLERY,
        picker=name,
        examples=describe(examples),
    )
    return picker, gallery
