"""The front door: one page on which a photo becomes a painting.

Layout, words and wiring only. Controls are made from `Settings`, so names, ranges,
defaults and explanations are written in one place; the painting is done by the core's
generator, which this page only shows.
"""

import html
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

from nst_core.errors import StyleTransferError
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

TITLE = "Neural style transfer"
ABOUT = "Watch a photo become a painting: choose both, press Paint, stop at will."
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
#where { min-height: 8rem; }
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
    """
    if payload is None:
        raise gr.Error(f"The {name} is missing. Choose one, then press Paint.")
    path = payload.get("path") if isinstance(payload, dict) else None
    if not isinstance(path, str) or not is_in_or_equal(path, get_upload_folder()):
        raise gr.Error(f"The {name} was not uploaded here. Choose it again.")
    return Path(path)


@dataclass(frozen=True)
class Kept:
    """The newest frame of a run and what is needed to write its recipe."""

    frame: "Frame"
    settings: Settings
    network: str


def paint(content: Any, style: Any, *values: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the canvas, where the run is, and the newest frame, as the picture forms.

    `content` and `style` are what the pickers send, `values` what the controls send, in
    the order of the fields of `Settings`; nothing of it has been checked before.
    """
    photo, painting = uploaded(content, "photo"), uploaded(style, "painting")
    try:
        settings = Settings(**dict(zip(NAMES, values, strict=True)))
        pictures = (
            read_picture(photo, "content"),
            read_picture(painting, "style"),
        )
        yield pictures[0], where("Looking at the pictures", 0), None
        load_tensorflow()
        from nst_core.transfer import stylize
        from nst_core.vgg import load_network

        network = load_network(settings.network)
        settings = replace(settings, network=network.name)
        small_print = f"{network.title}. {network.note}".strip()
        for frame in stylize(*pictures, settings, network=network):
            costs = costs_in_words(frame.costs)
            words = where(frame.sentence(), frame.share_done, costs, small_print)
            yield frame.picture, words, Kept(frame, settings, network.title)
    except StyleTransferError as error:
        raise gr.Error(html.escape(str(error)), print_exception=False) from error


def finish(kept: Kept | None) -> Iterator[tuple[Any, ...]]:
    """Offer the newest picture as a PNG that carries its recipe."""
    if kept is None:
        yield gr.skip(), where(IDLE, 0), gr.skip()
        return
    frame = kept.frame
    words: Any = gr.skip()
    if frame.iteration < frame.iterations:
        stopped = f"stopped at iteration {frame.iteration} of {frame.iterations}"
        words = where(f"{stopped}; the picture so far is kept", frame.share_done)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "painting.png"
        write_picture(
            frame.picture, path, png_text(describe(kept.settings, kept.network))
        )
        # gradio copies the file when it is yielded, before the folder goes
        yield str(path), words, gr.DownloadButton(value=str(path), interactive=True)


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
    about = {"label": label, "info": spec["about"]}
    if choices := get_args(get_type_hints(Settings)[name]):
        return gr.Dropdown(list(choices), value=getattr(STANDARD, name), **about)
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
        kept = gr.State(None, time_to_live=3600)
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
                status = gr.HTML(where(IDLE, 0), elem_id="where")
                with gr.Row():
                    start = gr.Button("Paint", variant="primary")
                    stop = gr.Button("Stop", variant="stop")
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
        painting = start.click(
            paint,
            [content, style, *ordered],
            [canvas, status, kept],
            preprocess=False,
            show_progress="hidden",
            api_name="paint",
        )
        painting.then(finish, kept, [canvas, status, download], show_progress="hidden")
        stop.click(
            None, cancels=[painting], queue=False, api_visibility="private"
        ).then(finish, kept, [canvas, status, download], show_progress="hidden")
        preset.input(
            lambda name: list(asdict(PRESETS[name]).values()),
            preset,
            ordered,
            show_progress="hidden",
            api_visibility="private",
        )
    return page


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
