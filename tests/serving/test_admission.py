"""Who may join the queue, and when to come back."""

import pytest

from nst_core.errors import BusyError
from nst_core.jobs.job import Job, State
from nst_core.serving.admission import Asker, require_place, require_quota
from nst_core.serving.limits import Limits
from tests.serving.test_queue import job_of

ANN, BOB = Asker("ann"), Asker("bob")


def refusal(
    jobs: list[Job],
    painting_s: float = 0.0,
    asker: Asker | None = None,
    **limits: float,
) -> str:
    """The words with which Ann is refused a place."""
    with pytest.raises(BusyError) as caught:
        require_place(jobs, asker or ANN, Limits(**limits), [painting_s])
    return str(caught.value)


def test_nobody_is_refused_while_there_is_room() -> None:
    others = [job_of(f"{n}", visitor=f"visitor {n}") for n in range(4)]
    require_place(others, ANN, Limits(queue=5), [0])
    require_place([], ANN, Limits(queue=1, waiting_each=1), [0])


def test_the_queue_is_bounded() -> None:
    others = [job_of(f"{n}", visitor=f"visitor {n}", seconds=50) for n in range(5)]
    assert refusal(others, 200, queue=5).startswith(
        "5 pictures are waiting or paused already"
    )
    require_place(others[1:], ANN, Limits(queue=5), [200])


@pytest.mark.parametrize("state", ["painting", "stopped", "done", "failed"])
def test_what_does_not_wait_takes_no_place_in_the_queue(state: State) -> None:
    others = [job_of("a", visitor="bob"), job_of("b", visitor="cem", state=state)]
    require_place(others, ANN, Limits(queue=2), [0])


def test_what_is_paused_takes_a_place_in_the_queue() -> None:
    """Else anybody could fill the disk, by pausing one job after another."""
    others = [job_of("a", visitor="bob"), job_of("b", visitor="cem", state="paused")]
    assert refusal(others, queue=2).startswith("2 pictures are waiting or paused")


def test_a_full_queue_has_a_place_when_the_painter_is_free() -> None:
    others = [job_of(f"{n}", visitor=f"visitor {n}", seconds=50) for n in range(5)]
    assert "Come back in about 3 min, " in refusal(others, 200, queue=5)
    assert "Come back in about 50 s, " in refusal(others, 0, queue=5)


def test_a_visitor_has_one_job_painted_and_few_waiting() -> None:
    own = [job_of("a", state="painting"), job_of("b"), job_of("c")]
    require_place(own[:2], ANN, Limits(waiting_each=2), [30])
    assert refusal(own, 30, waiting_each=2).startswith("3 of your pictures are being")
    require_place(own, BOB, Limits(waiting_each=2), [30])


@pytest.mark.parametrize("state", ["stopped", "done", "failed"])
def test_what_is_over_is_no_part_of_a_share(state: State) -> None:
    own = [job_of(f"{n}", state=state) for n in range(5)] + [job_of("b"), job_of("c")]
    require_place(own, ANN, Limits(waiting_each=2), [0])


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


UNFINISHED: tuple[State, ...] = ("queued", "painting", "paused")


def test_names_that_a_client_invents_give_it_no_further_place() -> None:
    own: list[Job] = []
    for number in range(200):
        asker = Asker(f"name {number}", "x")
        try:
            require_place(own, asker, Limits(per_address_jobs=7), [0])
        except BusyError as error:
            assert "7 pictures from your network address" in str(error)
        else:
            own.append(
                job_of(
                    f"{number}",
                    visitor=asker.visitor,
                    client="x",
                    state=UNFINISHED[number % 3],
                )
            )
    assert len(own) == 7
    require_place(own, Asker("ann", "y"), Limits(per_address_jobs=7), [0])


@pytest.mark.parametrize("state", ["stopped", "done", "failed"])
def test_what_is_over_is_no_part_of_an_addresss_share(state: State) -> None:
    own = [job_of(f"{n}", client="x", visitor=f"{n}", state=state) for n in range(5)]
    require_place(own, Asker("ann", "x"), Limits(per_address_jobs=1), [0])


def test_whose_address_is_not_known_is_limited_by_name_and_queue_alone() -> None:
    own = [job_of(f"{n}", visitor=f"{n}") for n in range(5)]
    require_place(own, ANN, Limits(per_address_jobs=1, per_address_jobs_hour=1), [0])


def test_a_share_of_an_address_has_a_place_when_its_first_job_is_done() -> None:
    jobs = [
        job_of("other", visitor="bob", client="y", created=0.0, seconds=20),
        *(
            job_of(f"{n}", visitor=f"{n}", client="x", created=1.0 + n, seconds=10)
            for n in range(3)
        ),
    ]
    said = refusal(jobs, 30, Asker("new", "x"), per_address_jobs=3)
    assert "come back in about 60 s." in said


def test_an_address_begins_so_many_jobs_within_an_hour() -> None:
    recent = Asker("ann", "x", (3000.0, 20.0, 10.0))
    require_place([], recent, Limits(per_address_jobs_hour=4), [0])
    said = refusal([], 0, recent, per_address_jobs_hour=3)
    assert said.startswith("3 pictures were begun from your network address")
    assert "Come back in about 10 min." in said


def test_what_waits_must_leave_room_in_the_quota() -> None:
    limits = Limits(quota_gb=0.01)
    require_quota(4_000_000, 6_000_000, limits, 50)
    with pytest.raises(BusyError, match="leave no room .* 4 MB .* about 50 s"):
        require_quota(4_000_000, 6_000_001, limits, 50)


def test_what_no_end_of_another_job_makes_room_for_is_told_so() -> None:
    with pytest.raises(BusyError, match="take 20 MB, but .* 10 MB here. Choose small"):
        require_quota(20_000_000, 0, Limits(quota_gb=0.01), 50)
