"""The course of the costs: bounded in number, and goes on after an interruption."""

import errno
import json
from itertools import pairwise
from pathlib import Path

import pytest

from nst_core.worker import cost_history as costs
from nst_core.worker.cost_history import MOST_POINTS, CostCourse, read_costs


def shown(course: CostCourse, *iterations: int) -> CostCourse:
    for iteration in iterations:
        course.show(iteration, 100 / (iteration + 1), 1.5, 0.25)
    return course


def kept(path: Path) -> list[int]:
    return [point[0] for point in json.loads(path.read_text())]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "costs.json"


def test_nothing_is_written_before_it_is_saved(path: Path) -> None:
    course = shown(CostCourse(path), 0, 5)
    assert not path.exists()
    course.save()
    assert json.loads(path.read_text()) == [
        [0, 100.0, 1.5, 0.25],
        [5, 16.6667, 1.5, 0.25],
    ]


@pytest.mark.parametrize("pace", [1, 7])
def test_a_long_course_is_thinned_evenly(path: Path, pace: int) -> None:
    last = 5000 // pace * pace
    shown(CostCourse(path), *range(0, last + 1, pace)).save()
    here = kept(path)
    assert len(here) == MOST_POINTS
    assert (here[0], here[-1]) == (0, last)
    assert max(b - a for a, b in pairwise(here)) <= 2.5 * last / MOST_POINTS
    assert path.stat().st_size < 20_000


def test_it_goes_on_from_its_checkpoint(path: Path) -> None:
    """What lay beyond is painted again, perhaps with other weights."""
    shown(CostCourse(path), 0, 5, 10, 15).save()
    course = CostCourse(path)
    course.show(10, 7, 8, 9)
    course.save()
    assert read_costs(path)[1:] == [(5, 16.6667, 1.5, 0.25), (10, 7, 8, 9)]
    shown(CostCourse(path), 0).save()  # the checkpoint was lost
    assert kept(path) == [0]


@pytest.mark.parametrize(
    "text", ["", "7", "[[1]]", "[[1,2,3,null]]", '["abcd"]', "[[Infinity,1,1,1]]", "{"]
)
def test_a_damaged_file_is_begun_anew(path: Path, text: str) -> None:
    path.write_text(text)
    shown(CostCourse(path), 3).save()
    assert kept(path) == [3]


def test_a_cost_that_is_no_number_has_no_point(path: Path) -> None:
    course = CostCourse(path)
    course.show(0, 1, float("nan"), 1)
    course.show(1, float("inf"), 1, 1)
    shown(course, 2).save()
    assert kept(path) == [2]


def test_without_room_the_file_before_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = shown(CostCourse(path), 0)
    course.save()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(costs, "write_atomically", full)
    shown(course, 1).save()
    assert kept(path) == [0]
