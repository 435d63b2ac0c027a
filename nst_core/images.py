"""One of the two doors for pixels: files and uint8 outside, float32 inside.

Knows how a picture becomes a canvas and back, how both change size, and how a picture
is written whole or not at all. How files are read stands in decoding.py.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, PngImagePlugin

from nst_core.decoding import (
    MAX_EDGE_PX,
    MAX_FILE_BYTES,
    MAX_PIXELS,
    Picture,
    read_picture,
)
from nst_core.errors import ImageError, brief
from nst_core.files import require_place, write_atomically

__all__ = [
    "MAX_EDGE_PX",
    "MAX_FILE_BYTES",
    "MAX_PIXELS",
    "Canvas",
    "Picture",
    "crop_to_shape",
    "encode_jpeg",
    "encode_png",
    "encode_preview",
    "fit",
    "read_picture",
    "require_writable",
    "resize",
    "resize_picture",
    "shrink",
    "to_canvas",
    "to_picture",
    "write_picture",
]

Canvas = npt.NDArray[np.float32]  # RGB, (1, height, width, 3), 0 to 255

LANCZOS_REACH = 4  # pixels of the smaller picture, rounded up

# 95 is the highest quality that Pillow's manual advises for JPEG; colours are kept at
# full resolution because a painting has them in every stroke.
WRITERS: Mapping[str, tuple[str, dict[str, Any]]] = {
    ".png": ("PNG", {}),
    ".jpg": ("JPEG", {"quality": 95, "subsampling": 0}),
    ".jpeg": ("JPEG", {"quality": 95, "subsampling": 0}),
    ".webp": (
        "WEBP",
        {"quality": 95, "use_sharp_yuv": True},
    ),  # halves colours, with care
}


def to_canvas(picture: Picture) -> Canvas:
    """Return float32 of shape (1, height, width, 3), still 0 to 255."""
    return picture.astype(np.float32)[np.newaxis]


def to_picture(canvas: Canvas) -> Picture:
    """Round half to even and clip to 0..255; the canvas must be finite."""
    assert np.isfinite(canvas).all(), "a canvas must be finite to become a picture"
    picture: Picture = np.clip(np.rint(canvas[0]), 0, 255).astype(np.uint8)
    return picture


def fit(height: int, width: int, long_edge: int) -> tuple[int, int]:
    """Return (height, width) in proportion, the longest edge being `long_edge` px."""
    longest = max(height, width)
    return (
        max(1, round(height * long_edge / longest)),
        max(1, round(width * long_edge / longest)),
    )


def resize(canvas: Canvas, height: int, width: int, wraps: bool = False) -> Canvas:
    """Return a new canvas of another size, antialiased (Lanczos), never rounded.

    Lanczos overshoots at edges; values are held within the old darkest and brightest,
    so that a canvas in 0..255 stays there. The same size returns the same values.
    What `wraps` goes on at the opposite edge, beyond each.
    """
    _, old_height, old_width, _ = canvas.shape
    if wraps and (height, width) != (old_height, old_width):
        rows, columns = (
            LANCZOS_REACH * -(-old // new)
            for old, new in ((old_height, height), (old_width, width))
        )
        around = np.pad(
            canvas, ((0, 0), (rows, rows), (columns, columns), (0, 0)), "wrap"
        )
        box = (columns, rows, columns + old_width, rows + old_height)
        return _resample(around, height, width, box)
    return _resample(canvas, height, width, (0, 0, old_width, old_height))


def crop_to_shape(canvas: Canvas, height: int, width: int) -> Canvas:
    """Return the canvas resized to cover height x width px, overhang cut off evenly.

    The overhang is cut before the resize: a strip of 1 x 4096 px would else have to
    grow into millions of columns first.
    """
    _, old_height, old_width, _ = canvas.shape
    scale = max(height / old_height, width / old_width)
    left = (old_width - width / scale) / 2
    top = (old_height - height / scale) / 2
    right, bottom = old_width - left, old_height - top
    box = (
        max(0.0, left),
        max(0.0, top),
        min(right, old_width),
        min(bottom, old_height),
    )
    return _resample(canvas, height, width, box)


def _resample(
    canvas: Canvas, height: int, width: int, box: tuple[float, float, float, float]
) -> Canvas:
    """Lanczos of the part (left, top, right, bottom) of the canvas."""
    _, old_height, old_width, channels = canvas.shape
    if (height, width) == (old_height, old_width) and box == (0, 0, width, height):
        return canvas.copy()
    resized = np.empty((1, height, width, channels), np.float32)
    for channel in range(channels):
        plane = Image.fromarray(np.ascontiguousarray(canvas[0, :, :, channel]))  # "F"
        plane = plane.resize((width, height), Image.Resampling.LANCZOS, box)
        resized[0, :, :, channel] = np.asarray(plane)
    np.clip(resized, canvas.min(), canvas.max(), out=resized)
    return resized


def resize_picture(picture: Picture, height: int, width: int) -> Picture:
    """Return a picture of another size, antialiased (Lanczos), rounded to its levels.

    Far quicker than `resize`, and good enough for what is only looked at.
    """
    resized = Image.fromarray(picture).resize(
        (width, height), Image.Resampling.LANCZOS, reducing_gap=3
    )
    return np.asarray(resized)


def shrink(picture: Picture, long_edge: int) -> Picture:
    """Return the picture, its longest edge at most `long_edge` px."""
    height, width, _ = picture.shape
    if max(height, width) <= long_edge:
        return picture
    return resize_picture(picture, *fit(height, width, long_edge))


def write_picture(
    picture: Picture, path: Path, text: Mapping[str, str] | None = None
) -> None:
    """Write the file whole or not at all; an older file stays until the new one is.

    The suffix decides: .png (lossless, carries `text`), .jpg, .jpeg or .webp (quality
    95). The file holds these pixels and `text`, nothing of any picture that was read.

    Raises:
        ImageError: The suffix is unknown, or the file cannot be written there.
    """
    stored = _encode(picture, path, text or {})
    try:
        write_atomically(path, stored)
    except OSError as error:
        raise _unwritable(path, error) from error


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
            f"{brief(path.name or path)} does not end like a picture that can be "
            f"written. It must end in {', '.join(WRITERS)}. Choose one of these; .png "
            "loses nothing."
        )


def _unwritable(path: Path, error: OSError) -> ImageError:
    return ImageError(
        f"{brief(path.name)} cannot be written ({error.strerror}). It needs a folder "
        "that exists, may be written to and has room. Choose another place."
    )


def _encode(picture: Picture, path: Path, text: Mapping[str, str]) -> bytes:
    _require_known_suffix(path)
    kind, options = WRITERS[path.suffix.lower()]
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        for key, value in text.items():
            notes.add_text(key, value)
        options = {**options, "pnginfo": notes}
    return _save(picture, kind, options)


def encode_preview(picture: Picture) -> bytes:
    """Return a small JPEG for streaming; quality 80 is a fifth of the PNG's bytes."""
    return encode_jpeg(picture, 80)


def encode_jpeg(picture: Picture, quality: int) -> bytes:
    """Return a JPEG; one of quality 88 is taken for the picture itself."""
    return _save(picture, "JPEG", {"quality": quality})


def encode_png(grey: npt.NDArray[np.uint8]) -> bytes:
    """Return a PNG of one channel, (height, width), as small as it can be."""
    return _save(grey, "PNG", {"optimize": True})


def _save(picture: Picture, kind: str, options: dict[str, Any]) -> bytes:
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, kind, **options)
    return stored.getvalue()
