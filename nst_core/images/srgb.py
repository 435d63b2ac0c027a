"""From pixels of any depth and colour space to 8-bit sRGB."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from nst_core.errors import ImageError

Pixels = npt.NDArray[Any]  # of any depth; shape (height, width[, channels])

ROWS_AT_ONCE = 256  # float64 needs eight times a byte's room


def eight_bits(
    image: Image.Image, name: str, profile: bytes | None = None
) -> Image.Image:
    """Image of mode L, LA, RGB, RGBA, CMYK or LAB: 8 bits, and can be resized.

    Args:
        image: As Pillow decodes it.
        name: Role of the picture, as sentences name it.
        profile: Its ICC profile; only with a grey one transparent grey stays grey.

    Raises:
        ImageError: Pixels are no finite numbers.
    """
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        full = 65535 if image.mode.startswith("I;16") else 0
        return Image.fromarray(scaled_to_8_bits(np.asarray(image), full, name))
    if image.has_transparency_data:
        is_grey = image.mode in ("L", "LA", "La") and _space_of(profile) == "GRAY"
        return image.convert("LA" if is_grey else "RGBA")
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def scaled_to_8_bits(pixels: Pixels, full: int, name: str) -> npt.NDArray[np.uint8]:
    """Values of 0 to `full` scaled to 0 to 255, in the same shape.

    Some files do not say where white is, and `full` is 0: the first of 1, 255, 65535
    and the type's own limit that holds all values is taken, else the extremes are.

    Raises:
        ImageError: Pixels are no finite numbers.
    """
    low, high = float(pixels.min()), float(pixels.max())
    if not np.isfinite(high - low):  # NaN and infinity survive min and max
        raise ImageError(
            "The {name} picture has pixels that are no finite numbers, so they have no "
            "brightness. Save it as PNG or JPEG, and choose that file.",
            name=name,
        )
    whites: list[float] = [full] if full else [1, 255, 65535]
    if not full and pixels.dtype.kind == "u":
        whites.append(float(np.iinfo(pixels.dtype).max))
    offset, span = low, high - low or 1.0
    for white in whites:
        if low >= 0 and high <= white:
            offset, span = 0.0, float(white)
            break
    scaled = np.empty(pixels.shape, np.uint8)
    for row in range(0, len(pixels), ROWS_AT_ONCE):
        rows = pixels[row : row + ROWS_AT_ONCE].astype(np.float64)
        levels = np.rint((rows - offset) / span * 255)
        scaled[row : row + ROWS_AT_ONCE] = np.clip(levels, 0, 255)
    return scaled


def _space_of(profile: bytes | None) -> str:
    """Colour space in a profile's header (ICC.1, 7.2.6); "" without one."""
    return profile[16:20].decode("latin-1").strip() if profile else ""


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB image: the colour profile applied; without one the pixels are sRGB already.

    Args:
        image: As `eight_bits` returns it, without its alpha.
        profile: Its ICC profile, if it has one; a damaged one is ignored.
    """
    if image.mode == "LAB":  # its own profile, and no other way to RGB
        source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    elif profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        except OSError:
            return image.convert("RGB")
        if source.profile.xcolor_space.strip() == "RGB":
            image = image.convert("RGB")  # grey files do carry RGB profiles
    else:
        return image.convert("RGB")
    try:
        srgb = ImageCms.createProfile("sRGB")
        moved = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
    except ImageCms.PyCMSError:  # a profile for other pixels than these
        return image.convert("RGB")
    assert moved is not None  # only in-place work returns nothing
    return moved
