"""How a run is written down, and read back from a painted PNG or a JSON file.

A recipe holds the settings, the network, the versions and the masks: enough to paint
the same pictures again. It holds nothing else of the pictures that were uploaded,
neither names nor metadata. Knows nothing about pixels: of a PNG it reads the text
chunks only, and masks come and go as PNG files of their own.
"""

import base64
import binascii
import json
import platform
import string
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import BinaryIO, NoReturn

from nst_core.errors import RecipeError, SettingsError
from nst_core.settings.png_text import PNG_START, find_text
from nst_core.settings.settings import MOST_STYLES, Settings
from nst_core.settings.steering import STEERABLE, Turn
from nst_core.version import VERSION

PROGRAM = "neural-style-transfer"
RECIPE = 1  # rises when an older program would misread a newer recipe
PNG_KEY = "nst-recipe"  # the keyword of the text chunk

# Ours has about one KB, and up to four masks; it is read before anyone is trusted. A
# report holds a recipe too, and one of 5000 frames has nearly 3 MB.
MAX_MASK_CHARACTERS = 600 * 1024  # pure noise of regions.MASK_EDGE_PX has 550 KB
MAX_TEXT_BYTES = 64 * 1024 + MOST_STYLES * MAX_MASK_CHARACTERS
MAX_JSON_BYTES = 4 * 1024 * 1024 + MAX_TEXT_BYTES
MAX_TURNS = 1000
MAX_WORD = 100  # characters of one text or number inside a recipe
UNKNOWN = "unknown"  # what a recipe does not tell

PACKAGES = ("tensorflow", "tensorflow-cpu", "numpy", "pillow")  # move the result's bits


@dataclass(frozen=True)
class Recipe:
    """What it takes to paint a picture again."""

    settings: Settings
    network: str  # which numbers looked at the pictures, as "vgg16 (embedded int8)"
    versions: Mapping[
        str, str
    ]  # of Python and the packages that move the result's bits
    version: str  # of this program
    stopped_after: int | None = None  # iterations; None: the run came to its end
    turns: tuple[Turn, ...] = ()  # what was steered while it was painted
    masks: tuple[bytes | None, ...] = ()  # PNG, of each painting; None is everywhere


def describe(
    settings: Settings,
    network: str,
    stopped_after: int | None = None,
    turns: Sequence[Turn] = (),
    masks: Sequence[bytes | None] = (),
) -> Recipe:
    """Return the recipe of a picture that is painted now, on this machine.

    Args:
        settings: With the network that painted, where the person's may say "auto".
        network: That network's title, which tells its numbers' source too.
        stopped_after: The iterations that it has had, if it was stopped.
        turns: What was changed while it was painted.
        masks: Where each painting went, as `regions.to_png` writes it.
    """
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)[:MAX_WORD]
        except metadata.PackageNotFoundError:
            continue  # one TensorFlow goes by two names
    title = network[:MAX_WORD]
    told = (stopped_after, tuple(turns), tuple(masks) if any(masks) else ())
    return Recipe(settings, title, versions, VERSION, *told)


def png_text(recipe: Recipe) -> dict[str, str]:
    """Return what `images.write_picture` takes as `text`."""
    return {PNG_KEY: to_json(recipe)}


def to_json(recipe: Recipe) -> str:
    """Return ASCII; every float is written so that it reads back the very same."""
    written = {
        "program": PROGRAM,
        "version": recipe.version,
        "recipe": RECIPE,
        "settings": asdict(recipe.settings),
        "network": recipe.network,
        "versions": dict(recipe.versions),
        "stopped_after": recipe.stopped_after,
        "turns": [
            {"iteration": turn.iteration, **turn.changes} for turn in recipe.turns
        ],
        "masks": [
            mask and base64.b64encode(mask).decode("ascii") for mask in recipe.masks
        ],
    }
    return json.dumps(written, indent=2, allow_nan=False)


def from_json(text: str) -> Recipe:
    """Return the recipe; settings it does not name take their defaults.

    Raises:
        RecipeError: It is no recipe of this program, names unknown settings, holds
            values out of range, or is too large.
    """
    _require_short(text, MAX_JSON_BYTES)
    try:
        written = json.loads(text, parse_constant=_refuse, parse_int=_bounded_int)
    except (ValueError, RecursionError) as error:  # RecursionError: nested too deeply
        raise RecipeError(
            "The recipe is not valid JSON. It may have been cut off or edited. Choose "
            "the picture or the file it came from once more."
        ) from error
    if not isinstance(written, dict) or written.get("program") != PROGRAM:
        raise RecipeError(
            "This is JSON, but not a recipe of this program. Choose a PNG painted "
            "here, or its recipe as JSON."
        )
    _require_known_number(written.get("recipe"))
    versions = written.get("versions", {})
    if not isinstance(versions, dict) or len(versions) > MAX_WORD:
        raise _malformed("versions")
    settings = _settings(written.get("settings"))
    return Recipe(
        settings,
        _word(written.get("network", UNKNOWN), "network"),
        {
            _word(name, "versions"): _word(number, "versions")
            for name, number in versions.items()
        },
        _word(written.get("version", UNKNOWN), "version"),
        _iterations(written.get("stopped_after")),
        _turns(written.get("turns", []), settings),
        _masks(written.get("masks", [])),
    )


def _require_short(text: str, most: int) -> None:
    if len(text) > most:
        raise RecipeError(
            "The recipe has more than {limit_kb} KB, which no recipe of this program "
            "has. Choose a PNG painted here, or its recipe as JSON.",
            limit_kb=most // 1024,
        )


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON, though Python reads it")


def _bounded_int(digits: str) -> int:
    if len(digits) > MAX_WORD:  # beyond every float: comparing it would overflow
        raise ValueError("a number of too many digits")
    return int(digits)


def _require_known_number(number: object) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise _malformed("recipe")
    if number > RECIPE:
        raise RecipeError(
            "The recipe is of kind {number:g}; this program knows up to {known}. A "
            "newer version wrote it. Update this program, or set the controls by hand.",
            number=number,
            known=RECIPE,
        )


def _word(value: object, part: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_WORD:
        raise _malformed(part)
    return value


def _iterations(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _malformed("stopped_after")
    return value


def _turns(written: object, settings: Settings) -> tuple[Turn, ...]:
    """Return checked turns: each must lead from settings to settings."""
    if not isinstance(written, list) or len(written) > MAX_TURNS:
        raise _malformed("turns")
    turns = []
    for said in written:
        if not isinstance(said, dict) or not set(said) <= {"iteration", *STEERABLE}:
            raise _malformed("turns")
        changes = {name: value for name, value in said.items() if name != "iteration"}
        iteration = _iterations(said.get("iteration"))
        if iteration is None or not all(
            isinstance(value, (int, float)) for value in changes.values()
        ):
            raise _malformed("turns")
        turns.append(Turn(iteration, changes))
        settings = _settings(asdict(settings) | changes)
    return tuple(turns)


def _masks(written: object) -> tuple[bytes | None, ...]:
    """Return the masks' files; whether they are pictures is seen when they are read."""
    if not isinstance(written, list) or len(written) > MOST_STYLES:
        raise _malformed("masks")
    masks: list[bytes | None] = []
    for said in written:
        if said is None:
            masks.append(None)
            continue
        if not isinstance(said, str) or len(said) > MAX_MASK_CHARACTERS:
            raise _malformed("masks")
        try:
            masks.append(base64.b64decode(said, validate=True))
        except (binascii.Error, ValueError) as error:  # ValueError: beyond ASCII
            raise _malformed("masks") from error
    return tuple(masks)


def _malformed(part: str) -> RecipeError:
    return RecipeError(
        "The recipe's part {part!r} is missing or not what this program writes there. "
        "Choose the picture or the file it came from once more.",
        part=part,
    )


def _settings(written: object) -> Settings:
    """Return checked settings, refusing names that this program does not have."""
    if not isinstance(written, dict):
        raise _malformed("settings")
    unknown = sorted(set(written) - {spec.name for spec in fields(Settings)})
    if unknown:
        shown = ", ".join(_plain(name) for name in unknown[:3])
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        raise RecipeError(
            "The recipe names settings that this program does not have: {shown}{more}. "
            "Update this program, or remove them from the recipe.",
            shown=shown,
            more=more,
        )
    for name, value in written.items():
        # The sentence below repeats the value, so it must be short and harmless.
        if isinstance(value, str):
            written[name] = _plain(value)
        elif not isinstance(value, (bool, int, float)):
            raise RecipeError(
                "The recipe's {name} is neither a number nor a word. Choose the "
                "picture or the file it came from once more.",
                name=name,
            )
    try:
        return Settings(**written)
    except SettingsError as error:
        raise RecipeError(
            "The recipe cannot be painted: {error}", error=error.sentence
        ) from error


def _plain(word: str) -> str:
    """Return a stranger's word so that it can be shown: short, letters and digits."""
    allowed = string.ascii_letters + string.digits + "_.-"
    return "".join(sign if sign in allowed else "?" for sign in word[:40])


def read_recipe(source: Path | BinaryIO) -> Recipe:
    """Return the recipe inside a PNG painted here, or inside a JSON file.

    Args:
        source: A file's path, or an open binary file that can seek.

    Raises:
        RecipeError: There is none, or it cannot be read.
    """
    try:
        if isinstance(source, Path):
            with source.open("rb") as file:
                return from_json(_find_json(file))
        return from_json(_find_json(source))
    except (OSError, ValueError) as error:  # ValueError: bytes that are no text
        raise RecipeError(
            "The file cannot be read as a recipe. It must be a PNG painted here, or "
            "its recipe as a JSON file. Choose such a file."
        ) from error


def _find_json(file: BinaryIO) -> str:
    start = file.read(len(PNG_START))
    if start != PNG_START:
        return (start + file.read(MAX_JSON_BYTES)).decode("utf-8-sig")
    text = find_text(file, PNG_KEY, MAX_TEXT_BYTES)
    if text is None:
        raise RecipeError(
            "This PNG carries no recipe. Pictures painted here do, unless another "
            "program has saved them since. Choose such a picture, or a recipe as JSON."
        )
    _require_short(text, MAX_TEXT_BYTES)
    return text
