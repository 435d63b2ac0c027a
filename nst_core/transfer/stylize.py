"""The loop: a photo and a painting go in, frames come out.

Knows no window, no terminal, no file and no thread. The page and the command line are
two consumers of the same generator.
"""

import math
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nst_core.errors import DivergedError
from nst_core.images.canvas import Canvas, to_canvas
from nst_core.images.decoding import Picture
from nst_core.images.masks import require_white
from nst_core.network.convolution_rates import rate_store
from nst_core.network.precision import convolution_rates
from nst_core.network.vgg import Network, load_network
from nst_core.objective.costs import Costs
from nst_core.objective.objective import Objective
from nst_core.optimizers import Optimizer, State, make_optimizer
from nst_core.planning.plan import Plan, counted_layers, plan_run
from nst_core.planning.schedule import (
    PLATEAU_ITERATIONS,
    Scale,
    is_flat,
    share_iterations,
)
from nst_core.planning.step_times import StepTimes
from nst_core.settings.settings import RESTARTING, STEERABLE, Settings
from nst_core.transfer.checkpoint import Checkpoint
from nst_core.transfer.frame import Frame
from nst_core.transfer.initial_canvas import enlarge, make_start
from nst_core.transfer.scale_inputs import Material

Choose = Callable[[int], Settings]

REMEMBERED_TOTALS = PLATEAU_ITERATIONS + 1  # what `is_flat` looks at


def stylize(
    content: Picture,
    style: Picture | Sequence[Picture],
    settings: Settings | Choose,
    *,
    network: Network | None = None,
    start: Picture | None = None,
    masks: Sequence[Picture | None] = (),
    checkpoint: Checkpoint | None = None,
) -> Iterator[Frame]:
    """Yield the picture as it forms, coarsest scale first.

    The last frame is the result. To stop, leave the loop or close the generator:
    nothing is computed for frames that were not asked for.

    Args:
        content: The photo, uint8 RGB (height, width, 3).
        style: The painting, uint8 RGB, any size; or up to four of them.
        settings: What the person chose. A callable is asked before every iteration,
            with the number of those that are done: what it says of `STEERABLE` fields
            takes effect at once, and the optimiser then forgets what it learnt about
            other costs.
        network: Which network looks; None loads the one that `settings` name.
        start: The picture to start from, any size, when settings.start is "picture".
        masks: For each painting, where it goes, white on black, in the photo's
            proportions, uint8 RGB; None, or none at all, for everywhere.
        checkpoint: A frame's, of the same pictures and settings: the run goes on from
            there, as if it had never been interrupted.

    Raises:
        SettingsError: The start is a picture and none was given.
        ImageError: The result would be too small for the network, or a mask has other
            proportions than the photo, or all masks are black.
        WeightsError: The network's weights cannot be had.
        DivergedError: The total cost is no longer a finite number; the last frame
            yielded holds the last good picture.
    """
    run = _Run(settings if callable(settings) else lambda _: settings, checkpoint)
    chosen = run.settings
    network = (network or load_network(chosen.network)).computing_in(chosen.precision)
    styles = [style] if isinstance(style, np.ndarray) else style
    run.plan = plan_painting(content, styles, masks, chosen, network)
    require_white(masks, len(styles))
    try:
        yield from _paint(run, content, styles, masks, network, start, checkpoint)
    finally:
        rate = run.step_times.rate_reached(run.plan.forecast)
        is_as_planned = counted_layers(run.settings) == counted_layers(chosen)
        if rate and is_as_planned:
            rate_store().correct(network.precision, rate)


def _paint(
    run: "_Run",
    content: Picture,
    styles: Sequence[Picture],
    masks: Sequence[Picture | None],
    network: Network,
    start: Picture | None,
    checkpoint: Checkpoint | None,
) -> Iterator[Frame]:
    """Yield the frames of all scales, or of those from the checkpoint on."""
    canvas, chosen = None, run.settings
    for number, (scale, room) in enumerate(run.plan.stages, start=1):
        if number < len(run.had):
            continue  # it lies behind the checkpoint
        material = Material.of(content, styles, masks, scale, chosen, network)
        run.photo, model = material.content, material.model(run.settings)
        if checkpoint:
            canvas = checkpoint.canvas
        elif canvas is None:
            begin = None if start is None else to_canvas(start)
            canvas = make_start(model, material.leader(chosen), chosen, begin)
        else:
            canvas = enlarge(canvas, model, chosen.padding == "wrap")
            run.had.append(0)
        given = (material.content, material.styles, run.settings)
        objective = Objective(network, *given, room.edge_px, material.masks)
        run.share_iterations()
        steps = _descend(objective, canvas, run, room.history, checkpoint)
        canvas = yield from _show_scale(steps, run)
        checkpoint = None


def plan_painting(
    content: Picture,
    styles: Sequence[Picture],
    masks: Sequence[Picture | None],
    settings: Settings,
    network: Network,
) -> Plan:
    """Return what `stylize` is going to do; it raises what `plan_run` does."""
    return plan_run(
        content.shape[:2],
        [style.shape[:2] for style in styles],
        settings,
        network,
        network.precision,
        convolution_rates()[network.precision],
        [None if mask is None else mask.shape[:2] for mask in masks],
    )


def _show_scale(
    steps: Iterator["_Step"], run: "_Run"
) -> Generator[Frame, None, Canvas]:
    """Yield one scale's frames until it is over; return its last canvas."""
    last = None
    for step in steps:
        if not math.isfinite(step.costs.total):
            if last and run.shown < run.done:
                yield run.frame(last)
            raise _diverged(run.done)
        last = step
        run.had[-1] += step.is_new
        is_complete = run.had[-1] >= run.scale.iterations
        is_over = is_complete or is_flat(step.totals, run.settings.plateau)
        if is_over:
            run.end_scale()
        is_due = is_over or run.had[-1] % run.settings.frame_every == 0
        if is_due and run.shown < run.done:
            yield run.frame(step, is_plateau=is_over and not is_complete)
            run.shown = run.done
        if is_over:
            return step.canvas
    raise AssertionError("a scale has an end")


@dataclass(frozen=True, eq=False)
class _Step:
    """What one iteration came to; the first of a scale is none, but its start."""

    canvas: Canvas
    state: State
    totals: tuple[float, ...]
    is_new: bool = True

    @property
    def costs(self) -> Costs:
        costs: Costs = self.state.evaluation.details
        return costs


class _Run:
    """Where the run is, what is chosen at this moment, and what is planned."""

    plan: Plan
    photo: Canvas  # at this scale
    shown = -1  # the iteration of the last frame

    def __init__(self, choose: Choose, checkpoint: Checkpoint | None) -> None:
        self._choose = choose
        self.had = list(checkpoint.had) if checkpoint else [0]  # iterations, by scale
        self.settings = checkpoint.settings if checkpoint else choose(0)
        self._began = time.perf_counter() - (checkpoint.seconds if checkpoint else 0)
        self.step_times = StepTimes()

    @property
    def done(self) -> int:
        """Iterations so far, over all scales."""
        return sum(self.had)

    def weights_changed(self) -> bool:
        """Take up the settings of this moment; True if the optimiser must restart."""
        before, chosen = self.settings, self._choose(self.done)
        steered = {name: getattr(chosen, name) for name in STEERABLE}
        self.settings = replace(before, **steered)
        if self.settings.iterations != before.iterations:
            self.share_iterations()
        return any(getattr(before, name) != steered[name] for name in RESTARTING)

    def share_iterations(self) -> None:
        """Plan this scale and those to come; what lies behind stays as it was."""
        shares = share_iterations(self.settings.iterations, len(self.plan.stages))
        *behind, here = self.had
        ahead = shares[len(self.had) :]
        now = max(here, shares[len(behind)])
        self.plan = self.plan.lasting([*behind, now, *ahead])

    @property
    def scale(self) -> Scale:
        """The one that is painted now, as planned."""
        scale, _ = self.plan.stages[len(self.had) - 1]
        return scale

    def end_scale(self) -> None:
        """Let the plan say what this scale really had."""
        self.plan = self.plan.lasting(self.had)

    def frame(self, step: _Step, is_plateau: bool = False) -> Frame:
        forecast = self.plan.forecast
        seconds = time.perf_counter() - self._began
        checkpoint = Checkpoint(
            self.settings,
            tuple(self.had),
            step.canvas,
            step.state.state_arrays(),
            step.totals,
            seconds,
        )
        return Frame(
            checkpoint=checkpoint,
            photo=self.photo,
            iterations=forecast.iterations,
            scale=len(self.had),
            scales=len(self.plan.stages),
            costs=step.costs,
            share_done=forecast.share_done(self.done),
            seconds_left=forecast.seconds_left(self.done, seconds),
            is_plateau=is_plateau,
        )


def _descend(
    objective: Objective,
    canvas: Canvas,
    run: _Run,
    history: int,
    checkpoint: Checkpoint | None,
) -> Iterator[_Step]:
    """Yield one scale's start, then what each iteration came to, without end."""
    optimizer = _optimizer(run.settings, history)
    if checkpoint:
        state = optimizer.restore(objective, canvas, checkpoint.memory)
        totals = checkpoint.totals
    else:
        state = optimizer.init(objective, canvas)
        totals = (state.evaluation.loss,)
    yield _Step(canvas, state, totals, is_new=False)
    while True:
        if run.weights_changed():
            run.step_times.clear()  # other layers may count from now on
            objective.follow(run.settings)
            optimizer = _optimizer(run.settings, history)
            state = optimizer.init(objective, canvas)
            totals = ()
        began = time.perf_counter()
        canvas, state = optimizer.step(objective, canvas, state)
        run.step_times.add(len(run.had) - 1, time.perf_counter() - began)
        totals = (*totals, state.evaluation.loss)[-REMEMBERED_TOTALS:]
        yield _Step(canvas, state, totals)


def _optimizer(settings: Settings, history: int) -> Optimizer[Any]:
    return make_optimizer(settings.optimizer, settings.learning_rate, history)


def _diverged(done: int) -> DivergedError:
    return DivergedError(
        "The total cost left the finite numbers after iteration {done}. The last good "
        "picture was kept. Lower beta, the layer weights or the learning rate.",
        done=done,
    )
