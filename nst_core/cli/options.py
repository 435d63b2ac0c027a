"""Options of the command line: every field of `Settings` is one of the same name."""

import argparse
import re
from dataclasses import fields
from pathlib import Path
from typing import NoReturn, get_args, get_type_hints

from nst_core.errors import SettingsError, brief
from nst_core.images.encoding import AS_USUAL, FileSpec
from nst_core.images.formats import WRITERS
from nst_core.settings.presets import PRESETS, STANDARD
from nst_core.settings.settings import MAX_STYLES, Settings
from nst_core.version import VERSION

MAX_MESSAGE = 400  # characters of a complaint of argparse


class _OneLineParser(argparse.ArgumentParser):
    """A parser that refuses in one line."""

    def error(self, message: str) -> NoReturn:
        # Python quotes what was typed, however long; `brief` is for each such word.
        words = re.sub(r"'[^']*'|\S+", lambda word: brief(word[0]), message)
        raise SettingsError("{problem}. See --help.", problem=words[:MAX_MESSAGE])


def make_parser() -> argparse.ArgumentParser:
    """Parser of the command line."""
    parser = _OneLineParser(
        prog="python -m nst_core",
        description="Paint a photo in the style of a painting.",
    )
    parser.add_argument("content", type=Path, help="the photo, or a folder of photos")
    parser.add_argument(
        "style", type=Path, nargs="+", help=f"the painting, or up to {MAX_STYLES}"
    )
    parser.add_argument(
        "-o", "--output", type=Path, help=f"result: {', '.join(WRITERS)}, or a folder"
    )
    parser.add_argument(
        "--estimate",
        action="store_true",
        help="paint nothing, whatever -o says; tell how many seconds and GB it would "
        "take",
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
        "--keep",
        type=Path,
        metavar="FILE",
        help="where the photo's forms are held, white on black; see --keep-strength",
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
    parser.add_argument(
        "--keep-alpha",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="let the result be as transparent as the photo, if it is a PNG or WebP",
    )
    _add_file_options(parser)
    parser.add_argument("--start-picture", type=Path, help="the picture to start from")
    parser.add_argument(
        "--touch-up",
        type=Path,
        metavar="FILE",
        help="where --start-picture is painted anew, white on black; the rest of it "
        "stays as it is",
    )
    parser.add_argument(
        "--weights", type=Path, help="file with VGG-16 or VGG-19 weights of Keras (.h5)"
    )
    parser.add_argument("--report", type=Path, help="write a JSON report to this file")
    parser.add_argument("--frames", type=Path, help="write every frame to this folder")
    _add_settings(parser)
    return parser


def _add_file_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dpi",
        type=int,
        metavar="N",
        help="dots per inch that the result tells a printer, 150 or 300 say",
    )
    kinds = get_type_hints(FileSpec)
    parser.add_argument(
        "--depth",
        type=int,
        choices=get_args(kinds["depth"]),
        default=AS_USUAL.depth,
        help="bits of a TIFF (%(default)s)",
    )
    parser.add_argument(
        "--compression",
        choices=get_args(kinds["compression"]),
        default=AS_USUAL.compression,
        help="of a TIFF (%(default)s)",
    )


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
            about = f"{about} {low:g} to {high:g} ({getattr(STANDARD, spec.name):g})"
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
