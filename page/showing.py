"""A job's view as the page shows it: pictures, words and buttons."""

import html
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache, save_file_to_cache
from gradio.utils import get_upload_folder

from nst_core.serving.view import View

ON, OFF = gr.update(interactive=True), gr.update(interactive=False)


def shown(view: View) -> tuple[Any, ...]:
    """Return canvas, status, and the buttons Paint, Pause, Stop and Download."""
    picture, result = files_of(view)
    costs = costs_in_words(view.about) if "costs" in view.about else ""
    small_print = str(view.about.get("network", ""))
    words = where(view.sentence, view.share_done, view.note, costs, small_print)
    can_stop = not view.is_over
    is_paused = view.state == "paused"
    return (
        picture or gr.skip(),
        words,
        gr.update(interactive=view.is_over),
        gr.update(value="Continue" if is_paused else "Pause", interactive=can_stop),
        gr.update(interactive=can_stop),
        gr.DownloadButton(value=result, interactive=result is not None),
    )


def files_of(view: View) -> tuple[str | None, str | None]:
    """Return the picture to show, if there is one, and the result, if there is one.

    Both are copies that the browser may ask for.
    """
    if view.result:
        result = save_file_to_cache(view.result, get_upload_folder())
        return result, result
    if view.preview is None:
        return None, None
    return save_bytes_to_cache(view.preview, "frame.jpg", get_upload_folder()), None


def where(sentence: str, share: float, *small: str) -> str:
    """Return the line and the bar that say where the run is."""
    lines = "".join(f'<p class="costs">{html.escape(x)}</p>' for x in small if x)
    return (
        f'<div role="status"><progress value="{share:.3f}" max="1"'
        f' aria-label="progress"></progress><p>{html.escape(sentence)}</p>{lines}</div>'
    )


def costs_in_words(about: dict[str, Any]) -> str:
    """Return the costs of one frame as a line."""
    costs = about["costs"]
    layers = ", ".join(f"{layer} {cost:.3g}" for layer, cost in costs["layers"].items())
    return (
        f"total cost {costs['total']:.4g}: content {costs['content']:.3g}, "
        f"style {costs['style']:.3g} ({layers})"
    )
