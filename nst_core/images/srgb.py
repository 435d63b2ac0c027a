"""From pixels of any depth and colour space to 8-bit sRGB on white paper."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from nst_core.errors import ImageError


def eight_bits(image: Image.Image, name: str) -> Image.Image:
    """Image of mode L, RGB, RGBA, CMYK or LAB: 8 bits, and can be resized.

    Raises:
        ImageError: Pixels are no finite numbers.
    """
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return Image.fromarray(_grey_of_any_depth(image, name))
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _grey_of_any_depth(image: Image.Image, name: str) -> npt.NDArray[np.uint8]:
    """Scale grey values to 0 to 255, shape (height, width).

    Files of 16 bits are full at 65535. Others do not say where white is: the first of
    1, 255 and 65535 that holds all values is taken, else the extremes are.
    """
    grey = np.asarray(image, dtype=np.float32)
    low, high = float(grey.min()), float(grey.max())
    if not np.isfinite(high - low):  # NaN and infinity survive min and max
        raise ImageError(
            "The {name} picture has pixels that are no finite numbers, so they have no "
            "brightness. Save it as PNG or JPEG, and choose that file.",
            name=name,
        )
    for white in (65535,) if image.mode.startswith("I;16") else (1, 255, 65535):
        if 0 <= low and high <= white:
            return np.rint(grey / white * 255).astype(np.uint8)
    span = high - low or 1.0  # float64: the extremes of float32 do not overflow
    return np.rint((grey.astype(np.float64) - low) / span * 255).astype(np.uint8)


def on_white(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB image: colours converted to sRGB, then transparency laid on white.

    Args:
        image: As `eight_bits` returns it.
        profile: Its ICC profile, if it has one.
    """
    if image.mode != "RGBA":
        return _to_srgb(image, profile)
    paper = Image.new("RGB", image.size, "white")
    paper.paste(_to_srgb(image.convert("RGB"), profile), mask=image.getchannel("A"))
    return paper


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply the colour profile; without a sound one the pixels are sRGB already."""
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
