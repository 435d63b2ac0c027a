"""Losses by iteration: bounded in number, and going on after an interruption."""

import errno
import json
from itertools import pairwise
from pathlib import Path

import pytest

from nst_core.jobs.folder import LOSSES, JobFolder
from nst_core.worker.cost_history import MAX_POINTS, CostHistory, read_costs


def shown(history: CostHistory, *iterations: int) -> CostHistory:
    for iteration in iterations:
        history.add(iteration, 100 / (iteration + 1), 1.5, 0.25)
    return history


def kept(folder: JobFolder) -> list[int]:
    return [point[0] for point in json.loads(folder.get(LOSSES))]


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    return JobFolder(tmp_path)


def test_nothing_is_written_before_it_is_saved(folder: JobFolder) -> None:
    history = shown(CostHistory(folder), 0, 5)
    assert not folder.has(LOSSES)
    history.save()
    assert json.loads(folder.get(LOSSES)) == [
        [0, 100.0, 1.5, 0.25],
        [5, 16.6667, 1.5, 0.25],
    ]


@pytest.mark.parametrize("pace", [1, 7])
def test_a_long_history_is_thinned_evenly(folder: JobFolder, pace: int) -> None:
    last = 5000 // pace * pace
    shown(CostHistory(folder), *range(0, last + 1, pace)).save()
    here = kept(folder)
    assert len(here) == MAX_POINTS
    assert (here[0], here[-1]) == (0, last)
    assert max(b - a for a, b in pairwise(here)) <= 2.5 * last / MAX_POINTS
    assert len(folder.get(LOSSES)) < 20_000


def test_it_goes_on_from_its_checkpoint(folder: JobFolder) -> None:
    """Iterations beyond it are painted again, perhaps with other weights."""
    shown(CostHistory(folder), 0, 5, 10, 15).save()
    history = CostHistory(folder)
    history.add(10, 7, 8, 9)
    history.save()
    assert read_costs(folder)[1:] == [(5, 16.6667, 1.5, 0.25), (10, 7, 8, 9)]
    shown(CostHistory(folder), 0).save()  # the checkpoint was lost
    assert kept(folder) == [0]


@pytest.mark.parametrize(
    "text", ["", "7", "[[1]]", "[[1,2,3,null]]", '["abcd"]', "[[Infinity,1,1,1]]", "{"]
)
def test_a_damaged_file_is_begun_anew(folder: JobFolder, text: str) -> None:
    folder.put(LOSSES, text.encode())
    shown(CostHistory(folder), 3).save()
    assert kept(folder) == [3]


def test_a_cost_that_is_no_number_has_no_point(folder: JobFolder) -> None:
    history = CostHistory(folder)
    history.add(0, 1, float("nan"), 1)
    history.add(1, float("inf"), 1, 1)
    shown(history, 2).save()
    assert kept(folder) == [2]


def test_without_room_the_file_before_stays(
    folder: JobFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = shown(CostHistory(folder), 0)
    history.save()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(JobFolder, "put", full)
    shown(history, 1).save()
    assert kept(folder) == [0]
