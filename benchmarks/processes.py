"""Fresh processes to measure in, and rivals that take turns.

Two libraries in one process share its memory allocator and fight over its cores with
two pools of threads. So each measured program has a process of its own and waits,
asleep, while another one has its turn.
"""

import multiprocessing
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

SPAWN = multiprocessing.get_context("spawn")
WARM_UPS = 3  # the first calls trace, compile and fetch memory

Step = Callable[[], float]  # does one iteration's work, returns the cost
P = ParamSpec("P")
T = TypeVar("T")


def in_fresh_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what the function returns in a new process that ends with it."""
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        return pool.submit(function, *args, **kwargs).result()


class Rival:
    """One program in its own process, which takes a step whenever it is asked.

    Args:
        prepare: Runs there; makes the step. Must be importable by name.
        *args: What `prepare` is called with.

    `cost` is what the last step of the warm-up returned.
    """

    def __init__(self, prepare: Callable[..., Step], *args: Any) -> None:
        self._door, there = SPAWN.Pipe()
        self._process = SPAWN.Process(
            target=_obey, args=(there, prepare, args), daemon=True
        )
        self._process.start()
        there.close()  # so that a rival's death ends the conversation
        self.cost: float = self._door.recv()

    def seconds(self) -> float:
        """Return how long one step takes, by the rival's own clock."""
        self._door.send(True)
        spent: float = self._door.recv()
        return spent

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._door.close()
        self._process.join()


def _obey(door: Connection, prepare: Callable[..., Step], args: tuple[Any]) -> None:
    step = prepare(*args)
    for _ in range(WARM_UPS):
        cost = step()
    door.send(cost)
    try:
        while door.recv():
            began = time.perf_counter()
            step()
            door.send(time.perf_counter() - began)
    except EOFError:
        pass  # nobody asks any more


def take_turns(rivals: Mapping[str, Rival], rounds: int) -> dict[str, list[float]]:
    """Return every rival's seconds; whatever disturbs a round disturbs all of it."""
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, rival in rivals.items():
            seconds[name].append(rival.seconds())
    return seconds
