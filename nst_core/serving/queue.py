"""The queue: order, admission and waiting times.

Pure arithmetic on jobs, in the order of their submission: first come, first served. The
fair share is a limit: a visitor has one job painted and few waiting.
"""

import heapq
import math
from collections.abc import Sequence

from nst_core.errors import BusyError
from nst_core.jobs.job import Job
from nst_core.serving.limits import Limits

UNKNOWN_S = 60.0  # a job's seconds, where nothing has been modelled


def waiting(jobs: Sequence[Job]) -> list[Job]:
    """The queue, the next job first.

    A job that only has its result left to write takes no time, so it does not wait.
    """
    queued = [job for job in jobs if job.state == "queued"]
    return sorted(queued, key=lambda job: (not job.wants_stop, job.created, job.token))


def seconds_of(jobs: Sequence[Job]) -> float:
    """Seconds of painting all of these, as modelled."""
    return math.fsum(job.seconds or UNKNOWN_S for job in jobs)


def wait_s(ahead: Sequence[Job], free_in_s: Sequence[float]) -> float:
    """Seconds until a worker is free for the job behind these, as modelled.

    Args:
        ahead: The jobs before it, the next one first.
        free_in_s: Seconds until each worker has left its present job.
    """
    free = list(free_in_s)
    heapq.heapify(free)
    for job in ahead:
        heapq.heapreplace(free, free[0] + seconds_of([job]))
    return free[0]


def require_place(
    jobs: Sequence[Job], visitor: str, limits: Limits, free_in_s: Sequence[float]
) -> None:
    """Refuse a visitor's new job if the queue, or the visitor's share, is full.

    Args:
        jobs: All there are.
        visitor: Who asks.
        limits: What the host grants.
        free_in_s: Seconds until each worker has left its present job.

    Raises:
        BusyError: With the reason, and when to come back.
    """
    queue = waiting(jobs)
    if len(queue) >= limits.queue:
        free_s = min(free_in_s) or wait_s(queue[:1], free_in_s)
        raise BusyError(
            "{waiting} pictures are waiting already, which is all that fit. Come back "
            "in about {wait}, when the next place is free.",
            waiting=len(queue),
            wait=format_duration(free_s),
        )
    own = [job for job in jobs if job.visitor == visitor and not job.is_over]
    if len(own) > limits.waiting_each:
        ahead = queue.index(own[0]) + 1 if own[0] in queue else 0
        free_s = wait_s(queue[:ahead], free_in_s)
        raise BusyError(
            "{own} of your pictures are being painted, waiting or paused, which is all "
            "that one visitor may have. Stop one, or come back in about {wait}.",
            own=len(own),
            wait=format_duration(free_s),
        )


def format_duration(seconds: float) -> str:
    """A waiting time as people say it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"
