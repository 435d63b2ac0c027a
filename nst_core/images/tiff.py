"""TIFF of every layout that can be read right; all others are refused by their layout.

Pillow reads 8-bit pixels that lie beside each other; the rest it gets wrong or refuses
(16-bit planes, negative pictures, floats), so tifffile reads that.
"""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from nst_core.errors import ImageError
from nst_core.images.metadata import ORIENTATION, is_adobe_rgb, orientation_of
from nst_core.images.profiles import adobe_rgb
from nst_core.images.reading_limits import MAX_PIXELS, require_area
from nst_core.images.value_range import (
    Samples,
    divided_to_8_bits,
    scaled_to_8_bits,
    value_range,
)
from nst_core.system.terminal import quiet_libraries

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, SEPARATED, YCBCR, LAB = 0, 1, 2, 3, 5, 6, 8
COLORS = {WHITE_IS_ZERO: 1, BLACK_IS_ZERO: 1, RGB: 3, PALETTE: 1, SEPARATED: 4}
UNSIGNED, SIGNED, FLOAT = 1, 2, 3  # sample formats
ASSOCIATED, UNASSOCIATED = 1, 2  # extra samples: alpha that is multiplied in, or not
CMYK = 1  # ink set
ICC_PROFILE = 34675
# Tags.
SUBFILE_TYPE, BITS, COMPRESSION, PHOTOMETRIC = 254, 258, 259, 262
PLANAR, SAMPLE_FORMAT, DNG_VERSION = 284, 339, 50706
MAX_BYTES = 600_000_000  # decoded: 50 million pixels of four times 24 bits
REDUCED = 1  # subfile type: a smaller copy of another picture in the file
# In Pillow's hands these are equal to the truth in each compression that it has.
PILLOW_PHOTOMETRIC = (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, SEPARATED, YCBCR, LAB)
PILLOW_BITS = (1, 2, 4, 8)
# None, fax, LZW, JPEG, deflate, PackBits, LZMA, Zstandard.
PILLOW_COMPRESSIONS = (1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 34925, 50000)


def read_tiff(stored: bytes, name: str) -> tuple[Image.Image, bytes | None, int]:
    """Image with its ICC profile and its orientation; see `eight_bits` for its modes.

    Raises:
        ImageError: The layout is none that is read right, or it is too large.
    """
    try:
        import tifffile
    except ImportError:
        return _read_plain(stored, name)
    with tifffile.TiffFile(io.BytesIO(stored)) as file:
        page: Any = file.pages.first
        for other in file.pages:
            if not _subfile_type(other) & REDUCED:
                page = other
                break
        require_area((page.imagewidth, page.imagelength), name, MAX_PIXELS)
        if page.size * page.bitspersample // 8 > MAX_BYTES:
            raise _unreadable(page, name)
        profile = page.tags.valueof(ICC_PROFILE)
        profile = profile or _told_by_exif(page.photometric, stored)
        orientation = page.tags.valueof(ORIENTATION, 1)
        if _is_for_pillow(page) and (image := _by_pillow(stored, page.index)):
            return image, profile, orientation_of(image)  # Pillow turns some
        _require_known(page, name)
        for at, count in zip(page.dataoffsets, page.databytecounts, strict=True):
            if at + count > len(stored):
                raise ValueError("a strip or tile is beyond the end of the file")
        return _to_image(_samples(page, name), page, name), profile, orientation


def _read_plain(stored: bytes, name: str) -> tuple[Image.Image, bytes | None, int]:
    """As `read_tiff` where tifffile is missing: only what Pillow reads right."""
    try:
        image = TiffImageFile(io.BytesIO(stored))
    except (SyntaxError, OSError, KeyError) as error:
        raise _unreadable_pixels("not of 8 bits", name) from error
    require_area(image.size, name, MAX_PIXELS)
    tags: dict[int, Any] = dict(image.tag_v2)
    bits = {*tags.get(BITS, (1,))}
    is_right = (
        not tags.get(SUBFILE_TYPE, 0) & REDUCED  # in front of a camera's RAW, maybe
        and DNG_VERSION not in tags
        and tags.get(PHOTOMETRIC) in PILLOW_PHOTOMETRIC
        and len(bits) == 1
        and bits <= {*PILLOW_BITS}
        and tags.get(COMPRESSION, 1) in PILLOW_COMPRESSIONS
        and tags.get(PLANAR, 1) == 1
        and {*tags.get(SAMPLE_FORMAT, (UNSIGNED,))} == {UNSIGNED}
    )
    if not is_right:
        raise _unreadable_pixels("not of 8 bits", name)
    with quiet_libraries():
        image.load()
    profile = tags.get(ICC_PROFILE) or _told_by_exif(tags[PHOTOMETRIC], stored)
    return image, profile, orientation_of(image)


def _told_by_exif(photometric: int, stored: bytes) -> bytes | None:
    """Profile of Adobe RGB, if EXIF says that the pixels are so."""
    if photometric in (SEPARATED, LAB) or not is_adobe_rgb(stored):
        return None
    return adobe_rgb()


def _subfile_type(page: Any) -> int:
    return int(getattr(page, "subfiletype", 0) or 0)


def _is_for_pillow(page: Any) -> bool:
    return (
        page.photometric in PILLOW_PHOTOMETRIC
        and page.bitspersample in PILLOW_BITS
        and page.compression in PILLOW_COMPRESSIONS
        and page.planarconfig == 1
        and page.sampleformat == UNSIGNED
    )


def _by_pillow(stored: bytes, index: int) -> Image.Image | None:
    """Page as Pillow decodes it; None if it does not know the layout."""
    with quiet_libraries():
        try:
            image = Image.open(io.BytesIO(stored), formats=("TIFF",))
            image.seek(index)
        except (SyntaxError, OSError, KeyError):
            return None
        image.load()
        return image


def _require_known(page: Any, name: str) -> None:
    depth, colors = page.bitspersample, COLORS.get(page.photometric)
    is_known = (
        colors is not None
        and page.samplesperpixel >= colors
        and page.imagedepth == 1
        and page.dtype is not None
        and page.sampleformat in (UNSIGNED, SIGNED, FLOAT)
        and (page.photometric != PALETTE or page.sampleformat == UNSIGNED)
        and (page.photometric != WHITE_IS_ZERO or page.sampleformat != SIGNED)
        and (page.photometric != SEPARATED or page.tags.valueof(332, CMYK) == CMYK)
        and (depth <= 16 or depth in (24, 32, 64))
        and (page.sampleformat != SIGNED or depth in (8, 16, 32, 64))
    )
    if not is_known:
        raise _unreadable(page, name)


def _unreadable(page: Any, name: str) -> ImageError:
    def word(value: Any) -> str:
        return str(getattr(value, "name", value)).replace("_", " ").lower()

    layout = (
        f"{page.samplesperpixel} x {page.bitspersample} bits, "
        f"{word(page.photometric)}, {word(page.compression)}"
    )
    return _unreadable_pixels(layout, name)


def _unreadable_pixels(layout: str, name: str) -> ImageError:
    return ImageError(
        "The {name} picture is a TIFF whose pixels ({layout}) cannot be read right "
        "here. Open it in a picture program, save it as PNG or as a TIFF of 8 bits, "
        "and choose that file.",
        name=name,
        layout=layout,
    )


def _samples(page: Any, name: str) -> Samples:
    try:
        samples: Samples = page.asarray()
    except (ValueError, ImportError) as error:
        if "imagecodecs" not in str(error):
            raise
        raise _unreadable(page, name) from error
    height, width, count = page.imagelength, page.imagewidth, page.samplesperpixel
    if page.planarconfig == 2 and count > 1:
        return np.moveaxis(samples.reshape(count, height, width), 0, 2)
    return samples.reshape(height, width, count)


def _to_image(samples: Samples, page: Any, name: str) -> Image.Image:
    """8-bit image of mode L, LA, RGB, RGBA or CMYK."""
    colors = COLORS[page.photometric]
    alpha_kind, alpha = 0, None
    for index, kind in enumerate(page.extrasamples[: samples.shape[2] - colors]):
        if kind in (ASSOCIATED, UNASSOCIATED):
            alpha_kind, alpha = kind, samples[:, :, colors + index]
            break
    samples = samples[:, :, :colors]
    if page.photometric == PALETTE:
        table = np.moveaxis(page.colormap, 0, 1)  # 16 bits, (entries, 3)
        return Image.fromarray(scaled_to_8_bits(table[samples[:, :, 0]], (0, 65535)))
    full = 0  # not told
    if page.sampleformat == UNSIGNED and page.bitspersample < 32:
        full = 2**page.bitspersample - 1
        if page.bitspersample == 24:
            full <<= 8  # tifffile fills the upper bytes of 32 bits
    between = value_range(samples, full, name)
    opacity, opaque = None, (0.0, 0.0)
    if alpha is not None:
        opaque = value_range(alpha, full, name)
        opacity = scaled_to_8_bits(alpha, opaque)
    if alpha is not None and alpha_kind == ASSOCIATED:
        pixels = divided_to_8_bits(samples, between, alpha, opaque)
    else:
        pixels = scaled_to_8_bits(samples, between)
    if page.photometric == WHITE_IS_ZERO:
        pixels = 255 - pixels
    del samples, alpha  # of a large picture, half a gigabyte
    image = _from_pixels(pixels, is_inked=page.photometric == SEPARATED)
    if opacity is not None:
        if image.mode == "CMYK":
            image = image.convert("RGB")
        image.putalpha(Image.fromarray(opacity))
    return image


def _from_pixels(pixels: npt.NDArray[np.uint8], is_inked: bool) -> Image.Image:
    height, width, channels = pixels.shape
    mode = "CMYK" if is_inked else {1: "L", 3: "RGB"}[channels]
    return Image.frombytes(
        mode, (width, height), np.ascontiguousarray(pixels).tobytes()
    )
