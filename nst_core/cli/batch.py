"""A folder of photos in the style of one painting, from the command line.

What is finished is remembered beside the results, with what it was made of; so after an
interruption the same command goes on where it was, and paints anew what has changed.
"""

import argparse
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from nst_core.errors import SettingsError, StyleTransferError, brief
from nst_core.images.decoding import read_size
from nst_core.images.formats import SUFFIXES
from nst_core.settings.settings import Settings
from nst_core.system.files import write_atomically

MEMORY = ".nst-batch.json"  # in the folder of the results: a fingerprint of each

PaintOne = Callable[[argparse.Namespace], int]
Say = Callable[[str], None]


def paint_folder(
    arguments: argparse.Namespace,
    settings: Settings,
    paint_one: PaintOne,
    say: Say,
    complain: Say,
) -> int:
    """Paint every photo of a folder; return the exit code.

    Args:
        arguments: What the person named: `content` and `output` are folders.
        settings: What all are painted with.
        paint_one: Paints one photo, given arguments for it alone; returns an exit code.
        say: Prints a line of what was done.
        complain: Prints a line of what was not.

    Raises:
        SettingsError: The folders cannot be used so.
        ImageError: The painting, or the picture to start from, is unfit for all.
    """
    _require_fit(arguments)
    memory = arguments.output / MEMORY
    finished = _read(memory)
    counts = {"painted": 0, "kept from before": 0, "failed": 0}
    for photo, result in _pairs(arguments.content, arguments.output):
        try:
            mark = _fingerprint(photo, arguments, settings)
            if finished.get(result.name) == mark and result.exists():
                counts["kept from before"] += 1
                say(f"{result}: kept from before")
                continue
            alone = argparse.Namespace(**vars(arguments))
            alone.content, alone.output = photo, result
            code = paint_one(alone)
            if not code:
                finished[result.name] = mark
                write_atomically(memory, json.dumps(finished, indent=1).encode())
        except (StyleTransferError, OSError) as error:
            complain(f"{photo.name}: {error}")
            code = 2
        if code == 130:
            complain("The same command goes on from here.")
            return code
        counts["failed" if code else "painted"] += 1
    say(", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
    return 2 if counts["failed"] else 0


def _require_fit(arguments: argparse.Namespace) -> None:
    for option in ("report", "frames", "estimate", "mask", "grid"):
        if getattr(arguments, option):
            raise SettingsError(
                "--{option} is about one photo, but {content} is a folder. Leave it "
                "out, or name one photo.",
                option=option,
                content=brief(arguments.content),
            )
    if arguments.content.resolve() == arguments.output.resolve():
        raise SettingsError(
            "The photos and the results cannot share a folder, because the results "
            "would be photos the next time. Name another folder with -o."
        )
    for path in arguments.style:
        read_size(path, "style")
    if arguments.start_picture:
        read_size(arguments.start_picture, "start")
    try:
        arguments.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            "The folder {output} for the results cannot be made ({reason}). Name "
            "another one with -o.",
            output=brief(arguments.output),
            reason=error.strerror,
        ) from error


def _pairs(photos: Path, results: Path) -> list[tuple[Path, Path]]:
    """Return each photo with the place of its result, in the order of their names.

    Raises:
        SettingsError: There are no photos.
    """
    try:
        names = sorted(os.listdir(photos))
    except OSError as error:
        raise SettingsError(
            "The folder {photos} cannot be read ({reason}). Name one that may be read.",
            photos=brief(photos),
            reason=error.strerror,
        ) from error
    found = [photos / name for name in names if not name.startswith(".")]
    found = [path for path in found if path.suffix.lower() in SUFFIXES]
    if not found:
        raise SettingsError(
            "There are no photos in {photos}. Files whose names end in {suffixes} are "
            "looked for.",
            photos=brief(photos),
            suffixes=", ".join(SUFFIXES),
        )
    called = {path: path.stem for path in found}
    while repeated := {
        name for name, times in Counter(called.values()).items() if times > 1
    }:
        called |= {path: path.name for path in found if called[path] in repeated}
    return [(path, results / f"{name}.png") for path, name in called.items()]


def _fingerprint(photo: Path, arguments: argparse.Namespace, settings: Settings) -> str:
    """Return what is equal only for equal pictures and settings."""
    mark = hashlib.sha256(repr((settings, arguments.weights)).encode())
    for path in (photo, *arguments.style, arguments.start_picture, arguments.recipe):
        mark.update(hashlib.sha256(path.read_bytes() if path else b"").digest())
    return mark.hexdigest()


def _read(memory: Path) -> dict[str, str]:
    """Return what is finished; nothing, if that cannot be read."""
    try:
        said = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
