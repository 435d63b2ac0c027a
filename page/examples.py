"""Example pictures of the page: their thumbnails, their files, and the finished one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from nst_core.sheets.runs import EXAMPLE_STYLES
from page.static_files import StaticFiles

ASSETS = Path(__file__).parents[1] / "assets"
THUMBNAIL_PX = 168  # shorter edge: twice the edge on the page


@dataclass(frozen=True)
class Example:
    """One picture of assets/ that the page offers."""

    path: Path

    @property
    def name(self) -> str:
        """Its name for the scripts; the page's words have `example_` before it."""
        return self.path.stem.replace("-", "_")

    @cached_property
    def content(self) -> bytes:
        """Its file."""
        return self.path.read_bytes()

    def thumbnail(self) -> bytes:
        """A small WebP of it."""
        picture = Image.open(self.path)
        scale = THUMBNAIL_PX / min(picture.size)
        width, height = (round(scale * edge) for edge in picture.size)
        packed = BytesIO()
        picture.resize((width, height)).save(packed, "WEBP", quality=80)
        return packed.getvalue()


PHOTOS = tuple(Example(path) for path in sorted((ASSETS / "photos").glob("*.jpg")))
STYLES = tuple(Example(path) for path in EXAMPLE_STYLES)
PATHS = {str(example.path) for example in (*PHOTOS, *STYLES)}
gr.set_static_paths(sorted(PATHS))  # else a picker may hold uploads alone

# On the empty canvas: a painting by this program, and what it was painted from.
FIRST_LOOK = ASSETS / "paintings" / "astronaut-night-swirls.jpg"
FIRST_PHOTO, FIRST_STYLE = "astronaut", "night_swirls"


@cache
def files() -> StaticFiles:
    """Files of the examples, their thumbnails, and the finished one."""
    examples = (*PHOTOS, *STYLES)
    return StaticFiles(
        "examples",
        {
            FIRST_LOOK.name: FIRST_LOOK.read_bytes(),
            **{each.path.name: each.content for each in examples},
            **{f"{each.path.stem}.webp": each.thumbnail() for each in examples},
        },
    )


def describe(examples: Sequence[Example]) -> list[dict[str, Any]]:
    """The examples for the scripts: names, paths and addresses of their files.

    `hash` is the SHA-256 of the file, by which the sketch knows its numbers.
    """
    return [
        {
            "name": example.name,
            "thumbnail": f"./{files().path}/{example.path.stem}.webp",
            "hash": hashlib.sha256(example.content).hexdigest(),
            "path": str(example.path),
            "url": f"./{files().path}/{example.path.name}",
        }
        for example in examples
    ]


def first_look() -> dict[str, str]:
    """The finished example for the scripts."""
    return {
        "painting": f"./{files().path}/{FIRST_LOOK.name}",
        "photo": f"./{files().path}/{FIRST_PHOTO}.jpg",
        "photo_name": FIRST_PHOTO,
        "style_name": FIRST_STYLE,
    }
