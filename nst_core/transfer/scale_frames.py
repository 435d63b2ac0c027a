"""Frames of one scale: which steps are shown, and when the scale is over."""

import math
import time
from collections.abc import Generator, Iterator

from nst_core.errors import DivergedError
from nst_core.images.canvas import Canvas
from nst_core.images.decoding import Picture
from nst_core.planning.plan import Plan
from nst_core.planning.schedule import is_flat
from nst_core.settings.settings import Settings
from nst_core.transfer.checkpoint import Checkpoint
from nst_core.transfer.frame import Frame
from nst_core.transfer.patch import Patch
from nst_core.transfer.progress import Progress
from nst_core.transfer.steps import Step


class ScaleFrames:
    """Frames of one scale."""

    def __init__(
        self,
        plan: Plan,
        content: Picture,
        started: float,
        patch: Patch | None = None,
    ) -> None:
        """Begin a scale.

        Args:
            plan: Of the run, before anything was steered.
            content: At the scale's size.
            started: `time.perf_counter` of the run's beginning, less interruptions.
            patch: Where the canvas belongs; None: it is the whole picture.
        """
        self._plan, self._content, self._began = plan, content, started
        self._patch = patch

    def of(
        self, steps: Iterator[Step], shown: int
    ) -> Generator[Frame, None, tuple[Canvas, Settings, Progress]]:
        """Yield frames that are due, until the scale is over.

        Args:
            steps: Of the scale, without end.
            shown: Iteration of the last frame, which is not shown twice.

        Returns:
            All of the last step that the next scale begins with.
        """
        last = None
        for step in steps:
            done, done_here = step.progress.done, step.progress.done_here
            if not math.isfinite(step.costs.total):
                if last is None:
                    raise _diverged(done)
                if shown < last.progress.done:
                    yield self._frame(last, is_over=False)
                raise _diverged(last.progress.done)
            last = step
            is_complete = done_here >= self._iterations_here(step)
            is_over = is_complete or is_flat(step.losses, step.settings.plateau)
            is_due = is_over or done_here % step.settings.frame_every == 0
            if is_due and shown < done:
                is_plateau = is_over and not is_complete
                yield self._frame(step, is_over, is_plateau)
                shown = done
            if is_over:
                return step.canvas, step.settings, step.progress
        raise AssertionError("a scale has an end")

    def _plan_now(self, step: Step, is_over: bool) -> Plan:
        return step.progress.plan_rest(self._plan, step.settings, is_over)

    def _iterations_here(self, step: Step) -> int:
        scale, _ = self._plan_now(step, is_over=False).stages[step.progress.scale]
        return scale.iterations

    def _frame(self, step: Step, is_over: bool, is_plateau: bool = False) -> Frame:
        progress, forecast = step.progress, self._plan_now(step, is_over).forecast
        seconds = time.perf_counter() - self._began
        checkpoint = Checkpoint(
            step.settings,
            progress,
            step.canvas,
            step.state.state_arrays(),
            step.losses,
            seconds,
        )
        return Frame(
            checkpoint=checkpoint,
            content=self._content,
            iterations=forecast.iterations,
            scale=progress.scale + 1,
            scales=len(self._plan.stages),
            costs=step.costs,
            share_done=forecast.share_done(progress.done),
            seconds_left=forecast.seconds_left(progress.done, seconds),
            is_plateau=is_plateau,
            patch=self._patch,
        )


def _diverged(done: int) -> DivergedError:
    return DivergedError(
        "The total cost left the finite numbers after iteration {done}. The last good "
        "picture was kept. Lower beta, the layer weights or the learning rate.",
        done=done,
    )
