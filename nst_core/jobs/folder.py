"""The files of one job: their names, and how they are read and written.

    job.json          who, what, when, and which state (job.py)
    content, style    clean pictures of what was uploaded; style2 ..., mask1 ...,
                      keep, start, touch and touch_style, if there are any (older jobs:
                      as uploaded)
    checkpoint.npz    where the run is (worker)
    frames/           a bounded number of moments, for the time-lapse (worker)
    costs.json        the losses by iteration (worker)
    photo.jpg         the content as it was understood, smaller (worker)
    cells/, grid.zip  the finished pictures of a contact sheet (worker)
    result.png        the picture, with its recipe inside (worker)
    thumb.jpg, photo-colors.png, time-lapse.webp, time-lapse.mp4
                      what is made of the result (worker)
    outcome.json      how the run ended (outcome.py; worker, after the result)

Every file is written whole or not at all. Whoever goes through `put`, `get` and
`delete` does not care where the files are; `path` is for libraries that need a file.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from nst_core.settings.names import KEEP_NAME, MASK_NAMES, STYLE_NAMES, TOUCH_NAME
from nst_core.settings.settings import MAX_STYLES
from nst_core.system.files import write_atomically

STYLES = ("style", *(f"style{number}" for number in range(2, MAX_STYLES + 1)))
MASKS = tuple(f"mask{number}" for number in range(1, len(STYLES) + 1))
KEEP = "keep"  # where the photo's forms are held
INPUTS = ("content", *STYLES, *MASKS, KEEP)  # chosen by a person
START = "start"  # the picture to start from
TOUCH = "touch"  # where that one alone is painted anew
TOUCH_STYLE = "touch_style"  # the painting that goes there, if it is another one
PICTURES = (*INPUTS, START, TOUCH, TOUCH_STYLE)

_LABELS = {
    **dict(zip(STYLES[1:], STYLE_NAMES[1:], strict=True)),
    **dict(zip(MASKS, MASK_NAMES, strict=True)),
    KEEP: KEEP_NAME,
    TOUCH: TOUCH_NAME,
    TOUCH_STYLE: "style",
}

RECORD = "job.json"
CHECKPOINT = "checkpoint.npz"
FRAMES = "frames"
LOSSES = "costs.json"
PHOTO = "photo.jpg"
CELLS = "cells"
CELLS_ZIP = "grid.zip"
RESULT = "result.png"
THUMBNAIL = "thumb.jpg"
PHOTO_COLORS = "photo-colors.png"
TIME_LAPSE_WEBP = "time-lapse.webp"
TIME_LAPSE_MP4 = "time-lapse.mp4"
OUTCOME = "outcome.json"


def masks_of(inputs: Mapping[str, Any]) -> list[Any]:
    """Masks in the order of the styles, None for a style without one."""
    return [
        inputs.get(mask)
        for style, mask in zip(STYLES, MASKS, strict=True)
        if style in inputs
    ]


def kind_of(name: str) -> str:
    """Name of a picture without its number: "style2" is a "style"."""
    return name.rstrip("0123456789")


def label_of(name: str) -> str:
    """Name of a picture in sentences."""
    return _LABELS.get(name, name)


def frame_name(iteration: int) -> str:
    """Name of the kept frame of an iteration."""
    return f"{FRAMES}/{iteration:05}.jpg"


@dataclass(frozen=True)
class JobFolder:
    """One job's files, by the names above."""

    root: Path

    def path(self, name: str) -> Path:
        """Local file of this name, there or not."""
        return self.root / name

    def has(self, name: str) -> bool:
        """Whether there is a file or folder of this name."""
        return self.path(name).exists()

    def get(self, name: str) -> bytes:
        """Content of a file.

        Raises:
            OSError: There is none, or it cannot be read.
        """
        return self.path(name).read_bytes()

    def put(self, name: str, content: bytes | Callable[[BinaryIO], object]) -> None:
        """Write a file whole or not at all; an older one stays until then.

        Args:
            name: One of the names above.
            content: All bytes, or what writes them into an open file.

        Raises:
            OSError: There is no room, or the job is gone.
        """
        path = self.path(name)
        if path.parent != self.root:
            path.parent.mkdir(exist_ok=True)
        write_atomically(path, content)

    def copy_in(self, name: str, source: Path) -> None:
        """Put a file of this machine, which never changes, into the folder.

        Raises:
            OSError: There is no room, or the file is gone.
        """
        try:
            os.link(source, self.path(name))
        except OSError:  # another disk, or one that has no links
            shutil.copyfile(source, self.path(name))

    def delete(self, name: str) -> None:
        """Delete a file, if it is there."""
        self.path(name).unlink(missing_ok=True)

    def pictures(self) -> dict[str, Path]:
        """Files of the pictures that the job is painted from, by their names."""
        return {name: self.path(name) for name in PICTURES if self.has(name)}

    def frames(self) -> list[int]:
        """Iterations of the kept frames, in ascending order."""
        return sorted(int(path.stem) for path in self.path(FRAMES).glob("*.jpg"))
