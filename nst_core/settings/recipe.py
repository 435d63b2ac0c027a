"""Recipes: a run written down as JSON, for a file of its own or inside a PNG.

A recipe holds the settings, the network, the versions, the masks, the keep map
and the touch-up map: enough to paint the same pictures again, a touch-up of the same
finished picture. It holds nothing else of the pictures that were uploaded, neither
names nor metadata. Masks and maps come and go as PNG files.
"""

import base64
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata

from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange
from nst_core.version import VERSION

PROGRAM = "neural-style-transfer"
RECIPE = 1  # rises when an older program would misread a newer recipe
PNG_KEY = "nst-recipe"  # the keyword of the text chunk

MAX_WORD = 100  # characters of one text or number inside a recipe

UNKNOWN = "unknown"  # where a recipe holds nothing

PACKAGES = ("tensorflow", "tensorflow-cpu", "numpy", "pillow")  # move the result's bits


@dataclass(frozen=True)
class Recipe:
    """All it takes to paint a picture again."""

    settings: Settings
    network: str  # and the source of its weights, as "vgg16 (embedded int8)"
    versions: Mapping[str, str]  # of Python and packages that move the result's bits
    version: str  # of this program
    stopped_after: int | None = None  # iterations; None: the run came to its end
    changes: tuple[SettingsChange, ...] = ()  # what was steered while it was painted
    masks: tuple[bytes | None, ...] = ()  # PNG, of each painting; None is everywhere
    keep: bytes | None = None  # PNG, where the photo's forms were held
    touch_up: bytes | None = None  # PNG, where a finished picture was painted anew


def describe(
    settings: Settings,
    network: str,
    stopped_after: int | None = None,
    changes: Sequence[SettingsChange] = (),
    masks: Sequence[bytes | None] = (),
    keep: bytes | None = None,
    touch_up: bytes | None = None,
) -> Recipe:
    """Recipe of a picture that is painted now, on this machine.

    Args:
        settings: With the network that painted, where the person's may say "auto".
        network: Title of that network, with the source of its weights.
        stopped_after: The iterations that it has had, if it was stopped.
        changes: Made while it was painted.
        masks: Where each painting went, as `masks.to_png` writes it.
        keep: Where the photo's forms were held, the same.
        touch_up: Where the picture it starts from is painted anew, the same; None: it
            is no touch-up.
    """
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)[:MAX_WORD]
        except metadata.PackageNotFoundError:
            continue  # one TensorFlow goes by two names
    title = network[:MAX_WORD]
    drawn = tuple(masks) if any(masks) else ()
    return Recipe(
        settings,
        title,
        versions,
        VERSION,
        stopped_after,
        tuple(changes),
        drawn,
        keep,
        touch_up,
    )


def png_text(recipe: Recipe) -> dict[str, str]:
    """Text chunk that carries a recipe, for `encoding.write_picture`."""
    return {PNG_KEY: to_json(recipe)}


def to_json(recipe: Recipe) -> str:
    """ASCII; every float is written so that it reads back the very same."""
    data = {
        "program": PROGRAM,
        "version": recipe.version,
        "recipe": RECIPE,
        "settings": asdict(recipe.settings),
        "network": recipe.network,
        "versions": dict(recipe.versions),
        "stopped_after": recipe.stopped_after,
        "turns": [
            {"iteration": change.iteration, **change.values}
            for change in recipe.changes
        ],
        "masks": [_as_text(mask) for mask in recipe.masks],
        "keep": _as_text(recipe.keep),
        "touch_up": _as_text(recipe.touch_up),
    }
    return json.dumps(data, indent=2, allow_nan=False)


def _as_text(file: bytes | None) -> str | None:
    return None if file is None else base64.b64encode(file).decode("ascii")
