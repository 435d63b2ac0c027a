"""One address gets its share, and no other address pays for it."""

from contextlib import ExitStack

import pytest

from page.guard import shares
from page.guard.refusals import Refusal
from page.guard.shares import MB, Shares

HERE, THERE = "203.0.113.7", "203.0.113.8"


def upload(share, address, size):
    share.begin_upload(address, size)
    share.end_upload(address, size)


def test_so_many_files_an_hour():
    share = Shares(uploads=3, upload_mb=100)
    for _ in range(3):
        upload(share, HERE, 10)
    with pytest.raises(Refusal, match="3 files, or 100 MB") as refused:
        upload(share, HERE, 10)
    assert refused.value.status == 429
    assert 3000 < int(refused.value.headers["Retry-After"]) <= 3600
    upload(share, THERE, 10)


def test_so_many_bytes_an_hour():
    share = Shares(uploads=100, upload_mb=10)
    upload(share, HERE, 6 * MB)
    with pytest.raises(Refusal, match="10 MB"):
        share.begin_upload(HERE, 6 * MB)
    upload(share, HERE, 3 * MB)
    upload(share, THERE, 6 * MB)


def test_bytes_count_that_came_though_none_were_announced():
    share = Shares(uploads=100, upload_mb=10)
    for _ in range(2):
        share.begin_upload(HERE, 0)
        share.end_upload(HERE, 8 * MB)
    with pytest.raises(Refusal):
        share.begin_upload(HERE, 0)


def test_so_much_at_once_and_a_place_is_given_back(monkeypatch):
    monkeypatch.setattr(shares, "MAX_AT_ONCE", 3)
    monkeypatch.setattr(shares, "MAX_AT_ONCE_EACH", 2)
    share = Shares(1, 1)
    with ExitStack() as places:
        places.enter_context(share.place(HERE))
        places.enter_context(share.place(HERE))
        with pytest.raises(Refusal, match="at once from this address") as refused:
            places.enter_context(share.place(HERE))
        assert refused.value.status == 429
        places.enter_context(share.place(THERE))
        with pytest.raises(Refusal, match="busy") as refused:
            places.enter_context(share.place("203.0.113.9"))
        assert (refused.value.status, refused.value.headers["Retry-After"]) == (
            503,
            "5",
        )
    with share.place(HERE):
        pass
