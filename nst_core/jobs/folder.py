"""The files of a job's folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

STYLES = ("style", "style2", "style3", "style4")
MASKS = tuple(f"mask{number}" for number in range(1, len(STYLES) + 1))
GIVEN = ("content", *STYLES, *MASKS)  # by a person
PICTURES = (*GIVEN, "start")


def masks_of(given: Mapping[str, Any]) -> list[Any]:
    """Return what is given of each style's mask, None for a style without one."""
    return [
        given.get(mask)
        for style, mask in zip(STYLES, MASKS, strict=True)
        if style in given
    ]


def kind_of(name: str) -> str:
    """Return what a picture is called, whatever its number."""
    return name.rstrip("0123456789")


def frame_of(folder: Path, iteration: int) -> Path | None:
    """Return the kept picture of just that iteration, if there is one."""
    return {int(path.stem): path for path in frames(folder)}.get(iteration)


def frames(folder: Path) -> list[Path]:
    """Return the kept pictures in the order of their iterations."""
    return sorted(folder.glob("*.jpg"))
