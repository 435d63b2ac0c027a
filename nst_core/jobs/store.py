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
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nst_core.errors import JobError
from nst_core.jobs.folder import PICTURES
from nst_core.jobs.job import CHANGES, ENDED, TOKEN, Job, _read_job, _write_job
from nst_core.system.files import remove_parts


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
