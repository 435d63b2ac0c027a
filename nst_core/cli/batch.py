"""A folder of photos in one style, from the command line.

Finished photos are recorded beside the results, with a hash of what they were made of;
so after an interruption the same command goes on where it was, and paints anew what has
changed.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nst_core.cli.output import ExitCode, print_err, print_out
from nst_core.cli.request import Request
from nst_core.errors import SettingsError, StyleTransferError, brief
from nst_core.images.decoding import read_picture
from nst_core.images.encoding import AS_USUAL
from nst_core.images.formats import KNOWN, SUFFIXES
from nst_core.system.files import write_atomically

HEAD_BYTES = 64  # enough to tell a format by
MAX_NAMED = 5  # of the files that are skipped
RECORD = ".nst-batch.json"  # in the folder of the results: names and hashes


def paint_folder(
    request: Request, paint_one: Callable[[Request], ExitCode]
) -> ExitCode:
    """Paint every photo of a folder.

    Args:
        request: Its `content` and `output` are folders.
        paint_one: Paints one photo, given a request for it alone.

    Raises:
        SettingsError: The folders cannot be used so.
        ImageError: The style, or the picture to start from, is unfit for all.
    """
    recipe = request.recipe
    if recipe and (recipe.masks or recipe.keep or recipe.touch_up):
        print_err("the recipe's masks are left out, as they are about one photo.")
        request = replace(
            request, recipe=replace(recipe, masks=(), keep=None, touch_up=None)
        )
    _require_fit(request)
    record = request.output / RECORD
    finished = _read_record(record)
    counts = {"painted": 0, "kept from before": 0, "failed": 0}
    for photo, result in _pair_with_results(request.content, request.output):
        try:
            fingerprint = _fingerprint(photo, request)
            if finished.get(result.name) == fingerprint and result.exists():
                counts["kept from before"] += 1
                print_out(f"{result}: kept from before")
                continue
            code = paint_one(replace(request, content=photo, output=result))
            if code == ExitCode.DONE:
                finished[result.name] = fingerprint
                write_atomically(record, json.dumps(finished, indent=1).encode())
        except (StyleTransferError, OSError) as error:
            print_err(f"{photo.name}: {error}")
            code = ExitCode.FAILED
        if code == ExitCode.INTERRUPTED:
            print_err("The same command goes on from here.")
            return code
        counts["painted" if code == ExitCode.DONE else "failed"] += 1
    print_out(", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
    return ExitCode.FAILED if counts["failed"] else ExitCode.DONE


def _require_fit(request: Request) -> None:
    one_photo_options = {
        "report": request.report,
        "frames": request.frames,
        "estimate": request.is_estimate,
        "mask": request.masks,
        "keep": request.keep,
        "touch-up": request.touch_up,
        "grid": request.sheet,
    }
    for option, value in one_photo_options.items():
        if value:
            raise SettingsError(
                "--{option} is about one photo, but {content} is a folder. Leave it "
                "out, or name one photo.",
                option=option,
                content=brief(request.content),
            )
    if request.content.resolve() == request.output.resolve():
        raise SettingsError(
            "The photos and the results cannot share a folder, because the results "
            "would be photos the next time. Name another folder with -o."
        )
    request.read_styles()
    if request.start_picture:
        read_picture(request.start_picture, "start")
    try:
        request.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            "The folder {output} for the results cannot be made ({reason}). Name "
            "another one with -o.",
            output=brief(request.output),
            reason=error.strerror,
        ) from error


def _pair_with_results(photos: Path, results: Path) -> list[tuple[Path, Path]]:
    """Each photo with its result's path, in the order of the photos' names.

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
    entries = [photos / name for name in names if not name.startswith(".")]
    found = [path for path in entries if _is_photo(path)]
    photos_found = set(found)
    if skipped := [x.name + "/" * x.is_dir() for x in entries if x not in photos_found]:
        named = ", ".join(brief(name) for name in skipped[:MAX_NAMED])
        more = f" and {len(skipped) - MAX_NAMED} more" if skipped[MAX_NAMED:] else ""
        print_err(f"skipped, as they are no photos: {named}{more}.")
    if not found:
        raise SettingsError(
            "There are no photos in {photos}. Files whose names end in {suffixes} are "
            "looked for.",
            photos=brief(photos),
            suffixes=", ".join(SUFFIXES),
        )
    stems = {path: path.stem for path in found}
    while repeated := {
        stem for stem, times in Counter(stems.values()).items() if times > 1
    }:
        stems |= {path: path.name for path in found if stems[path] in repeated}
    return [(path, results / f"{stem}.png") for path, stem in stems.items()]


def _is_photo(path: Path) -> bool:
    """Whether a file is a picture by its ending; without one, by its first bytes.

    A picture whose library is missing is one too: reading it says so.
    """
    if not path.is_file():  # reading a pipe would never end
        return False
    if path.suffix:
        suffix = path.suffix.lower()
        return any(suffix in known.all_suffixes for known in KNOWN)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            return any(known.matches(head) for known in KNOWN)
    except OSError:
        return False


def _fingerprint(photo: Path, request: Request) -> str:
    """Content hash of pictures and settings."""
    spec = (request.settings, request.weights)
    digest = hashlib.sha256(repr(spec).encode())
    if not request.keeps_alpha:
        digest.update(b"opaque")
    if request.file != AS_USUAL:
        digest.update(repr(request.file).encode())
    for path in (photo, *request.styles, request.start_picture, request.recipe_file):
        digest.update(hashlib.sha256(path.read_bytes() if path else b"").digest())
    return digest.hexdigest()


def _read_record(record: Path) -> dict[str, str]:
    """Hashes of finished results by their names; none if they cannot be read."""
    try:
        data = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
