"""Pictures between the page and the jobs: as the browser sends them, and back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder, is_in_or_equal

from nst_core.errors import ImageError, Sentence
from nst_core.images.formats import format_of
from nst_core.jobs.folder import KEEP, MASKS, STYLES, TOUCH
from page import examples
from page.upload_folder import note_use

# What sentences call the pictures.
LABELS: Mapping[str, Sentence] = {
    "content": Sentence("photo", {}),
    "style": Sentence("painting", {}),
    **{
        f"style{n}": Sentence("painting {number}", {"number": n})
        for n in range(2, 1 + len(STYLES))
    },
    **{
        f"mask{n}": Sentence("mask {number}", {"number": n})
        for n in range(1, 1 + len(STYLES))
    },
    KEEP: Sentence("keep map", {}),
    TOUCH: Sentence("touch-up map", {}),
    "recipe": Sentence("recipe", {}),
}


def uploaded_path(payload: Any, name: str) -> Path:
    """Path of the file that a picker holds: an example's, or as it was uploaded.

    The pickers' own preprocessing is switched off: it decodes at once, with errors that
    nobody can read, without colour profiles, and from any path on this machine that a
    forged request names.

    Args:
        payload: What the browser sends of the picker.
        name: Of the picture, a key of `LABELS`.

    Raises:
        ImageError: There is no file, or it is not one that was uploaded to this page.
    """
    if payload is None:
        raise ImageError(
            "The {label} is missing. Choose one, then press Paint.", label=LABELS[name]
        )
    path = payload.get("path") if isinstance(payload, dict) else None
    if isinstance(path, str) and path in examples.PATHS:
        return Path(path)
    if isinstance(path, str) and "\0" in path:
        path = None  # no file has such a name; the next line would raise ValueError
    if not isinstance(path, str) or not is_in_or_equal(path, get_upload_folder()):
        raise ImageError(
            "The {label} was not uploaded here. Choose it again.", label=LABELS[name]
        )
    note_use(Path(path))
    return Path(path)


def payloads_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The uploads among some inputs by the pictures' names, without empty pickers.

    A mask without its style is left out.

    Raises:
        ImageError: There is a style before which one is missing.
    """
    found = {name: inputs[name] for name in ("content", *STYLES)}
    masks = inputs["masks"] if isinstance(inputs["masks"], dict) else {}
    for style, mask in zip(STYLES, MASKS, strict=True):
        if found[style] is not None:
            found[mask] = masks.get(mask)
    found[KEEP] = masks.get(KEEP)
    styles = [name for name in STYLES if found[name] is not None]
    if tuple(styles) != STYLES[: len(styles)]:
        missing = next(name for name in STYLES if name not in styles)
        raise ImageError(
            "The {label} is missing, but one after it is there. Choose it, or take the "
            "others away.",
            label=LABELS[missing],
        )
    return {name: payload for name, payload in found.items() if payload is not None}


def file_data(path: str) -> dict[str, Any]:
    """A file as the browser sends it after an upload."""
    meta = {"_type": "gradio.FileData"}
    return {"path": path, "url": f"gradio_api/file={path}", "meta": meta}


def cache_upload(content: bytes) -> str:
    """Store a picture as if it had just been uploaded, and return its path."""
    known = format_of(content)
    name = f"picture{known.suffixes[0] if known else ''}"
    return str(save_bytes_to_cache(content, name, get_upload_folder()))
