"""The one transparent colour of a PNG (its tRNS chunk), where Pillow misses it.

Pillow compares the file's key with pixels that it has scaled to 8 bits already, and
drops the key of 16-bit grey. Keys of 8 bits and palettes it gets right.
"""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from nst_core.images.value_range import ROWS_AT_ONCE, scaled_to_8_bits

KEY = "transparency"  # in Pillow's `info`
GREY_16, RGB_16, RGB_16_LOW_BYTES = "I;16B", "RGB;16B", "RGB;16L"  # raw modes
GREY_STEPS = {"L;2": 85, "L;4": 17}  # 8-bit levels from one stored value to the next


def apply_color_key(image: Image.Image, stored: bytes) -> Image.Image:
    """Image of mode LA or RGBA, if Pillow would miss its key; else the same image.

    Args:
        image: A PNG, loaded.
        stored: All its bytes.
    """
    key = image.info.get(KEY)
    if key is None or image.mode not in ("L", "I;16", "RGB"):
        return image
    with Image.open(io.BytesIO(stored), formats=("PNG",)) as again:
        tile = again.tile[0]
        raw_mode = tile.args
        if raw_mode == RGB_16:
            again.tile = [tile._replace(args=RGB_16_LOW_BYTES)]
            again.load()
            alpha = _alpha_of_two_bytes(image, again, key)
            return Image.merge("RGBA", (*image.split(), alpha))
    pixels = np.asarray(image)
    if raw_mode == GREY_16:
        alpha = _alpha(pixels != key)
        grey = Image.fromarray(scaled_to_8_bits(pixels, (0, 65535)))
    elif raw_mode in GREY_STEPS:
        alpha, grey = _alpha(pixels != key * GREY_STEPS[raw_mode]), image
    else:
        return image
    return Image.merge("LA", (grey, alpha))


def _alpha_of_two_bytes(
    high: Image.Image, low: Image.Image, key: tuple[int, int, int]
) -> Image.Image:
    """Opaque wherever the 16 bits of a channel differ from the key's."""
    high_bytes, low_bytes = np.asarray(high), np.asarray(low)
    high_key, low_key = np.divmod(np.array(key), 256)
    is_opaque = np.empty(high_bytes.shape[:2], np.bool_)
    for row in range(0, len(is_opaque), ROWS_AT_ONCE):
        rows = slice(row, row + ROWS_AT_ONCE)
        differs = (high_bytes[rows] != high_key) | (low_bytes[rows] != low_key)
        is_opaque[rows] = differs.any(axis=2)
    return _alpha(is_opaque)


def _alpha(is_opaque: npt.NDArray[np.bool_]) -> Image.Image:
    return Image.fromarray(is_opaque.astype(np.uint8) * np.uint8(255))
