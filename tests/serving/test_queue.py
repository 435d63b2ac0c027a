"""Whose turn it is, and how long the others wait."""

import itertools
from typing import Any

import pytest

from nst_core.jobs.job import Job, State
from nst_core.serving.queue import (
    UNKNOWN_S,
    format_duration,
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


def test_first_come_first_served() -> None:
    jobs = [job_of("a", created=3.0), job_of("b", created=1.0), job_of("c")]
    for order in itertools.permutations(jobs):
        assert tokens(waiting(order)) == "bca"


def test_whoever_has_one_job_is_not_behind_all_of_another_client() -> None:
    many = [job_of(f"{n}", client="x", created=float(n)) for n in range(4)]
    late = job_of("a", client="y", created=9.0)
    assert tokens(waiting([*many, late])) == "0a123"


def test_a_job_that_is_painted_is_its_clients_turn() -> None:
    many = [job_of(f"{n}", client="x", created=float(n)) for n in range(4)]
    many[0] = many[0].changed(state="painting")
    late = [job_of(x, client=x, created=9.0) for x in "ab"]
    assert tokens(waiting([*many, *late])) == "ab123"


@pytest.mark.parametrize(
    "rest", [{"state": "done", "ended": 10.0}, {"state": "paused", "paused": 10.0}]
)
def test_whose_turn_has_just_ended_is_behind_all_who_waited_meanwhile(
    rest: Any,
) -> None:
    had = job_of("0", client="x", **rest)
    more = [job_of(f"{n}", client="x", created=float(n)) for n in (1, 2)]
    others = [
        job_of("a", client="a", created=9.0),
        job_of("b", client="b", created=8.0),
    ]
    later = job_of("c", client="c", created=11.0)
    assert tokens(waiting([had, *more, *others, later])) == "ba1c2"


def test_names_that_a_client_invents_give_it_no_further_turn() -> None:
    many = [
        job_of(f"{n}", client="x", visitor=f"name {n}", created=float(n))
        for n in range(5)
    ]
    assert tokens(waiting([*many, job_of("a", client="y", created=9.0)])) == "0a1234"


def test_in_older_records_the_visitors_name_tells_who_it_is() -> None:
    jobs = [job_of("a", created=1.0), job_of("b", created=2.0)]
    jobs.append(job_of("c", visitor="bob", created=3.0))
    assert tokens(waiting(jobs)) == "acb"


def test_nobody_waits_for_ever_while_others_come() -> None:
    """A client's second job is next but one after its first, whoever comes then."""
    jobs = [job_of(f"{n}", client="x", created=float(n)) for n in range(2)]
    jobs[0] = jobs[0].changed(state="done", ended=10.0)
    crowd = [job_of(f"late {n}", client=f"{n}", created=11.0 + n) for n in range(50)]
    assert waiting([*jobs, *crowd])[0].token == "1"


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
