"""Recipes read back: checked JSON, from a file of its own or inside a PNG.

Foreign files are read here, so everything is bounded, and any fault ends as one
sentence. Knows nothing about pixels: of a PNG only the text chunks are read.
"""

import base64
import io
import json
import string
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NoReturn

from PIL import Image, PngImagePlugin
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    ValidationError,
)

from nst_core.errors import RecipeError, Sentence, SettingsError
from nst_core.settings.recipe import (
    MAX_WORD,
    PNG_KEY,
    PROGRAM,
    RECIPE,
    UNKNOWN,
    Recipe,
)
from nst_core.settings.settings import MAX_STYLES, STEERABLE, Settings
from nst_core.settings.steering import SettingsChange
from nst_core.system.files import why_unopened
from nst_core.system.png_metadata import PNG_SIGNATURE, without_pixels

# Ours has about one KB, up to four masks and a keep map; it is read before anyone is
# trusted. A report holds a recipe too, and one of 5000 frames has nearly 3 MB.
MAX_MASK_CHARACTERS = 600 * 1024  # pure noise of masks.MASK_EDGE_PX has 550 KB
MAX_TEXT_BYTES = 64 * 1024 + (MAX_STYLES + 1) * MAX_MASK_CHARACTERS
MAX_JSON_BYTES = 4 * 1024 * 1024 + MAX_TEXT_BYTES
MAX_CHANGES = 1000


def _decode_mask(text: object) -> bytes:
    """Bytes of a mask's file; whether it is a picture shows when it is read."""
    if not isinstance(text, str) or len(text) > MAX_MASK_CHARACTERS:
        raise ValueError("a mask is no text, or too long")
    return base64.b64decode(text, validate=True)


Word = Annotated[str, Field(max_length=MAX_WORD)]
StoredMask = Annotated[bytes, BeforeValidator(_decode_mask)]


class _StoredChange(BaseModel):
    """A change as JSON holds it: values by name beside the iteration."""

    model_config = ConfigDict(strict=True, extra="allow")
    __pydantic_extra__: dict[str, int | float | bool]
    iteration: NonNegativeInt


class _StoredRecipe(BaseModel):
    """A recipe as JSON holds it. Reports, and newer recipes, hold more beside it."""

    model_config = ConfigDict(strict=True, extra="ignore")
    recipe: PositiveInt
    settings: dict[str, Any]
    network: Word = UNKNOWN
    versions: Annotated[dict[Word, Word], Field(max_length=MAX_WORD)] = {}
    version: Word = UNKNOWN
    stopped_after: NonNegativeInt | None = None
    turns: Annotated[list[_StoredChange], Field(max_length=MAX_CHANGES)] = []
    masks: Annotated[list[StoredMask | None], Field(max_length=MAX_STYLES)] = []
    keep: StoredMask | None = None
    touch_up: StoredMask | None = None


def from_json(text: str) -> Recipe:
    """Recipe from JSON; settings it does not name take their defaults.

    Raises:
        RecipeError: It is no recipe of this program, names unknown settings, holds
            values out of range, or is too large.
    """
    _require_short(text, MAX_JSON_BYTES)
    try:
        data = json.loads(text, parse_constant=_refuse, parse_int=_bounded_int)
    except (ValueError, RecursionError) as error:  # RecursionError: nested too deeply
        raise RecipeError(
            "The recipe is not valid JSON. It may have been cut off or edited. Choose "
            "the picture or the file it came from once more."
        ) from error
    if not isinstance(data, dict) or data.get("program") != PROGRAM:
        raise RecipeError(
            "This is JSON, but not a recipe of this program. Choose a PNG painted "
            "here, or its recipe as JSON."
        )
    _require_known_number(data.get("recipe"))
    try:
        stored = _StoredRecipe.model_validate(data)
    except ValidationError as error:
        raise _malformed(str(error.errors()[0]["loc"][0])) from error
    settings = _settings(stored.settings)
    return Recipe(
        settings,
        stored.network,
        stored.versions,
        stored.version,
        stored.stopped_after,
        _changes(stored.turns, settings),
        tuple(stored.masks),
        stored.keep,
        stored.touch_up,
    )


def _require_short(text: str, max_bytes: int) -> None:
    if len(text) > max_bytes:
        raise RecipeError(
            "The recipe has more than {limit_kb} KB, which no recipe of this program "
            "has. Choose a PNG painted here, or its recipe as JSON.",
            limit_kb=max_bytes // 1024,
        )


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON, though Python reads it")


def _bounded_int(digits: str) -> int:
    if len(digits) > MAX_WORD:  # beyond every float: comparing it would overflow
        raise ValueError("a number of too many digits")
    return int(digits)


def _require_known_number(number: object) -> None:
    if isinstance(number, int) and number > RECIPE:
        raise RecipeError(
            "The recipe is of kind {number:g}; this program knows up to {known}. A "
            "newer version wrote it. Update this program, or set the controls by hand.",
            number=number,
            known=RECIPE,
        )


def _changes(
    stored: Sequence[_StoredChange], settings: Settings
) -> tuple[SettingsChange, ...]:
    """Checked changes: each leads from settings to settings."""
    changes = []
    for each in stored:
        values = each.__pydantic_extra__
        if not values.keys() <= set(STEERABLE):
            raise _malformed("turns")
        changes.append(SettingsChange(each.iteration, values))
        settings = _settings(asdict(settings) | values)
    return tuple(changes)


def _malformed(part: str) -> RecipeError:
    return RecipeError(
        "The recipe's part {part!r} is missing or not what this program writes there. "
        "Choose the picture or the file it came from once more.",
        part=part,
    )


def _settings(data: Mapping[str, Any]) -> Settings:
    """Checked settings; names that this program does not have are refused."""
    unknown = sorted(set(data) - {spec.name for spec in fields(Settings)})
    if unknown:
        shown = ", ".join(_plain(name) for name in unknown[:3])
        rest = len(unknown) - 3
        more = Sentence(" and {count} more", {"count": rest}) if rest > 0 else ""
        raise RecipeError(
            "The recipe names settings that this program does not have: {shown}{more}. "
            "Update this program, or remove them from the recipe.",
            shown=shown,
            more=more,
        )
    values = dict(data)
    for name, value in data.items():
        # The sentence below repeats the value, so it must be short and harmless.
        if isinstance(value, str):
            values[name] = _plain(value)
        elif not isinstance(value, (bool, int, float)):
            raise RecipeError(
                "The recipe's {name} is neither a number nor a word. Choose the "
                "picture or the file it came from once more.",
                name=name,
            )
    try:
        return Settings(**values)
    except SettingsError as error:
        raise RecipeError(
            "The recipe cannot be painted: {error}", error=error.sentence
        ) from error


def _plain(word: str) -> str:
    """Foreign word that can be shown: short, letters and digits."""
    allowed = string.ascii_letters + string.digits + "_.-"
    return "".join(sign if sign in allowed else "?" for sign in word[:40])


def read_recipe(source: Path | BinaryIO) -> Recipe:
    """Recipe inside a PNG painted here, or inside a JSON file.

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
    except OSError as error:
        raise RecipeError(
            "The recipe cannot be opened: {reason}. It must be a PNG painted here, or "
            "its recipe as a JSON file. Choose such a file.",
            reason=why_unopened(source if isinstance(source, Path) else None, error),
        ) from error
    except ValueError as error:  # bytes that are no text
        raise RecipeError(
            "The file cannot be read as a recipe. It must be a PNG painted here, or "
            "its recipe as a JSON file. Choose such a file."
        ) from error


def _find_json(file: BinaryIO) -> str:
    start = file.read(len(PNG_SIGNATURE))
    if start != PNG_SIGNATURE:
        return (start + file.read(MAX_JSON_BYTES)).decode("utf-8-sig")
    text = _png_text(without_pixels(file, 2 * MAX_TEXT_BYTES))
    if text is None:
        raise RecipeError(
            "This PNG carries no recipe. Pictures painted here do, unless another "
            "program has saved them since. Choose such a picture, or a recipe as JSON."
        )
    _require_short(text, MAX_TEXT_BYTES)
    return text


def _png_text(png: bytes) -> str | None:
    """Text under PNG_KEY of a PNG without pixels; None if there is none.

    Pillow unpacks compressed text up to 1 MB, and stores what is broken as "".
    """
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            text = image.info.get(PNG_KEY)
    except ValueError as error:
        raise RecipeError(
            "The recipe has more than {limit_kb} KB, which no recipe of this program "
            "has. Choose a PNG painted here, or its recipe as JSON.",
            limit_kb=PngImagePlugin.MAX_TEXT_CHUNK // 1024,
        ) from error
    except (OSError, SyntaxError):  # a checksum is wrong
        text = ""
    if text == "":
        raise RecipeError(
            "This PNG is damaged where its recipe should be. Copy or download it once "
            "more, or choose another."
        )
    return None if text is None else str(text)
