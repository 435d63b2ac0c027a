"""Metadata of opened files: orientation, and EXIF's word for Adobe RGB."""

import struct
import zlib

from PIL import Image

# Raised by Pillow on 300,000 damaged files, or documented to be; the last three by
# tifffile and by libheif's and tifffile's decoders.
DAMAGED = (
    OSError,  # truncated; a decoder gave up; UnidentifiedImageError is one of these
    SyntaxError,  # Pillow's word for a broken chunk, marker or header
    ValueError,  # impossible sizes, palettes and offsets; oversized PNG text
    TypeError,  # a TIFF tag of the wrong type
    KeyError,  # a mode or compression nobody has heard of
    IndexError,  # a table that ends too soon
    NotImplementedError,  # a variant of a format that Pillow does not decode
    ArithmeticError,  # OverflowError, ZeroDivisionError: numbers no file should hold
    EOFError,  # no first frame
    struct.error,  # fewer bytes than a header needs
    AttributeError,  # a tag that is missing
    RuntimeError,  # a codec gave up
    zlib.error,
)

# Orientation, EXIF tag 0x0112, and the transpose that undoes each value but 1.
ORIENTATION = 0x0112
EXIF_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
EXIF_IFD, INTEROPERABILITY_IFD = 0x8769, 0xA005
COLOR_SPACE, ADOBE = 0xA001, 2  # 2 is not in the standard, but in cameras' files
INTEROPERABILITY_INDEX = 1  # "R03" is the standard's word for Adobe RGB


def orientation_of(image: Image.Image) -> int:
    """EXIF's orientation, 1 to 8; 1 (upright) if the metadata is nonsense."""
    try:
        value = image.getexif().get(ORIENTATION)
    except DAMAGED:
        return 1
    return value if isinstance(value, int) else 1


def is_adobe_rgb(source: Image.Image | bytes) -> bool:
    """True if EXIF says so; False if the metadata is nonsense.

    Args:
        source: An opened file, or the bytes of a TIFF, which is laid out like EXIF.
    """
    try:
        if isinstance(source, bytes):
            exif = Image.Exif()
            exif.load(source)
        else:
            exif = source.getexif()
        tags = exif.get_ifd(EXIF_IFD)
        if INTEROPERABILITY_IFD in tags:
            index = exif.get_ifd(INTEROPERABILITY_IFD).get(INTEROPERABILITY_INDEX)
            if str(index).startswith(("R03", "b'R03")):
                return True
        return tags.get(COLOR_SPACE) == ADOBE
    except DAMAGED:
        return False
