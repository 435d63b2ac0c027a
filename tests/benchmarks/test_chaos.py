"""The chaos benchmark still runs: toys, mostly with the service of many tests."""

import json
import sys

import pytest

from benchmarks import chaos, chaos_server
from benchmarks.chaos_diary import Diary

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")


def test_stopped_jobs_leave_whole_files(service, tmp_path):
    found = chaos_server.stop_jobs(service, 1, tmp_path, most_wait_s=0.2)
    assert len(found["all"]) == 1


def test_visitors_who_submit_at_once_get_their_own_pictures(service, tmp_path):
    found = chaos_server.let_all_submit(service, 2, tmp_path)
    assert found["crowd_right"] == 2, found["wrong"]


def test_a_row_of_jobs_tells_what_is_held(service, tmp_path):
    level = chaos_server.paint_row(service, 1, tmp_path)["level"]
    assert level["first"]["worker_mb"] > level["first"]["server_mb"] / 100 > 0
    assert chaos_server.workers(service.limits.data) == [service.worker_pid]


def test_a_killed_server_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(chaos, "KILL_S", (2.0, 2.2))
    monkeypatch.setattr(chaos, "LONG_SHARE", 0)
    found = chaos.kills(1, tmp_path)
    assert found["server_kills"] == 1 and found["jobs"] == found["found"] > 0
    assert chaos.is_sound(found | {"crowd_right": 0}, visitors=0)


def test_a_result_that_was_there_and_is_not_is_lost(tmp_path):
    lines = [
        {"kind": "up"},
        {"kind": "token", "token": "T"},
        {"kind": "seen", "token": "T", "state": "done", "result": True},
        {"kind": "seen", "token": "T", "state": "done", "result": False},
    ]
    about = {"seconds": 1.0, "at": 2.0}
    path = tmp_path / "log"
    path.write_text("".join(json.dumps(line | about) + "\n" for line in lines))
    diary = Diary(path)
    diary.read()
    diary.close()
    assert diary.servers == 1 and diary.results_lost == {"T"}
