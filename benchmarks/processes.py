"""Fresh processes to measure in, and rivals that take turns.

Two libraries in one process share its memory allocator and fight over its cores with
two pools of threads. So each measured program has a process of its own and waits,
asleep, while another one has its turn. A toy run is the exception: it shows that all
parts still work, its figures mean nothing, so it stays in the process it began in.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

SPAWN = multiprocessing.get_context("spawn")
WARM_UPS = 3  # the first calls trace, compile and fetch memory

# full is to be quoted; quick has fewer rounds and sizes; toy is for the tests.
Extent = Literal["full", "quick", "toy"]
Step = Callable[[], float]  # does one iteration's work, returns the loss
P = ParamSpec("P")
T = TypeVar("T")


def add_extent(parser: argparse.ArgumentParser) -> None:
    """Give a parser --quick and --toy, for `extent`."""
    shorter = parser.add_mutually_exclusive_group()
    for extent, about in {
        "quick": "fewer rounds and sizes; not to be quoted",
        "toy": "tiny pictures, to see that all parts work; the figures mean nothing",
    }.items():
        shorter.add_argument(
            f"--{extent}",
            dest="extent",
            action="store_const",
            const=extent,
            default="full",
            help=about,
        )


def in_fresh_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Result of the function, called in a new process that ends with it."""
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        return pool.submit(function, *args, **kwargs).result()


def isolated(
    extent: Extent, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Result of the function, from a new process unless it is a toy run."""
    if extent == "toy":
        return function(*args, **kwargs)
    return in_fresh_process(function, *args, **kwargs)


class Rival(Protocol):
    """One program that takes a step whenever it is asked."""

    @property
    def loss(self) -> float:
        """Of the last step of the warm-up."""

    @property
    def peak_gb(self) -> float:
        """Most memory that its process held up to then."""

    def seconds(self) -> float:
        """Duration of one more step, by the rival's own clock."""


@contextmanager
def rival(extent: Extent, prepare: Callable[..., Step], *args: Any) -> Iterator[Rival]:
    """A program, in a process of its own unless it is a toy run.

    Args:
        extent: Of the run.
        prepare: Makes the step, where it is to run. Must be importable by name.
        *args: What `prepare` is called with.
    """
    if extent == "toy":
        yield _NearRival(prepare, *args)
        return
    far = _FarRival(prepare, *args)
    try:
        yield far
    finally:
        far.close()


class _NearRival:
    def __init__(self, prepare: Callable[..., Step], *args: Any) -> None:
        self._step = prepare(*args)
        self.loss, self.peak_gb = self._step(), peak_gb()

    def seconds(self) -> float:
        return duration(self._step)


class _FarRival:
    def __init__(self, prepare: Callable[..., Step], *args: Any) -> None:
        self._door, there = SPAWN.Pipe()
        self._process = SPAWN.Process(
            target=_obey, args=(there, prepare, args), daemon=True
        )
        self._process.start()
        there.close()  # so that a rival's death ends the conversation
        self.loss: float
        self.peak_gb: float
        self.loss, self.peak_gb = self._door.recv()

    def seconds(self) -> float:
        self._door.send(True)
        spent: float = self._door.recv()
        return spent

    def close(self) -> None:
        self._door.close()
        self._process.join()


def _obey(door: Connection, prepare: Callable[..., Step], args: tuple[Any]) -> None:
    step = prepare(*args)
    for _ in range(WARM_UPS):
        loss = step()
    door.send((loss, peak_gb()))
    try:
        while door.recv():
            door.send(duration(step))
    except EOFError:
        pass  # nobody asks any more


def load() -> float | None:
    """Processes that want a core, averaged over a minute; None where nobody counts."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def peak_gb() -> float:
    """Most memory this process has held, in units of 2^30 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**30 if sys.platform == "darwin" else 2**20)  # bytes, or KiB


def duration(step: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def take_turns(rivals: Mapping[str, Rival], rounds: int) -> dict[str, list[float]]:
    """Every rival's seconds; whatever disturbs a round disturbs all of it."""
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, rival in rivals.items():
            seconds[name].append(rival.seconds())
    return seconds
