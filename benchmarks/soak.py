"""Soak: 1,000 small jobs by 40 visitors who also do all that visitors should not do.

    python benchmarks/soak.py [--jobs 1000] [--visitors 40] [--minutes 15] [--json FILE]

Linux only: each visitor connects from a loopback address of its own, and the server's
threads are counted in /proc. The server is app.py as `make run` starts it. Visitors
pause, steer, stop and delete their jobs, cut uploads short, drop lines, and send bodies
and values that mean nothing. Each photo has its visitor's colour and each job its own
seed, by which its result is known. Ends with 1 if a job was lost or mixed up, if the
server failed at a request, or if it holds more at the end than it did at first.
"""

import argparse
import io
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))  # for who calls it by its path

from benchmarks import marks
from benchmarks.chaos_server import TINY, held_by
from benchmarks.page_visitor import PageVisitor, RefusedError, begin_upload
from benchmarks.sketch_visits import server_of
from benchmarks.start_up import running_page
from nst_core.errors import ImageError
from nst_core.settings.recipe_reader import read_recipe

SEED = 1
JOB = replace(TINY, iterations=2, scales=1, beta=0.001)  # more would blur the mark
LONG_ITERATIONS = 20  # of a job that something happens to meanwhile
STYLES = 3  # paintings of one visitor, so that uploads repeat
BUSY_S = 1.0  # before who was refused a place asks again
SHARES_DONE = (0.1, 0.5, 1.0)  # of the jobs or the time: a look at the server
MAX_GROWTH = {"server_mb": 30.0, "server_threads": 12.0, "server_files": 40.0}
NICENESS = 10  # of the visitors: the server has the machine first
# Paintings to which something happens, of all; the rest just end.
ACTS = {"pause": 0.1, "steer": 0.1, "stop": 0.1, "remove": 0.05, "drop": 0.1}
# Deeds beside a painting, each once in so many.
DEEDS = {"abort": 0.15, "junk": 0.15, "wrong": 0.15}
JUNK: tuple[bytes, ...] = (
    *(b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"data": 7}', b"[" * 20_000),
    *(b'{"fn_index": 9999, "data": [], "session_hash": "x"}', bytes(300_000)),
)
KINDS = ("application/json", "multipart/form-data; boundary=x", "text/plain")
WRONG: tuple[dict[str, Any], ...] = (
    *({"size": "x"}, {"size": 1e9}, {"iterations": None}, {"beta": [1]}),
    *({"content": None}, {"content": 7}, {"style": {"path": "/etc/passwd"}}),
    *({"network": "none"}, {"seed": -1}),
)
FIGURES = ("jobs", "done", "stopped", "removed", "lost", "mixed", "failed", "seconds")


@dataclass
class Diary:
    """All that happened, by kind; for any thread."""

    wanted: int  # jobs
    until: float  # no further job is begun; by time.monotonic
    counts: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, trouble: str = "") -> None:
        """Count something; `trouble` says more of what should not have happened."""
        with self._lock:
            self.counts[kind] += 1
            if trouble:
                self.troubles.append(f"{kind}: {trouble}")

    def next_job(self) -> int | None:
        """Number of the next job; None if there is to be no further one."""
        with self._lock:
            if self.counts["begun"] == self.wanted or time.monotonic() > self.until:
                return None
            self.counts["begun"] += 1
            return self.counts["begun"]

    @property
    def ended(self) -> int:
        """Jobs that came to an end, whichever."""
        with self._lock:
            return sum(self.counts[x] for x in ("done", "stopped", "removed", "lost"))


class Guest(PageVisitor):
    """A visitor with a colour, who means no good."""

    def __init__(self, address: str, number: int, colours: Any, diary: Diary) -> None:
        own = f"127.0.{1 + number // 200}.{1 + number % 200}"
        super().__init__(address, f"guest {number}", f"guest{number}", own)
        self._address, self._own = address, own
        self._number, self._colours, self._diary = number, colours, diary
        self._chance = random.Random(SEED + number)
        noise = np.random.default_rng(number)
        self._photo = self._sent(np.full((60, 80, 3), colours[number]))
        self._paintings = [
            self._sent(noise.integers(0, 256, (60, 80, 3))) for _ in range(STYLES)
        ]

    def _sent(self, pixels: np.ndarray) -> dict[str, Any]:
        file = io.BytesIO()
        Image.fromarray(pixels.astype(np.uint8)).save(file, "PNG")
        return self.upload(file.getvalue())

    def stay(self) -> None:
        """Paint job after job until there are no more."""
        while (number := self._diary.next_job()) is not None:
            for deed, share in DEEDS.items():
                if self._chance.random() < share:
                    getattr(self, f"_{deed}")()
                    self._diary.note(deed)
            try:
                self._paint(number)
            except (httpx.HTTPError, RefusedError, StopIteration) as error:
                self._diary.note("lost", f"job {number}: {error!r}")

    def _paint(self, number: int) -> None:
        acts, shares = [*ACTS, ""], [*ACTS.values(), 1 - sum(ACTS.values())]
        act = self._chance.choices(acts, shares)[0]
        settings = asdict(JOB) | {"seed": number}
        if act:
            settings["iterations"] = LONG_ITERATIONS
        style = self._chance.choice(self._paintings)
        inputs = settings | {"content": self._photo, "style": style}
        token = self._submitted(inputs)
        if act:
            time.sleep(self._chance.uniform(0, 2))
            self._diary.note(act)
        if act in ("pause", "stop"):
            self.command(token, act)
        elif act == "steer":
            self.steer(token, **inputs | {"beta": 0.002})
        elif act == "drop":
            self.look(token)  # the line goes with the first message
        elif act == "remove":
            self.remove(token)
        if act == "pause":
            time.sleep(self._chance.uniform(0, 1))
            self.command(token, "resume")
        with self.watch(token) as messages:
            for message in messages:
                if act == "pause" and message.get("state") == "paused":
                    self.command(token, "resume")  # it came before the pause
        self._judge(number, act, token, message)

    def _submitted(self, inputs: dict[str, Any]) -> str:
        while True:
            try:
                return self.paint(**inputs)
            except RefusedError as error:
                if "waiting" not in str(error):
                    raise
            self._diary.note("busy")
            time.sleep(BUSY_S)

    def _judge(self, number: int, act: str, token: str, message: Any) -> None:
        """Note how a job ended, and whose its result is; then delete it."""
        if message.get("is_gone") and act == "remove":
            self._diary.note("removed")
            return
        state = message.get("state")
        if state not in ("done", "stopped") or (state == "stopped" and act != "stop"):
            if act != "remove":
                said = message.get("refused") or message.get("sentence")
                self._diary.note("lost", f"job {number} ({act}): {said}")
                return
        if message.get("has_result"):
            answer = self.http.get(message["picture"]).raise_for_status()
            self._compare(number, answer.content)
        self._diary.note(state)
        self.remove(token)

    def _compare(self, number: int, result: bytes) -> None:
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            path = Path(file.name)
            path.write_bytes(result)
            try:
                seed = read_recipe(path).settings.seed
                whose = marks.nearest(path, self._colours)
            except (ImageError, OSError) as error:
                self._diary.note("mixed", f"job {number}: {error}")
                return
        if (whose, seed) != (self._number, number):
            self._diary.note("mixed", f"job {number} is {seed}, of guest {whose}")

    def _abort(self) -> None:
        with closing(begin_upload(self._address, self._own)):
            time.sleep(0.1)  # so that the server has begun to store it

    def _junk(self) -> None:
        body = self._chance.choice(JUNK)
        path = self._chance.choice(("queue/join", "run/predict", "cancel", "upload"))
        try:
            answer = self.http.post(
                f"gradio_api/{path}",
                content=body,
                headers={"Content-Type": self._chance.choice(KINDS)},
            )
        except httpx.TransportError:
            return  # the line was closed on the rest of it
        took_nothing = answer.text == "[]"  # a form without files is as good as none
        if not (400 <= answer.status_code < 500 or took_nothing):
            self._diary.note("failed", f"{path} {body[:30]!r}: {answer.status_code}")

    def _wrong(self) -> None:
        wrong = self._chance.choice(WRONG)
        good = {"content": self._photo, "style": self._paintings[0]}
        try:
            token = self.paint(**asdict(JOB) | good | wrong)
        except RefusedError as error:
            if str(error) in ("", "None"):
                self._diary.note("failed", f"{wrong}: refused without a word")
        else:
            self._diary.note("failed", f"{wrong}: it was painted")
            self.remove(token)


def soak(address: str, jobs: int, visitors: int, minutes: float) -> dict[str, Any]:
    """All figures of one run against a server that this process has started."""
    colours, began = marks.colours(visitors), time.monotonic()
    diary = Diary(jobs, began + 60 * minutes)
    guests = [Guest(address, number, colours, diary) for number in range(visitors)]
    server = server_of(address).pid
    data = guests[0].data_folder
    samples: list[dict[str, float]] = []
    with ThreadPoolExecutor(visitors) as threads:
        staying = [threads.submit(guest.stay) for guest in guests]
        due = list(SHARES_DONE[:-1])
        while not all(each.done() for each in staying):
            shares = diary.ended / jobs, (time.monotonic() - began) / (60 * minutes)
            if due and max(shares) >= due[0]:
                samples.append({"share": due.pop(0)} | held(server, data))
            time.sleep(0.1)
        for each in staying:
            each.result()
    for guest in guests:
        guest.close()
    samples.append({"share": SHARES_DONE[-1]} | held(server, data))
    counts = {name: diary.counts[name] for name in FIGURES if name != "seconds"}
    deeds = {name: diary.counts[name] for name in (*ACTS, *DEEDS, "busy")}
    return {
        **counts,
        "jobs": diary.counts["begun"],
        "seconds": time.monotonic() - began,
        "level": samples,
        "grown": grown(samples),
        "deeds": deeds,
        "troubles": diary.troubles,
    }


def held(server: int, data: Path) -> dict[str, float]:
    """Memory, threads and files of the server, and entries of its folders."""
    found = held_by("server", server)
    for name in ("jobs", "uploads"):
        found[f"{name}_kept"] = float(sum(1 for _ in (data / name).iterdir()))
    return found


def grown(samples: list[dict[str, float]]) -> list[str]:
    """Names of what the server holds more of at the end than is level."""
    first, last = samples[0], samples[-1]
    return [x for x, most in MAX_GROWTH.items() if last[x] - first[x] > most]


def is_sound(found: dict[str, Any]) -> bool:
    """Whether nothing was lost, mixed, failed at or piled up."""
    is_right = not (found["lost"] or found["mixed"] or found["failed"])
    return is_right and not found["grown"]


def main() -> None:
    """Soak a server once and print what happened."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--visitors", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with running_page() as (address, _):
        os.nice(NICENESS)
        found = soak(address, options.jobs, options.visitors, options.minutes)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))
    for figure in FIGURES:
        print(f"{figure:10} {found[figure]:.4g}")
    for name in ("deeds", "level"):
        print(name, json.dumps(found[name]))
    for trouble in found["troubles"]:
        print(trouble)
    if not is_sound(found):
        sys.exit(f"The server is not as it was: {found['grown'] or 'see above'}.")


if __name__ == "__main__":
    main()
