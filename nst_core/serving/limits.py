"""Limits of a host: where jobs are kept, how many, how large and how long.

Every number can be set in the environment, as NST_ and its name in capitals.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from nst_core.errors import SettingsError, brief


def _default_data() -> Path:
    """Folder in which this user's programs keep their data.

    Raises:
        SettingsError: This user has no home folder.
    """
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", "~"))
    elif sys.platform == "darwin":
        folder = Path("~/Library/Application Support")
    else:
        folder = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share")
    return _from_home(folder) / "neural-style-transfer"


def _from_home(folder: Path) -> Path:
    try:
        return folder.expanduser()
    except RuntimeError:  # some containers' users have none
        raise SettingsError(
            "This user has no home folder to keep jobs in. Name another folder with "
            "--data or NST_DATA."
        ) from None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Choices of a host.

    Raises:
        SettingsError: A number is no number, or not above 0.
    """

    data: Path = field(default_factory=_default_data)  # jobs are kept here
    quota_gb: float = 2.0  # of all jobs together; finished and paused ones make room
    keep_days: float = 7.0  # after which a finished or paused job goes
    uploads_gb: float = 1.0  # of all uploads together; the oldest make room
    queue: float = 100  # jobs that may wait or be paused
    waiting_each: float = 2  # of one visitor, beside the one that is painted
    per_address_jobs: float = 30  # unfinished at once, of one network address
    per_address_jobs_hour: float = 200  # begun within an hour, of one network address
    job_minutes: float = 60.0  # of painting, after which the picture so far is kept
    per_address_uploads: float = 600  # in an hour, from one client address
    per_address_upload_mb: float = 4000  # in an hour, of these together

    def __post_init__(self) -> None:
        for spec in fields(self):
            value = getattr(self, spec.name)
            if spec.name != "data" and not value > 0:  # NaN fails this test too
                raise SettingsError(
                    "{name} is {value}; it must be above 0.",
                    name=spec.name,
                    value=value,
                )

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Limits":
        """Limits of an environment: NST_DATA and so on, else the defaults."""
        values: dict[str, Path | float] = {}
        for spec in fields(cls):
            name = f"NST_{spec.name.upper()}"
            text = environment.get(name)
            if not text:
                continue
            if spec.name == "data":
                values["data"] = _from_home(Path(text))
                continue
            try:
                values[spec.name] = float(text)
            except ValueError:
                raise SettingsError(
                    "{name} is {text}; it must be a number.",
                    name=name,
                    text=brief(text),
                ) from None
        return cls(**values)  # type: ignore[arg-type]
