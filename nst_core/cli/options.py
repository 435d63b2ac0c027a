"""What the command line understands, and what of it cannot work together.

Every field of `Settings` is an option of the same name. Paints nothing.
"""

import argparse
import os
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import NoReturn, get_args, get_type_hints

from nst_core.errors import SettingsError, brief
from nst_core.images.decoding import Picture, read_picture
from nst_core.images.encoding import require_writable
from nst_core.images.formats import WRITERS
from nst_core.settings.presets import PRESETS, STANDARD, weights_for_strength
from nst_core.settings.recipe import Recipe
from nst_core.settings.settings import MAX_STYLES, Settings
from nst_core.system.files import require_place
from nst_core.version import VERSION

MAX_MESSAGE = 400  # characters of what argparse has to say


class _OneLineParser(argparse.ArgumentParser):
    """A parser whose every refusal is one line."""

    def error(self, message: str) -> NoReturn:
        # Python quotes what was typed, however long; `brief` is for each such word.
        words = re.sub(r"'[^']*'|\S+", lambda word: brief(word[0]), message)
        raise SettingsError("{problem}. See --help.", problem=words[:MAX_MESSAGE])


def make_parser() -> argparse.ArgumentParser:
    """Return the parser; one option per field of `Settings`, named like it."""
    parser = _OneLineParser(
        prog="python -m nst_core",
        description="Paint a photo in the style of a painting.",
    )
    parser.add_argument("content", type=Path, help="the photo, or a folder of photos")
    parser.add_argument(
        "style", type=Path, nargs="+", help=f"the painting, or up to {MAX_STYLES}"
    )
    goal = parser.add_mutually_exclusive_group(required=True)
    goal.add_argument(
        "-o", "--output", type=Path, help=f"result: {', '.join(WRITERS)}, or a folder"
    )
    goal.add_argument(
        "--estimate",
        action="store_true",
        help="paint nothing; say how many seconds and GB it would take",
    )
    parser.add_argument("--version", action="version", version=VERSION)
    base = parser.add_mutually_exclusive_group()
    base.add_argument(
        "--preset", choices=PRESETS, help="settings to start from (default: standard)"
    )
    base.add_argument(
        "--recipe", type=Path, help="take the settings from a picture painted here"
    )
    parser.add_argument(
        "--mask",
        type=_path_or_none,
        nargs="+",
        default=[],
        metavar="FILE",
        help="where each painting goes, white on black; none for everywhere",
    )
    parser.add_argument(
        "--grid",
        nargs="+",
        metavar="X",
        help="paint a contact sheet, and a zip of its cells beside it: alpha=1,10 "
        "beta=5,50 (two settings), styles (each painting alone) or layers (what each "
        "style layer sees)",
    )
    parser.add_argument(
        "--style-strength",
        type=float,
        metavar="N",
        help="sets alpha and beta together: 0 the photo, 0.5 as standard, 1 the style",
    )
    parser.add_argument("--start-picture", type=Path, help="the picture to start from")
    parser.add_argument(
        "--weights", type=Path, help="file with VGG-16 or VGG-19 weights of Keras (.h5)"
    )
    parser.add_argument("--report", type=Path, help="write a JSON report to this file")
    parser.add_argument("--frames", type=Path, help="write every frame to this folder")
    _add_settings(parser)
    return parser


def _add_settings(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("settings (defaults are those of the preset)")
    kinds = get_type_hints(Settings)
    for spec in fields(Settings):
        option, about = f"--{spec.name.replace('_', '-')}", spec.metadata["about"]
        choices = get_args(kinds[spec.name])
        if choices:
            about = f"{about} ({STANDARD.__dict__[spec.name]})"
        else:
            low, high = spec.metadata["low"], spec.metadata["high"]
            about = f"{about} {low:g} to {high:g} ({spec.default:g})"
        group.add_argument(
            option,
            type=str if choices else kinds[spec.name],
            choices=choices or None,
            metavar=None if choices else "N",
            default=argparse.SUPPRESS,
            help=about,
        )


def _path_or_none(word: str) -> Path | None:
    return None if word == "none" else Path(word)


def choose_settings(
    arguments: argparse.Namespace, recipe: Recipe | None = None
) -> Settings:
    """Return the preset's or the recipe's settings with the named options changed."""
    base = recipe.settings if recipe else PRESETS[arguments.preset or "standard"]
    names = {spec.name for spec in fields(Settings)}
    named = {name: vars(arguments)[name] for name in names & vars(arguments).keys()}
    if arguments.start_picture and named.setdefault("start", "picture") != "picture":
        raise SettingsError(
            "--start is {start}, but --start-picture names a picture, which only a "
            "start of picture looks at. Leave one of the two out.",
            start=named["start"],
        )
    if (strength := arguments.style_strength) is not None:
        if named.keys() & {"alpha", "beta"}:
            raise SettingsError(
                "--style-strength sets alpha and beta. Leave it out, or leave --alpha "
                "and --beta out."
            )
        named["alpha"], named["beta"] = weights_for_strength(strength)
    return replace(base, **named)


def read_masks(
    arguments: argparse.Namespace, recipe: Recipe | None
) -> list[Picture | None]:
    """Return the masks that are named, or else the recipe's.

    Raises:
        ImageError: One cannot be read.
    """
    files = arguments.mask or (recipe.masks if recipe else ())
    return [None if file is None else read_picture(file, "mask") for file in files]


def require_places(arguments: argparse.Namespace) -> None:
    """Refuse what cannot be written at the end before anything is painted."""
    if arguments.estimate:
        return
    _require_different(arguments)
    require_writable(arguments.output)
    report, frames = arguments.report, arguments.frames
    try:
        if report:
            require_place(report)
    except OSError as error:
        raise SettingsError(
            "The report {report} cannot be written ({reason}). It needs a folder that "
            "exists and may be written to. Name another file.",
            report=brief(report),
            reason=error.strerror,
        ) from error
    try:
        if frames:
            frames.mkdir(parents=True, exist_ok=True)
            require_place(frames / "00000.jpg")
    except OSError as error:
        raise SettingsError(
            "The folder {frames} for the frames cannot be made or written to "
            "({reason}). Name another one.",
            frames=brief(frames),
            reason=error.strerror,
        ) from error


def _require_different(arguments: argparse.Namespace) -> None:
    """Refuse what would be written over, or below, another file of the same run."""
    taken: dict[str, str] = {}
    for name in ("content", "style", "mask", "start_picture", "recipe", "weights"):
        given = getattr(arguments, name)
        for path in given if isinstance(given, list) else [given]:
            if path:
                taken[os.path.realpath(path)] = name
    for name in ("output", "report", "frames"):
        if path := getattr(arguments, name):
            place = Path(os.path.realpath(path))
            for other in map(str, (place, *place.parents)):
                if other in taken:
                    raise SettingsError(
                        "{path} cannot be the {name}, because that place is the "
                        "{owner}'s. Name another one.",
                        path=brief(path),
                        name=name,
                        owner=taken[other].replace("_", " "),
                    )
            taken[str(place)] = name
