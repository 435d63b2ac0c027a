"""A job: its record and its states."""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import AliasChoices, Field, ValidationError

from nst_core.jobs.folder import RECORD, JobFolder
from nst_core.jobs.records import Record, SentenceField, SettingsField

State = Literal["queued", "painting", "paused", "stopped", "done", "failed"]

ENDED: frozenset[State] = frozenset({"stopped", "done", "failed"})

# Three fields stand in job.json under their older names.
_SHEET = AliasChoices("grid", "sheet_spec")
_INITIAL_SETTINGS = AliasChoices("begun_with", "initial_settings")
_WORKER_CRASHES = AliasChoices("deaths", "worker_crashes")


class Job(Record, extra="ignore"):
    """Everything about a job but its pictures."""

    token: str  # its owner's
    visitor: str  # whose fair share it is part of
    client: str = ""  # salted hash of the network address that it came from
    state: State = "queued"
    created: float  # seconds since 1970; also its place in the queue
    ended: float = 0.0
    paused: float = 0.0  # since when it has been touched last; 0: it is not
    initial_settings: SettingsField = Field(  # as submitted
        validation_alias=_INITIAL_SETTINGS, serialization_alias="begun_with"
    )
    settings: SettingsField  # as steered since
    key: str  # equal for equal submissions only
    parent: str = ""  # token of the job whose result it starts from
    is_touch_up: bool = False  # only a place of that result is painted anew
    sheet_spec: str = Field(  # the spec of a contact sheet, "" for a picture
        default="", validation_alias=_SHEET, serialization_alias="grid"
    )
    seconds: float = 0.0  # the whole run, as modelled; 0: not known
    iteration: int = 0  # as far as a checkpoint or the result has it
    iterations: int = 0
    wants_stop: bool = False  # ends at its checkpoint, with a result
    wants_pause: bool = False  # and not to go on since
    wants_removal: bool = False  # as soon as its worker has left it
    worker_crashes: int = Field(  # since its last checkpoint
        default=0, validation_alias=_WORKER_CRASHES, serialization_alias="deaths"
    )
    note: SentenceField = None  # for the person, when something needs a word

    @property
    def sender(self) -> str:
        """Client that it counts for; of older records only the visitor is known."""
        return self.client or f"visitor {self.visitor}"

    @property
    def is_over(self) -> bool:
        return self.state in ENDED

    def changed(self, **changes: Any) -> Self:
        """The job with other values; their types are not checked."""
        return self.model_copy(update=changes)


def fingerprint(hashes: Mapping[str, str], spec: tuple[object, ...]) -> str:
    """Content hash of a submission: its clean pictures' hashes and its spec."""
    found = hashlib.sha256(repr(spec).encode())
    for name in sorted(hashes):
        found.update(f"{name} {hashes[name]}\n".encode())
    return found.hexdigest()


def write_job(folder: JobFolder, job: Job) -> None:
    """Write a job's record.

    Raises:
        OSError: There is no room, or the job is gone.
    """
    data = job.model_dump_json(by_alias=True, indent=1)
    folder.put(RECORD, data.encode())


def read_job(folder: JobFolder) -> Job | None:
    """Job of a folder; None if it has none that this program can read."""
    try:
        job = Job.model_validate_json(folder.get(RECORD))
    except (OSError, ValidationError):
        return None
    return job if job.token == folder.root.name else None
