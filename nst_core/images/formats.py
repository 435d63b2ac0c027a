"""Every picture format, once: how its files begin and end, and which are written.

A row in FORMATS is all that a new format takes, if Pillow decodes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from nst_core.errors import Sentence


@dataclass(frozen=True)
class Format:
    """A picture format that is read, and written if it has `writing` options."""

    pillow_name: str
    name: str  # as people write it
    suffixes: tuple[str, ...]  # the usual one first
    signatures: tuple[tuple[int, bytes], ...]  # offset in the file, and bytes there
    writing: Mapping[str, Any] | None = None  # options of Pillow's `save`

    def matches(self, stored: bytes) -> bool:
        """True if a file begins like one of this format."""
        return any(stored.startswith(start, at) for at, start in self.signatures)


# 95 is the highest quality that Pillow's manual advises for JPEG; colours are kept at
# full resolution because a painting has them in every stroke. WebP halves the colours'
# resolution, with care.
FORMATS = (
    Format(
        "JPEG",
        "JPEG",
        (".jpg", ".jpeg"),
        ((0, b"\xff\xd8"),),
        {"quality": 95, "subsampling": 0},
    ),
    Format("PNG", "PNG", (".png",), ((0, b"\x89PNG"),), {}),
    Format(
        "WEBP",
        "WebP",
        (".webp",),
        ((0, b"RIFF"),),
        {"quality": 95, "use_sharp_yuv": True},
    ),
    Format("GIF", "GIF", (".gif",), ((0, b"GIF8"),)),
    Format("BMP", "BMP", (".bmp",), ((0, b"BM"),)),
    Format("TIFF", "TIFF", (".tif", ".tiff"), ((0, b"II*\0"), (0, b"MM\0*"))),
)
# Of unreadable files that people do try: offset, bytes, common name.
FOREIGN_SIGNATURES = (
    (4, b"ftyphei", "a HEIC"),
    (4, b"ftypmif1", "a HEIC"),
    (4, b"ftypavif", "an AVIF"),
    (0, b"%PDF", "a PDF"),
    (0, b"%!PS", "an EPS"),
    (0, b"<svg", "an SVG"),
)

SUFFIXES = tuple(suffix for known in FORMATS for suffix in known.suffixes)
WRITERS: Mapping[str, Format] = MappingProxyType(
    {
        suffix: known
        for known in FORMATS
        if known.writing is not None
        for suffix in known.suffixes
    }
)


def readable() -> Sentence:
    """Names of all readable formats, as a sentence lists them: "JPEG, PNG or GIF"."""
    *names, last = (known.name for known in FORMATS)
    return Sentence("{names} or {last}", {"names": ", ".join(names), "last": last})


def format_of(stored: bytes) -> Format | None:
    """Format that a file begins like; None if none."""
    return next((known for known in FORMATS if known.matches(stored)), None)


def foreign_name(stored: bytes) -> str | None:
    """Name, with its article, of an unreadable format that a file begins like."""
    return next(
        (
            name
            for at, start, name in FOREIGN_SIGNATURES
            if stored.startswith(start, at)
        ),
        None,
    )
