"""The scheduler: gives jobs to workers, and follows up what they tell.

One thread waits for events of the workers and requests of people. Their meaning for a
job is decided by jobs/lifecycle.py alone.
"""

import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

from nst_core.jobs.folder import CHECKPOINT, RESULT, JobFolder
from nst_core.jobs.job import Job
from nst_core.jobs.lifecycle import (
    REQUESTS,
    LifecycleEvent,
    RunStarted,
    ServerRestarted,
    WorkerExited,
    step,
)
from nst_core.jobs.messages import (
    Capabilities,
    CheckpointSaved,
    Event,
    FrameShown,
    Paint,
    RunEnded,
    WorkerReady,
)
from nst_core.jobs.outcome import read_outcome
from nst_core.jobs.store import JobStore
from nst_core.serving.admission import (
    Asker,
    next_free_s,
    require_place,
    require_quota,
)
from nst_core.serving.clients import RecentJobs
from nst_core.serving.health import Health, free_gb
from nst_core.serving.limits import Limits
from nst_core.serving.queue import seconds_of, waiting
from nst_core.serving.roster import Slot, Worker
from nst_core.serving.status import JobStatus, LiveState, job_status
from nst_core.system.files import remove_parts, require_free

log = logging.getLogger(__name__)

GRACE_S = 120.0  # for which a worker may be silent beyond a job's limit
MAX_LIVE = 200  # of the newest jobs, kept in memory with their previews
HOUSEKEEPING_S = 20.0
RESERVE_BYTES = 100e6  # of the disk, for records and what is being painted
TICK_S = 1.0  # without any event


class Scheduler:
    """All jobs of one data folder, and the workers that paint them.

    All methods may be called from any thread, and return at once.
    """

    def __init__(self, limits: Limits, workers: Sequence[Worker]) -> None:
        """Take up what the folder holds; painting goes on where it was.

        Raises:
            OSError: The folder cannot be used, or no worker can be started.
        """
        self._lock = threading.RLock()
        self._limits = limits
        self._store = JobStore(limits.data)
        self._recent = RecentJobs()
        self._live: OrderedDict[str, LiveState] = OrderedDict()
        self._inbox: queue.SimpleQueue[tuple[Slot, Event | None] | None] = (
            queue.SimpleQueue()
        )
        self._roster = [Slot(worker, self._hand_in) for worker in workers]
        self._capabilities: Capabilities | None = None
        self._is_closed = False
        self._swept_at = time.monotonic()
        for job in self._store.all():
            self._recent.note(job.client, job.created)
            self._recover(job)
        for slot in self._roster:
            slot.start()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the workers; what they paint goes on with the next server."""
        with self._lock:
            self._is_closed = True
            for slot in self._roster:
                slot.worker.kill()
        self.notify()
        self._thread.join(timeout=5)

    def notify(self) -> None:
        """Let the thread look for work now."""
        self._inbox.put(None)

    @property
    def capabilities(self) -> Capabilities | None:
        """Measurements of the newest ready worker; None until there was one."""
        return self._capabilities

    def job(self, token: str) -> Job:
        """A job's record; JobError if there is none of this token."""
        with self._lock:
            return self._store.get(token)

    def served_token(self, key: str) -> str:
        """Owner's token of the job whose files have this name in addresses.

        Raises:
            JobError: There is no such job.
        """
        with self._lock:
            return self._store.get_served(key).token

    def folder(self, token: str) -> JobFolder:
        """A job's files, to be read only; JobError if there is no such job."""
        with self._lock:
            return self._store.folder(token)

    def status(self, token: str) -> JobStatus:
        """A job's status; JobError if there is no such job."""
        with self._lock:
            job, folder = self._store.get(token), self._store.folder(token)
            return job_status(
                job,
                self._live.get(job.token) or LiveState(),
                self._store.all(),
                self._free_in_s(),
                is_ready=any(slot.is_ready for slot in self._roster),
                result=folder.path(RESULT) if folder.has(RESULT) else None,
            )

    def health(self) -> Health:
        """The server's health at this moment."""
        with self._lock:
            return Health(
                queue=sum(job.state == "queued" for job in self._store.all()),
                painters=len(self._roster),
                painters_ready=sum(slot.is_ready for slot in self._roster),
                free_disk_gb=free_gb(self._limits.data),
            )

    def require_place(self, visitor: str, client: str, size_bytes: int) -> None:
        """Refuse a new job that `add` would refuse now.

        Args:
            visitor: The name that a browser gave itself.
            client: Hash of its address, "" if it is not known.
            size_bytes: Of the job's pictures.

        Raises:
            BusyError: The queue, a share or the quota is full.
            OSError: There is no room on the disk.
        """
        with self._lock:
            jobs, free_in_s = self._store.all(), self._free_in_s()
            asker = Asker(visitor, client, self._recent.ages_s(client))
            require_place(jobs, asker, self._limits, free_in_s)
            require_quota(
                size_bytes,
                self._store.active_bytes(),
                self._limits,
                next_free_s(waiting(jobs), free_in_s),
            )
        require_free(self._limits.data, size_bytes + RESERVE_BYTES)

    def add(self, job: Job, pictures: Mapping[str, Path]) -> str:
        """Token of the new job, or of an equal one that is there already.

        Raises:
            BusyError: The queue, a share or the quota is full.
            OSError: There is no room for the pictures, or one is gone.
        """
        size_bytes = sum(path.stat().st_size for path in pictures.values())
        if not (token := self._equal_of(job)):
            self.require_place(job.visitor, job.client, size_bytes)
            with self._store.stage(job, pictures) as staged, self._lock:
                if not (token := self._equal_of(job)):  # submitted meanwhile
                    self.require_place(job.visitor, job.client, size_bytes)
                    self._store.commit(job, staged)
                    self._recent.note(job.client, job.created)
                    self._bump_version(job.token)
        self.notify()
        return token or job.token

    def _equal_of(self, job: Job) -> str:
        """Token of a job that answers this one's submission, "" if there is none."""
        with self._lock:
            equal = (x for x in self._store.all() if x.key == job.key)
            return next((x.token for x in equal if _answers_again(x)), "")

    def apply(self, token: str, event: LifecycleEvent) -> None:
        """Let something happen to a job; JobError unless this is its owner's token."""
        with self._lock:
            self._apply(self._store.get_owned(token), event)
        self.notify()

    def request(self, token: str, name: str) -> None:
        """Let one of the lifecycle's REQUESTS happen to a job.

        Whether it has a checkpoint is known under the lock only.
        """
        with self._lock:
            self._store.get_owned(token)
            has_checkpoint = self._store.folder(token).has(CHECKPOINT)
            self.apply(token, REQUESTS[name](has_checkpoint))

    # All below runs with the lock held.

    def _apply(self, job: Job, event: LifecycleEvent) -> None:
        changed, command = step(job, event)
        if changed != job:
            changed = self._store.save(changed)
            self._bump_version(job.token)
        if command:
            for slot in self._roster:
                if slot.token == job.token:
                    slot.worker.send(command)
        if changed.is_over and changed.wants_removal:
            self._delete(job.token)
        elif changed.is_over:
            self._store.folder(job.token).delete(CHECKPOINT)  # most of its bytes

    def _delete(self, token: str) -> None:
        self._store.remove(token)
        self._live.pop(token, None)

    def _bump_version(self, token: str) -> LiveState:
        """Let all who look at a job know that it looks different now."""
        live = self._live.setdefault(token, LiveState())
        live.version += 1
        self._live.move_to_end(token)
        while len(self._live) > MAX_LIVE:
            self._live.popitem(last=False)
        return live

    def _bump_waiting(self) -> None:
        for job in waiting(self._store.all()):
            self._bump_version(job.token)

    def _free_in_s(self) -> list[float]:
        """Seconds until each worker is free, as modelled."""
        return [self._seconds_left(slot.token) for slot in self._roster]

    def _seconds_left(self, token: str) -> float:
        if not token:
            return 0.0
        live = self._live.get(token)
        if live and live.frame:
            return live.frame.seconds_left
        return seconds_of([self._store.get(token)])

    def _recover(self, job: Job) -> None:
        """Bring a job of an earlier server to where it can go on."""
        if job.is_over and job.wants_removal:
            self._delete(job.token)
        if job.state == "painting":
            outcome = read_outcome(self._store.folder(job.token))
            self._apply(job, ServerRestarted(outcome))

    def _hand_in(self, slot: Slot, event: Event | None) -> None:
        self._inbox.put((slot, event))

    def _run(self) -> None:
        """Bring jobs and workers in line after every event."""
        while not self._is_closed:
            try:
                entry = self._inbox.get(timeout=TICK_S)
            except queue.Empty:
                entry = None
            with self._lock:
                if self._is_closed:
                    return
                try:
                    if entry:
                        self._handle(*entry)
                    self._reconcile()
                except Exception:  # our own mistake, or no process can be started now
                    log.exception("the jobs could not be brought in line")

    def _reconcile(self) -> None:
        patience_s = 60 * self._limits.job_minutes + GRACE_S
        for slot in self._roster:
            slot.keep_alive(patience_s)
        self._store.flush_pending()
        if time.monotonic() > self._swept_at + HOUSEKEEPING_S:
            self._swept_at = time.monotonic()
            keep_s = self._limits.keep_days * 86400
            self._store.sweep(self._limits.quota_gb * 1e9, keep_s)
        for slot in self._roster:
            if slot.is_free and (queued := waiting(self._store.all())):
                self._start_run(slot, queued[0])

    def _start_run(self, slot: Slot, job: Job) -> None:
        self._apply(job, RunStarted())
        paint = Paint(
            token=job.token,
            folder=str(self._store.folder(job.token).root),
            sheet_spec=job.sheet_spec,
            initial_settings=job.initial_settings,
            settings=job.settings,
            minutes=self._limits.job_minutes,
            wants_stop=job.wants_stop,
        )
        slot.give(job.token, paint)

    def _handle(self, slot: Slot, event: Event | None) -> None:
        if event is None:
            self._on_worker_exit(slot)
        elif isinstance(event, WorkerReady):
            self._capabilities, slot.is_ready = event.capabilities, True
            self._bump_waiting()
        elif event.token == slot.token:
            slot.heard_at = time.monotonic()
            self._on_job_event(slot, event)

    def _on_job_event(
        self, slot: Slot, event: FrameShown | CheckpointSaved | RunEnded
    ) -> None:
        live = self._bump_version(event.token)
        if isinstance(event, FrameShown):
            live.frame, live.preview = event.status, event.payload
            return
        if isinstance(event, RunEnded):
            live.frame = event.status or live.frame
            slot.token, slot.is_leaving = "", event.is_leaving
            self._bump_waiting()
        self._apply(self._store.get(event.token), event)

    def _on_worker_exit(self, slot: Slot) -> None:
        token = slot.note_exit()
        if token:
            folder = self._store.folder(token)
            remove_parts(folder.root)
            self._apply(self._store.get(token), WorkerExited(read_outcome(folder)))


def _answers_again(job: Job) -> bool:
    """Whether a job answers an equal submission: unfinished, or a kept overview."""
    if job.wants_removal:
        return False
    return not job.is_over or (job.sheet_spec == "layers" and job.state == "done")
