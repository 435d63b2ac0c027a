"""Refusals of files that are no pictures, or cannot be read as such."""

import re
from pathlib import Path

from nst_core.errors import ImageError, Sentence
from nst_core.images.color_spaces import MAX_BOXES_BYTES
from nst_core.images.formats import (
    AVIF,
    HEIC,
    SAVE_ANEW,
    Format,
    foreign_format_of,
    readable,
)
from nst_core.images.reading_limits import MAX_FILE_BYTES
from nst_core.system.files import why_unopened

# Words of Pillow, libheif, libavif and tifffile about files that are whole.
UNSUPPORTED = re.compile(
    r"unsupported|not supported|not implemented|cannot handle|no codec|not available",
    re.IGNORECASE,
)
OUT_OF_MEMORY = re.compile(r"memory|allocat", re.IGNORECASE)
# Entry of an item in an ISO file: version, flags, number, protection, and its type
# (ISO/IEC 14496-12, 8.11.6).
ITEM = re.compile(rb"infe(?:\x02.{7}|\x03.{9})(....)", re.DOTALL)
CODECS = {
    b"hvc1": "HEVC",
    b"av01": "AV1",
    b"vvc1": "VVC",
    b"evc1": "EVC",
    b"avc1": "AVC",
    b"av02": "AV2",
    b"j2k1": "JPEG 2000",
    b"jpeg": "JPEG",
    b"unci": "uncompressed",
}
TOO_COSTLY = (
    "The {name} picture was given up: reading it took more time or memory than it "
    "may, or broke down. Save it anew as JPEG or PNG, smaller, and choose that."
)
OWN_CODEC = {HEIC.name: b"hvc1", AVIF.name: b"av01"}


def empty_file(name: str) -> ImageError:
    """The sentence about a file of 0 bytes."""
    return ImageError(
        "The {name} picture is an empty file of 0 bytes. A {readable} file is "
        "needed. Copy or download it once more, or choose another picture.",
        name=name,
        readable=readable(),
    )


def cannot_be_opened(name: str, path: Path | None, error: Exception) -> ImageError:
    """The sentence about a file that is not there, or may not be read, and why."""
    return ImageError(
        "The {name} picture cannot be opened: {reason}. It must be a file that exists "
        "and that this program may read. Choose the file again.",
        name=name,
        reason=why_unopened(path, error),
    )


def too_many_bytes(name: str) -> ImageError:
    """The sentence about a file beyond MAX_FILE_BYTES."""
    return ImageError(
        "The {name} picture's file has more than {limit_mb} MB, which is the "
        "limit. Save it smaller, or as a JPEG, and choose that.",
        name=name,
        limit_mb=MAX_FILE_BYTES // 10**6,
    )


def too_costly(name: str) -> ImageError:
    """The sentence about a file that used up what reading may take."""
    return ImageError(TOO_COSTLY, name=name)


def is_too_costly(refusal: Sentence) -> bool:
    """True if the machine's state is to blame, so that a later try may succeed."""
    return refusal.template == TOO_COSTLY


def undecodable(
    error: Exception, stored: bytes, known: Format, name: str
) -> ImageError:
    """The sentence about a file that a decoder gave up.

    Args:
        error: What the decoder raised.
        stored: The file.
        known: Its format.
        name: Role of the picture.
    """
    text = str(error)
    if OUT_OF_MEMORY.search(text):
        return too_costly(name)
    if codec := _foreign_codec(stored, known):
        return foreign_kind(f"{known.name} ({codec})", SAVE_ANEW, name)
    is_unsupported = isinstance(error, NotImplementedError) or UNSUPPORTED.search(text)
    if is_unsupported:
        variant = Sentence("a rare variant of {format}", {"format": known.name})
        return foreign_kind(variant, SAVE_ANEW, name)
    return ImageError(
        "The {name} picture is damaged or incomplete, so its pixels cannot be "
        "decoded. Copy or download it once more, or choose another picture.",
        name=name,
    )


def _foreign_codec(stored: bytes, known: Format) -> str | None:
    """Name of a codec, other than its format's own, in an ISO file."""
    if known.name not in OWN_CODEC:
        return None
    types = set(ITEM.findall(stored, 0, MAX_BOXES_BYTES)) - {OWN_CODEC[known.name]}
    return next((CODECS[x] for x in sorted(types) if x in CODECS), None)


def not_a_picture(stored: bytes, name: str) -> ImageError:
    """The sentence about bytes that begin like no readable format."""
    if foreign := foreign_format_of(stored):
        return foreign_kind(foreign.name, foreign.advice, name)
    return ImageError(
        "The {name} picture is not a picture that can be read, whatever its file name "
        "says. A {readable} file is needed. Open it in a picture program, save it as "
        "JPEG or PNG, and choose that file.",
        name=name,
        readable=readable(),
    )


def foreign_kind(kind: str | Sentence, advice: Sentence, name: str) -> ImageError:
    """The sentence about a format that is not read, and the way to convert it."""
    return ImageError(
        "The {name} picture is of a kind that cannot be read here: {format}. A "
        "{readable} file is needed. {advice}, and choose that file.",
        name=name,
        format=Sentence(kind, {}) if isinstance(kind, str) else kind,
        readable=readable(),
        advice=advice,
    )
