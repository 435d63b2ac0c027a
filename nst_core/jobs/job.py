"""A job: its record, its states and the names of its pictures."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from nst_core.errors import StyleTransferError
from nst_core.settings.settings import Settings
from nst_core.system.files import write_atomically

State = Literal["queued", "painting", "paused", "stopped", "done", "failed"]

# What may become of a job in each state. Back to "queued": its worker died, or the
# server did, and it goes on from its checkpoint.
CHANGES: Mapping[State, frozenset[State]] = {
    "queued": frozenset({"painting", "paused", "stopped", "failed"}),
    "painting": frozenset({"queued", "paused", "stopped", "done", "failed"}),
    "paused": frozenset({"queued", "stopped", "failed"}),
    "stopped": frozenset(),
    "done": frozenset(),
    "failed": frozenset(),
}
ENDED = frozenset(state for state in CHANGES if not CHANGES[state])

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 random bits


@dataclass(frozen=True, kw_only=True)
class Job:
    """Everything about a job but its pictures."""

    token: str
    visitor: str  # whose fair share it is part of
    state: State = "queued"
    created: float  # seconds since 1970; also its place in the queue
    ended: float = 0.0
    begun_with: Settings  # as submitted
    settings: Settings  # as steered since
    key: str  # what makes a second, equal submission the same job
    parent: str = ""  # the job whose result it starts from
    grid: str = ""  # the contact sheet that is wished for, if one is; see grid.py
    seconds: float = 0.0  # the whole run, as modelled; 0: not known
    iteration: int = 0  # as far as a checkpoint or the result has it
    iterations: int = 0
    wants_stop: bool = False  # ends at its checkpoint, with a result
    wants_pause: bool = False  # and not to go on since
    wants_removal: bool = False  # as soon as its worker has left it
    deaths: int = 0  # of workers, since its last checkpoint
    note: str = ""  # a sentence for the person, when something needs one

    @property
    def is_over(self) -> bool:
        return self.state in ENDED


def fingerprint(pictures: Mapping[str, Path], wish: tuple[object, ...]) -> str:
    """Return what is equal for two submissions of one wish only."""
    found = hashlib.sha256(repr(wish).encode())
    for name in sorted(pictures):
        found.update(name.encode())
        with pictures[name].open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


def new_token() -> str:
    """Return what nobody can guess."""
    return secrets.token_urlsafe(16)


def _write_job(folder: Path, job: Job) -> None:
    write_atomically(folder / "job.json", json.dumps(asdict(job), indent=1).encode())


def _read_job(folder: Path) -> Job | None:
    """Return the job of a folder; None if it has none that this program can read."""
    known = {spec.name for spec in fields(Job)}
    try:
        said = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        said = {name: value for name, value in said.items() if name in known}
        for name in ("begun_with", "settings"):
            said[name] = Settings(**said[name])
        job = Job(**said)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    except StyleTransferError:
        return None  # settings of another version
    is_ours = job.token == folder.name and job.state in get_args(State)
    return job if is_ours and _has_right_types(job) else None


def _has_right_types(job: Job) -> bool:
    for spec in fields(Job):
        kinds: Any = (int, float) if spec.type is float else spec.type
        if spec.name != "state" and not isinstance(getattr(job, spec.name), kinds):
            return False
    return True
