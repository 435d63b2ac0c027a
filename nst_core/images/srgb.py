"""From pixels of any depth and colour space to 8-bit sRGB."""

import io

import numpy as np
from PIL import Image, ImageCms

from nst_core.images.value_range import scaled_to_8_bits, value_range


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
        samples = np.asarray(image)
        return Image.fromarray(
            scaled_to_8_bits(samples, value_range(samples, full, name))
        )
    if image.has_transparency_data:
        is_grey = image.mode in ("L", "LA", "La") and _space_of(profile) == "GRAY"
        return image.convert("LA" if is_grey else "RGBA")
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


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
