"""The benchmarks of a served page still run: toys, at the server of many tests."""

import sys

import pytest

from benchmarks import crowd, guard, sketch_visits, soak, start_up
from tests.conftest import in_thread

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="crowd looks into /proc"
)


def test_a_crowd_gets_its_own_pictures_while_somebody_looks_on(address, tmp_path):
    visits, answers = in_thread(
        crowd.let_in, address, 2, tmp_path, processes=1, niceness=0, before_s=0.1
    )
    figures = crowd.summary(visits, answers)
    assert (figures["right"], figures["failed"]) == (2, 0), visits
    assert figures["unanswered"] == 0 and figures["whole_p99_ms"] > 0


def test_the_guard_is_raced_and_junk_is_refused(address):
    times = guard.race({"with": address, "without": address}, 2)
    assert {len(each) for sides in times.values() for each in sides.values()} == {2}
    spent = guard.refuse_all(address, sizes_mb=(1,))
    assert max(spent["cpu"].values()) < 500
    assert b" 413 " in guard.send_junk(address, "cancel", 1, says_length=True)


def test_guests_of_a_soak_get_their_own_pictures_whatever_else_they_do(
    address, monkeypatch
):
    monkeypatch.setattr(soak, "DEEDS", {"abort": 1.0, "junk": 1.0, "wrong": 1.0})
    found = in_thread(soak.soak, address, 3, 2, 1.0)
    assert (found["lost"], found["mixed"], found["failed"]) == (0, 0, 0), found
    assert found["done"] + found["stopped"] + found["removed"] == 3
    assert len(found["level"]) == 3 and soak.is_sound(found | {"grown": []})


@pytest.mark.browser
def test_the_first_frame_after_a_click_is_timed(browser, address):
    assert start_up.first_frame(browser, address, "quick") > 0


@pytest.mark.browser
def test_sketches_are_timed_from_the_click_and_ask_nothing_of_the_server(
    browser, address
):
    page = sketch_visits.opened(browser, address)
    clicks = sketch_visits.click_through(page, 0, calm_ms=200)
    assert 0 < clicks.first_ms <= clicks.large_ms
    assert clicks.next_ms > 0
    cost = sketch_visits.server_cost(page, address, 1, calm_ms=200)
    page.context.close()
    assert cost.requests == []
