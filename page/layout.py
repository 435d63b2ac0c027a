"""What stands where on the page, and which event calls whom."""

import inspect
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import gradio as gr

from nst_core.serving.pool import STEERED, Pool
from nst_core.settings import PRESETS
from page.browser import FIND_TOKEN, KEEP_TOKEN, LOOK_AGAIN, at_once
from page.controls import FIRST, LAYERS, NAMES, make_control
from page.desk import Desk, named
from page.showing import OFF, ON, where

ASSETS = Path(__file__).parents[1] / "assets"
PHOTOS = sorted((ASSETS / "photos").glob("*.jpg"))
STYLES = sorted((ASSETS / "styles").glob("*.jpg"))

TITLE = "Neural style transfer"
ABOUT = "Watch a photo become a painting: choose both, press Paint, stop at will."
IDLE = "Choose a photo and a painting, then press Paint."
PRIVATE: Any = {"show_progress": "hidden", "api_visibility": "private"}


def build_page(pool: Pool) -> gr.Blocks:
    """Return the page: drawn first, wired second."""
    page = gr.Blocks(title=TITLE, delete_cache=(3600, 86400))
    with page:
        gr.Markdown(f"# {TITLE}\n{ABOUT}")
        token = gr.Textbox(visible=False)  # of the job that this page looks at
        visitor = gr.Textbox(visible=False)  # this browser's name for itself
        again = gr.Button("Look again", visible="hidden", elem_id="again")
        with gr.Row():
            with gr.Column(scale=2, min_width=240):
                content = pick("Photo (content)", PHOTOS)
                style = pick("Painting (style)", STYLES)
            with gr.Column(scale=5, min_width=320):
                canvas = gr.Image(
                    label="Generated picture",
                    elem_id="canvas",
                    format="jpeg",
                    height=520,
                    interactive=False,
                    buttons=["fullscreen"],
                    placeholder="The painting appears here.",
                )
                status = gr.HTML(where(IDLE, 0), label="Status", elem_id="where")
                with gr.Row():
                    narrow: Any = {"min_width": 110}  # four beside each other, or two
                    start = gr.Button("Paint", variant="primary", **narrow)
                    pause = gr.Button("Pause", interactive=False, **narrow)
                    stop = gr.Button(
                        "Stop", variant="stop", interactive=False, **narrow
                    )
                    download = gr.DownloadButton(
                        "Download", interactive=False, **narrow
                    )
            with gr.Column(scale=3, min_width=280):
                preset = gr.Radio(list(PRESETS), value="standard", label="Preset")
                controls = {name: make_control(name) for name in FIRST}
                with gr.Accordion("Layer weights"):
                    controls |= {name: make_control(name) for name in LAYERS}
                with gr.Accordion("More", open=False):
                    rest = [name for name in NAMES if name not in controls]
                    controls |= {name: make_control(name) for name in rest}
        ordered = [controls[name] for name in NAMES]
        looks = [canvas, status, start, pause, stop, download]
        wire(
            Desk(pool), page, (token, visitor, again), (content, style), looks, ordered
        )
        preset.input(
            lambda name: list(asdict(PRESETS[name]).values()),
            preset,
            ordered,
            **PRIVATE,
        )
    return page


def wire(
    desk: Desk,
    page: gr.Blocks,
    hidden: Sequence[Any],
    pickers: Sequence[gr.Image],
    looks: Sequence[Any],
    ordered: Sequence[Any],
) -> None:
    """Connect what a person does with what the desk does."""
    token, visitor, again = hidden
    _, status, start, pause, stop, download = looks
    crowd: Any = {"concurrency_limit": None, **PRIVATE}
    light: Any = {"queue": False, **PRIVATE}

    # The browser itself locks Paint: asking the server would let a second click by.
    start.click(
        None,
        outputs=[start, download, status],
        js=at_once(OFF, OFF | {"value": None}, where("Bringing the pictures", 0)),
    )
    brought = start.click(
        desk.bring,
        [*pickers, visitor, *ordered],
        [token, status],
        preprocess=False,
        **crowd,
    )
    brought.failure(None, outputs=[start, status], js=at_once(ON, where(IDLE, 0)))
    brought.success(None, token, js=KEEP_TOKEN)
    found = page.load(None, outputs=[token, visitor], js=FIND_TOKEN)
    found.then(desk.settings_of, token, ordered, **crowd)
    for begin in (brought.success, found.then, again.click):
        watched = begin(desk.watch, token, looks, **crowd)
        watched.failure(None, js=LOOK_AGAIN)  # the line was cut, or the server ended
    pause.click(desk.pause_or_resume, token, **light)
    stop.click(None, outputs=[stop, status], js=at_once(OFF, where("Stopping", 0)))
    stop.click(desk.stop, token, **light)
    for name, control in zip(NAMES, ordered, strict=True):
        if name in STEERED:
            control.input(
                desk.steer,
                [token, *ordered],
                preprocess=False,
                trigger_mode="always_last",
                **light,
            )
    offer_to_programs(desk, pickers, ordered)


def offer_to_programs(
    desk: Desk, pickers: Sequence[gr.Image], ordered: Sequence[Any]
) -> None:
    """Give the one public endpoint, which no button of the page uses."""
    gr.Button(visible=False).click(
        named(desk.stylize),
        [*pickers, *ordered],
        [
            gr.Image(label="Picture so far", visible=False),
            gr.Textbox(label="Where it is", visible=False),
            gr.File(label="Result", visible=False),
            gr.Textbox(label="Token", visible=False),
        ],
        preprocess=False,
        show_progress="hidden",
        concurrency_limit=None,
        api_name="stylize",
        api_description=inspect.getdoc(desk.stylize),
    )


def pick(label: str, examples: list[Path]) -> gr.Image:
    """Return a picker with a strip of examples below it."""
    picker = gr.Image(label=label, type="filepath", height=210)
    gr.Examples(
        [str(path) for path in examples],
        picker,
        label="Examples",
        cache_examples=False,
        examples_per_page=12,
    )
    return picker
