"""The side door: the same work from a terminal.

    python -m nst_core CONTENT STYLE -o OUT    (a photo, or a folder of photos)

Every field of `Settings` is an option of the same name. Whatever a person got wrong
ends in one line on stderr and exit code 2. TensorFlow is loaded only after all of that
has been checked.
"""

import argparse
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TextIO

from nst_core.cli.batch import paint_folder
from nst_core.cli.contact_sheet import paint_sheet
from nst_core.cli.options import (
    choose_settings,
    make_parser,
    read_masks,
    require_places,
)
from nst_core.cli.outcome import follow
from nst_core.cli.report import Stopwatch, make_report, tell_differences
from nst_core.errors import StyleTransferError, one_line
from nst_core.images.decoding import Picture, read_picture
from nst_core.planning.plan import plan_run
from nst_core.settings.recipe import Recipe, describe, png_text, read_recipe
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange, SettingsTimeline
from nst_core.system.terminal import flush_streams, load_tensorflow, open_streams

if TYPE_CHECKING:
    from nst_core.network.vgg import Network


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    open_streams()
    try:
        arguments = make_parser().parse_args(argv)
        recipe = arguments.recipe and read_recipe(arguments.recipe)
        settings = choose_settings(arguments, recipe)
        if arguments.content.is_dir():
            if recipe and recipe.masks:
                _say("the recipe's masks are left out, as they are about one photo.")
                recipe = replace(recipe, masks=())

            def paint_one(alone: argparse.Namespace) -> int:
                return paint(alone, settings, recipe)

            return paint_folder(arguments, settings, paint_one, _answer, _say)
        if arguments.grid:
            return paint_sheet(arguments, settings, recipe, _answer, _say)
        return paint(arguments, settings, recipe)
    except StyleTransferError as error:
        _say(str(error))
        return 2
    except KeyboardInterrupt:
        _say("stopped before the result was written.")
        return 130
    finally:
        flush_streams()


def paint(
    arguments: argparse.Namespace, settings: Settings, repeated: Recipe | None = None
) -> int:
    """Paint one picture and write what was asked for; return the exit code.

    Ctrl-C stops the painting and keeps the picture so far (exit code 130). What cannot
    be written meanwhile, or afterwards, is told at the end (exit code 2).

    Args:
        arguments: What the person named.
        settings: What to paint with.
        repeated: The recipe that is painted again, if one is.
    """
    watch = Stopwatch()
    job = _prepare(arguments, settings, repeated, watch)
    network = job.network
    from nst_core.network.precision import choose_precision

    precision = choose_precision(settings.precision)
    settings = replace(settings, network=network.name, precision=precision)
    if arguments.estimate:
        return _estimate(job, settings)
    here = describe(settings, network.title)
    stop = None
    if repeated:
        _say(tell_differences(repeated, here))
        stop = None if "iterations" in arguments else repeated.stopped_after
    _say(network.note)

    from nst_core.images.masks import to_png
    from nst_core.transfer.stylize import stylize

    changes = _changes_to_repeat(arguments, repeated)
    timeline = SettingsTimeline(settings, list(changes))
    frames = stylize(
        job.content,
        job.styles,
        timeline,
        network=network,
        start=job.start,
        masks=job.masks,
    )
    outcome = follow(frames, stop, arguments.frames, 4 * settings.size**2, watch)
    picture = outcome.frame.picture
    recipe = describe(
        settings, network.title, outcome.stopped_after, changes, to_png(job.masks)
    )
    place = outcome.keep_result(picture, arguments.output, png_text(recipe))
    watch.lap("result")
    if arguments.report:
        report = make_report(recipe, outcome.diary, watch.laps)
        outcome.keep_report(report, arguments.report)
    words = f"{picture.shape[1]} x {picture.shape[0]}, {network.title}"
    if outcome.stopped_after is not None:
        words = f"{words}, iteration {outcome.stopped_after} of {settings.iterations}"
    _answer(f"{place}: {words}")
    _say(" ".join(outcome.problems))
    return outcome.code


def _changes_to_repeat(
    arguments: argparse.Namespace, repeated: Recipe | None
) -> tuple[SettingsChange, ...]:
    """Return what the recipe says was steered, but for options that are given now."""
    changes, chosen = [], set(vars(arguments))
    if arguments.style_strength is not None:
        chosen |= {"alpha", "beta"}
    for change in repeated.changes if repeated else ():
        kept = {k: v for k, v in change.values.items() if k not in chosen}
        changes += [SettingsChange(change.iteration, kept)] if kept else []
    return tuple(changes)


def _estimate(job: "_Job", settings: Settings) -> int:
    """Say what the painting would take; nothing of it is done."""
    from nst_core.network.precision import convolution_rates

    network = job.network.computing_in(settings.precision)
    rate = convolution_rates()[network.precision]
    plan = plan_run(
        job.content.shape[:2],
        [style.shape[:2] for style in job.styles],
        settings,
        network,
        network.precision,
        rate,
        [None if mask is None else mask.shape[:2] for mask in job.masks],
    )
    _answer(f"{plan.sentence()}, {network.title}")
    return 0


class _Job(NamedTuple):
    """All that the painting needs besides the settings."""

    content: Picture
    styles: list[Picture]
    masks: list[Picture | None]
    start: Picture | None
    network: "Network"


def _prepare(
    arguments: argparse.Namespace,
    settings: Settings,
    repeated: Recipe | None,
    watch: Stopwatch,
) -> _Job:
    """Refuse what cannot work, cheapest first, and load pictures and network."""
    require_places(arguments)
    content = read_picture(arguments.content, "content")
    styles = [read_picture(path, "style") for path in arguments.style]
    masks = read_masks(arguments, repeated)
    start = arguments.start_picture and read_picture(arguments.start_picture, "start")
    watch.lap("pictures")
    load_tensorflow()
    from nst_core.network.vgg import load_network

    watch.lap("tensorflow")
    network = load_network(settings.network, arguments.weights, show_progress=True)
    watch.lap("network")
    return _Job(content, styles, masks, start, network)


def _answer(line: str) -> None:
    _say(line, sys.stdout)


def _say(line: str, stream: TextIO | None = None) -> None:
    """Print one line, or none; a terminal that is gone must not cost the picture."""
    stream = stream or sys.stderr
    start = "nst_core: " if stream is sys.stderr else ""
    if line:
        with contextlib.suppress(OSError):  # it is full, or nobody reads it any more
            print(start + one_line(line), file=stream)
