"""The upper floor's only door: jobs are brought, looked at, steered and ended here.

All methods may be called from any thread, and return at once.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import filelock

from nst_core.errors import BusyError, JobError, SettingsError, StyleTransferError
from nst_core.images.decoding import Size, read_size
from nst_core.jobs.folder import INPUTS, STYLES, frame_name, kind_of, masks_of
from nst_core.jobs.job import Job, fingerprint, new_token
from nst_core.jobs.messages import Interrupt, Steer
from nst_core.network.architectures import ARCHITECTURES
from nst_core.planning.plan import Plan, plan_run
from nst_core.serving.limits import Limits
from nst_core.serving.queue import require_place
from nst_core.serving.scheduler import Foreman
from nst_core.serving.status import View, look_at
from nst_core.settings.settings import STEERABLE, Settings
from nst_core.sheets.runs import planned_runs

SHEET_ENDS = (
    "A contact sheet is not painted on. Choose the settings of one of its pictures, "
    "and paint with them."
)


class Pool:
    """All jobs of one data folder, for those who hold their tokens.

    Whatever takes a token raises JobError where there is no such job.
    """

    def __init__(self, limits: Limits) -> None:
        """Take up what the folder holds; painting goes on where it was.

        Raises:
            SettingsError: The folder cannot be used, or another server uses it.
        """
        self.limits = limits
        self._owner = filelock.FileLock(limits.data / "server.lock", timeout=3)
        try:
            limits.data.mkdir(parents=True, exist_ok=True)
            self._owner.acquire()
            self._foreman = Foreman(limits)
        except filelock.Timeout:
            raise SettingsError(
                "Another server keeps its jobs in {data}. Stop it, or choose another "
                "folder with --data or NST_DATA.",
                data=limits.data,
            ) from None
        except OSError as error:
            raise SettingsError(
                "No jobs can be kept in {data} ({reason}). A folder that may be "
                "written to is needed; name it with --data or NST_DATA.",
                data=limits.data,
                reason=error.strerror,
            ) from None
        self._lock, self._store = self._foreman.lock, self._foreman.store

    def close(self) -> None:
        """End the worker; what it paints goes on with the next server."""
        self._foreman.close()
        self._owner.release()

    @property
    def worker_pid(self) -> int:
        """The worker's process number."""
        return self._foreman.painter.pid

    def submit(
        self,
        pictures: dict[str, Path],
        settings: Settings,
        visitor: str,
        parent: str = "",
        grid: str = "",
    ) -> str:
        """Return the token of a new job, or of the visitor's equal unfinished one.

        Args:
            pictures: The files, by their names in `jobs.PICTURES`; always "content" and
                "style", and "start" if settings.start is "picture".
            settings: What to paint with.
            visitor: Who asks; a fair share is counted by it.
            parent: The job that this one goes on from, if any.
            grid: The contact sheet that is wished for, if one is; see grid.py.

        Raises:
            ImageError, SettingsError: It cannot be painted, as far as headers tell.
            BusyError: The queue or the visitor's share is full, or the disk is.
        """
        sizes = {x: read_size(path, kind_of(x)) for x, path in pictures.items()}
        key = fingerprint(pictures, (settings, visitor, parent, grid))
        plans = [self.plan(*cell) for cell in planned_runs(grid, sizes, settings)]
        seconds = sum(plan.seconds for plan in plans if plan)
        job = Job(
            token=new_token(),
            visitor=visitor,
            created=time.time(),
            initial_settings=settings,
            settings=settings,
            key=key,
            parent=parent,
            seconds=seconds,
            grid=grid,
            iterations=settings.iterations,
        )
        try:
            with self._store.stage(job, pictures) as staged, self._lock:
                jobs = self._store.all()
                for other in jobs:
                    is_gone = other.wants_removal or other.is_over
                    is_kept = grid == "layers" and other.state == "done"
                    if other.key == key and (is_kept or not is_gone):
                        return other.token
                require_place(jobs, visitor, self.limits, self._foreman.painting_s())
                self._store.commit(job, staged)
                self._foreman.touch(job.token)
        except OSError as error:
            raise BusyError(
                "The server has no room for these pictures ({reason}). Try again in "
                "some minutes, or with smaller files.",
                reason=error.strerror or "they are gone",
            ) from error
        self._foreman.wake()
        return job.token

    def follow_up(
        self, token: str, settings: Settings, visitor: str, moment: int | None = None
    ) -> str:
        """Return the token of a new job that starts from this one's result.

        With a `moment`, the iteration of a kept frame, it starts from there in place
        of the result, and this job may still be painted.

        Raises:
            JobError: It has no result, or no frame of that moment; else as `submit`.
        """
        with self._lock:
            folder, start = self._store.folder(token), self._store.result(token)
            if self._store.get(token).grid:
                raise JobError(SHEET_ENDS)
        if moment is not None:
            start = (
                folder.path(frame_name(moment)) if moment in folder.frames() else None
            )
        if start is None:
            raise _no_start(moment)
        pictures = {x: folder.path(x) for x in INPUTS if folder.has(x)}
        settings = replace(settings, start="picture")
        try:
            return self.submit(pictures | {"start": start}, settings, visitor, token)
        except StyleTransferError:
            if moment is None or start.exists():
                raise
            raise _no_start(moment) from None  # it has just made room for a newer one

    def plan(self, sizes: Mapping[str, Size], settings: Settings) -> Plan | None:
        """Return what a run would take; None until the worker has measured.

        Args:
            sizes: Of the pictures, by their names in `jobs.PICTURES`.
            settings: What would be painted with.

        Raises:
            ImageError, SettingsError: It cannot be painted.
        """
        machine = self._foreman.capabilities
        if machine is None:
            return None
        name = settings.network
        if name == "auto":
            name = machine.network
        if name == "auto":
            return None
        precision = machine.precisions[settings.precision]
        return plan_run(
            sizes["content"],
            [sizes[name] for name in STYLES if name in sizes],
            settings,
            ARCHITECTURES[name],
            precision,
            machine.rates[precision],
            masks_of(sizes),
        )

    def view(self, token: str) -> View:
        """Return what there is to see.

        Raises:
            JobError: There is no such job.
        """
        with self._lock:
            return look_at(self._foreman, token)

    def files(self, token: str) -> Path:
        """Return the folder of a job's files, to be read only.

        Raises:
            JobError: There is no such job.
        """
        with self._lock:
            return self._store.folder(token).root

    def steer(self, token: str, settings: Settings) -> None:
        """Let weights and iterations take effect at once, but for a contact sheet.

        Raises:
            JobError: There is no such job.
        """
        with self._lock:
            job = self._store.get(token)
            if job.is_over or job.grid:
                return
            changes = {name: getattr(settings, name) for name in STEERABLE}
            job = self._store.change(job, settings=replace(job.settings, **changes))
            self._foreman.send(Steer(token=token, settings=job.settings))
            self._foreman.touch(token)

    def pause(self, token: str) -> None:
        """Put a job aside; it keeps all that the optimiser has learnt."""
        with self._lock:
            job = self._store.get(token)
            if job.is_over:
                return
            self._foreman.change(job, wants_pause=True)
            if job.state == "queued":
                self._foreman.change(self._store.get(token), state="paused")
            self._foreman.send(Interrupt(kind="pause", token=token))

    def resume(self, token: str) -> None:
        """Let a paused job go on, at its old place in the queue."""
        with self._lock:
            job = self._store.get(token)
            if job.is_over:
                return
            job = self._foreman.change(job, wants_pause=False)
            if job.state == "paused":
                self._foreman.change(job, state="queued", note=None)
        self._foreman.wake()

    def stop(self, token: str) -> None:
        """End a job; the picture so far becomes its result."""
        with self._lock:
            job = self._store.get(token)
            if job.is_over:
                return
            if job.state != "painting" and not self._store.has_checkpoint(token):
                self._foreman.change(job, state="stopped")
                return
            job = self._foreman.change(job, wants_stop=True)
            if job.state == "paused":
                self._foreman.change(job, state="queued")
            self._foreman.send(Interrupt(kind="stop", token=token))
        self._foreman.wake()

    def remove(self, token: str) -> None:
        """Delete a job and all of its files, whatever state it is in."""
        with self._lock:
            job = self._store.get(token)
            if job.state == "painting":
                self._foreman.change(job, wants_removal=True)
                self._foreman.send(Interrupt(kind="abandon", token=token))
            else:
                self._foreman.forget(token)


def _no_start(moment: int | None) -> JobError:
    if moment is None:
        return JobError(
            "This picture is not finished, so nothing can start from it. Wait for its "
            "end, or stop it."
        )
    return JobError(
        "No picture is kept of iteration {moment}. While a painting goes on, some make "
        "room for newer ones. Choose another moment.",
        moment=moment,
    )
