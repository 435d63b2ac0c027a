"""Brings jobs and painter in line: whose turn it is, and what became of whom.

One thread waits for events (a report, a painter that has ended, a wish from the page).
Whoever calls from another thread holds `lock`.
"""

import logging
import queue
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from nst_core.errors import Sentence
from nst_core.jobs.job import ENDED, Job, State
from nst_core.jobs.messages import (
    Capabilities,
    CheckpointSaved,
    Command,
    Event,
    FrameShown,
    FrameStatus,
    Paint,
    RunEnded,
    WorkerReady,
)
from nst_core.jobs.outcome import Outcome, read_outcome
from nst_core.jobs.store import JobStore
from nst_core.serving.limits import Limits
from nst_core.serving.queue import seconds_of, waiting
from nst_core.serving.worker_process import Handed, Painter
from nst_core.system.files import remove_parts

log = logging.getLogger(__name__)

MOST_DEATHS = 4  # of workers at one job without a checkpoint between them
RESTART_S = 5.0  # between two starts of a worker that never gets ready
GRACE_S = 120.0  # for which a worker may be silent beyond a job's limit
PREVIEWS = 200  # of the newest jobs, kept in memory
HOUSEKEEPING_S = 20.0


@dataclass
class Live:
    """What is known of a job beside its record; lost with the server."""

    version: int = 0
    preview: bytes | None = None
    frame: FrameStatus | None = None
    heard_at: float = field(default_factory=time.monotonic)


class Foreman:
    """All jobs of one data folder, and the one worker that paints them."""

    def __init__(self, limits: Limits) -> None:
        """Take up what the folder holds; painting goes on where it was.

        Raises:
            OSError: The folder cannot be used.
        """
        self.lock = threading.RLock()
        self.store = JobStore(limits.data)
        self.live: OrderedDict[str, Live] = OrderedDict()
        self.capabilities: Capabilities | None = None  # of the worker's machine
        self._limits = limits
        self._events: queue.SimpleQueue[Handed | None] = queue.SimpleQueue()
        self._current = ""  # the token of the job that is painted
        self._is_closed = False
        self._swept_at = time.monotonic()
        for job in self.store.all():
            self._recover(job)
        self.painter = self._start_painter()
        self._thread = threading.Thread(target=self._attend, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the worker; what it paints goes on with the next server."""
        with self.lock:
            self._is_closed = True
            self.painter.kill()
        self.wake()
        self._thread.join(timeout=5)

    def wake(self) -> None:
        """Let the thread look for work now."""
        self._events.put(None)

    # All below runs with the lock held.

    def painting_s(self) -> float:
        """Return the seconds until the worker is free."""
        if not self._current:
            return 0.0
        live, job = self.live.get(self._current), self.store.get(self._current)
        if live and live.frame:
            return live.frame.seconds_left
        return seconds_of([job])

    def change(self, job: Job, **changes: Any) -> Job:
        """Return the job as changed, and let all who look at it know."""
        changed = self.store.change(job, **changes)
        self.touch(job.token)
        return changed

    def touch(self, token: str) -> Live:
        """Tell all who look at a job that it looks different now."""
        live = self.live.setdefault(token, Live())
        live.version += 1
        self.live.move_to_end(token)
        while len(self.live) > PREVIEWS:
            self.live.popitem(last=False)
        return live

    def send(self, command: Command) -> None:
        """Send a command about the job that is painted; others need none."""
        if command.token == self._current:
            self.painter.send(command)

    def forget(self, token: str) -> None:
        """Delete a job that is not painted."""
        self.store.remove(token)
        self.live.pop(token, None)

    def _make_room(self) -> None:
        """Delete finished jobs that are too old or too many."""
        self.store.sweep(self._limits.quota_gb * 1e9, self._limits.keep_days * 86400)

    def _recover(self, job: Job) -> None:
        """Bring a job of an earlier server to where it can go on."""
        if job.state != "painting":
            return
        if job.wants_removal:
            self.forget(self.change(job, state="stopped").token)
        elif not self._has_ended(job):
            self.store.change(job, state=_interrupted(job))

    def _has_ended(self, job: Job) -> bool:
        """Return whether a worker that is gone had ended the job, and end it then."""
        remove_parts(self.store.folder(job.token).root)
        outcome = read_outcome(self.store.folder(job.token))
        if outcome:
            self._end(job, outcome)
        return outcome is not None

    def _end(self, job: Job, end: Outcome | RunEnded) -> None:
        self.change(
            job,
            state=end.kind,
            note=end.note,
            iteration=job.iteration if end.iteration is None else end.iteration,
            iterations=job.iterations if end.iterations is None else end.iterations,
        )
        if end.kind in ENDED:
            self.store.drop_checkpoint(job.token)

    def _attend(self) -> None:
        """Bring jobs and painter in line after every event."""
        while not self._is_closed:
            try:
                event = self._events.get(timeout=1)
            except queue.Empty:
                event = None
            with self.lock:
                if self._is_closed:
                    return
                try:
                    self._bring_in_line(event)
                except Exception:  # our own mistake, or no process can be started now
                    log.exception("the jobs could not be brought in line")

    def _bring_in_line(self, event: Handed | None) -> None:
        if event:
            self._take(*event)
        self._watch()
        self.store.flush_pending()
        if time.monotonic() > self._swept_at + HOUSEKEEPING_S:
            self._swept_at = time.monotonic()
            self._make_room()
        self._begin_next()

    def _start_painter(self) -> Painter:
        self._restart_at = time.monotonic()
        painter = Painter(self._limits.data, self._events.put)
        self._is_painter_gone = False
        return painter

    def _take(self, painter: Painter, event: Event | None) -> None:
        if painter is not self.painter:
            return
        if event is None:
            self._mourn()
            return
        if isinstance(event, WorkerReady):
            self.capabilities, self.painter.is_ready = event.capabilities, True
            for job in waiting(self.store.all()):
                self.touch(job.token)
            return
        if event.token != self._current:
            return
        job = self.store.get(event.token)
        live = self.touch(job.token)
        live.heard_at = time.monotonic()
        if isinstance(event, FrameShown):
            live.frame, live.preview = event.status, event.payload
        elif isinstance(event, CheckpointSaved):
            self.change(job, iteration=event.iteration, worker_crashes=0)
        else:
            live.frame = event.status or live.frame
            self._current = ""
            self.painter.is_leaving = event.is_leaving
            self._settle(job, event)
            for other in waiting(self.store.all()):
                self.touch(other.token)

    def _settle(self, job: Job, ended: RunEnded) -> None:
        """Bring a job that its worker has left to its next state."""
        if ended.kind == "abandoned" or job.wants_removal:
            self.forget(self.change(job, state="stopped").token)
            return
        self._end(job, ended)
        job = self.store.get(job.token)
        has_changed_its_mind = job.wants_stop or not job.wants_pause
        if job.state == "paused" and has_changed_its_mind and not job.note:
            self.change(job, state="queued")

    def _mourn(self) -> None:
        """Put the job of a worker that has ended back."""
        if self.painter.is_ready:
            self._restart_at = time.monotonic()
        else:  # it may never get ready: do not start one after another
            self._restart_at += RESTART_S
        self.painter.is_ready, self._is_painter_gone = False, True
        if not self._current:
            return
        job, self._current = self.store.get(self._current), ""
        if job.wants_removal:
            self.forget(self.change(job, state="stopped").token)
        elif self._has_ended(job):
            return
        elif job.worker_crashes + 1 >= MOST_DEATHS:
            self.change(
                job,
                state="failed",
                note=Sentence(
                    "The painter ended {times} times at this picture, most likely for "
                    "lack of memory. Choose a smaller size and paint again.",
                    {"times": MOST_DEATHS},
                ),
            )
        else:
            self.change(
                job,
                state=_interrupted(job),
                worker_crashes=job.worker_crashes + 1,
                note=Sentence(
                    "The painter ended unexpectedly. The painting goes on from its "
                    "last checkpoint in a few seconds.",
                    {},
                ),
            )

    def _watch(self) -> None:
        """Replace a worker that has ended; end one that is silent for too long."""
        now = time.monotonic()
        if self._is_painter_gone and now > self._restart_at:
            self.painter = self._start_painter()
        live = self.live.get(self._current)
        patience_s = 60 * self._limits.job_minutes + GRACE_S
        if live and now > live.heard_at + patience_s:
            self.painter.kill()

    def _begin_next(self) -> None:
        queue_ = waiting(self.store.all())
        is_free = self.painter.is_ready and not self.painter.is_leaving
        if self._current or not queue_ or not is_free:
            return
        job = self.change(queue_[0], state="painting", note=None)
        self._current = job.token
        self.live[job.token].heard_at = time.monotonic()
        self.painter.send(
            Paint(
                token=job.token,
                folder=str(self.store.folder(job.token).root),
                sheet=job.grid,
                initial_settings=job.initial_settings,
                settings=job.settings,
                minutes=self._limits.job_minutes,
                wants_stop=job.wants_stop,
            )
        )


def _interrupted(job: Job) -> State:
    """Return the state of a job whose worker is gone."""
    return "paused" if job.wants_pause and not job.wants_stop else "queued"
