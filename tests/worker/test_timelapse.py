"""The kept frames of a job: bounded in number, from the first to the newest."""

from itertools import pairwise
from pathlib import Path

import pytest

from nst_core.jobs.folder import JobFolder, frame_name
from nst_core.worker.timelapse import MAX_FRAMES, TimeLapse


def picture(iteration: int) -> bytes:
    return f"the picture after {iteration} iterations".encode()


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    return JobFolder(tmp_path)


def test_a_short_painting_is_kept_whole(folder: JobFolder) -> None:
    time_lapse = TimeLapse(folder)
    for iteration in range(MAX_FRAMES):
        time_lapse.add(iteration, picture(iteration))
    assert folder.frames() == list(range(MAX_FRAMES))
    for iteration in folder.frames():
        assert folder.get(frame_name(iteration)) == picture(iteration)


@pytest.mark.parametrize("pace", [1, 7])
def test_a_long_painting_is_kept_in_a_bounded_number_of_frames(
    folder: JobFolder, pace: int
) -> None:
    """At any time: the first, the newest, and no large gap between."""
    time_lapse = TimeLapse(folder)
    for iteration in range(0, 4 * MAX_FRAMES * pace, pace):
        time_lapse.add(iteration, picture(iteration))
        here = folder.frames()
        assert len(here) == min(iteration // pace + 1, MAX_FRAMES)
        assert (here[0], here[-1]) == (0, iteration)
        assert largest_gap(here) <= max(pace, 2.5 * iteration / MAX_FRAMES)


def test_it_goes_on_after_interruptions(folder: JobFolder) -> None:
    """Each time from a checkpoint some frames older than the newest picture."""
    for begin in range(0, 240, 30):
        time_lapse = TimeLapse(folder)
        for iteration in range(begin, begin + 40):
            time_lapse.add(iteration, picture(iteration))
    here = folder.frames()
    assert len(here) == MAX_FRAMES
    assert (here[0], here[-1]) == (0, 249)
    assert largest_gap(here) <= 2.5 * 249 / MAX_FRAMES


def largest_gap(iterations: list[int]) -> int:
    return max((after - before for before, after in pairwise(iterations)), default=0)


def test_more_iterations_than_digits_stay_in_order(folder: JobFolder) -> None:
    time_lapse = TimeLapse(folder)
    for iteration in (0, 9, 80, 700, 5000):
        time_lapse.add(iteration, picture(iteration))
    assert folder.frames() == [0, 9, 80, 700, 5000]


def test_a_place_that_is_no_folder_is_told(folder: JobFolder) -> None:
    folder.path("frames").touch()
    with pytest.raises(OSError):
        TimeLapse(folder).add(0, picture(0))
