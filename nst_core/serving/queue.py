"""The queue: order and waiting times.

Pure arithmetic on jobs. Clients take turns: a job waits behind others of its own client
and behind one of each other client, however many those have. Among one client's jobs,
and among clients who wait for the same turn, it is first come, first served.
"""

import heapq
import math
from collections import Counter
from collections.abc import Sequence

from nst_core.jobs.job import Job

UNKNOWN_S = 60.0  # a job's seconds, where nothing has been modelled


def waiting(jobs: Sequence[Job]) -> list[Job]:
    """The queue, the next job first.

    A job that only has its result left to write takes no time, so it does not wait.

    Args:
        jobs: All there are; those that do not wait tell whose turn it was.
    """
    served: dict[str, float] = {}  # when a client's turn ended last
    ahead: Counter[str] = Counter()  # a client's jobs before the next of its own
    for job in jobs:
        client = job.sender
        if job.state == "painting":
            ahead[client] += 1
        elif job.state != "queued":
            served[client] = max(served.get(client, 0.0), job.ended, job.paused)
    order = {}
    for job in sorted(jobs, key=lambda job: (job.created, job.token)):
        if job.state != "queued":
            continue
        if job.wants_stop:
            order[job.token] = (-1, job.created, job.created)
            continue
        client = job.sender
        since = max(job.created, served.get(client, 0.0))
        order[job.token] = (ahead[client], since, job.created)
        ahead[client] += 1
    queued = [job for job in jobs if job.state == "queued"]
    return sorted(queued, key=lambda job: (order[job.token], job.token))


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


def format_duration(seconds: float) -> str:
    """A waiting time as people say it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min"
