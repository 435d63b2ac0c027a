"""Pictures between the page and the pool: as the browser sends them, and back."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder, is_in_or_equal

from nst_core.errors import ImageError
from nst_core.images.decoding import Size, read_size
from nst_core.images.formats import format_of
from nst_core.jobs.folder import MASKS, STYLES, kind_of

SAID = {"content": "photo", "style": "painting"} | {
    f"{name}{number}": f"{said} {number}"
    for name, said in (("style", "painting"), ("mask", "mask"))
    for number in range(1, 1 + len(STYLES))
}
SENT = 1 + len(STYLES) + 1  # photo, paintings, masks


def uploaded(payload: Any, name: str) -> Path:
    """Return the path of the file that a picker holds, as it was uploaded.

    The pickers' own preprocessing is switched off: it decodes at once, with errors that
    nobody can read, without colour profiles, and from any path on this machine that a
    forged request names.

    Raises:
        ImageError: There is no file, or it is not one that was uploaded to this page.
    """
    if payload is None:
        raise ImageError(
            "The {name} is missing. Choose one, then press Paint.", name=name
        )
    path = payload.get("path") if isinstance(payload, dict) else None
    if isinstance(path, str) and "\0" in path:
        path = None  # no file has such a name; the next line would raise ValueError
    if not isinstance(path, str) or not is_in_or_equal(path, get_upload_folder()):
        raise ImageError(
            "The {name} was not uploaded here. Choose it again.", name=name
        )
    return Path(path)


def given(sent: Sequence[Any]) -> dict[str, Any]:
    """Return what pickers and masks send, by the pictures' names, without empty ones.

    Args:
        sent: What each of the five pickers holds, and the masks that were drawn.

    Raises:
        ImageError: There is a painting before which one is missing.
    """
    *pickers, masks = sent
    found = dict(zip(("content", *STYLES), pickers, strict=True))
    drawn = masks if isinstance(masks, dict) else {}
    for style, mask in zip(STYLES, MASKS, strict=True):
        if found[style] is not None:
            found[mask] = drawn.get(mask)
    styles = [name for name in STYLES if found[name] is not None]
    if tuple(styles) != STYLES[: len(styles)]:
        missing = next(name for name in STYLES if name not in styles)
        raise ImageError(
            "The {missing} is missing, but one after it is there. Choose it, or take "
            "the others away.",
            missing=SAID[missing],
        )
    return {name: value for name, value in found.items() if value is not None}


def sizes_of(brought: Mapping[str, Any]) -> dict[str, Size]:
    """Return the size of each picture, from its header.

    Raises:
        ImageError: One is unfit, or was not uploaded to this page.
    """
    return {
        name: read_size(uploaded(payload, SAID[name]), kind_of(name))
        for name, payload in brought.items()
    }


def as_sent(path: str) -> dict[str, Any]:
    """Return a file as the browser sends it after an upload."""
    meta = {"_type": "gradio.FileData"}
    return {"path": path, "url": f"gradio_api/file={path}", "meta": meta}


def picked(content: bytes) -> str:
    """Return where a picture's file is, as if it had just been uploaded."""
    known = format_of(content)
    name = f"picture{known.suffixes[0] if known else ''}"
    return str(save_bytes_to_cache(content, name, get_upload_folder()))
