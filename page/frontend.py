"""What belongs to the browser: scripts, style, theme, and the words they are said in.

The files stand in static/. gr.HTML runs a component's script when it is loaded; all of
ours are functions of one object, `nst`, which the page's head makes.
"""

import json
from pathlib import Path
from typing import Any

import gradio as gr

from nst_core.images.formats import SUFFIXES
from page.words.de import DE
from page.words.en import EN

STATIC = Path(__file__).parent / "static"
SCRIPTS = (
    *("words", "canvas", "instruments", "afterwards", "stage"),
    *("history", "controls", "sheet", "page"),
    *("planes", "brush", "preview", "masks"),
)
ACCEPT = ",".join(SUFFIXES)  # of file pickers; iOS turns what is not listed into JPEG
I18N = gr.I18n(en=dict(EN), de=dict(DE))
CSS = "".join(
    (STATIC / f"{name}.css").read_text(encoding="utf-8") for name in ("page", "masks")
)


def head() -> str:
    """Return what the page's head holds: all scripts, and every language's words."""
    words = json.dumps({"en": dict(EN), "de": dict(DE)}).replace("<", "\\u003c")
    files = [(STATIC / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return (
        "<script>{\n" + "\n".join([f"const WORDS = {words};", *files]) + "\n}</script>"
    )


def part(name: str, call: str, events: tuple[str, ...] = (), **more: Any) -> gr.HTML:
    """Return a part of the page that draws itself.

    Args:
        name: Its id, and that of its file in static/ if it has one.
        call: Which script runs it, with what: "stage(element, trigger, props, watch)".
        events: What it asks the server for; Gradio reads their names in the script.
        **more: What gr.HTML takes; `html_template` in place of the file.
    """
    if "html_template" not in more:
        path = STATIC / f"{name}.html"
        template = path.read_text(encoding="utf-8")
        more["html_template"] = template.replace("READABLE_SUFFIXES", ACCEPT)
    script = f"nst.{call};" + "".join(f' "{event}";' for event in events)
    return gr.HTML(elem_id=name, js_on_load=script, apply_default_css=False, **more)


_ACCENT = gr.themes.Color(
    name="terracotta",
    c50="#fdf4ef",
    c100="#fae4d8",
    c200="#f4c6b0",
    c300="#eda383",
    c400="#e8875f",
    c500="#d4602f",
    c600="#b44a1c",
    c700="#933a15",
    c800="#742f14",
    c900="#5b2713",
    c950="#341309",
)
# The grounds and inks of page.css, so that light and dark are chosen in one place.
_COLORS = {
    "body_background_fill": "ground",
    "block_background_fill": "paper",
    "body_text_color_subdued": "soft",
    "block_info_text_color": "soft",
    "block_label_text_color": "ink",
    "block_title_text_color": "ink",
    "slider_color": "accent",
}
# System fonts: the page needs no other machine, and looks at home on this one.
THEME = gr.themes.Base(
    primary_hue=_ACCENT,
    neutral_hue="stone",
    radius_size="md",
    spacing_size="sm",
    font=["ui-sans-serif", "system-ui", "sans-serif"],
    font_mono=["ui-monospace", "monospace"],
).set(
    block_border_width="0px",
    block_shadow="none",
    **{
        f"{name}{theme}": f"var(--nst-{color})"
        for name, color in _COLORS.items()
        for theme in ("", "_dark")
    },
)
