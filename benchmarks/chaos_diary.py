"""The log that chaos.py reads: what servers and workers write into one file."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOG = re.compile(r"nst_core\.worker (\d+): (\S{6}) (begins|ends)")
OVER = ("done", "stopped", "failed", "lost")


@dataclass
class Seen:
    """Last sight of an acknowledged job."""

    state: str = "queued"
    had_result: bool = False
    seconds: float = 0.0  # of painting
    at: float = 0.0  # when they were another number


class Diary:
    """Log of servers and workers in one file, read as it grows."""

    def __init__(self, path: Path) -> None:
        self.servers = 0  # that came up
        self.jobs: dict[str, Seen] = {}  # the acknowledged ones, by token
        self.painting: dict[int, tuple[str, float]] = {}  # by worker: job, since when
        self.results_lost: set[str] = set()
        self._file, self._read_to = path.open(), 0

    def read(self) -> None:
        """Take in what is new, up to the last whole line."""
        self._file.seek(self._read_to)
        while (line := self._file.readline()).endswith("\n"):
            self._read_to = self._file.tell()
            if found := LOG.search(line):
                self.painting.pop(int(found[1]), None)
                if found[3] == "begins":
                    self.painting[int(found[1])] = (found[2], time.monotonic())
            elif line.startswith('{"kind"'):
                self._take(json.loads(line))

    def close(self) -> None:
        """Read no more."""
        self._file.close()

    def unfinished(self) -> list[str]:
        """Tokens of the jobs that are not over, as far as was seen."""
        return [token for token, seen in self.jobs.items() if seen.state not in OVER]

    def _take(self, said: Mapping[str, Any]) -> None:
        if said["kind"] == "up":
            self.servers += 1
            return
        seen = self.jobs.setdefault(said["token"], Seen())
        if said["kind"] == "token":
            return
        if seen.had_result and not said["result"]:
            self.results_lost.add(said["token"])
        seen.state, seen.had_result = said["state"], seen.had_result or said["result"]
        if said["seconds"] not in (None, seen.seconds):
            seen.seconds, seen.at = said["seconds"], said["at"]
