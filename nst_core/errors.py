"""Errors that a person may be shown.

StyleTransferError
    SettingsError   a choice is out of range, or two choices do not fit together
        TooLargeError   a size does not fit into the memory
    ImageError      a picture cannot be read, or is unfit
    RecipeError     a recipe cannot be read, or names what this program does not know
    WeightsError    a network's weights are missing or damaged
    DivergedError   the optimisation left the finite numbers
    JobError        a job is not here, or not in a state for what is asked
    BusyError       there is no place for another job now

Each message says what is so, what is needed and what to do, in whole English sentences
that the command line shows as they are. A message keeps its template and its values
apart (`error.sentence`), so that the page can say it in another language. Anything else
that escapes is our own mistake: let it show its traceback. A sentence quotes a value or
a file's name through `brief`.
"""

import errno
from collections.abc import Mapping
from dataclasses import dataclass

MAX_QUOTED = 40  # characters of a value that a sentence repeats


def brief(value: object) -> str:
    """A value as a sentence can quote it: short, on one line, its end kept."""
    text = str(value)
    if len(text) > MAX_QUOTED:
        text = f"{text[: MAX_QUOTED - 12]}...{text[-9:]}"
    return one_line(text)


def one_line(text: str) -> str:
    """The text with newlines and all else that steers a terminal spelled out."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode()
        for sign in text
    )


@dataclass(frozen=True)
class Sentence:
    """One or more sentences for a person: the template is the key of a translation.

    `str()` is the English text. A value may be a `Sentence` of its own.
    """

    template: str  # with {name} or {name:format} where values go
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


# What the system says of the disks and files that people meet; as keys of translations.
_REASONS = {
    errno.ENOSPC: "No space left on device",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Operation not permitted",
    errno.EROFS: "Read-only file system",
    errno.ENOENT: "No such file or directory",
    errno.EIO: "Input/output error",
    errno.EFBIG: "File too large",
    errno.EMFILE: "Too many open files",
    errno.ENOMEM: "Cannot allocate memory",
    getattr(errno, "EDQUOT", -1): "Disk quota exceeded",  # not on Windows
}


def why(error: OSError) -> Sentence:
    """Reason of a failure in the system's words, as a value of a sentence."""
    known = error.strerror or _REASONS.get(error.errno or 0)
    return Sentence(known or str(error), {})


class StyleTransferError(Exception):
    """The root of all errors that a person may be shown."""

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))


class SettingsError(StyleTransferError):
    """A choice is out of range, or two choices do not fit together."""


class TooLargeError(SettingsError):
    """A size does not fit into the memory; `fits` is the largest that does, in px."""

    def __init__(self, template: str, *, fits: int, **values: object) -> None:
        super().__init__(template, fits=fits, **values)
        self.fits = fits


class ImageError(StyleTransferError):
    """A picture cannot be read, written, or is unfit for the network."""


class RecipeError(StyleTransferError):
    """A recipe cannot be read, or names something this program does not know."""


class WeightsError(StyleTransferError):
    """A network's weights are missing, damaged or not those of the network."""


class DivergedError(StyleTransferError):
    """The optimisation left the finite numbers; the last frame is still good."""


class JobError(StyleTransferError):
    """A job is not here any more, or not in a state for what is asked."""


class BusyError(StyleTransferError):
    """There is no place for another job now; the message says when to come back."""
