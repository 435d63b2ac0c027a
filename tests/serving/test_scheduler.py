"""Jobs and workers in line, with workers in memory that only play painting."""

import contextlib
import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nst_core.errors import JobError
from nst_core.jobs.folder import CHECKPOINT, RESULT, JobFolder
from nst_core.jobs.job import Job
from nst_core.jobs.lifecycle import (
    PauseRequested,
    RemovalRequested,
    ResumeRequested,
    SteeringRequested,
)
from nst_core.jobs.messages import (
    Capabilities,
    CheckpointSaved,
    Command,
    Event,
    FrameShown,
    FrameStatus,
    Interrupt,
    Losses,
    Paint,
    RunEnded,
    RunEnding,
    Steer,
    WorkerReady,
)
from nst_core.jobs.tokens import new_token
from nst_core.serving import roster
from nst_core.serving.limits import Limits
from nst_core.serving.scheduler import Scheduler
from nst_core.settings.settings import Settings

CHOSEN = Settings(size=64)
PATIENCE_S = 20  # the machine may be busy
MACHINE = Capabilities(network="vgg16", precisions={"auto": "float32"}, rates={})


class PlayedWorker:
    """A worker in memory: the test says what it tells, and sees what it was told."""

    def __init__(self) -> None:
        self.starts = 0
        self.told: list[Command] = []
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()

    def start(self) -> None:
        self.starts += 1
        self.say(WorkerReady(capabilities=MACHINE))

    def send(self, command: Command) -> None:
        self.told.append(command)

    def events(self) -> Iterator[Event]:
        while event := self._events.get():
            yield event

    def kill(self) -> None:
        self._events.put(None)

    def say(self, event: Event) -> None:
        self._events.put(event)

    @property
    def token(self) -> str:
        """Token of the job it was given last."""
        given = [command for command in self.told if isinstance(command, Paint)]
        return given[-1].token if given else ""

    def show(self, iteration: int, seconds_left: float = 30.0) -> None:
        status = status_of(iteration, seconds_left)
        self.say(FrameShown(token=self.token, status=status, payload=b"JPEG"))

    def end(self, kind: RunEnding, is_leaving: bool = False) -> None:
        self.say(RunEnded(kind=kind, token=self.token, is_leaving=is_leaving))


def status_of(iteration: int, seconds_left: float) -> FrameStatus:
    return FrameStatus(
        iteration=iteration,
        iterations=9,
        scale=1,
        scales=1,
        width=64,
        height=36,
        seconds=1.0,
        seconds_left=seconds_left,
        share_done=iteration / 9,
        losses=Losses(total=1, content=1, style=1, layers={}),
        network="VGG",
    )


@pytest.fixture
def workers() -> list[PlayedWorker]:
    return [PlayedWorker(), PlayedWorker()]


@pytest.fixture
def scheduler(tmp_path: Path, workers: list[PlayedWorker]) -> Iterator[Scheduler]:
    with contextlib.closing(Scheduler(Limits(data=tmp_path), workers)) as scheduler:
        yield scheduler


@pytest.fixture
def alone(tmp_path: Path, workers: list[PlayedWorker]) -> Iterator[Scheduler]:
    """A scheduler with the first worker only."""
    with contextlib.closing(Scheduler(Limits(data=tmp_path), workers[:1])) as alone:
        yield alone


def add(scheduler: Scheduler, visitor: str = "ann", seconds: float = 0.0) -> str:
    token = new_token()
    job = Job(
        token=token,
        visitor=visitor,
        created=time.time(),
        initial_settings=CHOSEN,
        settings=CHOSEN,
        key=token,
        seconds=seconds,
    )
    return scheduler.add(job, {})


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def state_of(scheduler: Scheduler, token: str) -> str:
    try:
        return scheduler.status(token).state
    except JobError:
        return "gone"


def test_two_workers_paint_two_jobs_at_once(
    scheduler: Scheduler, workers: list[PlayedWorker]
) -> None:
    first, second, third = (add(scheduler, name) for name in ("ann", "bob", "cem"))
    until(lambda: all(worker.token for worker in workers))
    assert {worker.token for worker in workers} == {first, second}
    for number, worker in enumerate(workers, start=1):
        worker.show(number)
    until(lambda: scheduler.status(second).frame and scheduler.status(first).frame)
    assert [state_of(scheduler, token) for token in (first, second, third)] == [
        "painting",
        "painting",
        "queued",
    ]

    busy, free = sorted(workers, key=lambda worker: worker.token != first)
    free.end("done")
    until(lambda: free.token == third)
    assert state_of(scheduler, second) == "done"
    busy.end("stopped")
    until(lambda: state_of(scheduler, first) == "stopped")


def test_a_command_goes_to_the_worker_that_has_the_job(
    scheduler: Scheduler, workers: list[PlayedWorker]
) -> None:
    first, second = add(scheduler), add(scheduler, "bob")
    until(lambda: all(worker.token for worker in workers))
    scheduler.apply(second, PauseRequested())
    scheduler.apply(first, SteeringRequested(replace(CHOSEN, beta=7)))
    told = {worker.token: worker.told[1:] for worker in workers}
    assert told[second] == [Interrupt(kind="pause", token=second)]
    assert [type(command) for command in told[first]] == [Steer]


def test_the_end_of_one_worker_leaves_the_other_alone(
    scheduler: Scheduler, workers: list[PlayedWorker]
) -> None:
    """Its job goes on with whoever is free; it is started again itself."""
    first, second = add(scheduler), add(scheduler, "bob")
    until(lambda: all(worker.token for worker in workers))
    (lost,) = [worker for worker in workers if worker.token == first]
    lost.kill()
    until(lambda: lost.starts == 2 and state_of(scheduler, first) == "painting")
    assert state_of(scheduler, second) == "painting"
    assert [command.kind for command in lost.told] == ["paint", "paint"]


def test_who_waits_waits_for_the_first_free_worker(
    scheduler: Scheduler, workers: list[PlayedWorker]
) -> None:
    add(scheduler, "ann"), add(scheduler, "bob")
    until(lambda: all(worker.token for worker in workers))
    next_, last = add(scheduler, "cem", seconds=100), add(scheduler, "dan")
    for worker, seconds_left in zip(workers, (40.0, 70.0), strict=True):
        worker.show(1, seconds_left)
    until(lambda: scheduler.status(next_).wait_s == 40)
    until(lambda: scheduler.status(last).wait_s == 70)
    assert scheduler.status(last).place == 2


def test_a_worker_that_is_leaving_gets_no_job(
    alone: Scheduler, workers: list[PlayedWorker]
) -> None:
    first, second = add(alone), add(alone)
    until(lambda: workers[0].token == first)
    workers[0].end("done", is_leaving=True)
    until(lambda: state_of(alone, first) == "done")
    assert state_of(alone, second) == "queued"
    workers[0].kill()
    until(lambda: workers[0].token == second)


def test_a_worker_that_is_silent_for_too_long_is_replaced(
    tmp_path: Path, workers: list[PlayedWorker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nst_core.serving.scheduler.GRACE_S", 0.0)
    limits = Limits(data=tmp_path, job_minutes=0.05 / 60)
    with contextlib.closing(Scheduler(limits, workers[:1])) as scheduler:
        token = add(scheduler)
        until(lambda: workers[0].starts > 1)
        assert scheduler.job(token).worker_crashes > 0


def test_a_worker_that_cannot_be_started_does_not_stop_the_others(
    scheduler: Scheduler,
    workers: list[PlayedWorker],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = []

    def fail() -> None:
        tries.append(1)
        raise OSError("no process can be started")

    add(scheduler), add(scheduler, "bob")
    until(lambda: all(worker.token for worker in workers))
    lost = workers[0].token
    monkeypatch.setattr(workers[0], "start", fail)
    workers[0].kill()
    until(lambda: tries)
    workers[1].end("done")
    until(lambda: workers[1].token == lost)


def test_a_worker_that_never_gets_ready_is_not_started_in_a_row() -> None:
    worker = PlayedWorker()
    slot = roster.Slot(worker, lambda slot, event: None)
    slot.start()
    assert slot.note_exit() == ""
    slot.keep_alive(60)
    assert worker.starts == 1
    slot.is_ready = True
    slot.note_exit()
    slot.keep_alive(60)
    assert worker.starts == 2
    worker.kill()


def test_what_is_removed_while_it_is_painted_goes_when_its_worker_has_left_it(
    alone: Scheduler, workers: list[PlayedWorker]
) -> None:
    token = add(alone)
    until(lambda: workers[0].token == token)
    folder = alone.folder(token)
    alone.apply(token, RemovalRequested())
    assert folder.root.is_dir()
    workers[0].end("abandoned")
    until(lambda: state_of(alone, token) == "gone")
    assert not folder.root.exists()


def test_what_was_to_be_removed_goes_at_the_next_start(
    tmp_path: Path, workers: list[PlayedWorker]
) -> None:
    with contextlib.closing(Scheduler(Limits(data=tmp_path), workers[:1])) as first:
        token = add(first)
        until(lambda: workers[0].token == token)
        first.apply(token, RemovalRequested())
    with contextlib.closing(Scheduler(Limits(data=tmp_path), workers[1:])) as second:
        assert state_of(second, token) == "gone"


def test_stopping_what_was_begun_lets_its_result_be_written(
    alone: Scheduler, workers: list[PlayedWorker]
) -> None:
    token, other = add(alone), add(alone)
    until(lambda: workers[0].token == token)
    folder: JobFolder = alone.folder(token)
    folder.put(CHECKPOINT, b"")
    workers[0].say(CheckpointSaved(token=token, iteration=4))
    alone.apply(token, PauseRequested())
    workers[0].end("paused")
    until(lambda: workers[0].token == other)
    assert (state_of(alone, token), alone.status(token).iteration) == ("paused", 4)

    alone.request(token, "stop")
    assert alone.status(token).is_finishing
    workers[0].end("done")
    until(lambda: workers[0].token == token)
    assert isinstance(workers[0].told[-1], Paint) and workers[0].told[-1].wants_stop
    folder.put(RESULT, b"PNG")
    workers[0].end("stopped")
    until(lambda: alone.status(token).result)
    assert not folder.has(CHECKPOINT), "of no use any more"


def test_stopping_what_was_never_begun_leaves_no_picture(
    alone: Scheduler, workers: list[PlayedWorker]
) -> None:
    first, second = add(alone), add(alone)
    until(lambda: workers[0].token == first)
    alone.request(second, "stop")
    status = alone.status(second)
    assert (status.state, status.result, status.place) == ("stopped", None, 0)


def test_a_paused_job_comes_back_to_its_place(
    alone: Scheduler, workers: list[PlayedWorker]
) -> None:
    _, second, third = add(alone), add(alone, "bob"), add(alone, "cem")
    alone.apply(second, PauseRequested())
    until(lambda: alone.status(third).place == 1)
    alone.apply(second, ResumeRequested())
    assert [alone.status(token).place for token in (second, third)] == [1, 2]


def test_every_change_has_another_version(
    alone: Scheduler, workers: list[PlayedWorker]
) -> None:
    token = add(alone)
    until(lambda: workers[0].token == token)
    before = alone.status(token).version
    workers[0].show(1)
    until(lambda: alone.status(token).version > before)
    assert alone.status(token).preview == b"JPEG"


def test_what_a_worker_tells_of_another_job_is_not_believed(
    alone: Scheduler, workers: list[PlayedWorker]
) -> None:
    token = add(alone)
    until(lambda: workers[0].token == token)
    for stranger in ("x", new_token()):
        workers[0].say(RunEnded(kind="done", token=stranger))
    workers[0].show(2)
    until(lambda: alone.status(token).iteration == 2)
    assert state_of(alone, token) == "painting"
