"""The command line: the same work as the page's, from a terminal.

    python -m nst_core CONTENT STYLE -o OUT    (a photo, or a folder of photos)

Every field of `Settings` is an option of the same name. Whatever a person got wrong
ends in one line on stderr and exit code 2. TensorFlow is loaded only after all of that
has been checked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nst_core.cli.batch import paint_folder
from nst_core.cli.contact_sheet import paint_contact_sheet
from nst_core.cli.outcome import follow_frames
from nst_core.cli.output import ExitCode, print_err, print_out
from nst_core.cli.report import Stopwatch, make_report, reproducibility_warning
from nst_core.cli.request import Request
from nst_core.errors import Sentence, StyleTransferError, brief
from nst_core.images.decoding import Alpha, Decoded, Picture, decode, read_picture
from nst_core.images.encoding import carries_alpha
from nst_core.images.flatness import is_one_color
from nst_core.images.masks import to_png
from nst_core.planning.notes import StyleFacts, style_notes
from nst_core.planning.plan import plan_run
from nst_core.settings.presets import touch_up_settings
from nst_core.settings.recipe import describe, png_text
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange, SettingsTimeline
from nst_core.system.terminal import flush_streams, load_tensorflow, open_streams

if TYPE_CHECKING:
    from nst_core.network.vgg import Network
    from nst_core.transfer.frame import Frame


def main(argv: Sequence[str] | None = None) -> ExitCode:
    """Run a command line; None: the arguments of this process."""
    open_streams()
    try:
        request = Request.parse(argv)
        if request.content.is_dir():
            return paint_folder(request, paint)
        if request.sheet:
            return paint_contact_sheet(request)
        return paint(request)
    except StyleTransferError as error:
        print_err(str(error))
        return ExitCode.FAILED
    except KeyboardInterrupt:
        print_err("stopped before the result was written.")
        return ExitCode.INTERRUPTED
    finally:
        flush_streams()


def paint(request: Request) -> ExitCode:
    """Paint one picture and write what was asked for.

    Ctrl-C stops the painting and keeps the picture so far. What cannot be written
    meanwhile, or afterwards, is told at the end.

    Raises:
        StyleTransferError: Nothing could be painted.
    """
    watch = Stopwatch()
    inputs = _load(request, watch)
    network = inputs.network
    from nst_core.network.precision import choose_precision

    precision = choose_precision(request.settings.precision)
    settings = replace(request.settings, network=network.name, precision=precision)
    if inputs.start is not None and inputs.touch_up is not None:
        settings = touch_up_settings(
            settings, inputs.start.shape[:2], request.names("iterations")
        )
    for note in _style_notes(inputs, settings):
        print_err(str(note))
    if request.is_estimate:
        if request.output != Path():
            place = brief(request.output)
            print_err(f"--estimate: nothing is painted, nor written to {place}.")
        return _estimate(inputs, settings)
    stop_after, changes = None, _changes_to_repeat(request)
    if repeated := request.recipe:
        here = describe(settings, network.title)
        print_err(reproducibility_warning(repeated, here))
        stop_after = None if "iterations" in request.named else repeated.stopped_after
    print_err(str(network.note or ""))

    frames = _frames(inputs, settings, changes)
    outcome = follow_frames(
        frames,
        depth=request.file.depth,
        stop_after=stop_after,
        folder=request.frames,
        reserve_bytes=4 * settings.size**2,
        watch=watch,
    )
    picture, stopped_after = outcome.picture, outcome.stopped_after
    *masks, keep, touched = to_png([*inputs.masks, inputs.keep, inputs.touch_up])
    recipe = describe(
        settings, network.title, stopped_after, changes, masks, keep, touched
    )
    path = outcome.write_result(
        request.output, png_text(recipe), inputs.alpha, request.file
    )
    watch.lap("result")
    if request.report:
        report = make_report(recipe, outcome.history, watch.laps)
        outcome.write_report(report, request.report)
    summary = f"{picture.shape[1]} x {picture.shape[0]}, {network.title}"
    if stopped_after is not None:
        summary = f"{summary}, iteration {stopped_after} of {settings.iterations}"
    print_out(f"{path}: {summary}")
    print_err(" ".join(outcome.problems))
    return outcome.code


def _frames(
    inputs: "_Inputs", settings: Settings, changes: Sequence[SettingsChange]
) -> "Iterator[Frame]":
    """Frames of the whole picture, or of one that is touched up."""
    from nst_core.transfer.stylize import stylize
    from nst_core.transfer.touch_up import touch_up

    if inputs.start is not None and inputs.touch_up is not None:
        return touch_up(
            inputs.start,
            inputs.touch_up,
            inputs.content,
            inputs.styles,
            settings,
            network=inputs.network,
            masks=inputs.masks,
            keep=inputs.keep,
        )
    return stylize(
        inputs.content,
        inputs.styles,
        SettingsTimeline(settings, list(changes)),
        network=inputs.network,
        start=inputs.start,
        masks=inputs.masks,
        keep=inputs.keep,
    )


def _changes_to_repeat(request: Request) -> tuple[SettingsChange, ...]:
    """Steering of the recipe, but for settings that options name now."""
    changes = []
    for change in request.recipe.changes if request.recipe else ():
        kept = {k: v for k, v in change.values.items() if k not in request.named}
        changes += [SettingsChange(change.iteration, kept)] if kept else []
    return tuple(changes)


class _Inputs(NamedTuple):
    """All that a picture is painted from, besides the settings."""

    content: Picture
    alpha: Alpha | None  # of the content, if it goes into the result
    styles: list[Picture]
    masks: list[Picture | None]
    keep: Picture | None
    start: Picture | None
    touch_up: Picture | None  # where the start alone is painted anew
    network: "Network"


def _load(request: Request, watch: Stopwatch) -> _Inputs:
    """Refuse what cannot work, cheapest first, and load pictures and network."""
    request.require_places()
    decoded = decode(request.content, "content")
    alpha = _alpha_of_result(decoded, request)
    styles = request.read_styles()
    masks, keep = request.read_masks(), request.read_keep()
    file = request.start_picture
    start = None if file is None else read_picture(file, "start")
    watch.lap("pictures")
    load_tensorflow()
    from nst_core.network.vgg import load_network

    watch.lap("tensorflow")
    name, weights = request.settings.network, request.weights
    network = load_network(name, weights, show_progress=True)
    watch.lap("network")
    return _Inputs(
        content=decoded.on_white(),
        alpha=alpha,
        styles=styles,
        masks=masks,
        keep=keep,
        start=start,
        touch_up=request.read_touch_up(),
        network=network,
    )


def _alpha_of_result(decoded: Decoded, request: Request) -> Alpha | None:
    """The photo's alpha, unless it is not wanted or the result cannot carry it."""
    if decoded.alpha is None or request.is_estimate or not request.keeps_alpha:
        return None
    if not carries_alpha(request.output):
        print_err(
            "the photo is transparent in places, where the result will be painted on "
            "white, as its format cannot be transparent; .png and .webp can."
        )
        return None
    return decoded.alpha


def _style_notes(inputs: _Inputs, settings: Settings) -> list[Sentence]:
    facts = [StyleFacts(x.shape[:2], is_one_color(x)) for x in inputs.styles]
    return style_notes(facts, settings)


def _estimate(inputs: _Inputs, settings: Settings) -> ExitCode:
    """Print what the painting would take; nothing of it is done."""
    from nst_core.network.precision import convolution_rates

    network = inputs.network.computing_in(settings.precision)
    plan = plan_run(
        content=inputs.content.shape[:2],
        styles=[style.shape[:2] for style in inputs.styles],
        settings=settings,
        network=network,
        precision=network.precision,
        rate=convolution_rates()[network.precision],
        masks=[None if mask is None else mask.shape[:2] for mask in inputs.masks],
        keep=None if inputs.keep is None else inputs.keep.shape[:2],
    )
    print_out(f"{plan.sentence()}, {network.title}")
    return ExitCode.DONE
