"""Part g: fifty programs connect and submit in one instant; somebody else looks on.

    python benchmarks/crowd.py [--clients 50] [--processes 2] [--nice 10] [--json FILE]

The server is app.py as `make run` starts it, with one worker. The clients paint tiny
jobs; each one's photo has one flat colour of its own, by which its result is known.
Meanwhile this process asks for something small every 50 ms, whether or not the answers
before have come, and notes how long each takes. Ends with 1 if anybody did not get
their own picture.
"""

import argparse
import asyncio
import json
import math
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # for who calls it by its path

from benchmarks import marks
from benchmarks.chaos_server import TINY, write_pair
from benchmarks.findings import Findings
from benchmarks.processes import SPAWN, Extent
from benchmarks.start_up import running_page

ASK_S = LOOK_S = 0.05
BEFORE_S = 5.0  # of asking before the clients start: what an idle server takes
PAINT_S = 600.0  # that a client waits for its picture
TOKEN_PATHS = ("jobs/{token}/preview.jpg", "jobs/{token}/moments.json")
PLACE = re.compile(r"Place (\d+) in the queue, about .+ to wait")
JOB = replace(TINY, iterations=3, scales=1, beta=0.001)  # more would blur the mark
# All clients are on this machine, so one address has all of their jobs.
ONE_ADDRESS = {"NST_PER_ADDRESS_JOBS": "1000"}
CLIENTS: dict[Extent, int] = {"full": 50, "quick": 10, "toy": 2}
PERIODS = ("before", "connecting", "painting", "whole")
FIGURES = (
    *("clients", "right", "mixed", "failed", "places_shown"),
    *("connected_s", "told_s", "painted_s", "unanswered"),
    *("whole_p99_ms", "connecting_p99_ms"),
)


@dataclass(frozen=True)
class Visit:
    """Course of one client's visit, in seconds since all of them started."""

    number: int
    connected_s: float
    told_s: float  # when it first heard where its picture is
    ended_s: float
    whose: int  # mark its picture has; -1: there is no picture
    sentences: list[str]
    token: str  # of its job
    trouble: str


@dataclass(frozen=True)
class Answer:
    """One request for something small, and its answer."""

    path: str
    at_s: float  # when it was due, since the clients started
    late_ms: float  # that the asking began: the machine's fault, not the server's
    spent_ms: float  # from when it was due until its last byte
    status: int  # of HTTP; 0: no answer came


def visit(number: int, address: str, folder: Path, colours: Any, start: float) -> Visit:
    """Connect, let a photo of one colour be painted, and look whose picture came."""
    from gradio_client import Client, handle_file

    pictures = write_pair(folder, number)
    marks.write_mark(pictures["content"], colours[number])
    time.sleep(max(0.0, start - time.monotonic()))
    connected_s, told_s, whose, outputs, trouble = 0.0, 0.0, -1, [], ""
    try:
        mine = str(folder / f"{number}")
        client = Client(
            address, verbose=False, download_files=mine, analytics_enabled=False
        )
        connected_s = time.monotonic() - start
        files = [handle_file(pictures[name]) for name in ("content", "style")]
        job = client.submit(*files, **asdict(JOB), api_name="/stylize")
        while not job.outputs() and not job.done():
            time.sleep(LOOK_S)
        told_s = time.monotonic() - start
        job.result(timeout=PAINT_S)
        outputs = job.outputs()
        whose = marks.nearest(Path(outputs[-1][2]), colours)
    except Exception as error:  # whatever it is, this client has no picture
        trouble = f"{type(error).__name__}: {error}"
    ended_s = time.monotonic() - start
    said, token = [output[1] for output in outputs], outputs[-1][3] if outputs else ""
    when = connected_s, told_s, ended_s
    return Visit(number, *when, whose, said, token, trouble)


def visit_all(
    numbers: list[int], address: str, folder: Path, colours: Any, start: float
) -> list[Visit]:
    """Visits of several clients at once, from one process."""
    with ThreadPoolExecutor(len(numbers)) as threads:
        visits = [
            threads.submit(visit, number, address, folder, colours, start)
            for number in numbers
        ]
        return [one.result() for one in visits]


def get_ready(niceness: int) -> None:
    """Step back behind the server, with all that a client needs imported."""
    os.nice(niceness)
    import gradio_client  # noqa: F401


class Onlooker:
    """Somebody who is not in the crowd, and looks at the page meanwhile."""

    def __init__(self, address: str, token: str, start: float) -> None:
        paths = [path.format(token=token) for path in TOKEN_PATHS]
        self.answers: list[Answer] = []
        self._address, self._start = address, start
        self._paths = ("", "config", *paths)

    async def look(self, is_over: Callable[[], bool]) -> None:
        """Ask again and again, at fixed times: who waits holds up no other question."""
        asked: list[asyncio.Task[None]] = []
        due = time.monotonic()
        # A connection that is not used for long is closed by the server, in 5 s.
        limits = httpx.Limits(keepalive_expiry=2)
        async with httpx.AsyncClient(
            base_url=self._address, timeout=60, limits=limits
        ) as browser:
            while not is_over():
                path = self._paths[len(asked) % len(self._paths)]
                asked.append(asyncio.create_task(self._ask(browser, path, due)))
                due += ASK_S
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            await asyncio.gather(*asked)

    async def _ask(self, browser: httpx.AsyncClient, path: str, due: float) -> None:
        late_s = time.monotonic() - due
        try:
            status = (await browser.get(path)).status_code
        except httpx.HTTPError:
            status = 0
        spent_s = time.monotonic() - due
        kind = path.rpartition("/")[2] or "page"
        self.answers.append(
            Answer(kind, due - self._start, 1000 * late_s, 1000 * spent_s, status)
        )


def let_in(
    address: str,
    clients: int,
    folder: Path,
    processes: int = 2,
    niceness: int = 10,
    before_s: float = BEFORE_S,
) -> tuple[list[Visit], list[Answer]]:
    """Visits of all clients, and the answers that an onlooker had meanwhile."""
    colours = marks.colours(clients + 1)
    groups = [list(range(clients))[n::processes] for n in range(processes)]
    pools = [ProcessPoolExecutor(1, mp_context=SPAWN) for _ in groups]
    for ready in [pool.submit(get_ready, niceness) for pool in pools]:
        ready.result()
    one_more = (clients, address, folder, colours, time.monotonic())
    first = pools[0].submit(visit, *one_more).result()
    assert first.whose >= 0, first.trouble  # now the worker is ready
    start = time.monotonic() + before_s
    crowd: list[Future[list[Visit]]] = [
        pool.submit(visit_all, numbers, address, folder, colours, start)
        for pool, numbers in zip(pools, groups, strict=True)
    ]
    onlooker = Onlooker(address, first.token, start)
    asyncio.run(onlooker.look(lambda: all(group.done() for group in crowd)))
    visits = [one for group in crowd for one in group.result()]
    for pool in pools:
        pool.shutdown()
    return visits, onlooker.answers


def summary(visits: list[Visit], answers: list[Answer]) -> dict[str, Any]:
    """All figures."""
    whose = [one.whose for one in visits]
    mixed = [one for one in visits if one.whose not in (-1, one.number)]
    connected_s = max(one.connected_s for one in visits)
    ended_s = max(one.ended_s for one in visits)
    spans = {
        "before": (-math.inf, 0.0),
        "connecting": (0.0, connected_s),
        "painting": (connected_s, ended_s),
        "whole": (0.0, ended_s),
    }
    parts = {}
    for name, (begin, end) in spans.items():
        there = [answer for answer in answers if begin <= answer.at_s < end]
        parts[name] = latencies(there)
        parts[name]["by_path"] = {
            path: latencies([answer for answer in there if answer.path == path])
            for path in sorted({answer.path for answer in there})
        }
    return {
        "clients": len(visits),
        "right": sum(one.whose == one.number for one in visits),
        "mixed": len(mixed),
        "failed": whose.count(-1),
        "places_shown": sum(any(map(PLACE.search, one.sentences)) for one in visits),
        "connected_s": connected_s,
        "told_s": max(one.told_s for one in visits),
        "painted_s": ended_s,
        "unanswered": sum(answer.status != 200 for answer in answers),
        "whole_p99_ms": parts["whole"].get("p99_ms"),
        "connecting_p99_ms": parts["connecting"].get("p99_ms"),
        "latency": parts,
        "details": {
            "visits": [asdict(one) for one in visits],
            "answers": [asdict(answer) for answer in answers],
        },
    }


def latencies(answers: list[Answer]) -> dict[str, Any]:
    """Statistics of the answers' durations, in milliseconds."""
    if not answers:
        return {"answers": 0}
    spent_ms = np.array([answer.spent_ms for answer in answers])
    late_ms = np.array([answer.late_ms for answer in answers])
    return {
        "answers": len(answers),
        "median_ms": float(np.median(spent_ms)),
        "p95_ms": float(np.percentile(spent_ms, 95, method="higher")),
        "p99_ms": float(np.percentile(spent_ms, 99, method="higher")),
        "max_ms": float(spent_ms.max()),
        "late_p99_ms": float(np.percentile(late_ms, 99, method="higher")),
    }


def measure(extent: Extent) -> Findings:
    """99th percentile of an onlooker's wait, and whether everybody got their own."""
    found, clients = Findings(), CLIENTS[extent]
    with (
        running_page(**ONE_ADDRESS) as (address, _),
        tempfile.TemporaryDirectory() as folder,
    ):
        figures = summary(*let_in(address, clients, Path(folder)))
    p99_ms = figures["whole_p99_ms"]
    found.say(f"an answer while {clients} others paint, p99", f"{p99_ms:.3g} ms")
    found.say("clients that got their own picture", f"{figures['right']} of {clients}")
    found.figures["crowd_p99_ms"] = p99_ms
    found.figures["crowd_right"] = figures["right"]
    found.details = {name: figures[name] for name in (*FIGURES, "latency")}
    return found


def main() -> None:
    """Let the crowd in once and print what happened."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, default in {"clients": 50, "processes": 2, "nice": 10}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with (
        running_page(**ONE_ADDRESS) as (address, _),
        tempfile.TemporaryDirectory() as folder,
    ):
        visits, answers = let_in(
            address, options.clients, Path(folder), options.processes, options.nice
        )
    found = summary(visits, answers)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))
    for figure in FIGURES:
        print(f"{figure:18} {found[figure]:.4g}")
    for period in PERIODS:
        about = found["latency"][period]
        words = (
            f"{key} {value:.3g}" for key, value in about.items() if key[-2:] != "th"
        )
        print(f"{period:11}", ", ".join(words))
    for one in visits:
        if one.whose != one.number:
            print(f"client {one.number}: {one.trouble or f'picture of {one.whose}'}")
    if found["right"] != options.clients:
        sys.exit("Somebody did not get their own picture.")


if __name__ == "__main__":
    main()
