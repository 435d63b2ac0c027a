"""The loop: a photo and a painting go in, frames come out.

Knows no window, no terminal, no file and no thread. The page and the command line are
two consumers of the same generator.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from nst_core.errors import DivergedError
from nst_core.images import (
    Canvas,
    Picture,
    crop_to_shape,
    fit,
    resize,
    to_canvas,
    to_picture,
)
from nst_core.objective import Costs, Objective
from nst_core.optimizers import LBFGS, Adam, Optimizer, State
from nst_core.schedule import Scale, plan_scales, work_until
from nst_core.settings import Settings
from nst_core.start import make_start
from nst_core.vgg import Network, load_network, require_workable

# What a running job follows when `settings` is a callable; the rest is fixed at its
# start. frame_every only decides which pictures are shown.
STEERABLE = frozenset(
    {"alpha", "beta", "total_variation", "learning_rate", "frame_every"}
    | {spec.name for spec in fields(Settings) if spec.name.startswith("weight_")}
)


@dataclass(frozen=True)
class Frame:
    """The picture at one moment, complete enough to show or to save."""

    picture: Picture  # uint8 RGB, (height, width, 3)
    iteration: int  # done so far, over all scales; 0 is the start
    iterations: int  # in the whole run
    scale: int  # 1 is the coarsest
    scales: int
    costs: Costs  # comparable within one scale only
    seconds: float  # since the run began
    share_done: float  # of the work, 0 to 1; a coarse iteration is less work
    seconds_left: float  # guessed from the pace so far; nan before iteration 1

    def sentence(self) -> str:
        """Say where the run is, in one line."""
        height, width = self.picture.shape[:2]
        where = (
            f"scale {self.scale} of {self.scales}, {width} x {height} px, "
            f"iteration {self.iteration} of {self.iterations}"
        )
        if self.iteration == self.iterations:
            return f"{where}, {self.seconds:.0f} s"
        if math.isnan(self.seconds_left):
            return where
        return f"{where}, about {self.seconds_left:.0f} s left"


def stylize(
    content: Picture,
    style: Picture,
    settings: Settings | Callable[[], Settings],
    *,
    network: Network | None = None,
    start: Picture | None = None,
) -> Iterator[Frame]:
    """Yield the picture as it forms, coarsest scale first.

    Every frame is whole, and the last one is the result. To stop, leave the loop or
    close the generator: nothing is computed for frames that were not asked for.

    Args:
        content: The photo, uint8 RGB (height, width, 3).
        style: The painting, uint8 RGB, any size.
        settings: What the person chose. A callable is asked before every iteration:
            what it says of `STEERABLE` fields takes effect at once, and the optimiser
            then forgets what it learnt about the old costs.
        network: Which network looks; None loads the one that `settings` name.
        start: The picture to start from, any size, when settings.start is "picture".

    Raises:
        SettingsError: The start is a picture and none was given.
        ImageError: The result would be too small for the network.
        WeightsError: The network's weights cannot be had.
        DivergedError: The total cost is no longer a finite number; the last frame
            yielded holds the last good picture.
    """
    began = time.perf_counter()
    choose = settings if callable(settings) else lambda: settings
    now = choose()
    network = network or load_network(now.network)
    photo, painting = to_canvas(content), to_canvas(style)
    scales = plan_scales(*content.shape[:2], now)
    require_workable(network, scales[-1].height, scales[-1].width, "content")
    iterations = sum(scale.iterations for scale in scales)
    done, canvas, painting_began = 0, None, math.nan

    def frame(canvas: Canvas, state: State, number: int) -> Frame:
        now = time.perf_counter()
        work = work_until(scales, done)
        left = work_until(scales, iterations) - work
        return Frame(
            picture=to_picture(canvas),
            iteration=done,
            iterations=iterations,
            scale=number,
            scales=len(scales),
            costs=state.evaluation.details,
            seconds=now - began,
            share_done=work / (work + left),
            seconds_left=left * (now - painting_began) / work if work else math.nan,
        )

    for number, scale in enumerate(scales, start=1):
        target = resize(photo, scale.height, scale.width)
        if canvas is None:
            given = None if start is None else to_canvas(start)
            canvas = make_start(target, painting, now, given)
        else:
            canvas = resize(canvas, scale.height, scale.width)

        source = _fit_style(painting, scale, now)
        objective = Objective(network, target, source, now)
        optimizer = make_optimizer(now)
        state = _require_finite(optimizer.init(objective, canvas), done)
        if done == 0:
            yield frame(canvas, state, number)
            painting_began = time.perf_counter()
        for iteration in range(1, scale.iterations + 1):
            before, now = now, _steer(now, choose())
            if replace(now, frame_every=before.frame_every) != before:
                objective.follow(now)
                optimizer = make_optimizer(now)
                state = _require_finite(optimizer.init(objective, canvas), done)
            moved, new = optimizer.step(objective, canvas, state)
            if not math.isfinite(new.evaluation.loss):
                yield frame(canvas, state, number)
            canvas, state = moved, _require_finite(new, done)
            done += 1
            if iteration % now.frame_every == 0 or iteration == scale.iterations:
                yield frame(canvas, state, number)


def make_optimizer(settings: Settings) -> Optimizer:
    if settings.optimizer == "adam":
        return Adam(learning_rate=settings.learning_rate)
    return LBFGS()


def _fit_style(painting: Canvas, scale: Scale, settings: Settings) -> Canvas:
    """Return the painting at the size it is looked at, at one scale.

    The paper's sums compare pictures of one size; the other families take means, so
    there the painting keeps its proportions and its longest edge is the canvas'.
    """
    if settings.family == "paper":
        return crop_to_shape(painting, scale.height, scale.width)
    return resize(painting, *fit(*painting.shape[1:3], max(scale.height, scale.width)))


def _steer(now: Settings, chosen: Settings) -> Settings:
    """Return `now` with the steerable fields of `chosen`."""
    return replace(now, **{name: getattr(chosen, name) for name in STEERABLE})


StateT = TypeVar("StateT", bound=State)


def _require_finite(state: StateT, done: int) -> StateT:
    """Return the state, unless its total cost is no number any more."""
    if math.isfinite(state.evaluation.loss):
        return state
    raise DivergedError(
        f"The total cost left the finite numbers after iteration {done}. The last good "
        "picture was kept. Lower beta, the layer weights or the learning rate, or "
        "choose the optimiser lbfgs."
    )
