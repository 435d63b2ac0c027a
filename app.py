"""The front door: one page on which a photo becomes a painting.

Layout, words and wiring only. Controls are made from `Settings`, so names, ranges,
defaults and explanations are written in one place; the painting is done by the core's
generator, which this page only shows.
"""

import html
import inspect
import json
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported

import gradio as gr
from gradio.utils import get_upload_folder, is_in_or_equal

from nst_core.errors import ImageError, StyleTransferError
from nst_core.images import read_picture, write_picture
from nst_core.quiet import load_tensorflow
from nst_core.recipe import describe, png_text
from nst_core.settings import PRESETS, STANDARD, Settings

if TYPE_CHECKING:
    from nst_core.objective import Costs
    from nst_core.transfer import Frame

ASSETS = Path(__file__).parent / "assets"
PHOTOS = sorted((ASSETS / "photos").glob("*.jpg"))
STYLES = sorted((ASSETS / "styles").glob("*.jpg"))

SPECS = {spec.name: spec.metadata for spec in fields(Settings)}
NAMES = tuple(SPECS)
FIRST = ("alpha", "beta", "iterations")
LAYERS = tuple(f"weight_{layer}" for layer in STANDARD.layer_weights)
NOT_OFFERED = {"picture"}  # a start that the command line can be given, not this page

TITLE = "Neural style transfer"
ABOUT = "Watch a photo become a painting: choose both, press Paint, stop at will."
ON, OFF = gr.update(interactive=True), gr.update(interactive=False)
PRIVATE: Any = {"show_progress": "hidden", "api_visibility": "private"}
IDLE = "Choose a photo and a painting, then press Paint."

# System fonts: the page needs no other machine, and looks at home on this one.
THEME = gr.themes.Base(
    primary_hue="amber",
    neutral_hue="stone",
    font=["ui-sans-serif", "system-ui", "sans-serif"],
    font_mono=["ui-monospace", "monospace"],
)
CSS = """
.gradio-container { max-width: 1320px !important; margin: 0 auto; }
#canvas img { width: 100%; height: 100%; object-fit: contain; }
#where { min-height: 8rem; overflow-wrap: anywhere; }
#where p { margin: .4rem 0 0; }
#where .costs { color: var(--body-text-color-subdued); font-size: .85em; }
#where progress { appearance: none; width: 100%; height: .5rem; border: 0; }
#where progress, #where progress::-webkit-progress-bar {
  background: var(--border-color-primary); border-radius: .25rem; }
#where progress::-webkit-progress-value {
  background: var(--primary-500); border-radius: .25rem; }
#where progress::-moz-progress-bar { background: var(--primary-500); }
"""


def uploaded(payload: Any, name: str) -> Path:
    """Return the path of the file that a picker holds, as it was uploaded.

    The pickers' own preprocessing is switched off: it decodes at once, with errors that
    nobody can read, without colour profiles, and from any path on this machine that a
    forged request names.

    Raises:
        ImageError: There is no file, or it is not one that was uploaded to this page.
    """
    if payload is None:
        raise ImageError(f"The {name} is missing. Choose one, then press Paint.")
    path = payload.get("path") if isinstance(payload, dict) else None
    if isinstance(path, str) and "\0" in path:
        path = None  # no file has such a name; the next line would raise ValueError
    if not isinstance(path, str) or not is_in_or_equal(path, get_upload_folder()):
        raise ImageError(f"The {name} was not uploaded here. Choose it again.")
    return Path(path)


@dataclass(frozen=True)
class Kept:
    """What remains of a run: its newest frame, if any, and why it failed, if it did."""

    frame: "Frame | None" = None
    settings: Settings = STANDARD
    network: str = ""
    trouble: str = ""


def paint(content: Any, style: Any, *values: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the canvas, where the run is, what to keep, and the button Stop.

    `content` and `style` are what the pickers send, `values` what the controls send, in
    the order of the fields of `Settings`; nothing of it has been checked before.
    """
    kept = Kept()
    try:
        photo, painting = uploaded(content, "photo"), uploaded(style, "painting")
        settings = Settings(**dict(zip(NAMES, values, strict=True)))
        pictures = read_picture(photo, "content"), read_picture(painting, "style")
        yield pictures[0], where("Looking at the pictures", 0), kept, ON
        load_tensorflow()
        from nst_core.transfer import stylize
        from nst_core.vgg import load_network

        yield gr.skip(), where("Looking for the network's weights", 0), kept, gr.skip()
        network = load_network(settings.network)
        network = network.computing_in(settings.precision)
        settings = replace(settings, network=network.name, precision=network.precision)
        small_print = f"{network.title}. {network.note}".strip()
        for frame in stylize(*pictures, settings, network=network):
            kept = Kept(frame, settings, network.title)
            costs = costs_in_words(frame.costs)
            words = where(frame.sentence(), frame.share_done, costs, small_print)
            yield frame.picture, words, kept, gr.skip()
    except StyleTransferError as error:
        kept = replace(kept, trouble=str(error))
        yield gr.skip(), where(str(error), 0), kept, OFF
        raise gr.Error(html.escape(str(error)), print_exception=False) from error


# By these names, not as param_7, the API knows what the controls send.
paint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
    [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        for name in ("content", "style", *NAMES)
    ]
)


def finish(kept: Kept) -> Iterator[tuple[Any, ...]]:
    """Offer the newest picture as a PNG that carries its recipe."""
    frame, words = kept.frame, kept.trouble
    if frame is None:
        line = where(words or "stopped before the first picture", 0)
        yield gr.skip(), line, gr.skip()
        return
    if frame.iteration < frame.iterations:
        stopped = f"stopped at iteration {frame.iteration} of {frame.iterations}"
        words = words or f"{stopped}; the picture so far is kept"
    line = where(words, frame.share_done) if words else gr.skip()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "painting.png"
        done = None if frame.iteration == frame.iterations else frame.iteration
        recipe = png_text(describe(kept.settings, kept.network, done))
        write_picture(frame.picture, path, recipe)
        # gradio copies the file when it is yielded, before the folder goes
        yield str(path), line, gr.DownloadButton(value=str(path), interactive=True)


def where(sentence: str, share: float, *small: str) -> str:
    """Return the line and the bar that say where the run is."""
    lines = "".join(f'<p class="costs">{html.escape(line)}</p>' for line in small)
    return (
        f'<div role="status"><progress value="{share:.3f}" max="1"'
        f' aria-label="progress"></progress><p>{html.escape(sentence)}</p>{lines}</div>'
    )


def costs_in_words(costs: "Costs") -> str:
    """Return the costs of one frame as a line."""
    layers = ", ".join(f"{layer} {cost:.3g}" for layer, cost in costs.layers.items())
    return (
        f"total cost {costs.total:.4g}: content {costs.content:.3g}, "
        f"style {costs.style:.3g} ({layers})"
    )


def make_control(name: str) -> gr.components.Component:
    """Return the one control of one setting."""
    spec = SPECS[name]
    label = name.removeprefix("weight_") if name in LAYERS else name.replace("_", " ")
    label = label.replace(" gb", " (GB)")
    about = {"label": label, "info": spec["about"]}
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


def build_page() -> gr.Blocks:
    """Return the page: drawn first, wired second."""
    page = gr.Blocks(title=TITLE, delete_cache=(3600, 86400))
    with page:
        gr.Markdown(f"# {TITLE}\n{ABOUT}")
        kept = gr.State(Kept(), time_to_live=3600)
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
                    start = gr.Button("Paint", variant="primary")
                    stop = gr.Button("Stop", variant="stop", interactive=False)
                    download = gr.DownloadButton("Download", interactive=False)
            with gr.Column(scale=3, min_width=280):
                preset = gr.Radio(list(PRESETS), value="standard", label="Preset")
                controls = {name: make_control(name) for name in FIRST}
                with gr.Accordion("Layer weights"):
                    controls |= {name: make_control(name) for name in LAYERS}
                with gr.Accordion("More", open=False):
                    rest = [name for name in NAMES if name not in controls]
                    controls |= {name: make_control(name) for name in rest}

        ordered = [controls[name] for name in NAMES]
        # The browser itself locks Paint: asking the server would let a second click by.
        # Stop waits for the first yield: gradio cannot cancel what it has not begun.
        start.click(
            None,
            outputs=[start, download, status],
            js=at_once(OFF, OFF | {"value": None}, where("Waiting for its turn", 0)),
        )
        painting = start.click(
            paint,
            [content, style, *ordered],
            [canvas, status, kept, stop],
            preprocess=False,
            show_progress="hidden",
            api_name="paint",
            api_description="Yield the picture as it forms, and how far it is (HTML).",
        )
        stop.click(
            None,
            outputs=[stop, status],
            js=at_once(OFF, where("Stopping", 0)),
            cancels=[painting],
        )
        for over in (painting.success, painting.failure):  # a stopped run has failed
            offered = over(finish, kept, [canvas, status, download], **PRIVATE)
            for ready in (offered.success, offered.failure):
                ready(None, outputs=[start, stop], js=at_once(ON, OFF))
        preset.input(
            lambda name: list(asdict(PRESETS[name]).values()),
            preset,
            ordered,
            **PRIVATE,
        )
    return page


def at_once(*updates: Any) -> str:
    """Return the JavaScript of an event that asks no server and so takes no time."""
    return f"() => {json.dumps(updates)}"


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


demo = build_page()

if __name__ == "__main__":
    demo.launch(
        theme=THEME,
        css=CSS,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size="50mb",
        footer_links=["api"],
    )
