"""The loop: a photo and a painting go in, frames come out.

Knows no window, no terminal, no file and no thread. The page and the command line are
two consumers of the same generator.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from nst_core.errors import DivergedError
from nst_core.images import Canvas, Picture, resize, to_canvas, to_picture
from nst_core.objective import Costs, Objective
from nst_core.optimizers import LBFGS, Adam, Optimizer
from nst_core.plan import Plan, fit_style, plan_run
from nst_core.schedule import is_flat
from nst_core.settings import Settings
from nst_core.start import enlarge, make_start, recolor
from nst_core.vgg import Network, load_network

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
    seconds_left: float  # modelled before iteration 1, then from the pace so far
    is_plateau: bool = False  # the scale ends here: its cost hardly fell any more

    def sentence(self) -> str:
        """Say where the run is, in one line."""
        height, width = self.picture.shape[:2]
        where = (
            f"scale {self.scale} of {self.scales}, {width} x {height} px, "
            f"iteration {self.iteration} of {self.iterations}"
        )
        if self.is_plateau:
            where += ", plateau reached"
        if self.iteration == self.iterations:
            return f"{where}, {self.seconds:.0f} s"
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
    steering = _Steering(settings if callable(settings) else lambda: settings)
    chosen = steering.now
    network = network or load_network(chosen.network)
    network = network.computing_in(chosen.precision)
    plan = plan_run(content.shape[:2], style.shape[:2], chosen, network)
    photo, painting = to_canvas(content), to_canvas(style)
    run = _Run(plan, began)
    done, shown, canvas, costs = 0, -1, None, None

    for number, (scale, room) in enumerate(plan.stages, start=1):
        target = resize(photo, scale.height, scale.width)
        source = fit_style(painting, scale, chosen, network)
        model = recolor(target, source) if chosen.start == "recolored" else target
        if canvas is None:
            given = None if start is None else to_canvas(start)
            canvas = make_start(model, source, chosen, given)
        else:
            canvas = enlarge(canvas, model)
        objective = Objective(network, target, source, steering.now, room.edge_px)
        path = _descend(objective, canvas, scale.iterations, steering, room.history)
        for step, (moved, now) in enumerate(path):
            if not math.isfinite(now.total):
                if costs and shown < done:
                    yield run.frame(canvas, costs, done, number)
                raise _diverged(done)
            canvas, costs = moved, now
            done += step > 0
            is_due = step % steering.now.frame_every == 0 or step == scale.iterations
            if is_due and shown < done:
                yield run.frame(canvas, costs, done, number)
                shown = done
        if step < scale.iterations and costs:
            run = run.ended_early(number, step)
            yield run.frame(canvas, costs, done, number, is_plateau=True)
            shown = done


@dataclass(frozen=True)
class _Run:
    """What every frame says of the whole run."""

    plan: Plan
    began: float

    def ended_early(self, number: int, iterations: int) -> "_Run":
        """Return the run with a scale that took only so many iterations."""
        return replace(self, plan=self.plan.ended_early(number, iterations))

    def frame(
        self,
        canvas: Canvas,
        costs: Costs,
        done: int,
        scale: int,
        is_plateau: bool = False,
    ) -> Frame:
        forecast = self.plan.forecast
        iterations = forecast.iterations
        seconds = time.perf_counter() - self.began
        return Frame(
            picture=to_picture(canvas),
            iteration=done,
            iterations=iterations,
            scale=scale,
            scales=len(self.plan.stages),
            costs=costs,
            seconds=seconds,
            share_done=forecast.share_done(done),
            seconds_left=forecast.seconds_left(done, seconds),
            is_plateau=is_plateau,
        )


class _Steering:
    """The settings of the moment; only what is `STEERABLE` ever changes."""

    def __init__(self, choose: Callable[[], Settings]) -> None:
        self._choose = choose
        self.now = choose()

    def turned(self) -> bool:
        """Ask again; return whether what the picture is pulled towards has changed."""
        before, chosen = self.now, self._choose()
        steered = {name: getattr(chosen, name) for name in STEERABLE}
        self.now = replace(before, **steered)
        return replace(self.now, frame_every=before.frame_every) != before


def _descend(
    objective: Objective,
    canvas: Canvas,
    iterations: int,
    steering: _Steering,
    history: int,
) -> Iterator[tuple[Canvas, Costs]]:
    """Yield one scale's canvas and its costs: the start, then after each iteration.

    Ends before all iterations are done when the cost has reached a plateau.
    """
    optimizer = make_optimizer(steering.now, history)
    state = optimizer.init(objective, canvas)
    totals = [state.evaluation.loss]
    yield canvas, state.evaluation.details
    for _ in range(iterations):
        if steering.turned():
            objective.follow(steering.now)
            optimizer = make_optimizer(steering.now, history)
            state = optimizer.init(objective, canvas)
            totals.clear()
        canvas, state = optimizer.step(objective, canvas, state)
        yield canvas, state.evaluation.details
        totals.append(state.evaluation.loss)
        if is_flat(totals, steering.now.plateau):
            return


def make_optimizer(settings: Settings, history: int) -> Optimizer[Any]:
    """Return the optimiser that the person chose; L-BFGS remembers `history` steps."""
    if settings.optimizer == "adam":
        return Adam(learning_rate=settings.learning_rate)
    return LBFGS(history=history)


def _diverged(done: int) -> DivergedError:
    return DivergedError(
        f"The total cost left the finite numbers after iteration {done}. The last good "
        "picture was kept. Lower beta, the layer weights or the learning rate."
    )
