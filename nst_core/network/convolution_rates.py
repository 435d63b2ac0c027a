"""Convolution rates of this machine: measured once, corrected by every painting.

A rate is operations a second. Two are kept for each precision: the one measured, which
the choice of precision hangs on, and the one that paintings reach, which forecasts hang
on. They live in the user's cache folder, for all processes. Knows no TensorFlow.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Literal, get_args

import filelock
import platformdirs

from nst_core.system.files import write_atomically
from nst_core.system.machine import describe_machine

Precision = Literal["float32", "bfloat16"]
RateByPrecision = Mapping[Precision, float]

APPLICATION, FILE = "neural-style-transfer", "convolution-rates.json"
LOCK_S = 10.0  # measuring takes about half a second

# A busy machine looks slow and is not; no machine looks faster than it is.
FASTER_WEIGHT, SLOWER_WEIGHT = 0.8, 0.2  # of a painting, against what is kept
CONTRADICTION = 1.6  # a factor between both that asks for measuring anew
CONFIRMATION = 1.25  # the factor within which two measurements say the same


@dataclass(frozen=True)
class Rates:
    """Convolution rates of one machine, in operations a second."""

    measured: RateByPrecision  # bare convolutions, both precisions side by side
    reached: RateByPrecision  # what paintings make of it
    is_contradicted: bool = False  # to be measured anew

    def corrected(self, precision: Precision, observed: float) -> "Rates":
        """The rates after a painting that reached `observed` in this precision."""
        kept = self.reached[precision]
        return replace(
            self,
            reached={**self.reached, precision: _blend(kept, observed)},
            is_contradicted=self.is_contradicted
            or not _are_alike(kept, observed, CONTRADICTION),
        )

    def measured_anew(self, measured: RateByPrecision) -> "Rates":
        """The rates after another measurement.

        One that confirms the last teaches nothing new: what paintings reach stays.
        """
        reached = {
            name: kept
            if _are_alike(self.measured[name], measured[name], CONFIRMATION)
            else _blend(kept, measured[name])
            for name, kept in self.reached.items()
        }
        return Rates(measured, reached)


def _blend(kept: float, observed: float) -> float:
    """Weighted geometric mean; what is faster counts more."""
    weight = FASTER_WEIGHT if observed > kept else SLOWER_WEIGHT
    return float(kept ** (1 - weight) * observed**weight)


def _are_alike(one: float, other: float, factor: float) -> bool:
    return max(one, other) <= factor * min(one, other)


class RateStore:
    """The rates of machines, in one JSON file that several processes may write."""

    def __init__(self, path: Path, machine: str, earlier: Path | None = None) -> None:
        """Name the file; nothing is read or written.

        Args:
            path: The file; its folder is made when it is first written.
            machine: Which machine this is; a home may be shared by several.
            earlier: Where a former version kept the file.
        """
        self._path, self._machine, self._earlier = path, machine, earlier
        # Of a folder that cannot be written to: measured once a process, not more.
        self._unwritten: dict[str, Rates] = {}

    def rates(self, measure: Callable[[], RateByPrecision]) -> Rates:
        """This machine's rates; `measure` is called only if none can be believed."""
        known = self._read().get(self._machine)
        if known and not known.is_contradicted:
            return known
        with self._lock():
            machines = self._read()  # another process may have measured meanwhile
            known = machines.get(self._machine)
            if known is None:
                measured = measure()
                known = Rates(measured, measured)
            elif known.is_contradicted:
                known = known.measured_anew(measure())
            self._write(machines | {self._machine: known})
        return known

    def correct(self, precision: Precision, observed: float) -> None:
        """Take the rate that a painting reached into account."""
        with self._lock():
            machines = self._read()
            if known := machines.get(self._machine):
                known = known.corrected(precision, observed)
                self._write(machines | {self._machine: known})

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Keep other processes out; where no lock can be had, go on without."""
        lock = filelock.FileLock(self._path.with_suffix(".lock"), timeout=LOCK_S)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except OSError:  # a folder that cannot be written to, or a time-out
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def _write(self, machines: Mapping[str, Rates]) -> None:
        text = json.dumps({name: asdict(x) for name, x in machines.items()}, indent=2)
        try:
            write_atomically(self._path, text.encode())
            self._unwritten = {}
        except OSError:
            self._unwritten = dict(machines)

    def _read(self) -> dict[str, Rates]:
        """All machines of the file; what is damaged is left out."""
        if self._unwritten:
            return self._unwritten
        path = self._path
        if self._earlier and not path.exists():
            path = self._earlier
        try:
            written = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(written, dict):
            return {}
        known = {name: _from_json(entry) for name, entry in written.items()}
        return {name: rates for name, rates in known.items() if rates}


def _from_json(entry: Any) -> Rates | None:
    """One machine's rates; None of a damaged entry."""
    try:
        if isinstance(entry, list):  # a former version: some measurements, the best of
            runs = [_positive(run) for run in entry]
            best = {name: max(run[name] for run in runs) for name in runs[0]}
            return Rates(best, best)
        return Rates(
            _positive(entry["measured"]),
            _positive(entry["reached"]),
            bool(entry["is_contradicted"]),
        )
    except (TypeError, ValueError, KeyError, IndexError):
        return None


def _positive(written: Any) -> RateByPrecision:
    rates = {name: float(written[name]) for name in get_args(Precision)}
    if not all(0 < rate < float("inf") for rate in rates.values()):
        raise ValueError("a rate is positive")
    return rates


@cache
def rate_store() -> RateStore:
    """The store of this user, for this machine and this TensorFlow."""
    folder = platformdirs.user_cache_path(APPLICATION, appauthor=False)
    earlier = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    machine = f"{describe_machine()}, TensorFlow {_tensorflow_version()}"
    return RateStore(folder / FILE, machine, earlier / APPLICATION / FILE)


def _tensorflow_version() -> str:
    for package in ("tensorflow", "tensorflow-cpu"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            return metadata.version(package)
    return "unknown"
