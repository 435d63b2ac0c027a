"""The loop: content and style go in, frames come out.

Knows no window, no terminal, no file and no thread. The page and the command line are
two consumers of the same generator.
"""

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from nst_core.images.canvas import Canvas, to_canvas, to_picture
from nst_core.images.decoding import Picture
from nst_core.images.masks import require_white
from nst_core.network.convolution_rates import rate_store
from nst_core.network.precision import convolution_rates
from nst_core.network.vgg import Network, load_network
from nst_core.objective.objective import Objective
from nst_core.planning.plan import Plan, plan_run
from nst_core.settings.settings import Settings
from nst_core.transfer.checkpoint import Checkpoint
from nst_core.transfer.frame import Frame
from nst_core.transfer.initial_canvas import (
    break_symmetry,
    make_initial_canvas,
    upsample,
)
from nst_core.transfer.progress import Progress
from nst_core.transfer.scale_frames import ScaleFrames
from nst_core.transfer.scale_inputs import ScaleInputs, content_canvas
from nst_core.transfer.step_timer import StepTimer
from nst_core.transfer.steps import Choose, descend, first_step


def stylize(
    content: Picture,
    style: Picture | Sequence[Picture],
    settings: Settings | Choose,
    *,
    network: Network | None = None,
    start: Picture | None = None,
    masks: Sequence[Picture | None] = (),
    keep: Picture | None = None,
    checkpoint: Checkpoint | None = None,
) -> Iterator[Frame]:
    """Yield the picture as it forms, coarsest scale first.

    The last frame is the result. To stop, leave the loop or close the generator:
    nothing is computed for frames that were not asked for.

    Args:
        content: uint8 RGB (height, width, 3).
        style: uint8 RGB, any size; or up to four of them.
        settings: Or a callable that is asked before every iteration, with the number
            of those that are done: its `STEERABLE` fields take effect at once, and an
            optimiser whose loss changed by it starts anew.
        network: None loads the one that `settings` name.
        start: The picture to start from, any size, when settings.start is "picture".
        masks: Region of each style, white on black, in the content's proportions,
            uint8 RGB; None, or none at all, for everywhere.
        keep: Where the photo's forms are held, the same; None: nowhere more than
            elsewhere.
        checkpoint: A frame's, of the same pictures and settings: the run goes on from
            there, as if it had never been interrupted.

    Raises:
        SettingsError: The start is a picture and none was given.
        ImageError: The result would be too small for the network, or a mask or the keep
            map has other proportions than the content, or all masks are black.
        WeightsError: The network's weights cannot be had.
        DivergedError: J is no longer a finite number; the last frame
            yielded holds the last good picture.
    """
    choose = settings if callable(settings) else lambda _: settings
    initial = checkpoint.settings if checkpoint else choose(0)
    network = (network or load_network(initial.network)).computing_in(initial.precision)
    styles = [style] if isinstance(style, np.ndarray) else style
    plan = plan_painting(content, styles, masks, initial, network, keep)
    require_white(masks, len(styles))
    pictures = _Pictures(content, styles, masks, keep, start)
    timer = StepTimer(initial)
    frames = _paint(pictures, initial, choose, network, plan, timer, checkpoint)
    checkpoint = None  # as large as the run's state: nobody else keeps it here
    try:
        yield from frames
    finally:
        if rate := timer.rate_reached(plan.forecast):
            rate_store().correct(network.precision, rate)


@dataclass(frozen=True, eq=False)
class _Pictures:
    """Input of a run, as it was given."""

    content: Picture
    styles: Sequence[Picture]
    masks: Sequence[Picture | None]
    keep: Picture | None
    start: Picture | None  # what the canvas holds before iteration 1


def plan_painting(
    content: Picture,
    styles: Sequence[Picture],
    masks: Sequence[Picture | None],
    settings: Settings,
    network: Network,
    keep: Picture | None = None,
) -> Plan:
    """The plan that `stylize` follows.

    Raises:
        ImageError, SettingsError: See `plan_run`.
    """
    return plan_run(
        content.shape[:2],
        [style.shape[:2] for style in styles],
        settings,
        network,
        network.precision,
        convolution_rates()[network.precision],
        [None if mask is None else mask.shape[:2] for mask in masks],
        None if keep is None else keep.shape[:2],
    )


def _paint(
    pictures: _Pictures,
    initial: Settings,
    choose: Choose,
    network: Network,
    plan: Plan,
    timer: StepTimer,
    checkpoint: Checkpoint | None,
) -> Iterator[Frame]:
    """Frames of all scales, or of those from the checkpoint on.

    Args:
        pictures: As they were given.
        initial: Settings at the beginning; what cannot be steered is read from them.
        choose: Asked for the settings before every iteration.
        network: In the precision it computes in.
        plan: For `initial`.
        timer: Of the steps.
        checkpoint: Where to go on; None for a run from its beginning.
    """
    started = time.perf_counter() - (checkpoint.seconds if checkpoint else 0)
    settings, shown = initial, -1  # shown: the iteration of the last frame
    progress = checkpoint.progress if checkpoint else Progress()
    canvas: Canvas | None = None
    last, _ = plan.stages[-1]
    for number, (scale, memory) in enumerate(plan.stages):
        if number < progress.scale:
            continue  # it lies behind the checkpoint
        inputs = ScaleInputs.of(
            pictures.content,
            pictures.styles,
            pictures.masks,
            scale,
            initial,
            network,
            pictures.keep,
        )
        if checkpoint:
            canvas = checkpoint.canvas
        else:
            if canvas is not None:
                progress = progress.at_next_scale()
            canvas = _begin_scale(inputs, settings, canvas, pictures.start)
        objective = Objective(
            network,
            inputs.content,
            inputs.styles,
            settings,
            memory.edge_px,
            inputs.masks,
            partial(content_canvas, pictures.content, scale, initial),
            inputs.keep,
            max(scale.height, scale.width) / max(last.height, last.width),
        )
        content = to_picture(inputs.content)
        del inputs  # at 8192 px its canvas is half a gigabyte
        steps = descend(
            objective,
            first_step(
                objective, canvas, settings, progress, memory.history, checkpoint
            ),
            choose,
            memory.history,
            timer,
        )
        frames = ScaleFrames(plan, content, started).of(steps, shown)
        canvas = checkpoint = None  # the steps have their own
        canvas, settings, progress = yield from frames
        shown = progress.done
        del objective, steps, frames  # gigabytes; the next scale has its own
        gc.collect()  # a compiled method of the evaluator refers back to it: a cycle


def _begin_scale(
    inputs: ScaleInputs,
    settings: Settings,
    canvas: Canvas | None,
    start: Picture | None,
) -> Canvas:
    """The canvas before a scale's first iteration.

    Args:
        inputs: Of the scale.
        settings: Of this moment.
        canvas: That of the coarser scale; None at the first.
        start: The picture to start from, if any.
    """
    reference = inputs.reference(settings)
    if canvas is None:
        given = None if start is None else to_canvas(start)
        style = inputs.dominant_style(settings)
        canvas = make_initial_canvas(reference, style, settings, given)
        canvas = break_symmetry(canvas, inputs.content, settings)
    else:
        canvas = upsample(canvas, reference, settings.padding == "wrap")
    return inputs.without_colors(canvas, settings)
