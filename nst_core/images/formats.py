"""Every picture format: how its files begin, their suffixes; which are read, written.

A row in KNOWN is all that a new format takes, if Pillow decodes it. A row in FOREIGN
is a format that is refused by its name, with the way to convert it.
"""

import importlib.util
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from nst_core.errors import Sentence


def _begins(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


def _brand(names: bytes) -> re.Pattern[bytes]:
    """First box of an ISO file, with one of these brands (ISO/IEC 14496-12, 4.3)."""
    return _begins(rb".{4}ftyp(?:.{4}){0,12}?(?:" + names + rb")")


@dataclass(frozen=True)
class Format:
    """A picture format that is read, and written if it has `writing` options."""

    name: str  # as people write it
    suffixes: tuple[str, ...]  # the usual one first
    signature: re.Pattern[bytes]  # of the first bytes
    pillow_name: str = ""  # "" if Pillow is not what reads it
    writing: Mapping[str, Any] | None = None  # options of the library's `save`
    rare_suffixes: tuple[str, ...] = ()  # read, never written
    needs: str = ""  # the library, beside Pillow, that it is read with
    is_written_with: str = ""  # likewise
    is_shown: bool = True  # by browsers
    carries_alpha: bool = False  # when it is written

    @property
    def all_suffixes(self) -> tuple[str, ...]:
        return self.suffixes + self.rare_suffixes

    def matches(self, stored: bytes) -> bool:
        """True if a file begins like one of this format."""
        return self.signature.match(stored) is not None


@dataclass(frozen=True)
class ForeignFormat:
    """A format that people do try, and that is not read."""

    name: str
    signature: re.Pattern[bytes]
    advice: Sentence


# 95 is the highest quality that Pillow's manual advises for JPEG; colours are kept at
# full resolution because a painting has them in every stroke. WebP halves the colours'
# resolution, with care.
JPEG = Format(
    "JPEG",
    (".jpg", ".jpeg"),
    _begins(rb"\xff\xd8"),
    "JPEG",
    {"quality": 95, "subsampling": 0},
    (".jfif", ".jpe", ".mpo"),
)
PNG = Format("PNG", (".png",), _begins(rb"\x89PNG"), "PNG", {}, carries_alpha=True)
WEBP = Format(
    "WebP",
    (".webp",),
    _begins(rb"RIFF.{4}WEBP"),
    "WEBP",
    {"quality": 95, "use_sharp_yuv": True},
    carries_alpha=True,
)
GIF = Format("GIF", (".gif",), _begins(rb"GIF8"), "GIF")
BMP = Format("BMP", (".bmp",), _begins(rb"BM"), "BMP")
TIFF = Format(
    "TIFF",
    (".tif", ".tiff"),
    _begins(rb"II\*\0|MM\0\*|II\+\0|MM\0\+"),
    "TIFF",
    writing={},
    is_written_with="tifffile",  # which reads what Pillow does not, too
    is_shown=False,
)
AVIF = Format("AVIF", (".avif",), _brand(rb"avif|avis"), "AVIF")
HEIC = Format(
    "HEIC",
    (".heic", ".heif", ".hif"),
    _brand(rb"heic|heix|hevc|hevx|heim|heis|mif1|msf1"),
    "HEIF",
    needs="pillow_heif",
    is_shown=False,
)
# Most others of a camera's own kinds are TIFFs inside; see raw.py.
RAW = Format(
    "RAW",
    (".dng", ".nef", ".nrw", ".cr2", ".cr3", ".arw", ".sr2", ".raf", ".rw2", ".orf")
    + (".pef", ".srw", ".3fr", ".iiq", ".x3f", ".mrw", ".erf", ".kdc", ".dcr"),
    _begins(
        rb"FUJIFILMCCD-RAW|II(?:U\0|RO|RS)|MMOR|FOVb|\0MRM"
        rb"|.{4}ftypcrx "
    ),
    needs="rawpy",
    is_shown=False,
)
KNOWN = (JPEG, PNG, WEBP, GIF, BMP, TIFF, AVIF, HEIC, RAW)


def _is_installed(library: str) -> bool:
    return not library or importlib.util.find_spec(library) is not None


FORMATS = tuple(known for known in KNOWN if _is_installed(known.needs))
SUFFIXES = tuple(suffix for known in FORMATS for suffix in known.all_suffixes)
SHOWN_SUFFIXES = tuple(
    suffix for known in FORMATS if known.is_shown for suffix in known.all_suffixes
)
WRITERS: Mapping[str, Format] = MappingProxyType(
    {
        suffix: known
        for known in FORMATS
        if known.writing is not None and _is_installed(known.is_written_with)
        for suffix in known.suffixes
    }
)

SAVE_ANEW = Sentence("Open it in a picture program, save it as JPEG or PNG", {})
EXPORT = Sentence("Open it in a drawing program, export it as PNG", {})


def foreign_rows(missing: Iterable[Format]) -> tuple[ForeignFormat, ...]:
    """Rows of formats that would be read, if their library were installed."""
    return tuple(
        ForeignFormat(known.name, known.signature, SAVE_ANEW) for known in missing
    )


FOREIGN = (
    *foreign_rows(known for known in KNOWN if known not in FORMATS),
    ForeignFormat(
        "PDF",
        _begins(rb"\s*%PDF"),
        Sentence("Open it in a viewer, save the page as PNG", {}),
    ),
    ForeignFormat("EPS", _begins(rb"%!PS|\xc5\xd0\xd3\xc6"), EXPORT),
    ForeignFormat("SVG", _begins(rb"(?:\xef\xbb\xbf)?\s*<.{0,2000}?<?svg\b"), EXPORT),
    ForeignFormat(
        "web page",
        _begins(rb"(?i:(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|script)\b)"),
        Sentence("Open the page in a browser, save the picture itself", {}),
    ),
    ForeignFormat("Photoshop", _begins(rb"8BP[SB]"), SAVE_ANEW),
    ForeignFormat("GIMP", _begins(rb"gimp xcf"), SAVE_ANEW),
    ForeignFormat("JPEG XL", _begins(rb"\xff\x0a|\0\0\0\x0cJXL \x0d\x0a"), SAVE_ANEW),
    ForeignFormat(
        "JPEG 2000",
        _begins(rb"\0\0\0\x0cjP  \x0d\x0a|\xff\x4f\xff\x51"),
        SAVE_ANEW,
    ),
    ForeignFormat("OpenEXR", _begins(rb"v/1\x01"), SAVE_ANEW),
    ForeignFormat("Radiance HDR", _begins(rb"#\?(?:RADIANCE|RGBE)"), SAVE_ANEW),
    ForeignFormat("icon", _begins(rb"\x00\x00[\x01\x02]\x00"), SAVE_ANEW),
    ForeignFormat("PNM", _begins(rb"P[1-7]\s"), SAVE_ANEW),
    ForeignFormat(
        "video",
        _begins(
            rb".{4}(?:ftyp|moov|mdat|wide|free|skip)|\x1a\x45\xdf\xa3|RIFF.{4}AVI "
            rb"|\x00\x00\x01[\xba\xb3]|OggS"
        ),
        Sentence("Pause it in a player, save the still picture as PNG or JPEG", {}),
    ),
    ForeignFormat(
        "zip",
        _begins(rb"PK\x03\x04"),
        Sentence("Unpack it", {}),
    ),
)


def readable() -> Sentence:
    """Names of all readable formats, as a sentence lists them: "JPEG, PNG or GIF"."""
    *names, last = (known.name for known in FORMATS)
    return Sentence("{names} or {last}", {"names": ", ".join(names), "last": last})


def format_of(stored: bytes) -> Format | None:
    """Format that a file begins like; None if none."""
    return next((known for known in FORMATS if known.matches(stored)), None)


def foreign_format_of(stored: bytes) -> ForeignFormat | None:
    """Unreadable format that a file begins like; None if none."""
    return next((each for each in FOREIGN if each.signature.match(stored)), None)
