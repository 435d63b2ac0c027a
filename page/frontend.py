"""The browser's side, from static/: scripts, style, theme, and the texts.

The scripts are ES modules, served as they are; main.js has all functions that Gradio
calls. They arrive a moment after the page, so each call waits for `nst.ready`, a
promise of main.js that the page's head makes.
"""

import json
from pathlib import Path
from typing import Any

import gradio as gr

from nst_core.images.formats import SUFFIXES
from page.examples import first_look
from page.languages import LANGUAGES
from page.static_files import StaticFiles, read_files
from page.tables import SCRIPT_TABLE, STYLE_SLOTS

STATIC = Path(__file__).parent / "static"
SCRIPTS = StaticFiles("scripts", read_files(*sorted(STATIC.glob("scripts/*.js"))))
# Those of the sketching worker alone, which loads them itself.
WORKER_SCRIPTS = {
    f"sketch_{name}.js" for name in ("worker", "network", "kernels", "colors", "masks")
}
SKETCH_FOLDER = Path(__file__).parents[1] / "assets" / "sketch"
SKETCH = StaticFiles(
    "sketch",
    read_files(
        *(
            SKETCH_FOLDER / name
            for name in ("sketch.wasm", "painter.bin", "reader.bin", "examples.json")
        )
    ),
)
ACCEPT = ",".join(SUFFIXES)  # of file pickers; iOS turns what is not listed into JPEG
TEXTS = {code: dict(language.words) for code, language in LANGUAGES.items()}
I18N = gr.I18n(**TEXTS)


def _css_of_shares() -> str:
    """Style rules by which a share is seen beside another painting only."""
    has_style = {slot["blend"]: f":has(#{slot['style']} img)" for slot in STYLE_SLOTS}
    first, *others = has_style
    rules = {blend: f":not({has_style[blend]})" for blend in others}
    rules[first] = "".join(rules.values())  # it needs any of the others
    return "".join(
        f"#more-styles{without} #{blend} {{ display: none; }}\n"
        for blend, without in rules.items()
    )


CSS = _css_of_shares() + "".join(
    (STATIC / f"{name}.css").read_text(encoding="utf-8")
    for name in ("page", "galleries", "stage", "settings", "masks", "touch")
)


def head() -> str:
    """The page's head: every language's texts, the core's tables, and the modules.

    Addresses are relative to the page's own, so that it may lie below any path.
    """
    sketch = {
        "path": f"./{SKETCH.path}",
        "reader_bytes": len(SKETCH.files["reader.bin"]),
    }
    facts = {
        "texts": TEXTS,
        "table": SCRIPT_TABLE,
        "sketch": sketch,
        "first_look": first_look(),
    }
    data = json.dumps(facts).replace("<", "\\u003c")
    path = f"./{SCRIPTS.path}"
    links = "".join(
        f'<link rel="modulepreload" href="{path}/{name}">'
        for name in SCRIPTS.files
        if name not in WORKER_SCRIPTS
    )
    ready = f'nst.ready = import("{path}/main.js");'
    return f"{links}<script>window.nst = {data}; {ready}</script>"


def call(function: str, *arguments: Any) -> str:
    """JavaScript of an event: one of main.js's functions, called with the inputs.

    `arguments`, of any kind that JSON knows, stand before the inputs.
    """
    passed = "".join(f"{json.dumps(argument)}, " for argument in arguments)
    return f"async (...inputs) => (await nst.ready).{function}({passed}...inputs)"


def part(
    name: str, script: str = "text", events: tuple[str, ...] = (), **more: Any
) -> gr.HTML:
    """A part of the page that draws itself.

    Args:
        name: Its id, and that of its file in static/ if it has one.
        script: Which of main.js's `parts` it is.
        events: What it asks the server for; Gradio reads their names in the script.
        **more: What gr.HTML takes; `html_template` in place of the file.
    """
    if "html_template" not in more:
        path = STATIC / f"{name}.html"
        template = path.read_text(encoding="utf-8")
        more["html_template"] = template.replace("READABLE_SUFFIXES", ACCEPT)
    mount = f'mount("{script}", {{ element, trigger, props, watch, upload }})'
    on_load = f"nst.ready.then((page) => page.{mount});"
    on_load += "".join(f' "{event}";' for event in events)
    return gr.HTML(elem_id=name, js_on_load=on_load, apply_default_css=False, **more)


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
