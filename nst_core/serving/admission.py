"""Admission: who may join the queue, by its length, by shares and by room on the disk.

Pure arithmetic. A visitor's name is the browser's invention, so the share by name is
for fairness only; the share by address is the limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nst_core.errors import BusyError
from nst_core.jobs.job import Job
from nst_core.serving.clients import HOUR_S
from nst_core.serving.limits import Limits
from nst_core.serving.queue import format_duration, wait_s, waiting


@dataclass(frozen=True)
class Asker:
    """Who asks for a place."""

    visitor: str  # the name that a browser gave itself
    client: str = ""  # hash of its address, "" if it is not known
    recent_s: Sequence[float] = ()  # ages of its jobs of the last hour, oldest first


def require_place(
    jobs: Sequence[Job], asker: Asker, limits: Limits, free_in_s: Sequence[float]
) -> None:
    """Refuse a new job if the queue, or a share of who asks, is full.

    Args:
        jobs: All there are.
        asker: Who asks.
        limits: What the host grants.
        free_in_s: Seconds until each worker has left its present job.

    Raises:
        BusyError: With the reason, and when to come back.
    """
    queue = waiting(jobs)
    held = len(queue) + sum(job.state == "paused" for job in jobs)
    if held >= limits.queue:
        raise BusyError(
            "{waiting} pictures are waiting or paused already, which is all that fit. "
            "Come back in about {wait}, when the next place is free.",
            waiting=held,
            wait=format_duration(next_free_s(queue, free_in_s)),
        )
    unfinished = [job for job in jobs if not job.is_over]
    own = [job for job in unfinished if job.visitor == asker.visitor]
    if len(own) > limits.waiting_each:
        raise BusyError(
            "{own} of your pictures are being painted, waiting or paused, which is all "
            "that one visitor may have. Stop one, or come back in about {wait}.",
            own=len(own),
            wait=format_duration(_turn_s(own, queue, free_in_s)),
        )
    if not asker.client:
        return
    near = [job for job in unfinished if job.client == asker.client]
    if len(near) >= limits.per_address_jobs:
        raise BusyError(
            "{own} pictures from your network address are being painted, waiting or "
            "paused, which is all that one address may have. Stop one, or come back in "
            "about {wait}.",
            own=len(near),
            wait=format_duration(_turn_s(near, queue, free_in_s)),
        )
    if len(asker.recent_s) >= limits.per_address_jobs_hour:
        raise BusyError(
            "{own} pictures were begun from your network address within an hour, which "
            "is all that one address may begin. Come back in about {wait}.",
            own=len(asker.recent_s),
            wait=format_duration(HOUR_S - asker.recent_s[0]),
        )


def require_quota(
    size_bytes: int, held_bytes: int, limits: Limits, free_s: float
) -> None:
    """Refuse a new job for which no finished or paused one could make room.

    Args:
        size_bytes: Of the new job's pictures.
        held_bytes: Of the jobs that wait or are painted, which stay.
        limits: What the host grants.
        free_s: Seconds until one of these has ended.

    Raises:
        BusyError: With the reason, and what to do.
    """
    quota_bytes = limits.quota_gb * 1e9
    if size_bytes > quota_bytes:
        raise BusyError(
            "These pictures take {size:.3g} MB, but all jobs together have {quota:.3g} "
            "MB here. Choose smaller files.",
            size=size_bytes / 1e6,
            quota=quota_bytes / 1e6,
        )
    if held_bytes + size_bytes > quota_bytes:
        raise BusyError(
            "The pictures that are waiting or being painted leave no room for these: "
            "{size:.3g} MB are needed. Come back in about {wait}, or choose smaller "
            "files.",
            size=size_bytes / 1e6,
            wait=format_duration(free_s),
        )


def next_free_s(queue: Sequence[Job], free_in_s: Sequence[float]) -> float:
    """Seconds until the next job leaves the queue or its worker."""
    return min(free_in_s) or wait_s(queue[:1], free_in_s)


def _turn_s(
    own: Sequence[Job], queue: Sequence[Job], free_in_s: Sequence[float]
) -> float:
    """Seconds until the first of these jobs has been painted."""
    if any(job.state == "painting" for job in own):
        return min(free_in_s)
    places = [queue.index(job) for job in own if job in queue]
    return wait_s(queue[: min(places) + 1], free_in_s) if places else min(free_in_s)
