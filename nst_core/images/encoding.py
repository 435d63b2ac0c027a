"""Pictures encoded: uint8 RGB to bytes, and to files that are whole or not there."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, PngImagePlugin

from nst_core.errors import ImageError, SettingsError, brief, why
from nst_core.images.canvas import DEEP_STEPS, DeepPicture
from nst_core.images.decoding import Alpha, Picture
from nst_core.images.formats import PNG, TIFF, WEBP, WRITERS
from nst_core.images.transparency import with_alpha
from nst_core.system.files import require_place, write_atomically

MAX_DPI = 4800
TIFF_ROWS = 64  # of a strip: read one after the other in little memory


@dataclass(frozen=True, kw_only=True)
class FileSpec:
    """Options of a written picture, beyond its suffix.

    Raises:
        SettingsError: The resolution is out of range.
    """

    dpi: int | None = None  # dots per inch, for printers; None tells nothing
    depth: Literal[8, 16] = 8  # bits of a TIFF's channels
    compression: Literal["deflate", "lzw"] = "deflate"  # of a TIFF

    def __post_init__(self) -> None:
        if self.dpi is not None and not 1 <= self.dpi <= MAX_DPI:
            raise SettingsError(
                "{name} is {value:g}; choose from {low:g} to {high:g}.",
                name="dpi",
                value=self.dpi,
                low=1,
                high=MAX_DPI,
            )

    def require_suits(self, path: Path) -> None:
        """Refuse what a file of this suffix cannot be.

        Raises:
            SettingsError: 16 bits, or a compression, of what is no TIFF.
        """
        if WRITERS.get(path.suffix.lower()) is TIFF or self == FileSpec(dpi=self.dpi):
            return
        raise SettingsError(
            "{name} is no TIFF, and only TIFFs have 16 bits or another compression. "
            "Choose a name that ends in .tif.",
            name=brief(path.name or path),
        )


AS_USUAL = FileSpec()


def write_picture(
    picture: Picture | DeepPicture,
    path: Path,
    text: Mapping[str, str] | None = None,
    alpha: Alpha | None = None,
    spec: FileSpec = AS_USUAL,
) -> None:
    """Write the file whole or not at all; an older file stays until the new one is.

    The suffix decides the format (formats.py); PNG loses nothing and carries `text`.
    The file holds these pixels and `text`, nothing of any picture that was read; with
    the photo's `alpha` it is as transparent as that, if its format carries alpha.

    Raises:
        ImageError: The suffix is unknown, or the file cannot be written there.
    """
    if alpha is not None and carries_alpha(path):
        assert picture.dtype == np.uint8, "what is deep carries no alpha"
        picture = with_alpha(picture.astype(np.uint8, copy=False), alpha)
    stored = _encode(picture, path, text or {}, spec)
    try:
        write_atomically(path, stored)
    except OSError as error:
        raise _unwritable(path, error) from error


def carries_alpha(path: Path) -> bool:
    """Whether a picture of this suffix can be transparent."""
    known = WRITERS.get(path.suffix.lower())
    return known is not None and known.carries_alpha


def require_writable(path: Path) -> None:
    """Refuse, before anything is painted, a path that `write_picture` would refuse.

    Raises:
        ImageError: The suffix is unknown, or nothing can be written there.
    """
    _require_known_suffix(path)
    try:
        require_place(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _require_known_suffix(path: Path) -> None:
    if path.suffix.lower() not in WRITERS:
        raise ImageError(
            "{name} does not end like a picture that can be written. It must end in "
            "{suffixes}. Choose one of these; .png loses nothing.",
            name=brief(path.name or path),
            suffixes=", ".join(WRITERS),
        )


def _unwritable(path: Path, error: OSError) -> ImageError:
    return ImageError(
        "{name} cannot be written ({reason}). It needs a folder that exists, may be "
        "written to and has room. Choose another place.",
        name=brief(path.name),
        reason=why(error),
    )


def _encode(
    picture: Picture | DeepPicture, path: Path, text: Mapping[str, str], spec: FileSpec
) -> bytes:
    _require_known_suffix(path)
    known = WRITERS[path.suffix.lower()]
    if known is TIFF:
        return _encode_tiff(picture, spec)
    options = dict(known.writing or {})
    if known is PNG:
        notes = PngImagePlugin.PngInfo()
        for key, value in text.items():
            notes.add_text(key, value)
        options["pnginfo"] = notes
    if spec.dpi and known is WEBP:
        options["exif"] = _exif_resolution(spec.dpi)
    elif spec.dpi:
        options["dpi"] = (spec.dpi, spec.dpi)
    return _save(picture, known.pillow_name, options)


def _exif_resolution(dpi: int) -> Image.Exif:
    """EXIF that says nothing but dots per inch."""
    exif = Image.Exif()
    exif[ExifTags.Base.XResolution] = exif[ExifTags.Base.YResolution] = float(dpi)
    exif[ExifTags.Base.ResolutionUnit] = 2  # inches
    return exif


def _encode_tiff(picture: Picture | DeepPicture, spec: FileSpec) -> bytes:
    """Baseline RGB; Pillow has no way to write 16 bits of it."""
    import tifffile

    if spec.depth == 16 and picture.dtype == np.uint8:
        picture = picture.astype(np.uint16) * np.uint16(DEEP_STEPS)
    stored = io.BytesIO()
    tifffile.imwrite(
        stored,
        picture,
        photometric="rgb",
        compression={"deflate": "adobe_deflate", "lzw": "lzw"}[spec.compression],
        predictor=True,  # neighbours' differences: a third fewer bytes
        rowsperstrip=TIFF_ROWS,
        metadata=None,
        software=False,
        resolution=(spec.dpi, spec.dpi) if spec.dpi else None,
        resolutionunit="INCH" if spec.dpi else None,
    )
    return stored.getvalue()


def encode_preview(picture: Picture) -> bytes:
    """Small JPEG for streaming; quality 80 is a fifth of the PNG's bytes."""
    return encode_jpeg(picture, 80)


def encode_jpeg(picture: Picture, quality: int) -> bytes:
    """JPEG file; one of quality 88 is taken for the picture itself."""
    return _save(picture, "JPEG", {"quality": quality})


def encode_png(grey: npt.NDArray[np.uint8]) -> bytes:
    """PNG file of one channel, (height, width), as small as it can be."""
    return _save(grey, "PNG", {"optimize": True})


def _save(picture: Picture | DeepPicture, kind: str, options: dict[str, Any]) -> bytes:
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, kind, **options)
    return stored.getvalue()
