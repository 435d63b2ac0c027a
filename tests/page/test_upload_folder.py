"""The folder of uploads holds what is in use, and nothing for ever."""

import os
import time

import pytest
from gradio.utils import get_upload_folder

from page import upload_folder
from page.upload_folder import (
    CUT_SHORT_S,
    KEPT_S,
    YOUNG_S,
    keep_swept,
    keep_uploads_in,
    note_use,
    sweep,
)

PLENTY = 1e12


def upload(folder, name, age_s, size=10):
    """A file as Gradio stores it, in a folder of its own, that came so long ago."""
    path = folder / name / "picture.png"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(size))
    age(path, age_s)
    return path


def age(path, age_s):
    then = time.time() - age_s
    os.utime(path, (then, then))


def test_uploads_lie_in_a_folder_of_this_server(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", "")
    assert keep_uploads_in(tmp_path)
    assert get_upload_folder() == str(tmp_path)

    assert not keep_uploads_in(tmp_path / "other")
    assert get_upload_folder() == str(tmp_path), "what is set holds"


def test_old_uploads_go_and_then_their_folders(tmp_path):
    old, young = (upload(tmp_path, x, s) for x, s in (("a", KEPT_S + 1), ("b", 5)))
    sweep(tmp_path, PLENTY)
    assert young.exists() and not old.exists()
    age(old.parent, CUT_SHORT_S + 1)
    sweep(tmp_path, PLENTY)
    assert [*tmp_path.iterdir()] == [young.parent]


def test_halves_of_uploads_go_once_nothing_has_come_for_a_while(tmp_path):
    left, growing = tmp_path / "tmpleft", tmp_path / "tmpgrowing"
    for path, age_s in ((left, CUT_SHORT_S + 1), (growing, CUT_SHORT_S - 60)):
        path.write_bytes(b"half")
        age(path, age_s)
    whole = upload(tmp_path, "a", CUT_SHORT_S + 1)
    sweep(tmp_path, PLENTY)
    assert growing.exists() and whole.exists() and not left.exists()


def test_what_was_used_lately_stays_however_old_it_is(tmp_path):
    used = upload(tmp_path, "a", KEPT_S + 1)
    changed_ns = used.stat().st_mtime_ns
    note_use(used)
    sweep(tmp_path, max_bytes=1)
    assert used.stat().st_mtime_ns == changed_ns, "by which the intake knows it"


def test_without_room_the_oldest_go_but_none_that_may_be_in_use(tmp_path):
    paths = [
        upload(tmp_path, f"{n}", age_s, 1000)
        for n, age_s in enumerate((10, YOUNG_S + 30, YOUNG_S + 60, YOUNG_S - 60))
    ]
    sweep(tmp_path, 3000)
    assert [path.exists() for path in paths] == [True, True, False, True]
    sweep(tmp_path, 1)
    assert [path.exists() for path in paths] == [True, False, False, True]


def test_the_folder_is_swept_again_and_again(tmp_path, monkeypatch):
    monkeypatch.setattr(upload_folder, "SWEEP_S", 0.01)
    first = upload(tmp_path, "a", KEPT_S + 1)
    keep_swept(tmp_path, PLENTY)
    assert not first.exists()
    later = upload(tmp_path, "b", KEPT_S + 1)
    deadline = time.monotonic() + 10
    while later.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    monkeypatch.setattr(upload_folder, "SWEEP_S", 1e6)  # the thread goes on


def test_a_folder_that_is_not_there_yet_is_swept(tmp_path):
    sweep(tmp_path / "none", 1)


def test_a_link_out_of_the_folder_harms_nobody(tmp_path):
    outside = tmp_path / "outside"
    kept = upload(outside, "a", KEPT_S + 1)
    (tmp_path / "uploads").mkdir()
    try:
        (tmp_path / "uploads" / "link").symlink_to(outside)
    except OSError:
        pytest.skip("no links here")
    sweep(tmp_path / "uploads", 1)
    assert kept.exists()
