"""The life of a job: every pair of a state and an event has its row here."""

from typing import Any, get_args

import pytest

from nst_core.errors import Sentence
from nst_core.jobs.job import ENDED, Job, State
from nst_core.jobs.lifecycle import (
    CRASHED,
    CRASHED_TOO_OFTEN,
    MAX_CRASHES,
    TABLE,
    LifecycleEvent,
    PauseRequested,
    RemovalRequested,
    ResumeRequested,
    RunStarted,
    ServerRestarted,
    SteeringRequested,
    StopRequested,
    WorkerExited,
    step,
)
from nst_core.jobs.messages import CheckpointSaved, Interrupt, RunEnded, Steer
from nst_core.jobs.outcome import Outcome
from nst_core.settings.settings import Settings

STATES: tuple[State, ...] = get_args(State)
NO_ROOM = Sentence("There is no room.", {})
DONE = Outcome.model_validate(
    {"kind": "done", "about": {"iteration": 9, "iterations": 9}}
)


def job_of(state: State = "queued", **more: Any) -> Job:
    chosen = Settings(beta=3)
    data: dict[str, Any] = {
        "visitor": "ann",
        "created": 5.0,
        "initial_settings": chosen,
        "settings": chosen,
        "key": "k",
    }
    return Job(token="T", state=state, **data | more)


def ended(kind: str, **more: Any) -> RunEnded:
    return RunEnded(kind=kind, token="T", **more)  # type: ignore[arg-type]


EVENTS: dict[str, LifecycleEvent] = {
    "pause": PauseRequested(),
    "resume": ResumeRequested(),
    "stop": StopRequested(has_checkpoint=False),
    "stop, begun": StopRequested(has_checkpoint=True),
    "remove": RemovalRequested(),
    "steer": SteeringRequested(Settings(beta=7)),
    "start": RunStarted(),
    "saved": CheckpointSaved(token="T", iteration=4),
    "run done": ended("done"),
    "run stopped": ended("stopped"),
    "run failed": ended("failed"),
    "run paused": ended("paused"),
    "run abandoned": ended("abandoned"),
    "crash": WorkerExited(),
    "crash after the end": WorkerExited(DONE),
    "restart": ServerRestarted(),
    "restart after the end": ServerRestarted(DONE),
}
STEERED = {"settings": Settings(beta=7)}
AFTER_END = {"state": "done", "iteration": 9, "iterations": 9}
WANTED: dict[str, Any] = {"wants_removal": True}

# What changes, and the kind of the command to the worker. What is not here: nothing.
ROWS: dict[tuple[State, str], tuple[dict[str, Any], str]] = {
    ("queued", "pause"): ({"state": "paused", "wants_pause": True}, ""),
    ("queued", "stop"): ({"state": "stopped"}, ""),
    ("queued", "stop, begun"): ({"wants_stop": True}, ""),
    ("queued", "remove"): (WANTED | {"state": "stopped"}, ""),
    ("queued", "steer"): (STEERED, ""),
    ("queued", "start"): ({"state": "painting"}, ""),
    ("painting", "pause"): ({"wants_pause": True}, "pause"),
    ("painting", "stop"): ({"wants_stop": True}, "stop"),
    ("painting", "stop, begun"): ({"wants_stop": True}, "stop"),
    ("painting", "remove"): (WANTED, "abandon"),
    ("painting", "steer"): (STEERED, "steer"),
    ("painting", "saved"): ({"iteration": 4}, ""),
    ("painting", "run done"): ({"state": "done"}, ""),
    ("painting", "run stopped"): ({"state": "stopped"}, ""),
    ("painting", "run failed"): ({"state": "failed"}, ""),
    ("painting", "run paused"): ({"state": "queued"}, ""),  # nobody wants it any more
    ("painting", "run abandoned"): (WANTED | {"state": "stopped"}, ""),
    ("painting", "crash"): (
        {"state": "queued", "worker_crashes": 1, "note": CRASHED},
        "",
    ),
    ("painting", "crash after the end"): (AFTER_END, ""),
    ("painting", "restart"): ({"state": "queued"}, ""),
    ("painting", "restart after the end"): (AFTER_END, ""),
    ("paused", "resume"): ({"state": "queued"}, ""),
    ("paused", "stop"): ({"state": "stopped"}, ""),
    ("paused", "stop, begun"): ({"state": "queued", "wants_stop": True}, ""),
    ("paused", "remove"): (WANTED | {"state": "stopped"}, ""),
    ("paused", "steer"): (STEERED, ""),
    ("stopped", "remove"): (WANTED, ""),
    ("done", "remove"): (WANTED, ""),
    ("failed", "remove"): (WANTED, ""),
}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_every_event_in_every_state(state: State, event: str) -> None:
    job = job_of(state)
    changes, kind = ROWS.get((state, event), ({}, ""))
    after, command = step(job, EVENTS[event])
    assert after == job.changed(**changes)
    assert (command.kind if command else "") == kind


def test_every_row_of_the_table_is_tried() -> None:
    tried = {(state, type(EVENTS[event])) for state, event in ROWS}
    unseen = {("queued", ResumeRequested), ("painting", ResumeRequested)}
    assert set(TABLE) == tried | unseen, "these two change a job with a wish only"


@pytest.mark.parametrize("state", sorted(ENDED))
@pytest.mark.parametrize("event", EVENTS)
def test_what_has_ended_never_goes_on(state: State, event: str) -> None:
    assert step(job_of(state), EVENTS[event]).job.state == state


@pytest.mark.parametrize("state", ["queued", "painting"])
def test_who_resumes_before_the_pause_has_come_wants_none(state: State) -> None:
    after = step(job_of(state, wants_pause=True), ResumeRequested()).job
    assert (after.state, after.wants_pause) == (state, False)


def test_a_resumed_job_has_no_pause_and_no_note_left() -> None:
    paused = job_of("paused", wants_pause=True, note=NO_ROOM)
    assert step(paused, ResumeRequested()).job == job_of("queued")


def test_a_note_goes_when_the_job_is_painted_again() -> None:
    assert step(job_of(note=CRASHED), RunStarted()).job == job_of("painting")


@pytest.mark.parametrize(
    ("wishes", "note", "state"),
    [
        ({"wants_pause": True}, None, "paused"),
        ({"wants_pause": True}, NO_ROOM, "paused"),
        ({}, NO_ROOM, "paused"),  # else it would fail again at once
        ({}, None, "queued"),
        ({"wants_pause": True, "wants_stop": True}, None, "queued"),
    ],
)
def test_a_paused_run_goes_on_if_that_was_wished_meanwhile(
    wishes: dict[str, bool], note: Sentence | None, state: State
) -> None:
    after = step(job_of("painting", **wishes), ended("paused", note=note)).job
    assert (after.state, after.note) == (state, note)


@pytest.mark.parametrize("event", ["run done", "run paused", "run failed"])
def test_what_is_to_be_removed_is_removed_however_its_run_ends(event: str) -> None:
    after = step(job_of("painting", wants_removal=True), EVENTS[event]).job
    assert after == job_of("stopped", wants_removal=True)


@pytest.mark.parametrize("event", ["crash", "crash after the end", "restart"])
def test_what_is_to_be_removed_needs_no_worker_for_it(event: str) -> None:
    after = step(job_of("painting", wants_removal=True), EVENTS[event]).job
    assert after == job_of("stopped", wants_removal=True)


@pytest.mark.parametrize("event", ["crash", "restart"])
@pytest.mark.parametrize(("wants_stop", "state"), [(False, "paused"), (True, "queued")])
def test_a_pause_outlives_its_worker_unless_it_is_to_stop(
    event: str, wants_stop: bool, state: State
) -> None:
    job = job_of("painting", wants_pause=True, wants_stop=wants_stop)
    assert step(job, EVENTS[event]).job.state == state


def test_a_job_that_kills_its_workers_fails_with_a_reason() -> None:
    job = job_of("painting")
    for _ in range(MAX_CRASHES - 1):
        job = step(step(job, WorkerExited()).job, RunStarted()).job
    job = step(job, WorkerExited()).job
    assert (job.state, job.note) == ("failed", CRASHED_TOO_OFTEN)
    assert str(job.note).startswith("The painter ended 4 times at this picture")


def test_crashes_before_a_checkpoint_are_forgiven() -> None:
    job = job_of("painting", worker_crashes=MAX_CRASHES - 1)
    job = step(job, CheckpointSaved(token="T", iteration=4)).job
    assert step(job, WorkerExited()).job.state == "queued"


def test_a_restart_is_not_the_jobs_fault() -> None:
    job = job_of("painting", worker_crashes=MAX_CRASHES - 1)
    assert step(job, ServerRestarted()).job == job.changed(state="queued")


def test_steering_changes_what_is_steerable_only() -> None:
    wished = Settings(beta=7, size=64)
    after, command = step(job_of("painting"), SteeringRequested(wished))
    assert after.settings == Settings(beta=7)
    assert after.initial_settings == Settings(beta=3)
    assert command == Steer(token="T", settings=after.settings)


@pytest.mark.parametrize("state", STATES)
def test_a_contact_sheet_is_not_steered(state: State) -> None:
    job = job_of(state, sheet_spec="layers")
    assert step(job, EVENTS["steer"]) == (job, None)


def test_the_outcome_of_a_run_is_kept() -> None:
    outcome = Outcome.model_validate(
        {"kind": "failed", "about": {"note": "It diverged.", "iteration": 3}}
    )
    after = step(job_of("painting", iterations=9), WorkerExited(outcome)).job
    assert (after.state, str(after.note)) == ("failed", "It diverged.")
    assert (after.iteration, after.iterations) == (3, 9)


def test_commands_are_about_their_job() -> None:
    command = step(job_of("painting"), PauseRequested()).command
    assert command == Interrupt(kind="pause", token="T")
