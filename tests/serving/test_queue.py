"""Whose turn it is, who may join, and when to come back."""

import itertools
from typing import Any

import pytest

from nst_core.errors import BusyError
from nst_core.jobs.job import Job, State
from nst_core.serving.limits import Limits
from nst_core.serving.queue import (
    UNKNOWN_S,
    format_duration,
    require_place,
    seconds_of,
    wait_s,
    waiting,
)
from nst_core.settings.settings import Settings

STATES: tuple[State, ...] = (
    "queued", "painting", "paused", "stopped", "done", "failed",
)  # fmt: skip
CHOSEN = Settings()


def job_of(token: str, **more: Any) -> Job:
    said: dict[str, Any] = {
        "visitor": "ann",
        "created": 1.0,
        "initial_settings": CHOSEN,
        "settings": CHOSEN,
        "key": "",
    }
    return Job(token=token, **said | more)


def tokens(jobs: list[Job]) -> str:
    return "".join(job.token for job in jobs)


def refusal(jobs: list[Job], painting_s: float = 0.0, **limits: float) -> str:
    """The words with which Ann is refused a place."""
    with pytest.raises(BusyError) as caught:
        require_place(jobs, "ann", Limits(**limits), [painting_s])
    return str(caught.value)


def test_first_come_first_served() -> None:
    jobs = [job_of("a", created=3.0), job_of("b", created=1.0), job_of("c")]
    for order in itertools.permutations(jobs):
        assert tokens(waiting(order)) == "bca"


def test_only_queued_jobs_wait() -> None:
    jobs = [job_of(state, state=state) for state in STATES]
    assert [job.token for job in waiting(jobs)] == ["queued"]


def test_what_only_needs_finishing_does_not_wait() -> None:
    jobs = [
        job_of("a", created=1.0),
        job_of("b", created=2.0, wants_stop=True),
        job_of("c", created=3.0, wants_stop=True),
    ]
    assert tokens(waiting(jobs)) == "bca"


def test_the_wait_is_the_sum_of_what_is_modelled() -> None:
    assert seconds_of([]) == 0
    assert seconds_of([job_of("a", seconds=10.5), job_of("b", seconds=20)]) == 30.5
    assert seconds_of([job_of("a", seconds=10.5), job_of("b")]) == 10.5 + UNKNOWN_S


def test_with_more_workers_the_wait_is_for_the_first_that_is_free() -> None:
    jobs = [job_of(name, seconds=20) for name in "abc"]
    assert wait_s([], [30]) == 30
    assert wait_s(jobs, [30]) == 90
    assert [wait_s(jobs[:n], [30, 5]) for n in range(4)] == [5, 25, 30, 45]


def test_nobody_is_refused_while_there_is_room() -> None:
    others = [job_of(f"{n}", visitor=f"visitor {n}") for n in range(4)]
    require_place(others, "ann", Limits(queue=5), [0])
    require_place([], "ann", Limits(queue=1, waiting_each=1), [0])


def test_the_queue_is_bounded() -> None:
    others = [job_of(f"{n}", visitor=f"visitor {n}", seconds=50) for n in range(5)]
    assert refusal(others, 200, queue=5).startswith("5 pictures are waiting already")
    require_place(others[1:], "ann", Limits(queue=5), [200])


@pytest.mark.parametrize("state", [state for state in STATES if state != "queued"])
def test_what_does_not_wait_takes_no_place_in_the_queue(state: State) -> None:
    others = [job_of("a", visitor="bob"), job_of("b", visitor="cem", state=state)]
    require_place(others, "ann", Limits(queue=2), [0])


def test_a_full_queue_has_a_place_when_the_painter_is_free() -> None:
    others = [job_of(f"{n}", visitor=f"visitor {n}", seconds=50) for n in range(5)]
    assert "Come back in about 3 min, " in refusal(others, 200, queue=5)
    assert "Come back in about 50 s, " in refusal(others, 0, queue=5)


def test_a_visitor_has_one_job_painted_and_few_waiting() -> None:
    own = [job_of("a", state="painting"), job_of("b"), job_of("c")]
    require_place(own[:2], "ann", Limits(waiting_each=2), [30])
    assert refusal(own, 30, waiting_each=2).startswith("3 of your pictures are being")
    require_place(own, "bob", Limits(waiting_each=2), [30])


@pytest.mark.parametrize("state", ["stopped", "done", "failed"])
def test_what_is_over_is_no_part_of_a_share(state: State) -> None:
    own = [job_of(f"{n}", state=state) for n in range(5)] + [job_of("b"), job_of("c")]
    require_place(own, "ann", Limits(waiting_each=2), [0])


def test_what_is_paused_is_part_of_a_share() -> None:
    """Else a visitor could wait with any number, by pausing one after another."""
    own = [job_of(f"{n}", state="paused") for n in range(3)]
    assert "painted, waiting or paused" in refusal(own, 0, waiting_each=2)


def test_a_share_has_a_place_when_the_painted_one_is_done() -> None:
    own = [job_of("a", state="painting"), job_of("b"), job_of("c")]
    assert "come back in about 45 s." in refusal(own, 45, waiting_each=2)


def test_a_share_has_a_place_when_the_first_one_that_waits_is_done() -> None:
    """It is still part of the share while it is painted."""
    jobs = [
        job_of("other", visitor="bob", created=0.0, seconds=20),
        *(job_of(f"{n}", created=1.0 + n, seconds=10) for n in range(3)),
    ]
    assert "come back in about 60 s." in refusal(jobs, 30, waiting_each=2)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 s"),
        (0.2, "1 s"),
        (45.4, "45 s"),
        (89, "89 s"),
        (90, "2 min"),
        (150.1, "3 min"),
        (7200, "120 min"),
    ],
)
def test_a_wait_is_told_as_people_say_it(seconds: float, words: str) -> None:
    assert format_duration(seconds) == words
