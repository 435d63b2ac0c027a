"""What a page shows of a job, put together from its record and what was heard since."""

from dataclasses import dataclass
from pathlib import Path

from nst_core.errors import Sentence
from nst_core.jobs.job import Job, State
from nst_core.jobs.messages import FrameStatus
from nst_core.serving.queue import in_words, seconds_of, waiting
from nst_core.serving.scheduler import Foreman, Live
from nst_core.settings.settings import Settings


@dataclass(frozen=True)
class View:
    """What a page shows of a job."""

    state: State
    sentence: str  # where it is, in one line
    note: Sentence | None  # what went wrong
    share_done: float  # 0 to 1
    place: int  # in the queue, 1 is the next; 0: not in it
    wait_s: float  # until its turn, as modelled
    is_ready: bool  # the painter is; the others know no waiting time
    is_finishing: bool  # only its result is left to write
    iteration: int
    iterations: int
    settings: Settings  # of this moment
    is_sheet: bool  # a contact sheet
    result: Path | None
    preview: bytes | None  # JPEG
    frame: FrameStatus | None  # the newest one that was heard of
    version: int  # another number, another view

    @property
    def is_over(self) -> bool:
        return self.state in ("stopped", "done", "failed")


def look_at(foreman: Foreman, token: str) -> View:
    """Return what there is to see; the foreman's lock is held.

    Raises:
        JobError: There is no such job.
    """
    job = foreman.store.get(token)
    live = foreman.live.get(token) or Live()
    queue = waiting(foreman.store.all())
    place = 1 + queue.index(job) if job.state == "queued" else 0
    frame = live.frame
    ahead = queue[: place - 1] if place else []
    return View(
        state=job.state,
        sentence=_sentence(foreman, job, live, ahead),
        note=job.note or (frame.note if frame else None),
        share_done=frame.share_done if frame else float(job.state == "done"),
        place=place,
        wait_s=foreman.painting_s() + seconds_of(ahead) if place else 0.0,
        is_ready=foreman.painter.is_ready,
        is_finishing=job.state == "queued" and job.wants_stop,
        iteration=frame.iteration if frame else job.iteration,
        iterations=frame.iterations if frame else job.iterations,
        settings=job.settings,
        is_sheet=bool(job.grid),
        result=foreman.store.result(token) if job.is_over else None,
        preview=live.preview,
        frame=frame,
        version=live.version,
    )


def _sentence(foreman: Foreman, job: Job, live: Live, ahead: list[Job]) -> str:
    where = live.frame.sentence if live.frame else ""
    if job.state == "queued" and job.wants_stop:
        return "The picture so far is being finished."
    if job.state == "queued":
        if not foreman.painter.is_ready:
            return "The painter is getting ready."
        wait_s = foreman.painting_s() + seconds_of(ahead)
        if wait_s < 1:
            return "Next to be painted."
        place = 1 + len(ahead)
        return f"Place {place} in the queue, about {in_words(wait_s)} to wait."
    if job.state == "painting":
        return where or "Looking at the pictures."
    if job.state == "done":
        return where or f"Finished after {job.iteration} iterations."
    if job.state == "failed":
        return "This could not be painted."
    if job.state == "stopped" and not job.iteration:
        return "Stopped before it began."
    done = f"at iteration {job.iteration} of {job.iterations}"
    return f"{'Paused' if job.state == 'paused' else 'Stopped'} {done}."
