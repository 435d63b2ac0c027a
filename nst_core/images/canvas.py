"""A picture as float32: to and from uint8, and its sizes."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from nst_core.images.decoding import Picture

Canvas = npt.NDArray[np.float32]  # RGB, (1, height, width, 3), 0 to 255
DeepPicture = npt.NDArray[np.uint16]  # RGB, (height, width, 3)

DEEP_STEPS = 257  # from 255 to 65535

Levels = Canvas | npt.NDArray[np.uint8]  # a canvas, or a picture that becomes one

LANCZOS_RADIUS_PX = 4  # pixels of the smaller picture, rounded up


def to_canvas(picture: Picture) -> Canvas:
    """float32 of shape (1, height, width, 3), still 0 to 255."""
    return picture.astype(np.float32)[np.newaxis]


def to_picture(canvas: Canvas) -> Picture:
    """Round half to even and clip to 0..255; the canvas must be finite."""
    assert np.isfinite(canvas).all(), "a canvas must be finite to become a picture"
    rounded = np.rint(canvas[0])
    picture: Picture = np.clip(rounded, 0, 255, out=rounded).astype(np.uint8)
    return picture


def to_deep_picture(canvas: Canvas) -> DeepPicture:
    """The same with 257 steps for each level, uint16."""
    deep = canvas[0] * np.float32(DEEP_STEPS)
    np.clip(np.rint(deep, out=deep), 0, 255 * DEEP_STEPS, out=deep)
    picture: DeepPicture = deep.astype(np.uint16)
    return picture


def fit(height: int, width: int, long_edge: int) -> tuple[int, int]:
    """(height, width) in proportion, the longest edge being `long_edge` px."""
    longest = max(height, width)
    return (
        max(1, round(height * long_edge / longest)),
        max(1, round(width * long_edge / longest)),
    )


def resize(canvas: Levels, height: int, width: int, wraps: bool = False) -> Canvas:
    """Canvas of another size, antialiased (Lanczos), never rounded.

    A uint8 picture (1, height, width, 3) becomes one, at a third of the memory that
    `to_canvas` before it would take.

    Lanczos overshoots at edges; values are held within the old darkest and brightest,
    so that a canvas in 0..255 stays there. The same size returns the same values.
    A canvas that `wraps` continues at the opposite edge.
    """
    _, old_height, old_width, _ = canvas.shape
    if wraps and (height, width) != (old_height, old_width):
        rows, columns = (
            LANCZOS_RADIUS_PX * -(-old // new)
            for old, new in ((old_height, height), (old_width, width))
        )
        around: Any = np.pad(
            canvas, ((0, 0), (rows, rows), (columns, columns), (0, 0)), "wrap"
        )
        box = (columns, rows, columns + old_width, rows + old_height)
        return _resample(around, height, width, box)
    return _resample(canvas, height, width, (0, 0, old_width, old_height))


def crop_to_shape(canvas: Levels, height: int, width: int) -> Canvas:
    """Canvas resized to cover height x width px, overhang cut off evenly.

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
    canvas: Levels, height: int, width: int, box: tuple[float, float, float, float]
) -> Canvas:
    """Lanczos of the part (left, top, right, bottom) of the canvas."""
    _, old_height, old_width, channels = canvas.shape
    if (height, width) == (old_height, old_width) and box == (0, 0, width, height):
        return canvas.astype(np.float32)
    resized = np.empty((1, height, width, channels), np.float32)
    for channel in range(channels):
        levels = np.ascontiguousarray(canvas[0, :, :, channel], np.float32)
        plane = Image.fromarray(levels)  # of mode "F"
        plane = plane.resize((width, height), Image.Resampling.LANCZOS, box)
        resized[0, :, :, channel] = np.asarray(plane)
    np.clip(resized, canvas.min(), canvas.max(), out=resized)
    return resized


def resize_picture(picture: Picture, height: int, width: int) -> Picture:
    """Picture of another size, antialiased (Lanczos), rounded to its levels.

    Far quicker than `resize`, and good enough for previews.
    """
    resized = Image.fromarray(picture).resize(
        (width, height), Image.Resampling.LANCZOS, reducing_gap=3
    )
    return np.asarray(resized)


def shrink(picture: Picture, long_edge: int) -> Picture:
    """Picture whose longest edge is at most `long_edge` px."""
    height, width, _ = picture.shape
    if max(height, width) <= long_edge:
        return picture
    return resize_picture(picture, *fit(height, width, long_edge))
