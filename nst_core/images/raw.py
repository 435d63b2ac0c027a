"""Cameras' own files, developed with LibRaw: the whole picture, never a thumbnail."""

import io
from typing import Any

from PIL import Image

from nst_core.errors import ImageError
from nst_core.images.formats import SAVE_ANEW
from nst_core.images.metadata import DAMAGED
from nst_core.images.reading_limits import MAX_PIXELS, require_area
from nst_core.images.refusals import foreign_kind, too_costly
from nst_core.images.tiff import DNG_VERSION, REDUCED, SUBFILE_TYPE

CFA, LINEAR_RAW = 32803, 34892  # photometric interpretations of DNG
MAKE, SUB_IFDS = 271, 330  # tags
MAX_RAW_PIXELS = 1 << 27  # a sensor of 100 megapixels; halved, it takes 500 MB


def is_camera_raw(stored: bytes) -> bool:
    """Whether a TIFF's first picture only stands for a sensor's values.

    Such files (NEF, ARW, DNG, PEF, ...) have a small picture in front of the real one.
    """
    if stored[8:12] in (b"IIII", b"MMMM") or stored[8:10] == b"CR":
        return True  # Phase One, Canon
    try:
        import tifffile
    except ImportError:
        return False  # read_tiff refuses such files then
    try:
        with tifffile.TiffFile(io.BytesIO(stored)) as file:
            first: Any = file.pages.first
            tags = first.tags
            if DNG_VERSION in tags or first.photometric in (CFA, LINEAR_RAW):
                return True
            insides = first.pages or ()
            if any(inside.photometric in (CFA, LINEAR_RAW) for inside in insides):
                return True
            is_small = tags.valueof(SUBFILE_TYPE, 0) & REDUCED
            return bool(is_small and MAKE in tags and SUB_IFDS in tags)
    except DAMAGED:
        return False


def read_raw(stored: bytes, name: str) -> Image.Image:
    """Upright sRGB picture, with the camera's white balance.

    Raises:
        ImageError: LibRaw is missing, does not know the camera, or it is too large.
    """
    try:
        import rawpy
    except ImportError as error:
        raise foreign_kind("RAW", SAVE_ANEW, name) from error
    try:
        with rawpy.imread(io.BytesIO(stored)) as raw:
            sizes = raw.sizes
            require_area((sizes.raw_width, sizes.raw_height), name, MAX_RAW_PIXELS)
            is_halved = sizes.raw_width * sizes.raw_height > MAX_PIXELS
            return Image.fromarray(
                raw.postprocess(use_camera_wb=True, half_size=is_halved)
            )
    except rawpy.LibRawUnsufficientMemoryError as error:
        raise too_costly(name) from error
    except rawpy.LibRawError as error:
        raise ImageError(
            "The {name} picture is a camera's RAW file, which cannot be developed "
            "here: it is damaged, or of a kind that is not known. Open it in the "
            "camera's program, save it as JPEG or PNG, and choose that file.",
            name=name,
        ) from error
