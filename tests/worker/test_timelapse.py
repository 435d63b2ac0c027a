"""The moments of a painting: bounded in number, from the first to the newest."""

from itertools import pairwise
from pathlib import Path

import pytest

from nst_core.jobs.folder import frame_of, frames
from nst_core.worker.timelapse import MOST_FRAMES, TimeLapse


def picture(iteration: int) -> bytes:
    return f"the picture after {iteration} iterations".encode()


def kept(folder: Path) -> list[int]:
    return [int(path.stem) for path in frames(folder)]


def test_a_short_painting_is_kept_whole(tmp_path: Path) -> None:
    time_lapse = TimeLapse(tmp_path / "frames")
    for iteration in range(MOST_FRAMES):
        time_lapse.show(iteration, picture(iteration))
    assert kept(tmp_path / "frames") == list(range(MOST_FRAMES))
    for path in frames(tmp_path / "frames"):
        assert path.read_bytes() == picture(int(path.stem))


@pytest.mark.parametrize("pace", [1, 7])
def test_a_long_painting_is_kept_in_a_bounded_number_of_moments(
    tmp_path: Path, pace: int
) -> None:
    """At any time: the first, the newest, and no large gap between."""
    time_lapse = TimeLapse(tmp_path)
    for iteration in range(0, 4 * MOST_FRAMES * pace, pace):
        time_lapse.show(iteration, picture(iteration))
        here = kept(tmp_path)
        assert len(here) == min(iteration // pace + 1, MOST_FRAMES)
        assert (here[0], here[-1]) == (0, iteration)
        assert largest_gap(here) <= max(pace, 2.5 * iteration / MOST_FRAMES)


def test_it_goes_on_after_interruptions(tmp_path: Path) -> None:
    """Each time from a checkpoint some moments older than the newest picture."""
    for begin in range(0, 240, 30):
        time_lapse = TimeLapse(tmp_path)
        for iteration in range(begin, begin + 40):
            time_lapse.show(iteration, picture(iteration))
    here = kept(tmp_path)
    assert len(here) == MOST_FRAMES
    assert (here[0], here[-1]) == (0, 249)
    assert largest_gap(here) <= 2.5 * 249 / MOST_FRAMES


def largest_gap(iterations: list[int]) -> int:
    return max((after - before for before, after in pairwise(iterations)), default=0)


def test_more_iterations_than_digits_stay_in_order(tmp_path: Path) -> None:
    time_lapse = TimeLapse(tmp_path)
    for iteration in (0, 9, 80, 700, 5000):
        time_lapse.show(iteration, picture(iteration))
    assert kept(tmp_path) == [0, 9, 80, 700, 5000]


def test_a_moment_is_found_by_its_iteration(tmp_path: Path) -> None:
    for iteration in (0, 7):
        TimeLapse(tmp_path).show(iteration, picture(iteration))
    assert frame_of(tmp_path, 7) == tmp_path / "00007.jpg"
    assert frame_of(tmp_path, 8) is None
    assert frame_of(tmp_path / "none", 0) is None


def test_a_place_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "frames").touch()
    with pytest.raises(OSError):
        TimeLapse(tmp_path / "frames").show(0, picture(0))
