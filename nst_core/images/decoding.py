"""Foreign files decoded: upright sRGB, or one sentence.

Knows which files are read, how much of them, and what each kind of pixel means. Knows
nothing about networks, so it does not judge whether a picture is large enough to be
painted. On a server only the intake calls this; see intake/.
"""

import io
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from nst_core.errors import ImageError, Sentence
from nst_core.images.color_key import apply_color_key
from nst_core.images.color_spaces import source_profile
from nst_core.images.formats import (
    HEIC,
    JPEG,
    PNG,
    RAW,
    SAVE_ANEW,
    TIFF,
    Format,
    format_of,
)
from nst_core.images.jpeg import JpegStructure
from nst_core.images.metadata import DAMAGED, EXIF_TRANSPOSE, orientation_of
from nst_core.images.raw import is_camera_raw, read_raw
from nst_core.images.reading_limits import (
    HALVED_FROM_PX,
    KEPT_EDGE_PX,
    MAX_FILE_BYTES,
    MAX_JPEG_PIXELS,
    MAX_JPEG_SCANS,
    MAX_PIXELS,
    MAX_PROGRESSIVE_PIXELS,
    require_area,
    too_large,
)
from nst_core.images.refusals import (
    cannot_be_opened,
    empty_file,
    foreign_kind,
    not_a_picture,
    too_costly,
    too_many_bytes,
    undecodable,
)
from nst_core.images.srgb import eight_bits, to_srgb
from nst_core.images.tiff import read_tiff

Picture = npt.NDArray[np.uint8]  # RGB, (height, width, 3)
Alpha = npt.NDArray[np.uint8]  # opacity, (height, width)
Size = tuple[int, int]  # height, width

_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Decoded:
    """A picture, upright and in sRGB."""

    colors: Picture  # not multiplied with alpha
    alpha: Alpha | None  # None: opaque everywhere

    def on_white(self) -> Picture:
        """The picture laid on white paper."""
        return self._on("white")

    def on_black(self) -> Picture:
        """The picture laid on black paper."""
        return self._on("black")

    def _on(self, color: str) -> Picture:
        if self.alpha is None:
            return self.colors
        height, width = self.alpha.shape
        paper = Image.new("RGB", (width, height), color)
        paper.paste(Image.fromarray(self.colors), mask=Image.fromarray(self.alpha))
        return np.array(paper, dtype=np.uint8)


def read_picture(source: Path | BinaryIO | bytes, name: str = "content") -> Picture:
    """First frame of a file as upright sRGB on white, uint8, (height, width, 3).

    As `decode`, with transparent pixels laid on white paper.
    """
    return decode(source, name).on_white()


def read_mask(source: Path | BinaryIO | bytes, name: str = "mask") -> Picture:
    """As `read_picture`, but what is transparent is black: no painting goes there."""
    return decode(source, name).on_black()


def decode(
    source: Path | BinaryIO | bytes, name: str = "content", max_edge: int = KEPT_EDGE_PX
) -> Decoded:
    """First frame of a file as upright sRGB, with its alpha.

    Grey of 16 bits is scaled to 8; grey of unknown range is stretched.

    Args:
        source: A file's path, an open binary file, or a file's bytes.
        name: Role of the picture, as sentences for people name it.
        max_edge: A longer edge is reduced to this many pixels.

    Raises:
        ImageError: It is no readable picture, is damaged, or is too large; known from
            the header wherever that is enough.
    """
    stored = _read_bytes(source, name)
    known = format_of(stored)
    if known is None:
        raise not_a_picture(stored, name)
    with _sentences_for_errors(stored, known, name):
        if known is TIFF and is_camera_raw(stored):
            known = RAW
        if known is RAW:
            return _finish(read_raw(stored, name), None, 1, name, max_edge)
        if known is TIFF:
            image, profile, orientation = read_tiff(stored, name)
            return _finish(image, profile, orientation, name, max_edge)
        with _opened(stored, known, name) as image:
            image.load()
            profile = source_profile(image, stored, known)
            orientation = orientation_of(image)
            whole = apply_color_key(image, stored) if known is PNG else image
            return _finish(whole, profile, orientation, name, max_edge)


def stored_size(path: Path) -> Size:
    """Size of a picture of our own, upright and small, from its header."""
    with Image.open(path) as image:
        return image.height, image.width


def _finish(
    image: Image.Image,
    profile: bytes | None,
    orientation: int,
    name: str,
    max_edge: int,
) -> Decoded:
    """8 bits, reduced, in sRGB and upright."""
    flat = eight_bits(image, name, profile)
    flat.thumbnail((max_edge, max_edge), Image.Resampling.LANCZOS)
    alpha = None
    if flat.mode in ("LA", "RGBA"):
        alpha = flat.getchannel("A")
        flat = flat.convert("L" if flat.mode == "LA" else "RGB")
        if alpha.getextrema() == (255, 255):
            alpha = None
    flat = to_srgb(flat, profile)
    if (turn := EXIF_TRANSPOSE.get(orientation)) is not None:
        flat = flat.transpose(turn)
        alpha = alpha and alpha.transpose(turn)
    return Decoded(
        np.array(flat, dtype=np.uint8),
        None if alpha is None else np.array(alpha, dtype=np.uint8),
    )


@contextmanager
def _opened(stored: bytes, known: Format, name: str) -> Iterator[ImageFile.ImageFile]:
    """Lend a picture within the limits; a large JPEG will come out smaller."""
    if known is JPEG:
        structure = _require_cheap_jpeg(stored, name)
        is_held_whole = structure.is_held_whole
        max_pixels = MAX_PROGRESSIVE_PIXELS if is_held_whole else MAX_JPEG_PIXELS
        with JpegImageFile(io.BytesIO(stored)) as image:  # whatever stands behind it
            require_area(image.size, name, max_pixels)
            if is_held_whole:  # libjpeg has no word of its own for want of memory
                np.empty((*image.size, structure.channels), np.int16)
            _reduce_while_decoding(image)
            yield image
    elif known is HEIC:
        from pillow_heif import HeifImageFile

        with HeifImageFile(io.BytesIO(stored)) as image:  # type: ignore[no-untyped-call]
            require_area(image.size, name, MAX_PIXELS)
            yield image
    else:
        formats = (known.pillow_name,)
        with Image.open(io.BytesIO(stored), formats=formats) as image:
            require_area(image.size, name, MAX_PIXELS)
            yield image


def _require_cheap_jpeg(stored: bytes, name: str) -> JpegStructure:
    """Structure of a JPEG; refused, if it has too many scans or cannot be read."""
    structure = JpegStructure(stored, MAX_JPEG_SCANS)
    if structure.scans > MAX_JPEG_SCANS:
        raise ImageError(
            "The {name} picture is a JPEG of more than {limit} scans, which would take "
            "minutes to decode. Save it anew as a PNG, and choose that.",
            name=name,
            limit=MAX_JPEG_SCANS,
        )
    if variant := structure.unread_variant:
        raise foreign_kind(variant, SAVE_ANEW, name)
    return structure


def _reduce_while_decoding(image: ImageFile.ImageFile) -> None:
    """Let a large JPEG come out at a half, a quarter or an eighth of its size."""
    width, height = image.size
    times = 1
    while times < 8 and (
        max(width, height) // times >= HALVED_FROM_PX
        or width * height > MAX_PIXELS * times**2
    ):
        times *= 2
    if times > 1:
        image.draft(None, (max(1, width // times), max(1, height // times)))


@contextmanager
def _sentences_for_errors(stored: bytes, known: Format, name: str) -> Iterator[None]:
    """Decode alone and without warnings; what goes wrong ends as a sentence."""
    try:
        with _decoding_lock():
            yield
    except Image.DecompressionBombError as error:
        raise too_large(name, Sentence("far too many", {})) from error
    except MemoryError as error:
        raise too_costly(name) from error
    except ImportError as error:  # a library that is installed, but does not load
        raise foreign_kind(known.name, SAVE_ANEW, name) from error
    except DAMAGED as error:
        raise undecodable(error, stored, known, name) from error


@contextmanager
def _decoding_lock() -> Iterator[None]:
    """Let one thread decode at a time, without the libraries' warnings.

    One at a time bounds the memory, and makes it safe to change the warning filters,
    which all threads share before Python 3.14. Should another library change them
    meanwhile, at worst Pillow stays quiet for longer. What Pillow warns of (odd
    metadata, large sizes) is either harmless or refused here by its own check.
    """
    with _lock, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\.")
        logging.getLogger("tifffile").setLevel(logging.CRITICAL)
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
        path = source if isinstance(source, Path) else None
        raise cannot_be_opened(name, path, error) from error
    if not stored:
        raise empty_file(name)
    if len(stored) > MAX_FILE_BYTES:
        raise too_many_bytes(name)
    return stored
