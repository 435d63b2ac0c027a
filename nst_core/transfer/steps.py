"""Steps of the optimiser at one scale, and what of the settings they follow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from nst_core.images.canvas import Canvas
from nst_core.objective.costs import Costs
from nst_core.optimizers import Evaluation, Optimizer, State, make_optimizer
from nst_core.planning.schedule import PLATEAU_ITERATIONS
from nst_core.settings.settings import RESTARTING, STEERABLE, Settings
from nst_core.transfer.checkpoint import Checkpoint
from nst_core.transfer.progress import Progress
from nst_core.transfer.step_timer import StepTimer

Choose = Callable[[int], Settings]  # the settings after so many iterations

REMEMBERED_LOSSES = PLATEAU_ITERATIONS + 1  # what `is_flat` needs besides the first


class SteeredLoss(Protocol):
    """J of a canvas, with weights that may change between two steps."""

    def __call__(self, canvas: Canvas) -> Evaluation: ...

    def update_weights(self, settings: Settings) -> None: ...


@dataclass(frozen=True, eq=False)
class Step:
    """One optimiser step and its state.

    The first item of a scale is its initial canvas.
    """

    canvas: Canvas
    state: State
    losses: tuple[float, ...]  # J at these weights: the first, then the last ones
    settings: Settings  # of this moment
    progress: Progress

    @property
    def costs(self) -> Costs:
        costs: Costs = self.state.evaluation.details
        return costs


def first_step(
    objective: SteeredLoss,
    canvas: Canvas,
    settings: Settings,
    progress: Progress,
    history: int,
    checkpoint: Checkpoint | None,
) -> Step:
    """The initial canvas of a scale, or that of the checkpoint."""
    optimizer = _optimizer(settings, history)
    if checkpoint:
        state = optimizer.restore(objective, canvas, checkpoint.state_arrays)
        return Step(canvas, state, checkpoint.losses, settings, progress)
    state = optimizer.init(objective, canvas)
    return Step(canvas, state, (state.evaluation.loss,), settings, progress)


def descend(
    objective: SteeredLoss, step: Step, choose: Choose, history: int, timer: StepTimer
) -> Iterator[Step]:
    """Yield one scale's first step, then one for each iteration, without end."""
    optimizer = _optimizer(step.settings, history)
    while True:
        yield step
        canvas, state, losses, progress = (
            step.canvas,
            step.state,
            step.losses,
            step.progress,
        )
        settings = _steer(step.settings, choose(progress.done))
        if _weights_changed(step.settings, settings):
            timer.restart(settings)
            objective.update_weights(settings)
            optimizer = _optimizer(settings, history)
            state = optimizer.init(objective, canvas)
            losses = ()
        with timer.step(progress.scale):
            canvas, state = optimizer.step(objective, canvas, state)
        first, *rest = (*losses, state.evaluation.loss)
        losses = (first, *rest[-REMEMBERED_LOSSES:])
        step = Step(canvas, state, losses, settings, progress.after_iteration())


def _steer(settings: Settings, chosen: Settings) -> Settings:
    """The settings with all that can be steered as it is chosen now."""
    return replace(settings, **{name: getattr(chosen, name) for name in STEERABLE})


def _weights_changed(before: Settings, after: Settings) -> bool:
    """True if J or the optimiser's step is another one now."""
    return any(getattr(before, name) != getattr(after, name) for name in RESTARTING)


def _optimizer(settings: Settings, history: int) -> Optimizer[Any]:
    return make_optimizer(settings.optimizer, settings.learning_rate, history)
