"""Data of an older version is taken up, and goes on.

stored/ holds a data folder as the version of commit fc90cea wrote it, at 64 px: one job
that is done, with a mask, and one that waits with a checkpoint, was steered and paused.
"""

import contextlib
import queue
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nst_core.images.decoding import read_picture
from nst_core.jobs.folder import CHECKPOINT, RESULT, JobFolder
from nst_core.jobs.messages import (
    Capabilities,
    Command,
    Event,
    Paint,
    WorkerReady,
)
from nst_core.serving.limits import Limits
from nst_core.serving.scheduler import Scheduler
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.transfer.stylize import stylize
from nst_core.worker.job_run import JobRun

STORED = Path(__file__).parents[1] / "stored"
DONE, QUEUED = "bvtMsC-3d2JWaqDzowS4pQ", "HXNsFapvTKdvQNCrTZsQdw"
SHORT = Settings(
    size=64, scales=1, iterations=6, network="vgg16", precision="float32", plateau=0
)
STEERED = replace(SHORT, optimizer="adam", iterations=400)
PATIENCE_S = 60


class ThreadWorker:
    """A worker in this process, which has loaded TensorFlow anyway; paints really."""

    def __init__(self) -> None:
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._is_killed = False

    def start(self) -> None:
        pass

    def send(self, command: Command) -> None:
        self._commands.put(command)

    def events(self) -> Iterator[Event]:
        capabilities = Capabilities(network="vgg16", precisions={}, rates={})
        yield WorkerReady(capabilities=capabilities)
        while not self._is_killed:
            with contextlib.suppress(queue.Empty):
                command = self._commands.get(timeout=0.05)
                assert isinstance(command, Paint)
                told: list[Event] = []
                ended = JobRun(command, lambda wait_s: iter(()), told.append).run()
                yield from told
                yield ended

    def kill(self) -> None:
        self._is_killed = True


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(STORED, tmp_path_factory.mktemp("stored") / "data"))


@pytest.fixture(scope="module")
def scheduler(data: Path) -> Iterator[Scheduler]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NST_OFFLINE", "1")
        limits = Limits(data=data, keep_days=1e6)
        with contextlib.closing(Scheduler(limits, [ThreadWorker()])) as scheduler:
            yield scheduler


def stored(token: str) -> JobFolder:
    return JobFolder(STORED / "jobs" / token)


def test_a_finished_job_is_shown_as_it_was(scheduler: Scheduler) -> None:
    status = scheduler.status(DONE)
    assert (status.state, status.note, status.iteration) == ("done", None, 6)
    assert status.settings == SHORT
    assert status.result and status.result.read_bytes() == stored(DONE).get(RESULT)
    assert scheduler.folder(DONE).frames() == stored(DONE).frames() != []


def test_a_job_that_waits_goes_on_from_its_checkpoint(scheduler: Scheduler) -> None:
    """With what it was steered to before, and while it was paused."""
    assert stored(QUEUED).has(CHECKPOINT)
    deadline = time.monotonic() + PATIENCE_S
    while not (status := scheduler.status(QUEUED)).is_over:
        assert time.monotonic() < deadline, status
        time.sleep(0.01)
    assert (status.state, status.note) == ("done", None)
    assert status.result
    recipe = read_recipe(status.result)
    assert replace(recipe.settings, frame_every=STEERED.frame_every) == STEERED
    first, last = recipe.changes[0], recipe.changes[-1]
    assert first.values == {"beta": 20.0}
    assert last.values == {"iterations": status.iteration}
    assert 0 < first.iteration < last.iteration < status.iteration < 400


def test_an_old_recipe_paints_its_picture_again() -> None:
    """Another processor may round otherwise, so a shade is allowed."""
    folder = stored(DONE)
    recipe = read_recipe(folder.path(RESULT))
    assert replace(recipe.settings, frame_every=SHORT.frame_every) == SHORT
    (mask,) = filter(None, recipe.masks)
    assert mask
    *_, frame = stylize(
        read_picture(folder.path("content")),
        [read_picture(folder.path("style"))],
        recipe.settings,
        masks=[read_picture(folder.path("mask1"))],
    )
    painted = read_picture(folder.path(RESULT)).astype(int)
    assert np.abs(frame.picture.astype(int) - painted).mean() < 1
