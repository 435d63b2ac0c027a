"""The moments of a painting: bounded in number, from the first to the newest."""

from itertools import pairwise
from pathlib import Path

import pytest

from nst_core.serving.timelapse import MOST_FRAMES, TimeLapse, frames


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
    """At any time there are many, the first, and the newest but for a moment."""
    time_lapse = TimeLapse(tmp_path)
    for iteration in range(0, 700 * pace, pace):
        time_lapse.show(iteration, picture(iteration))
        here = kept(tmp_path)
        assert len(here) <= MOST_FRAMES
        assert here[0] == 0
        if iteration >= MOST_FRAMES * pace:
            assert len(here) > MOST_FRAMES // 2
            gaps = [after - before for before, after in pairwise(here)]
            assert iteration - here[-1] < max(gaps)
            assert max(gaps) <= 2 * iteration / (MOST_FRAMES // 2)


def test_thinning_keeps_the_first_and_the_newest(tmp_path: Path) -> None:
    time_lapse = TimeLapse(tmp_path)
    for iteration in range(MOST_FRAMES + 1):
        time_lapse.show(iteration, picture(iteration))
    here = kept(tmp_path)
    assert len(here) < MOST_FRAMES
    assert (here[0], here[-1]) == (0, MOST_FRAMES)


def test_it_goes_on_after_an_interruption(tmp_path: Path) -> None:
    """However often: each time with a few moments more than the checkpoint has."""
    newest = 0
    for begin in range(0, 600, 30):
        time_lapse = TimeLapse(tmp_path)
        for newest in range(begin, begin + 40):
            time_lapse.show(newest, picture(newest))
            assert len(kept(tmp_path)) <= MOST_FRAMES
    here = kept(tmp_path)
    assert here[0] == 0
    assert newest - here[-1] < 5


@pytest.mark.xfail(strict=True, reason="after it, every picture is kept again")
def test_an_interruption_does_not_crowd_out_what_was_before(tmp_path: Path) -> None:
    for half in range(2):
        time_lapse = TimeLapse(tmp_path)
        for iteration in range(300 * half, 300 * half + 300):
            time_lapse.show(iteration, picture(iteration))
    before = [iteration for iteration in kept(tmp_path) if iteration < 300]
    assert len(before) > len(kept(tmp_path)) / 4


def test_more_iterations_than_digits_stay_in_order(tmp_path: Path) -> None:
    time_lapse = TimeLapse(tmp_path)
    for iteration in (0, 9, 80, 700, 5000):
        time_lapse.show(iteration, picture(iteration))
    assert kept(tmp_path) == [0, 9, 80, 700, 5000]


def test_a_place_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "frames").touch()
    with pytest.raises(OSError):
        TimeLapse(tmp_path / "frames")
