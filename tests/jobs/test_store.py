"""A job's record: what may become of it, and that a kill at any moment harms nobody."""

import base64
import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from nst_core.errors import JobError, Sentence
from nst_core.jobs.job import Job, State
from nst_core.jobs.store import JobStore
from nst_core.jobs.tokens import files_key, new_token, view_token
from nst_core.settings.settings import Settings

ODD_TOKENS = ["../x", "", None, 7, "x" * 22, ["x"], b"x" * 22, "\0", "..", "/"]


def job_of(**more: Any) -> Job:
    """A job as it is submitted, but for what is named."""
    data: dict[str, Any] = {
        "token": new_token(),
        "visitor": "ann",
        "created": 5.0,
        "initial_settings": Settings(beta=3),
        "settings": Settings(beta=4, size=99),
        "key": "k",
    }
    return Job(**data | more)


def create(store: JobStore, job: Job, pictures: Mapping[str, Path]) -> Job:
    with store.stage(job, pictures) as staged:
        store.commit(job, staged)
    return job


@pytest.fixture
def store(tmp_path: Path) -> JobStore:
    return JobStore(tmp_path / "data")


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / f"{name}.png" for name in ("content", "style")}
    for name, path in paths.items():
        path.write_bytes(f"the {name}'s pixels".encode())
    return paths


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    """The folder of all jobs' folders."""
    return tmp_path / "data" / "jobs"


def reopened(jobs: Path) -> JobStore:
    return JobStore(jobs.parent)


def refuse_to_flush(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("state", get_args(State))
def test_a_job_is_over_in_three_states(state: State) -> None:
    assert job_of(state=state).is_over == (state in ("stopped", "done", "failed"))


@pytest.mark.parametrize("end", ["stopped", "failed"])
def test_the_moment_of_an_end_is_noted_once(store: JobStore, end: State) -> None:
    before = time.time()
    ended = store.save(create(store, job_of(), {}).changed(state=end))
    assert before <= ended.ended <= time.time()
    assert store.save(ended.changed(note=Sentence("late", {}))).ended == ended.ended


def test_a_job_is_found_again_as_it_was_left(
    store: JobStore, jobs: Path, pictures: dict[str, Path]
) -> None:
    job = create(
        store, job_of(parent="p", seconds=1 / 3, note=Sentence("Grüße\n", {})), pictures
    )
    steered = replace(job.settings, alpha=2.5)
    changed = store.save(
        job.changed(settings=steered, wants_stop=True, worker_crashes=2)
    )
    other = create(store, job_of(created=4.0), pictures)

    again = reopened(jobs)
    assert again.all() == store.all() == [other, changed]  # the oldest first
    assert again.get(job.token).initial_settings == job.initial_settings != steered
    for name, path in pictures.items():
        assert again.folder(job.token).get(name) == path.read_bytes()


@pytest.mark.parametrize("prefix", ["new-", "old-"])
def test_a_folder_half_made_or_half_deleted_vanishes(
    store: JobStore, jobs: Path, pictures: dict[str, Path], prefix: str
) -> None:
    whole, half = (create(store, job_of(), pictures) for _ in range(2))
    (jobs / half.token).rename(jobs / f"{prefix}{half.token}")

    assert reopened(jobs).all() == [whole]
    assert os.listdir(jobs) == [whole.token]


FOREIGN: dict[str, Callable[[dict[str, Any]], object]] = {
    "no object": lambda data: [data],
    "nothing": lambda data: None,
    "no token": lambda data: {k: v for k, v in data.items() if k != "token"},
    "another token": lambda data: data | {"token": new_token()},
    "an unknown state": lambda data: data | {"state": "frozen"},
    "a list for a state": lambda data: data | {"state": ["done"]},
    "no settings": lambda data: data | {"settings": None},
    "unknown settings": lambda data: data | {"settings": {"glitter": 1}},
    "settings out of range": lambda data: data | {"begun_with": {"size": -1}},
}


def require_ignored(jobs: Path, job: Job, record: bytes) -> None:
    """Let a job's record be this, and see that the server does without the job."""
    (jobs / job.token / "job.json").write_bytes(record)
    again = reopened(jobs)
    assert job.token not in [other.token for other in again.all()]
    assert len(again.all()) == 1
    with pytest.raises(JobError):
        again.get(job.token)
    assert (jobs / job.token / "job.json").read_bytes() == record  # not ours to delete


@pytest.mark.parametrize("wrong", FOREIGN)
def test_a_record_of_another_program_is_ignored(
    store: JobStore, jobs: Path, wrong: str
) -> None:
    job, _ = (create(store, job_of(), {}) for _ in range(2))
    data = json.loads((jobs / job.token / "job.json").read_bytes())
    require_ignored(jobs, job, json.dumps(FOREIGN[wrong](data)).encode())


@pytest.mark.parametrize("record", [b"", b"{", b"\xff\xfe{}", b'{"token": 1e}'])
def test_a_damaged_record_is_ignored(
    store: JobStore, jobs: Path, record: bytes
) -> None:
    job, _ = (create(store, job_of(), {}) for _ in range(2))
    require_ignored(jobs, job, record)


def test_a_record_nested_too_deeply_is_ignored(store: JobStore, jobs: Path) -> None:
    job, _ = (create(store, job_of(), {}) for _ in range(2))
    require_ignored(jobs, job, b"[" * 100_000)


@pytest.mark.parametrize("created", [None, "yesterday", [1]])
def test_a_record_of_wrong_types_is_ignored(
    store: JobStore, jobs: Path, created: object
) -> None:
    job, _ = (create(store, job_of(), {}) for _ in range(2))
    data = json.loads((jobs / job.token / "job.json").read_bytes())
    require_ignored(jobs, job, json.dumps(data | {"created": created}).encode())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_record_that_was_cut_is_ignored(
    store: JobStore, jobs: Path, share: float
) -> None:
    job, _ = (create(store, job_of(), {}) for _ in range(2))
    record = (jobs / job.token / "job.json").read_bytes()
    require_ignored(jobs, job, record[: int(share * len(record))])


def test_what_is_no_job_at_all_does_no_harm(store: JobStore, jobs: Path) -> None:
    job = create(store, job_of(), {})
    (jobs / new_token()).touch()  # a file by a job's name
    (jobs / new_token()).mkdir()  # a folder without a record
    (jobs / "notes.txt").touch()
    assert reopened(jobs).all() == [job]


def test_a_newer_version_may_say_more(store: JobStore, jobs: Path) -> None:
    job = create(store, job_of(), {})
    path = jobs / job.token / "job.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"colour": "blue"}))
    assert reopened(jobs).get(job.token) == job


def test_a_missing_picture_leaves_nothing_behind(
    store: JobStore, jobs: Path, pictures: dict[str, Path]
) -> None:
    pictures["style"].unlink()
    job = job_of()
    with pytest.raises(FileNotFoundError):
        create(store, job, pictures)
    require_nothing(store, jobs, job)


def test_a_full_disk_leaves_nothing_of_a_new_job(
    store: JobStore,
    jobs: Path,
    pictures: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "fsync", refuse_to_flush)
    job = job_of()
    with pytest.raises(OSError, match="No space left"):
        create(store, job, pictures)
    require_nothing(store, jobs, job)


def require_nothing(store: JobStore, jobs: Path, job: Job) -> None:
    assert os.listdir(jobs) == []
    assert store.all() == []
    with pytest.raises(JobError):
        store.get(job.token)


def test_a_new_job_that_is_turned_away_leaves_nothing_behind(
    store: JobStore, jobs: Path, pictures: dict[str, Path]
) -> None:
    job = job_of()
    with store.stage(job, pictures) as staged:
        assert sorted(os.listdir(staged.root)) == ["content", "job.json", "style"]
    require_nothing(store, jobs, job)


def test_what_killed_writers_left_is_gone_after_the_next_start(
    store: JobStore, jobs: Path
) -> None:
    folder = store.folder(create(store, job_of(), {}).token).root
    (folder / "frames").mkdir()
    for part in (folder / ".ab.part", folder / "frames" / ".cd.part"):
        part.touch()
    reopened(jobs)
    assert sorted(os.listdir(folder)) == ["frames", "job.json"]
    assert os.listdir(folder / "frames") == []


@pytest.mark.parametrize(("quota_bytes", "keep_s"), [(1e9, 60), (10, 1e9)])
def test_folders_that_nobody_can_read_go_as_finished_jobs_do(
    store: JobStore, jobs: Path, quota_bytes: float, keep_s: float
) -> None:
    folder = store.folder(create(store, job_of(), {}).token).root
    (folder / "job.json").write_text("damaged beyond recognition")
    store = reopened(jobs)
    store.sweep(1e9, 1e9)
    assert folder.exists(), "young, and there is room"
    os.utime(folder, (1, time.time() - 100))
    store.sweep(quota_bytes, keep_s)
    assert not folder.exists()


def test_while_the_disk_is_full_a_change_is_remembered_and_written_later(
    store: JobStore, jobs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = create(store, job_of(), {})
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse_to_flush)
        changed = store.save(
            job.changed(state="paused", note=Sentence("put aside", {}))
        )
        store.flush_pending()  # still no room
        assert store.get(job.token) == changed
        assert changed.state == "paused"
        assert reopened(jobs).get(job.token) == job
    store.flush_pending()
    assert reopened(jobs).get(job.token) == changed
    assert os.listdir(jobs / job.token) == ["job.json"]  # no half-written file


def test_one_record_that_cannot_be_written_does_not_hold_up_the_others(
    store: JobStore, jobs: Path
) -> None:
    lost, other = (create(store, job_of(token=sign * 22), {}) for sign in "ab")
    shutil.rmtree(jobs / lost.token)
    store.save(lost.changed(note=Sentence("a", {})))
    changed = store.save(other.changed(note=Sentence("b", {})))
    assert reopened(jobs).all() == [changed]


def test_a_removed_job_is_gone_with_all_of_its_files(
    store: JobStore, jobs: Path, pictures: dict[str, Path]
) -> None:
    job, other = (create(store, job_of(), pictures) for _ in range(2))
    store.folder(job.token).put("frames/00000.jpg", b"")
    store.remove(job.token)
    assert os.listdir(jobs) == [other.token]
    assert store.all() == reopened(jobs).all() == [other]
    with pytest.raises(JobError):
        store.folder(job.token)


def test_a_job_that_is_painted_is_not_removed(store: JobStore) -> None:
    job = create(store, job_of(state="painting"), {})
    with pytest.raises(AssertionError):
        store.remove(job.token)
    assert store.folder(job.token).root.is_dir()


HOUR = 3600.0
PLENTY = 1e12


def add(store: JobStore, ended_hours_ago: float, state: State = "done") -> str:
    """Add a job with 1 MB of files and return its token."""
    ended = time.time() - HOUR * ended_hours_ago
    job = create(store, job_of(state=state, ended=ended), {})
    store.folder(job.token).put("frames/00000.jpg", bytes(1_000_000))
    return job.token


def kept(store: JobStore) -> set[str]:
    return {job.token for job in store.all()}


def test_what_ended_long_ago_is_swept_away(store: JobStore, jobs: Path) -> None:
    _, young = add(store, 3), add(store, 1)
    store.sweep(PLENTY, keep_s=2 * HOUR)
    assert kept(store) == set(os.listdir(jobs)) == {young}


def test_without_room_what_ended_first_goes_first(store: JobStore) -> None:
    second, first, third, last = (add(store, hours) for hours in (3, 4, 2, 1))
    store.sweep(PLENTY, PLENTY)
    assert kept(store) == {first, second, third, last}
    store.sweep(3.5e6, PLENTY)
    assert kept(store) == {second, third, last}
    store.sweep(2.5e6, PLENTY)
    assert kept(store) == {third, last}
    assert 2e6 < store.size_bytes() < 2.1e6
    store.sweep(1, PLENTY)
    assert kept(store) == set()


def pause(store: JobStore, monkeypatch: pytest.MonkeyPatch, hours_ago: float) -> str:
    """Add a job that was paused then, and return its token."""
    token, now = add(store, 0, "painting"), time.time()
    with monkeypatch.context() as then:
        then.setattr(time, "time", lambda: now - HOUR * hours_ago)
        store.save(store.get(token).changed(state="paused", ended=0.0))
    return token


def test_what_is_paused_rests_since_it_was_touched_last(
    store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    untouched, steered, resumed = (pause(store, monkeypatch, 3) for _ in range(3))
    store.save(store.get(steered).changed(settings=Settings(beta=9)))
    store.save(store.get(resumed).changed(state="queued"))
    assert store.get(resumed).paused == 0
    store.sweep(PLENTY, keep_s=2 * HOUR)
    assert kept(store) == {steered, resumed}
    with pytest.raises(JobError, match="paused pictures are deleted"):
        store.get(untouched)


def test_without_room_what_has_rested_longest_goes_first(
    store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, paused, new = add(store, 2), pause(store, monkeypatch, 3), add(store, 1)
    store.sweep(2.5e6, PLENTY)
    assert kept(store) == {ended, new}
    store.sweep(1.5e6, PLENTY)
    assert kept(store) == {new}
    assert paused not in kept(store)


def test_without_room_who_holds_most_gives_way_first(store: JobStore) -> None:
    """Else anybody could drive all others' pictures out by painting."""
    own = add(store, 9)
    many = [add(store, hours) for hours in (4, 3, 2)]
    for token in many:
        store.save(store.get(token).changed(client="hostile", visitor=token))
    store.sweep(3.5e6, PLENTY)
    assert kept(store) == {own, *many[1:]}
    store.sweep(2.5e6, PLENTY)
    assert kept(store) == {own, many[2]}


def test_what_an_older_program_paused_rests_since_it_was_found(
    store: JobStore, jobs: Path
) -> None:
    job = create(store, job_of(state="paused"), {})
    assert job.paused == 0
    again = reopened(jobs)
    again.sweep(PLENTY, keep_s=HOUR)
    assert again.get(job.token).paused > time.time() - HOUR
    assert reopened(jobs).get(job.token) == again.get(job.token)


def test_only_what_waits_or_is_painted_stays_in_any_case(store: JobStore) -> None:
    for state in get_args(State):
        add(store, 0, state)
    assert 2e6 < store.active_bytes() < 2.1e6


@pytest.mark.parametrize("state", ["queued", "painting"])
def test_a_job_that_waits_or_is_painted_is_never_swept_away(
    store: JobStore, state: State
) -> None:
    running = [add(store, 9, state) for _ in range(2)]
    add(store, 1)
    store.sweep(0, keep_s=0)
    assert kept(store) == set(running)


def test_a_token_has_128_bits_that_nobody_can_guess() -> None:
    tokens = [new_token() for _ in range(1000)]
    assert len(set(tokens)) == 1000
    drawn = [base64.urlsafe_b64decode(token + "==") for token in tokens]
    assert all(len(bits) == 16 for bits in drawn)
    ones = sum(int.from_bytes(bits, "big").bit_count() for bits in drawn)
    assert abs(ones - 64_000) < 1600  # nine standard deviations


def test_every_token_is_a_folder_that_is_found_again(
    store: JobStore, jobs: Path
) -> None:
    made = {create(store, job_of(), {}).token for _ in range(100)}
    assert kept(reopened(jobs)) == made


@pytest.mark.parametrize("token", ODD_TOKENS, ids=repr)
@pytest.mark.parametrize("method", ["get", "folder", "remove"])
def test_whoever_has_no_token_gets_a_sentence(
    store: JobStore, tmp_path: Path, method: str, token: Any
) -> None:
    create(store, job_of(), {})
    (tmp_path / "data" / "x").mkdir()
    with pytest.raises(JobError, match="not here any more.* paint anew"):
        getattr(store, method)(token)
    assert (tmp_path / "data" / "x").is_dir()


def test_a_token_is_taken_to_the_letter(store: JobStore) -> None:
    token = create(store, job_of(token="a" * 22), {}).token
    for near in (token.upper(), f"{token}\n", f" {token}", token[:-1], f"{token}/"):
        with pytest.raises(JobError):
            store.get(near)


def test_a_job_is_looked_at_by_the_view_token_and_changed_by_its_owner_s_alone(
    store: JobStore, pictures: dict[str, Path]
) -> None:
    job = create(store, job_of(), pictures)
    assert store.get(view_token(job.token)) == store.get_owned(job.token) == job
    with pytest.raises(JobError, match="only shows the picture"):
        store.get_owned(view_token(job.token))
    with pytest.raises(JobError, match="not here any more"):
        store.get(files_key(job.token))


def test_files_are_found_by_their_key_also_after_a_restart(
    tmp_path: Path, store: JobStore, pictures: dict[str, Path]
) -> None:
    job = create(store, job_of(), pictures)
    for each in (store, JobStore(tmp_path / "data")):
        for key in (files_key(job.token), view_token(job.token), job.token):
            assert each.get_served(key).token == job.token
    store.remove(job.token)
    for key in (files_key(job.token), view_token(job.token), job.token):
        with pytest.raises(JobError):
            store.get_served(key)
