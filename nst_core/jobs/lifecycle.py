"""The life of a job: a table of states and events. Knows no clock, disk or worker.

    queued <-> painting -> done, stopped, failed
    queued, painting <-> paused

A job's `wants_...` are wishes that its worker has not met yet. A job that has ended and
wants its removal is for whoever keeps it to delete.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from nst_core.errors import Sentence
from nst_core.jobs.job import Job, State
from nst_core.jobs.messages import (
    CheckpointSaved,
    Command,
    Interrupt,
    RunEnded,
    Steer,
)
from nst_core.jobs.outcome import Outcome
from nst_core.settings.settings import STEERABLE, Settings

MAX_CRASHES = 4  # of workers at one job without a checkpoint between them

CRASHED = Sentence(
    "The painter ended unexpectedly. The painting goes on from its last checkpoint in "
    "a few seconds.",
    {},
)
CRASHED_TOO_OFTEN = Sentence(
    "The painter ended {times} times at this picture, most likely for lack of memory. "
    "Choose a smaller size and paint again.",
    {"times": MAX_CRASHES},
)


@dataclass(frozen=True)
class PauseRequested:
    """A person puts the job aside."""


@dataclass(frozen=True)
class ResumeRequested:
    """A person lets the job go on."""


@dataclass(frozen=True)
class StopRequested:
    """A person ends the job, and keeps its picture so far if it has one."""

    has_checkpoint: bool


@dataclass(frozen=True)
class RemovalRequested:
    """A person deletes the job, whatever state it is in."""


@dataclass(frozen=True)
class SteeringRequested:
    """A person turns the controls; what is not steerable stays as it was."""

    settings: Settings


@dataclass(frozen=True)
class RunStarted:
    """A worker has been given the job."""


@dataclass(frozen=True)
class WorkerExited:
    """The job's worker is gone; it may have left an outcome that nobody heard of."""

    outcome: Outcome | None = None


@dataclass(frozen=True)
class ServerRestarted:
    """The server that gave the job to a worker is gone, and the worker with it."""

    outcome: Outcome | None = None


class Step(NamedTuple):
    """The job after an event, and the command that its worker must hear."""

    job: Job
    command: Command | None = None


LifecycleEvent = (
    PauseRequested
    | ResumeRequested
    | StopRequested
    | RemovalRequested
    | SteeringRequested
    | RunStarted
    | CheckpointSaved
    | RunEnded
    | WorkerExited
    | ServerRestarted
)

# What a person's button asks for, by its name; told whether there is a checkpoint.
REQUESTS: Mapping[str, Callable[[bool], LifecycleEvent]] = {
    "pause": lambda has_checkpoint: PauseRequested(),
    "resume": lambda has_checkpoint: ResumeRequested(),
    "stop": StopRequested,
}


def step(job: Job, event: LifecycleEvent) -> Step:
    """The job after an event; unchanged if the event means nothing in its state."""
    change = TABLE.get((job.state, type(event)))
    return change(job, event) if change else Step(job)


def _pause_waiting(job: Job, event: PauseRequested) -> Step:
    return Step(job.changed(state="paused", wants_pause=True))


def _pause_running(job: Job, event: PauseRequested) -> Step:
    command = Interrupt(kind="pause", token=job.token)
    return Step(job.changed(wants_pause=True), command)


def _forget_pause(job: Job, event: ResumeRequested) -> Step:
    """Should the worker pause even so, `_end_run` lets the job go on."""
    return Step(job.changed(wants_pause=False))


def _resume(job: Job, event: ResumeRequested) -> Step:
    return Step(job.changed(state="queued", wants_pause=False, note=None))


def _stop_waiting(job: Job, event: StopRequested) -> Step:
    """Its result is written from its checkpoint, in its turn."""
    if event.has_checkpoint:
        return Step(job.changed(state="queued", wants_stop=True))
    return Step(job.changed(state="stopped"))


def _stop_running(job: Job, event: StopRequested) -> Step:
    command = Interrupt(kind="stop", token=job.token)
    return Step(job.changed(wants_stop=True), command)


def _remove_waiting(job: Job, event: RemovalRequested) -> Step:
    return Step(job.changed(state="stopped", wants_removal=True))


def _remove_running(job: Job, event: RemovalRequested) -> Step:
    command = Interrupt(kind="abandon", token=job.token)
    return Step(job.changed(wants_removal=True), command)


def _remove_ended(job: Job, event: RemovalRequested) -> Step:
    return Step(job.changed(wants_removal=True))


def _steer(job: Job, event: SteeringRequested) -> Step:
    """A contact sheet's cells differ by their settings, so it is not steered."""
    if job.sheet_spec:
        return Step(job)
    values = {name: getattr(event.settings, name) for name in STEERABLE}
    job = job.changed(settings=replace(job.settings, **values))
    if job.state == "painting":
        return Step(job, Steer(token=job.token, settings=job.settings))
    return Step(job)


def _start_run(job: Job, event: RunStarted) -> Step:
    return Step(job.changed(state="painting", note=None))


def _note_checkpoint(job: Job, event: CheckpointSaved) -> Step:
    return Step(job.changed(iteration=event.iteration, worker_crashes=0))


def _end_run(job: Job, event: RunEnded) -> Step:
    if event.kind == "abandoned" or job.wants_removal:
        return Step(job.changed(state="stopped", wants_removal=True))
    if event.kind != "paused":
        return Step(_ended(job, event.kind, event))
    was_asked_to_go_on = job.wants_stop or not job.wants_pause
    if was_asked_to_go_on and event.note is None:
        return Step(_ended(job, "queued", event))
    return Step(_ended(job, "paused", event))


def _survive_crash(job: Job, event: WorkerExited) -> Step:
    if job.wants_removal:
        return Step(job.changed(state="stopped"))
    if event.outcome:
        return Step(_ended(job, event.outcome.kind, event.outcome))
    if job.worker_crashes + 1 >= MAX_CRASHES:
        return Step(job.changed(state="failed", note=CRASHED_TOO_OFTEN))
    crashes = job.worker_crashes + 1
    state = _interrupted(job)
    return Step(job.changed(state=state, worker_crashes=crashes, note=CRASHED))


def _survive_restart(job: Job, event: ServerRestarted) -> Step:
    if job.wants_removal:
        return Step(job.changed(state="stopped"))
    if event.outcome:
        return Step(_ended(job, event.outcome.kind, event.outcome))
    return Step(job.changed(state=_interrupted(job)))


def _interrupted(job: Job) -> State:
    """State of a job whose worker is gone: a pause outlives it."""
    return "paused" if job.wants_pause and not job.wants_stop else "queued"


def _ended(job: Job, state: State, end: RunEnded | Outcome) -> Job:
    return job.changed(
        state=state,
        note=end.note,
        iteration=job.iteration if end.iteration is None else end.iteration,
        iterations=job.iterations if end.iterations is None else end.iterations,
    )


# What is not here changes nothing.
TABLE: Mapping[tuple[State, type], Callable[[Job, Any], Step]] = {
    ("queued", PauseRequested): _pause_waiting,
    ("queued", ResumeRequested): _forget_pause,
    ("queued", StopRequested): _stop_waiting,
    ("queued", RemovalRequested): _remove_waiting,
    ("queued", SteeringRequested): _steer,
    ("queued", RunStarted): _start_run,
    ("painting", PauseRequested): _pause_running,
    ("painting", ResumeRequested): _forget_pause,
    ("painting", StopRequested): _stop_running,
    ("painting", RemovalRequested): _remove_running,
    ("painting", SteeringRequested): _steer,
    ("painting", CheckpointSaved): _note_checkpoint,
    ("painting", RunEnded): _end_run,
    ("painting", WorkerExited): _survive_crash,
    ("painting", ServerRestarted): _survive_restart,
    ("paused", ResumeRequested): _resume,
    ("paused", StopRequested): _stop_waiting,
    ("paused", RemovalRequested): _remove_waiting,
    ("paused", SteeringRequested): _steer,
    ("stopped", RemovalRequested): _remove_ended,
    ("done", RemovalRequested): _remove_ended,
    ("failed", RemovalRequested): _remove_ended,
}
