"""The side door: the same work from a terminal.

    python -m nst_core CONTENT STYLE -o OUT

Every field of `Settings` is an option of the same name. Whatever a person got wrong
ends in one line on stderr and exit code 2. TensorFlow is loaded only after all of that
has been checked.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, get_args, get_type_hints

from tqdm import tqdm

from nst_core.errors import DivergedError, SettingsError, StyleTransferError
from nst_core.files import write_atomically
from nst_core.images import (
    Picture,
    read_picture,
    require_writable,
    write_picture,
)
from nst_core.quiet import load_tensorflow
from nst_core.recipe import describe, png_text, read_recipe
from nst_core.report import Stopwatch, describe_frame, make_report
from nst_core.settings import PRESETS, STANDARD, Settings
from nst_core.version import VERSION

if TYPE_CHECKING:
    from nst_core.transfer import Frame

BAR = "{percentage:3.0f}% |{bar:20}| {desc}"


class _OneLineParser(argparse.ArgumentParser):
    """A parser whose every refusal is one line."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError(f"{message}. See --help.")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser; one option per field of `Settings`, named like it."""
    parser = _OneLineParser(
        prog="python -m nst_core",
        description="Paint a photo in the style of a painting.",
    )
    parser.add_argument("content", type=Path, help="the photo")
    parser.add_argument("style", type=Path, help="the painting")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="result: .png, .jpg or .webp"
    )
    parser.add_argument("--version", action="version", version=VERSION)
    base = parser.add_mutually_exclusive_group()
    base.add_argument(
        "--preset", choices=PRESETS, help="settings to start from (default: standard)"
    )
    base.add_argument(
        "--recipe", type=Path, help="take the settings from a picture painted here"
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


def choose_settings(arguments: argparse.Namespace) -> Settings:
    """Return the preset's or the recipe's settings with the named options changed."""
    if arguments.recipe:
        base = read_recipe(arguments.recipe).settings
    else:
        base = PRESETS[arguments.preset or "standard"]
    names = {spec.name for spec in fields(Settings)}
    named = {name: vars(arguments)[name] for name in names & vars(arguments).keys()}
    if arguments.start_picture:
        named.setdefault("start", "picture")
    return replace(base, **named)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    try:
        arguments = make_parser().parse_args(argv)
        return paint(arguments, choose_settings(arguments))
    except StyleTransferError as error:
        print(f"nst_core: {error}", file=sys.stderr)
        return 2


def paint(arguments: argparse.Namespace, settings: Settings) -> int:
    """Paint one picture and write what was asked for.

    Ctrl-C stops the painting and keeps the picture so far (exit code 130).
    """
    watch = Stopwatch()
    content = read_picture(arguments.content, "content")
    style = read_picture(arguments.style, "style")
    start = arguments.start_picture and read_picture(arguments.start_picture, "start")
    _require_writable(arguments)
    watch.lap("pictures")
    load_tensorflow()
    from nst_core.transfer import stylize
    from nst_core.vgg import load_network

    watch.lap("tensorflow")
    network = load_network(settings.network, arguments.weights, show_progress=True)
    watch.lap("network")
    if network.note:
        print(network.note, file=sys.stderr)

    frames = stylize(content, style, settings, network=network, start=start)
    kept, diary, problem = _follow(frames, arguments.frames, watch)
    if kept is None:
        return _tell(problem)
    recipe = describe(replace(settings, network=network.name), network.title)
    write_picture(kept, arguments.output, png_text(recipe))
    watch.lap("result")
    if arguments.report:
        report = make_report(recipe, diary, watch.laps)
        write_atomically(arguments.report, json.dumps(report, indent=2).encode())
    print(f"{arguments.output}: {kept.shape[1]} x {kept.shape[0]}, {network.title}")
    return _tell(problem)


def _follow(
    frames: Iterator["Frame"], folder: Path | None, watch: Stopwatch
) -> tuple[Picture | None, list[dict[str, Any]], BaseException | None]:
    """Return the last picture, the diary of all frames, and what ended it early."""
    kept, diary = None, []
    bar = tqdm(  # only on a terminal, and gone at the end
        total=1.0,
        bar_format=BAR,
        desc="looking at the pictures",
        disable=None,
        leave=False,
    )
    with bar:
        try:
            for frame in frames:
                kept = frame.picture
                diary.append(describe_frame(frame))
                watch.lap(f"scale {frame.scale}")
                bar.n = frame.share_done
                bar.set_description_str(frame.sentence())
                if folder:
                    write_picture(kept, folder / f"{frame.iteration:05}.jpg")
        except (DivergedError, KeyboardInterrupt) as problem:
            return kept, diary, problem
    return kept, diary, None


def _tell(problem: BaseException | None) -> int:
    """Say what ended the painting early, if anything; return the exit code."""
    if isinstance(problem, KeyboardInterrupt):
        print("nst_core: stopped; the picture so far was kept.", file=sys.stderr)
        return 130
    if problem is not None:
        print(f"nst_core: {problem}", file=sys.stderr)
        return 2
    return 0


def _require_writable(arguments: argparse.Namespace) -> None:
    """Refuse what cannot be written at the end before anything is painted."""
    require_writable(arguments.output)
    if arguments.report and not arguments.report.resolve().parent.is_dir():
        raise SettingsError(
            f"The report's folder {arguments.report.parent} does not exist. Make it, "
            "or name another file."
        )
    if arguments.frames:
        try:
            arguments.frames.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"The folder {arguments.frames} for the frames cannot be made "
                f"({error.strerror}). Name another one."
            ) from error
