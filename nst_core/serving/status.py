"""The status of a job: its record, what was heard since, and its place in the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nst_core.errors import Sentence
from nst_core.jobs.job import Job, State
from nst_core.jobs.messages import FrameStatus
from nst_core.jobs.tokens import files_key, view_token
from nst_core.serving.queue import wait_s, waiting
from nst_core.settings.settings import Settings


@dataclass
class LiveState:
    """Newest facts of a job beside its record; lost with the server."""

    version: int = 0  # another number, another status
    preview: bytes | None = None  # JPEG
    frame: FrameStatus | None = None  # the newest


@dataclass(frozen=True)
class JobStatus:
    """All that a page shows of a job."""

    view_token: str  # by which others may look at it
    files_key: str  # name of its files in addresses
    state: State
    note: Sentence | None  # what a person should know
    share_done: float  # 0 to 1
    place: int  # in the queue, 1 is the next; 0: not in it
    wait_s: float  # until its turn, as modelled
    is_ready: bool  # a worker is; the others know no waiting time
    is_finishing: bool  # only its result is left to write
    is_over: bool
    is_sheet: bool  # a contact sheet
    before: str  # of a touch-up: token by which the job before it was asked for
    iteration: int
    iterations: int
    settings: Settings  # of this moment
    result: Path | None
    preview: bytes | None  # JPEG
    frame: FrameStatus | None  # the newest one that was heard of
    version: int  # another number, another status


def job_status(
    job: Job,
    live: LiveState,
    jobs: Sequence[Job],
    free_in_s: Sequence[float],
    is_ready: bool,
    result: Path | None,
) -> JobStatus:
    """Status of one job.

    Args:
        job: The job.
        live: What was heard of it.
        jobs: All jobs there are.
        free_in_s: Seconds until each worker is free.
        is_ready: Whether there is a worker that could paint.
        result: The finished picture's file, if there is one.
    """
    queue = waiting(jobs)
    place = 1 + queue.index(job) if job.state == "queued" else 0
    frame = live.frame
    return JobStatus(
        view_token=view_token(job.token),
        files_key=files_key(job.token),
        state=job.state,
        note=job.note or (frame.note if frame else None),
        share_done=frame.share_done if frame else float(job.state == "done"),
        place=place,
        wait_s=wait_s(queue[: place - 1], free_in_s) if place else 0.0,
        is_ready=is_ready,
        is_finishing=job.state == "queued" and job.wants_stop,
        is_over=job.is_over,
        is_sheet=bool(job.sheet_spec),
        before=job.parent if job.is_touch_up else "",
        iteration=frame.iteration if frame else job.iteration,
        iterations=frame.iterations if frame else job.iterations,
        settings=job.settings,
        result=result if job.is_over else None,
        preview=live.preview,
        frame=frame,
        version=live.version,
    )
