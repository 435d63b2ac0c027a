"""Foreign files decoded: upright sRGB on white paper, or one sentence.

Knows which files are read, how much of them, and what each kind of pixel means. Knows
nothing about networks, so it does not judge whether a picture is large enough to be
painted.
"""

import io
import math
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, UnidentifiedImageError

from nst_core.errors import ImageError, Sentence
from nst_core.images.formats import FORMATS, foreign_name, format_of, readable
from nst_core.images.srgb import eight_bits, on_white
from nst_core.system.png_metadata import PNG_SIGNATURE, without_pixels

Picture = npt.NDArray[np.uint8]  # RGB, (height, width, 3)
Size = tuple[int, int]  # height, width

# The largest sensor that phones commonly deliver whole is 8192 x 6144 (50 megapixels);
# decoded, that is 200 MB for the moment of reading. ImageMagick's policy for the web
# has the same longest edge, imgproxy's default the same area.
MAX_EDGE_PX = 8192
MAX_PIXELS = 8192 * 6144
# One byte per pixel of the above: such a phone's JPEG has half of that, and the noisy
# PNG of a painting 4096 px wide still comes back in.
MAX_FILE_BYTES = 50_000_000
# No painting is larger, so no picture is kept larger. A JPEG is halved while it is
# decoded where that leaves 4000 px: a quarter of the memory, and a loss none can see.
KEPT_EDGE_PX = 4096
HALVED_FROM_PX = 8000
# A progressive JPEG has about ten scans. Each costs a pass over all pixels and may be
# 50 bytes long, so an unbounded number is a way to occupy a core for many minutes.
MAX_JPEG_SCANS = 100

PILLOW_FORMATS = tuple(known.pillow_name for known in FORMATS)

# Raised by Pillow on 300,000 damaged files, or documented to be.
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
    MemoryError,  # sizes are checked before, so the file lies about its insides
)

# Orientation, EXIF tag 0x0112, and the transpose that undoes each value but 1.
EXIF_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

SIDEWAYS = (5, 6, 7, 8)  # orientations that lie on their side

_lock = threading.Lock()


def read_picture(source: Path | BinaryIO | bytes, name: str = "content") -> Picture:
    """First frame of a file as upright sRGB on white, uint8, (height, width, 3).

    Transparent pixels are laid on white paper. Grey of 16 bits is scaled to 8; grey
    of unknown range is stretched. A picture beyond KEPT_EDGE_PX is reduced to it.

    Args:
        source: A file's path, an open binary file, or a file's bytes.
        name: Role of the picture, as sentences for people name it.

    Raises:
        ImageError: It is no readable picture, is damaged, or is too large; known from
            the header wherever that is enough.
    """
    with _opened(_read_bytes(source, name), name) as image:
        return _decode(image, name)


def read_size(source: Path | BinaryIO | bytes, name: str = "content") -> Size:
    """Height and width that `read_picture` would return; no pixel is decoded.

    Raises:
        ImageError: It is no picture, or too large; damage is found by decoding only.
    """
    stored = _read_bytes(source, name)
    with _opened(stored, name) as image:
        _halve_while_decoding(image)
        width, height = _kept_size(*image.size)
        orientation = 1
        if image.format == "PNG":
            orientation = _png_orientation(stored)
        elif image.format != "TIFF":  # whose size Pillow gives upright
            orientation = _orientation(image)
        return (width, height) if orientation in SIDEWAYS else (height, width)


def _png_orientation(stored: bytes) -> int:
    try:
        file = io.BytesIO(stored)
        file.seek(len(PNG_SIGNATURE))
        metadata = io.BytesIO(without_pixels(file, len(stored)))
        with Image.open(metadata, formats=("PNG",)) as image:
            return _orientation(image)
    except DAMAGED:
        return 1


def _halve_while_decoding(image: ImageFile.ImageFile) -> None:
    """Let a large JPEG come out at half its size; other formats do not obey."""
    if max(image.size) >= HALVED_FROM_PX:
        image.draft(None, (image.width // 2, image.height // 2))


def _kept_size(width: int, height: int) -> tuple[int, int]:
    """Width and height after `Image.thumbnail` to KEPT_EDGE_PX, rounded as it does.

    The short edge becomes whichever whole number keeps the proportion better.
    """
    edge = KEPT_EDGE_PX
    if max(width, height) <= edge:
        return width, height
    proportion = width / height
    if proportion <= 1:
        short = edge * proportion
        nearest = min(
            (math.floor(short), math.ceil(short)),
            key=lambda short: abs(proportion - short / edge),
        )
        return max(1, nearest), edge
    short = edge / proportion
    nearest = min(
        (math.floor(short), math.ceil(short)),
        key=lambda short: abs(proportion - edge / short) if short else 0.0,
    )
    return edge, max(1, nearest)


@contextmanager
def _opened(stored: bytes, name: str) -> Iterator[ImageFile.ImageFile]:
    """Lend a picture within the limits; what goes wrong with it ends as a sentence."""
    try:
        with _decoding_lock():
            with Image.open(io.BytesIO(stored), formats=PILLOW_FORMATS) as image:
                _require_within_limits(image.size, name)
                yield image
    except Image.DecompressionBombError as error:
        raise _too_large(name, Sentence("far too many", {})) from error
    except DAMAGED as error:
        if isinstance(error, UnidentifiedImageError) and not format_of(stored):
            raise _not_a_picture(stored, name) from error
        raise ImageError(
            "The {name} picture is damaged or incomplete, so its pixels cannot be "
            "decoded. Copy or download it once more, or choose another picture.",
            name=name,
        ) from error


@contextmanager
def _decoding_lock() -> Iterator[None]:
    """Let one thread decode at a time, without Pillow's warnings.

    One at a time bounds the memory, and makes it safe to change the warning filters,
    which all threads share before Python 3.14. Should another library change them
    meanwhile, at worst Pillow stays quiet for longer. What Pillow warns of (odd
    metadata, large sizes) is either harmless or refused here by its own check.
    """
    with _lock, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield


def _read_bytes(source: Path | BinaryIO | bytes, name: str) -> bytes:
    """Content of the whole file; nothing is read beyond the limit."""
    try:
        if isinstance(source, bytes):
            stored = source
        elif isinstance(source, Path):
            with source.open("rb") as file:
                stored = file.read(MAX_FILE_BYTES + 1)
        else:
            stored = source.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: closed file, NUL in a path
        raise ImageError(
            "The {name} picture cannot be opened. It must be a file that exists and "
            "that this program may read. Choose the file again.",
            name=name,
        ) from error
    if not stored:
        raise ImageError(
            "The {name} picture is an empty file of 0 bytes. A {readable} file is "
            "needed. Copy or download it once more, or choose another picture.",
            name=name,
            readable=readable(),
        )
    if len(stored) > MAX_FILE_BYTES:
        raise ImageError(
            "The {name} picture's file has more than {limit_mb} MB, which is the "
            "limit. Save it smaller, or as a JPEG, and choose that.",
            name=name,
            limit_mb=MAX_FILE_BYTES // 10**6,
        )
    if stored[:2] == b"\xff\xd8" and stored.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise ImageError(
            "The {name} picture is a JPEG of more than {limit} scans, which would take "
            "minutes to decode. Save it anew as a PNG, and choose that.",
            name=name,
            limit=MAX_JPEG_SCANS,
        )
    return stored


def _require_within_limits(size: tuple[int, int], name: str) -> None:
    width, height = size
    if max(size) > MAX_EDGE_PX or width * height > MAX_PIXELS:
        raise _too_large(name, f"{width} x {height}")


def _too_large(name: str, pixels: str | Sentence) -> ImageError:
    return ImageError(
        "The {name} picture has {pixels} pixels. At most {edge_px} along an edge and "
        "{millions} million in all can be read into memory. Make the picture smaller "
        "and choose it again.",
        name=name,
        pixels=pixels,
        edge_px=MAX_EDGE_PX,
        millions=MAX_PIXELS // 10**6,
    )


def _not_a_picture(stored: bytes, name: str) -> ImageError:
    foreign = foreign_name(stored)
    if foreign:
        return ImageError(
            "The {name} picture is {format} file, which cannot be read here. A "
            "{readable} file is needed. Open it in a picture program, save it as JPEG "
            "or PNG, and choose that file.",
            name=name,
            format=foreign,
            readable=readable(),
        )
    return ImageError(
        "The {name} picture is not a picture that can be read, whatever its file name "
        "says. A {readable} file is needed. Open it in a picture program, save it as "
        "JPEG or PNG, and choose that file.",
        name=name,
        readable=readable(),
    )


def _decode(image: ImageFile.ImageFile, name: str) -> Picture:
    _halve_while_decoding(image)
    image.load()
    profile = image.info.get("icc_profile")
    orientation = _orientation(image)
    flat = eight_bits(image, name)
    flat.thumbnail((KEPT_EDGE_PX, KEPT_EDGE_PX), Image.Resampling.LANCZOS)
    flat = on_white(flat, profile)
    if orientation in EXIF_TRANSPOSE:
        flat = flat.transpose(EXIF_TRANSPOSE[orientation])
    return np.array(flat, dtype=np.uint8)


def _orientation(image: Image.Image) -> int:
    """EXIF's orientation, 1 to 8; 1 (upright) if the metadata is nonsense."""
    try:
        value = image.getexif().get(0x0112)
    except DAMAGED:
        return 1
    return value if isinstance(value, int) else 1
