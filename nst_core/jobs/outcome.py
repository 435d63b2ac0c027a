"""The end of a job, in its folder: the server may be gone before it is told.

outcome.json    {"kind": "done", "about": {"iteration": 300, "iterations": 300}}
"""

from typing import Literal

from pydantic import ValidationError

from nst_core.errors import Sentence
from nst_core.jobs.folder import OUTCOME, JobFolder
from nst_core.jobs.messages import RunEnded
from nst_core.jobs.records import Record, SentenceField


class _About(Record, extra="ignore"):
    note: SentenceField = None
    iteration: int | None = None  # None: there was no frame
    iterations: int | None = None


class Outcome(Record, extra="ignore"):
    """The end of a job that needs no worker any more."""

    kind: Literal["done", "stopped", "failed"]
    about: _About

    @property
    def note(self) -> Sentence | None:
        return self.about.note

    @property
    def iteration(self) -> int | None:
        return self.about.iteration

    @property
    def iterations(self) -> int | None:
        return self.about.iterations


def write_outcome(folder: JobFolder, ended: RunEnded) -> None:
    """Leave the end of a job in its folder.

    Raises:
        OSError: There is no room.
        ValueError: The job can go on, so it has no outcome.
    """
    about = _About(
        note=ended.note, iteration=ended.iteration, iterations=ended.iterations
    )
    outcome = Outcome.model_validate({"kind": ended.kind, "about": about})
    folder.put(OUTCOME, outcome.model_dump_json(exclude_none=True).encode())


def read_outcome(folder: JobFolder) -> Outcome | None:
    """End of the job; None if there is none that can be read."""
    try:
        return Outcome.model_validate_json(folder.get(OUTCOME))
    except (OSError, ValidationError):
        return None
