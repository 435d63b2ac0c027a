"""Clients are told apart, and their addresses are not kept."""

import stat
import sys
import time
from pathlib import Path

import pytest

from nst_core.serving.clients import (
    HOUR_S,
    SALT,
    RecentJobs,
    client_hash,
    read_salt,
)


def test_a_folder_keeps_its_salt(tmp_path: Path) -> None:
    salt = read_salt(tmp_path)
    assert read_salt(tmp_path) == salt
    (tmp_path / "other").mkdir()
    assert read_salt(tmp_path / "other") != salt


def test_a_salt_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / SALT).write_bytes(b"short")
    assert read_salt(tmp_path) == read_salt(tmp_path) != b"short"


@pytest.mark.skipif(sys.platform == "win32", reason="has no modes")
def test_nobody_else_reads_the_salt(tmp_path: Path) -> None:
    read_salt(tmp_path)
    assert stat.S_IMODE((tmp_path / SALT).stat().st_mode) == 0o600


def test_a_hash_tells_clients_apart_and_no_address() -> None:
    one, other = client_hash("192.0.2.1", b"salt"), client_hash("192.0.2.2", b"salt")
    assert one == client_hash("192.0.2.1", b"salt") != other
    assert one != client_hash("192.0.2.1", b"another")
    assert "192" not in one
    assert client_hash("", b"salt") == ""


def test_what_a_client_begins_counts_for_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recent, now = RecentJobs(), time.time()
    for ago in (HOUR_S + 1, HOUR_S - 1, 5):
        recent.note("x", now - ago)
    assert len(recent.ages_s("x")) == 2 and recent.ages_s("y") == []
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert recent.ages_s("x") == [pytest.approx(65)]
