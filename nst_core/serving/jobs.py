"""A job's durable record: one folder that a kill at any moment leaves readable.

    <data>/jobs/<token>/
      job.json         who, what, when, and which state
      content, style   the pictures, as they were uploaded; style2 ..., mask1 ... and
                       start, if there are any
      checkpoint.npz   where the painting is (written by the worker)
      frames/          a bounded number of moments, for the time-lapse (worker)
      costs.json       the course of the costs (worker)
      photo.jpg, ...   what is shown of the pictures given; see keepsakes.py (worker)
      cells/           of a contact sheet, what is finished (worker)
      result.png       the picture, with its recipe inside (worker)
      thumb.jpg, ...   what is made of the result; see keepsakes.py (worker)
      outcome.json     how the painting ended (worker, after the result)

Every file is written whole or not at all; a folder gets its name when it is complete.
"""

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from nst_core.errors import JobError, StyleTransferError
from nst_core.files import remove_parts, write_atomically
from nst_core.settings import Settings

State = Literal["queued", "painting", "paused", "stopped", "done", "failed"]

# What may become of a job in each state. Back to "queued": its worker died, or the
# server did, and it goes on from its checkpoint.
CHANGES: Mapping[State, frozenset[State]] = {
    "queued": frozenset({"painting", "paused", "stopped", "failed"}),
    "painting": frozenset({"queued", "paused", "stopped", "done", "failed"}),
    "paused": frozenset({"queued", "stopped", "failed"}),
    "stopped": frozenset(),
    "done": frozenset(),
    "failed": frozenset(),
}
ENDED = frozenset(state for state in CHANGES if not CHANGES[state])

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 random bits
STYLES = ("style", "style2", "style3", "style4")
MASKS = tuple(f"mask{number}" for number in range(1, len(STYLES) + 1))
GIVEN = ("content", *STYLES, *MASKS)  # by a person
PICTURES = (*GIVEN, "start")


@dataclass(frozen=True, kw_only=True)
class Job:
    """Everything about a job but its pictures."""

    token: str
    visitor: str  # whose fair share it is part of
    state: State = "queued"
    created: float  # seconds since 1970; also its place in the queue
    ended: float = 0.0
    begun_with: Settings  # as submitted
    settings: Settings  # as steered since
    key: str  # what makes a second, equal submission the same job
    parent: str = ""  # the job whose result it starts from
    grid: str = ""  # the contact sheet that is wished for, if one is; see grid.py
    seconds: float = 0.0  # the whole run, as modelled; 0: not known
    iteration: int = 0  # as far as a checkpoint or the result has it
    iterations: int = 0
    wants_stop: bool = False  # ends at its checkpoint, with a result
    wants_pause: bool = False  # and not to go on since
    wants_removal: bool = False  # as soon as its worker has left it
    deaths: int = 0  # of workers, since its last checkpoint
    note: str = ""  # a sentence for the person, when something needs one

    @property
    def is_over(self) -> bool:
        return self.state in ENDED


class JobStore:
    """The jobs of one data folder. Not for several threads at once.

    The records in memory are the truth; one that cannot be written (no room) is
    written later by `write_late`.
    """

    def __init__(self, data: Path) -> None:
        """Take up all jobs of the folder.

        Raises:
            OSError: The folder cannot be made or read.
        """
        self._folder = data / "jobs"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._jobs: dict[str, Job] = {}
        self._late: set[str] = set()
        self._unreadable: list[Path] = []  # of another version, or damaged
        for folder in sorted(self._folder.iterdir()):
            if not TOKEN.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)  # never became a job
            elif job := _read_job(folder):
                self._jobs[job.token] = job
                remove_parts(folder)
            else:
                self._unreadable.append(folder)

    def all(self) -> list[Job]:
        """Return all jobs, oldest first."""
        return sorted(self._jobs.values(), key=lambda job: (job.created, job.token))

    def get(self, token: object) -> Job:
        """Return one job.

        Raises:
            JobError: There is none of this token.
        """
        job = self._jobs.get(token) if isinstance(token, str) else None
        if job is None:
            raise JobError(
                "This picture is not here any more. Finished pictures are deleted "
                "after some time. Choose a photo and a painting, and paint anew."
            )
        return job

    def folder(self, token: str) -> Path:
        """Return where a job's files are."""
        return self._folder / self.get(token).token

    def result(self, token: str) -> Path | None:
        """Return the result's file, if there is one."""
        path = self.folder(token) / "result.png"
        return path if path.exists() else None

    def has_checkpoint(self, token: str) -> bool:
        """Return whether there is a moment to go on from."""
        return (self.folder(token) / "checkpoint.npz").exists()

    def drop_checkpoint(self, token: str) -> None:
        """Delete what a job that has ended needs no more; it is most of its bytes."""
        (self.folder(token) / "checkpoint.npz").unlink(missing_ok=True)

    @contextlib.contextmanager
    def prepare(self, job: Job, pictures: Mapping[str, Path]) -> Iterator[Path]:
        """Lend a new job's folder, not yet one of the store's; see `adopt`.

        Takes as long as copying takes, so this alone may run beside other calls.

        Raises:
            OSError: There is no room, or a picture is gone.
        """
        assert set(pictures) <= set(PICTURES)
        prepared = self._folder / f"new-{job.token}"
        try:
            prepared.mkdir()
            for name, path in pictures.items():
                shutil.copyfile(path, prepared / name)
            _write_job(prepared, job)  # last, and flushed to the disk
            yield prepared
        finally:
            shutil.rmtree(prepared, ignore_errors=True)  # unless it was adopted

    def adopt(self, job: Job, prepared: Path) -> None:
        """Take up a job whose folder was prepared, at once.

        Raises:
            OSError: The folder cannot be renamed.
        """
        prepared.rename(self._folder / job.token)
        self._jobs[job.token] = job

    def change(self, job: Job, **changes: Any) -> Job:
        """Return the job as changed, in memory and, if there is room, on the disk."""
        state = changes.get("state", job.state)
        assert state == job.state or state in CHANGES[job.state], (job.state, state)
        if state in ENDED and not job.is_over:
            changes.setdefault("ended", time.time())
        changed = replace(job, **changes)
        if changed != job:
            self._jobs[job.token] = changed
            self._late.add(job.token)
            self.write_late()
        return changed

    def write_late(self) -> None:
        """Write the records that differ from the disk's, as far as there is room."""
        for token in sorted(self._late):
            try:
                _write_job(self._folder / token, self._jobs[token])
            except OSError:
                continue  # tried again with the next change
            self._late.discard(token)

    def remove(self, token: str) -> None:
        """Delete a job that is not being painted, and all of its files."""
        job = self.get(token)
        assert job.state != "painting"
        gone = self._folder / f"old-{token}"
        folder = self._folder / token
        if folder.exists():
            folder.rename(gone)  # at once and whole; deleting takes time
            shutil.rmtree(gone, ignore_errors=True)
        del self._jobs[token]
        self._late.discard(token)

    def sweep(self, quota_bytes: float, keep_s: float) -> None:
        """Delete finished jobs that are too old, then the oldest until all fits.

        Folders that nobody can read go as if they had ended when last written to.
        """
        self._unreadable = [path for path in self._unreadable if path.exists()]
        for folder in self._unreadable:
            age_s = time.time() - folder.stat().st_mtime
            if age_s > keep_s or self.size_bytes() > quota_bytes:
                shutil.rmtree(folder, ignore_errors=True)
        over = sorted(
            (job for job in self.all() if job.is_over), key=lambda job: job.ended
        )
        for job in over:
            if job.ended < time.time() - keep_s:
                self.remove(job.token)
        for job in over:
            if self.size_bytes() <= quota_bytes:
                return
            if job.token in self._jobs:
                self.remove(job.token)

    def size_bytes(self) -> int:
        """Return what all jobs take on the disk."""
        total = 0
        for folder, _, names in os.walk(self._folder):  # passes over what has just gone
            for name in names:
                try:
                    total += os.stat(os.path.join(folder, name)).st_size
                except OSError:
                    continue  # the worker has just replaced it
        return total


def masks_of(given: Mapping[str, Any]) -> list[Any]:
    """Return what is given of each style's mask, None for a style without one."""
    return [
        given.get(mask)
        for style, mask in zip(STYLES, MASKS, strict=True)
        if style in given
    ]


def kind_of(name: str) -> str:
    """Return what a picture is called, whatever its number."""
    return name.rstrip("0123456789")


def fingerprint(pictures: Mapping[str, Path], wish: tuple[object, ...]) -> str:
    """Return what is equal for two submissions of one wish only."""
    found = hashlib.sha256(repr(wish).encode())
    for name in sorted(pictures):
        found.update(name.encode())
        with pictures[name].open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


def new_token() -> str:
    """Return what nobody can guess."""
    return secrets.token_urlsafe(16)


def _write_job(folder: Path, job: Job) -> None:
    write_atomically(folder / "job.json", json.dumps(asdict(job), indent=1).encode())


def _read_job(folder: Path) -> Job | None:
    """Return the job of a folder; None if it has none that this program can read."""
    known = {spec.name for spec in fields(Job)}
    try:
        said = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        said = {name: value for name, value in said.items() if name in known}
        for name in ("begun_with", "settings"):
            said[name] = Settings(**said[name])
        job = Job(**said)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    except StyleTransferError:
        return None  # settings of another version
    is_ours = job.token == folder.name and job.state in get_args(State)
    return job if is_ours and _has_right_types(job) else None


def _has_right_types(job: Job) -> bool:
    for spec in fields(Job):
        kinds: Any = (int, float) if spec.type is float else spec.type
        if spec.name != "state" and not isinstance(getattr(job, spec.name), kinds):
            return False
    return True
