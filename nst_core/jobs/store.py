"""All jobs of a data folder: records that a kill at any moment leaves readable.

Each job has a folder <data>/jobs/<token>, which gets its name when it is complete; see
folder.py.
"""

import contextlib
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from nst_core.errors import JobError
from nst_core.jobs.folder import PICTURES, JobFolder
from nst_core.jobs.job import Job, read_job, write_job
from nst_core.jobs.tokens import TOKEN, files_key, view_token
from nst_core.system.files import remove_parts


class JobStore:
    """The jobs of one data folder. Not for several threads at once.

    The records in memory are the truth; one that cannot be written (no room) is
    written later by `flush_pending`.
    """

    def __init__(self, data: Path) -> None:
        """Take up all jobs of the folder.

        Raises:
            OSError: The folder cannot be made or read.
        """
        self._folder = data / "jobs"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._jobs: dict[str, Job] = {}  # by their owners' tokens
        self._viewed: dict[str, str] = {}  # owners' tokens by those to look only,
        self._served: dict[str, str] = {}  # and by the keys of files' addresses
        self._pending: set[str] = set()
        self._unreadable: list[Path] = []  # of another version, or damaged
        for folder in sorted(self._folder.iterdir()):
            if not TOKEN.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)  # never became a job
            elif job := read_job(JobFolder(folder)):
                self._enter(job)
                remove_parts(folder)
                if job.state == "paused" and not job.paused:  # by an older program
                    self.save(job)
            else:
                self._unreadable.append(folder)

    def all(self) -> list[Job]:
        """All jobs, oldest first."""
        return sorted(self._jobs.values(), key=lambda job: (job.created, job.token))

    def get(self, token: object) -> Job:
        """One job, by its owner's token or the one to look only.

        Raises:
            JobError: There is none of this token.
        """
        if isinstance(token, str):
            job = self._jobs.get(self._viewed.get(token, token))
            if job:
                return job
        raise JobError(
            "This picture is not here any more. Finished and paused pictures are "
            "deleted after some time. Choose a photo and a painting, and paint anew."
        )

    def get_owned(self, token: str) -> Job:
        """One job, for who wants to change it.

        Raises:
            JobError: There is none of this token, or it is one to look only.
        """
        job = self.get(token)
        if job.token != token:
            raise JobError(
                "This link only shows the picture; whoever began it may steer, stop "
                "or delete it. Paint one of your own with its settings."
            )
        return job

    def folder(self, token: str) -> JobFolder:
        """The files of a job; JobError if there is none of this token."""
        return JobFolder(self._folder / self.get(token).token)

    def get_served(self, key: str) -> Job:
        """One job, by the name that its files have in addresses: any of its tokens.

        Raises:
            JobError: There is no such job.
        """
        return self.get(self._served.get(key, key))

    @contextlib.contextmanager
    def stage(self, job: Job, pictures: Mapping[str, Path]) -> Iterator[JobFolder]:
        """Folder of a new job, not yet one of the store's; see `commit`.

        Takes as long as copying takes, so this alone may run beside other calls.

        Raises:
            OSError: There is no room, or a picture is gone.
        """
        assert set(pictures) <= set(PICTURES)
        staged = JobFolder(self._folder / f"new-{job.token}")
        try:
            staged.root.mkdir()
            for name, path in pictures.items():
                staged.copy_in(name, path)
            write_job(staged, job)  # last, and flushed to the disk
            yield staged
        finally:
            shutil.rmtree(staged.root, ignore_errors=True)  # unless it was committed

    def commit(self, job: Job, staged: JobFolder) -> None:
        """Take up a job whose folder was staged, at once.

        Raises:
            OSError: The folder cannot be renamed.
        """
        staged.root.rename(self._folder / job.token)
        self._enter(job)

    def save(self, job: Job) -> Job:
        """Keep a changed job, in memory and, if there is room, on the disk."""
        known = self.get(job.token)
        if job.is_over and not job.ended:
            job = job.changed(ended=time.time())
        if job.state != "paused":
            job = job.changed(paused=0.0)
        elif job != known or not job.paused:
            job = job.changed(paused=time.time())
        if job != known:
            self._jobs[job.token] = job
            self._pending.add(job.token)
            self.flush_pending()
        return job

    def flush_pending(self) -> None:
        """Write the records that differ from the disk's, as far as there is room."""
        for token in sorted(self._pending):
            try:
                write_job(JobFolder(self._folder / token), self._jobs[token])
            except OSError:
                continue  # tried again with the next change
            self._pending.discard(token)

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
        del self._viewed[view_token(token)], self._served[files_key(token)]
        self._pending.discard(token)

    def sweep(self, quota_bytes: float, keep_s: float) -> None:
        """Delete resting jobs that are too old, then others until all fits.

        Finished and paused ones rest, since their end or since they were touched last.
        The client whose resting jobs take most room gives way first, with its oldest:
        who paints much drives nobody else's pictures out. Folders that nobody can read
        go as if they had ended when last written to.
        """
        self._unreadable = [path for path in self._unreadable if path.exists()]
        for folder in self._unreadable:
            age_s = time.time() - folder.stat().st_mtime
            if age_s > keep_s or self.size_bytes() > quota_bytes:
                shutil.rmtree(folder, ignore_errors=True)
        for job in self._resting():
            if (job.ended or job.paused) < time.time() - keep_s:
                self.remove(job.token)
        if (total := self.size_bytes()) > quota_bytes:
            self._make_room(total - quota_bytes)

    def _resting(self) -> list[Job]:
        """Jobs that may be deleted, those that have rested longest first."""
        found = [job for job in self.all() if job.is_over or job.state == "paused"]
        return sorted(found, key=lambda job: job.ended or job.paused)

    def _make_room(self, missing_bytes: float) -> None:
        """Delete resting jobs of this size together, if there are so many."""
        resting = self._resting()
        sizes = {job.token: _size_bytes(self._folder / job.token) for job in resting}
        held: Counter[str] = Counter()
        for job in resting:
            held[job.sender] += sizes[job.token]
        while missing_bytes > 0 and resting:
            most = max(held[job.sender] for job in resting)
            job = next(job for job in resting if held[job.sender] == most)
            resting.remove(job)
            held[job.sender] -= sizes[job.token]
            missing_bytes -= sizes[job.token]
            self.remove(job.token)

    def active_bytes(self) -> int:
        """Size of the jobs that wait or are painted, which `sweep` leaves."""
        active = (x for x in self._jobs.values() if x.state in ("queued", "painting"))
        return sum(_size_bytes(self._folder / job.token) for job in active)

    def _enter(self, job: Job) -> None:
        self._jobs[job.token] = job
        self._viewed[view_token(job.token)] = job.token
        self._served[files_key(job.token)] = job.token

    def size_bytes(self) -> int:
        """Size of all jobs on the disk."""
        return _size_bytes(self._folder)


def _size_bytes(root: Path) -> int:
    """Size of all files below a folder."""
    total = 0
    for folder, _, names in os.walk(root):  # passes over what has just gone
        for name in names:
            try:
                total += os.stat(os.path.join(folder, name)).st_size
            except OSError:
                continue  # the worker has just replaced it
    return total
