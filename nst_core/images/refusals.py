"""Refusals of files that are no pictures, or cannot be read as such."""

from pathlib import Path

from nst_core.errors import ImageError, Sentence
from nst_core.images.formats import foreign_format_of, readable
from nst_core.images.reading_limits import MAX_FILE_BYTES
from nst_core.system.files import why_unopened


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
    return ImageError(
        "The {name} picture was given up: reading it took more time or memory than it "
        "may, or broke down. Save it anew as JPEG or PNG, smaller, and choose that.",
        name=name,
    )


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


def foreign_kind(kind: str, advice: Sentence, name: str) -> ImageError:
    """The sentence about a format that is not read, and the way to convert it."""
    return ImageError(
        "The {name} picture is of a kind that cannot be read here: {format}. A "
        "{readable} file is needed. {advice}, and choose that file.",
        name=name,
        format=Sentence(kind, {}),
        readable=readable(),
        advice=advice,
    )
