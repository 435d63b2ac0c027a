"""Pictures encoded: uint8 RGB to bytes, and to files that are whole or not there."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, PngImagePlugin

from nst_core.errors import ImageError, brief, why
from nst_core.images.decoding import Alpha, Picture
from nst_core.images.formats import WRITERS
from nst_core.images.transparency import with_alpha
from nst_core.system.files import require_place, write_atomically


def write_picture(
    picture: Picture,
    path: Path,
    text: Mapping[str, str] | None = None,
    alpha: Alpha | None = None,
) -> None:
    """Write the file whole or not at all; an older file stays until the new one is.

    The suffix decides the format (formats.py); PNG loses nothing and carries `text`.
    The file holds these pixels and `text`, nothing of any picture that was read; with
    the photo's `alpha` it is as transparent as that, if its format carries alpha.

    Raises:
        ImageError: The suffix is unknown, or the file cannot be written there.
    """
    if alpha is not None and carries_alpha(path):
        picture = with_alpha(picture, alpha)
    stored = _encode(picture, path, text or {})
    try:
        write_atomically(path, stored)
    except OSError as error:
        raise _unwritable(path, error) from error


def carries_alpha(path: Path) -> bool:
    """Whether a picture of this suffix can be transparent."""
    known = WRITERS.get(path.suffix.lower())
    return known is not None and known.carries_alpha


def require_writable(path: Path) -> None:
    """Refuse, before anything is painted, a path that `write_picture` would refuse.

    Raises:
        ImageError: The suffix is unknown, or nothing can be written there.
    """
    _require_known_suffix(path)
    try:
        require_place(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _require_known_suffix(path: Path) -> None:
    if path.suffix.lower() not in WRITERS:
        raise ImageError(
            "{name} does not end like a picture that can be written. It must end in "
            "{suffixes}. Choose one of these; .png loses nothing.",
            name=brief(path.name or path),
            suffixes=", ".join(WRITERS),
        )


def _unwritable(path: Path, error: OSError) -> ImageError:
    return ImageError(
        "{name} cannot be written ({reason}). It needs a folder that exists, may be "
        "written to and has room. Choose another place.",
        name=brief(path.name),
        reason=why(error),
    )


def _encode(picture: Picture, path: Path, text: Mapping[str, str]) -> bytes:
    _require_known_suffix(path)
    known = WRITERS[path.suffix.lower()]
    options = dict(known.writing or {})
    if known.pillow_name == "PNG":
        notes = PngImagePlugin.PngInfo()
        for key, value in text.items():
            notes.add_text(key, value)
        options["pnginfo"] = notes
    return _save(picture, known.pillow_name, options)


def encode_preview(picture: Picture) -> bytes:
    """Small JPEG for streaming; quality 80 is a fifth of the PNG's bytes."""
    return encode_jpeg(picture, 80)


def encode_jpeg(picture: Picture, quality: int) -> bytes:
    """JPEG file; one of quality 88 is taken for the picture itself."""
    return _save(picture, "JPEG", {"quality": quality})


def encode_png(grey: npt.NDArray[np.uint8]) -> bytes:
    """PNG file of one channel, (height, width), as small as it can be."""
    return _save(grey, "PNG", {"optimize": True})


def _save(picture: Picture, kind: str, options: dict[str, Any]) -> bytes:
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, kind, **options)
    return stored.getvalue()
