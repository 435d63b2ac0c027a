"""The side door: the same work from a terminal.

    python -m nst_core CONTENT STYLE -o OUT    (a photo, or a folder of photos)

Every field of `Settings` is an option of the same name. Whatever a person got wrong
ends in one line on stderr and exit code 2. TensorFlow is loaded only after all of that
has been checked.
"""

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from tqdm import tqdm

from nst_core.batch import paint_folder
from nst_core.cli_grid import paint_sheet
from nst_core.course import Course, Turn
from nst_core.errors import DivergedError, ImageError, StyleTransferError, one_line
from nst_core.files import require_free, write_atomically
from nst_core.images import Picture, read_picture, write_picture
from nst_core.options import (
    choose_settings,
    make_parser,
    read_masks,
    require_places,
)
from nst_core.plan import plan_run
from nst_core.progress import BAR
from nst_core.quiet import flush_streams, load_tensorflow, open_streams
from nst_core.recipe import Recipe, describe, png_text, read_recipe
from nst_core.report import Stopwatch, describe_frame, make_report, tell_differences
from nst_core.settings import Settings

if TYPE_CHECKING:
    from nst_core.frame import Frame
    from nst_core.vgg import Network


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
            return paint_folder(
                arguments,
                settings,
                lambda alone: paint(alone, settings, recipe),
                lambda line: _say(line, sys.stdout),
                _say,
            )
        if arguments.grid:
            return paint_sheet(
                arguments, settings, recipe, lambda line: _say(line, sys.stdout), _say
            )
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
    from nst_core.precision import choose_precision

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

    from nst_core.regions import to_png
    from nst_core.transfer import stylize

    turns = _turns_to_repeat(arguments, repeated)
    course = Course(settings, list(turns))
    frames = stylize(
        job.content,
        job.styles,
        course,
        network=network,
        start=job.start,
        masks=job.masks,
    )
    outcome = _follow(frames, stop, arguments.frames, 4 * settings.size**2, watch)
    picture = outcome.frame.picture
    recipe = describe(
        settings, network.title, outcome.stopped_after, turns, to_png(job.masks)
    )
    place = _write_result(picture, arguments.output, png_text(recipe), outcome)
    watch.lap("result")
    if arguments.report:
        report = make_report(recipe, outcome.diary, watch.laps)
        _write_report(report, arguments.report, outcome)
    words = f"{picture.shape[1]} x {picture.shape[0]}, {network.title}"
    if outcome.stopped_after is not None:
        words = f"{words}, iteration {outcome.stopped_after} of {settings.iterations}"
    _say(f"{place}: {words}", sys.stdout)
    _say(" ".join(outcome.problems))
    return outcome.code


def _turns_to_repeat(
    arguments: argparse.Namespace, repeated: Recipe | None
) -> tuple[Turn, ...]:
    """Return what the recipe says was steered, but for options that are given now."""
    turns = []
    for turn in repeated.turns if repeated else ():
        kept = {k: v for k, v in turn.changes.items() if k not in arguments}
        turns += [Turn(turn.iteration, kept)] if kept else []
    return tuple(turns)


def _estimate(job: "_Job", settings: Settings) -> int:
    """Say what the painting would take; nothing of it is done."""
    from nst_core.precision import convolution_rates

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
    _say(f"{plan.sentence()}, {network.title}", sys.stdout)
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
    from nst_core.vgg import load_network

    watch.lap("tensorflow")
    network = load_network(settings.network, arguments.weights, show_progress=True)
    watch.lap("network")
    return _Job(content, styles, masks, start, network)


@dataclass
class _Outcome:
    """What came of the painting, and what did not."""

    frame: "Frame"  # the last one
    diary: list[dict[str, Any]] = field(default_factory=list)  # of all of them
    problems: list[str] = field(default_factory=list)  # one sentence or more each
    code: int = 0

    @property
    def stopped_after(self) -> int | None:
        """Iterations; None at the end of the run, which a plateau may bring early."""
        done = self.frame.iteration
        return None if done == self.frame.iterations else done

    def note(self, problem: str, code: int = 2) -> None:
        self.problems.append(problem)
        self.code = max(self.code, code)


def _follow(
    frames: Iterator["Frame"],
    stop: int | None,
    folder: Path | None,
    reserve: int,
    watch: Stopwatch,
) -> _Outcome:
    """Return what came of all frames, or of those until iteration `stop`.

    A frame that cannot be written ends the writing of frames, not the painting.
    `reserve` bytes of their disk are left for the result.

    Raises:
        DivergedError, KeyboardInterrupt: Before there was any frame.
    """
    outcome = None
    with tqdm(**BAR) as bar:
        try:
            for frame in frames:
                outcome = outcome or _Outcome(frame)
                outcome.frame = frame
                outcome.diary.append(describe_frame(frame))
                watch.lap(f"scale {frame.scale}")
                bar.n = frame.share_done
                bar.set_description_str(frame.sentence())
                if folder and not _keep_frame(frame, folder, reserve, outcome):
                    folder = None
                if stop is not None and frame.iteration >= stop:
                    break
        except DivergedError as error:
            if outcome is None:
                raise
            outcome.note(str(error))
        except KeyboardInterrupt:
            if outcome is None:
                raise
            kept = outcome.frame
            where = f"stopped at iteration {kept.iteration} of {kept.iterations}"
            outcome.note(f"{where}; the picture so far was kept.", 130)
    assert outcome, "the start is a frame"
    return outcome


def _keep_frame(frame: "Frame", folder: Path, reserve: int, outcome: _Outcome) -> bool:
    """Return whether the frame could be written."""
    try:
        require_free(folder, reserve)
        write_picture(frame.picture, folder / f"{frame.iteration:05}.jpg")
    except (OSError, ImageError) as error:
        why = str(getattr(error, "strerror", None) or error).rstrip(".")
        since = f"from iteration {frame.iteration} on"
        outcome.note(f"No frames were written {since}: {why}.")
        return False
    return True


def _write_result(
    picture: Picture, path: Path, text: dict[str, str], outcome: _Outcome
) -> Path:
    """Return where the result is: at `path`, or else where temporary files go."""
    try:
        write_picture(picture, path, text)
        return path
    except ImageError as error:  # though the place was good before the painting
        try:
            refuge = Path(tempfile.mkdtemp(prefix="nst_core-")) / path.name
        except OSError:
            raise error from None
        write_picture(picture, refuge, text)
        outcome.note(f"{error} Until then it is kept as {refuge}.")
        return refuge


def _write_report(report: dict[str, Any], path: Path, outcome: _Outcome) -> None:
    try:
        write_atomically(path, json.dumps(report, indent=2).encode())
    except OSError as error:
        outcome.note(f"The report could not be written ({error.strerror}).")
    except KeyboardInterrupt:
        outcome.note("stopped; the result was written, but no report.", 130)


def _say(line: str, stream: TextIO | None = None) -> None:
    """Print one line, or none; a terminal that is gone must not cost the picture."""
    stream = stream or sys.stderr
    start = "nst_core: " if stream is sys.stderr else ""
    if line:
        with contextlib.suppress(OSError):  # it is full, or nobody reads it any more
            print(start + one_line(line), file=stream)
