"""The parts of chaos.py that run inside a server's process, where a JobService is open.

    python -m benchmarks.chaos_server DATA    (started, and killed, by chaos.py)

Started so, it obeys lines of JSON on standard input and writes what it sees, in such
lines, to standard output: one file with what the workers log (chaos_diary.py). In
`stops`, `crowd` and `level` nobody is killed; each runs in a fresh process of its own.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.marks import colours, nearest, write_mark
from nst_core.errors import JobError
from nst_core.serving.limits import Limits
from nst_core.serving.service import JobService
from nst_core.serving.status import JobStatus
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.transfer.checkpoint import read_checkpoint

SEED = 1
LOOK_S = 0.05  # between two looks at all jobs
MOST_WAIT_S = 6.0  # from a submission to its Stop
PAGE_S = 0.2  # between two looks of one visitor in a crowd
QUOTA_GB = 0.001  # in `level`: about 25 tiny jobs, so that old ones have to go
TINY = Settings(
    size=64,
    iterations=1,
    start="content",
    network="vgg16",
    precision="float32",
    plateau=0,
)


class Server:
    """A JobService that is spoken to in lines."""

    def __init__(self, data: Path) -> None:
        self._service = JobService(Limits(data=data, queue=1000, waiting_each=1000))
        self._seen: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()
        self._say(kind="up")
        threading.Thread(target=self._watch, daemon=True).start()

    def obey(self) -> None:
        """Do as the lines say until there are no more."""
        for line in sys.stdin:
            order = json.loads(line)
            if order["kind"] == "watch":
                self._seen[order["token"]] = {}
                continue
            pictures = {name: Path(path) for name, path in order["pictures"].items()}
            settings = Settings(**order["settings"])
            token = self._service.submit(pictures, settings, "chaos")
            self._say(kind="token", token=token)
            self._seen[token] = {}
        self._service.close()

    def _watch(self) -> None:
        while True:
            for token in list(self._seen):
                sight = look(self._service, token)
                if sight != self._seen[token]:
                    self._seen[token] = sight
                    self._say(kind="seen", token=token, at=time.monotonic(), **sight)
            time.sleep(LOOK_S)

    def _say(self, **what: Any) -> None:
        with self._lock:
            print(json.dumps(what) + "\n", end="", flush=True)  # in one write


def look(service: JobService, token: str) -> dict[str, Any]:
    """State of a job, whether it has a result, seconds of painting."""
    try:
        status = service.status(token)
    except JobError:
        return {"state": "lost", "note": "", "result": False, "seconds": None}
    seconds = status.frame.seconds if status.frame else None
    about = {"result": status.result is not None, "seconds": seconds}
    return {"state": status.state, "note": str(status.note or "")} | about


def stops(count: int, folder: Path) -> dict[str, Any]:
    """Seconds from Stop, at random moments, until each job's result was whole."""
    with closing(JobService(Limits(data=folder / "data"))) as service:
        return stop_jobs(service, count, folder, MOST_WAIT_S)


def stop_jobs(
    service: JobService, count: int, folder: Path, most_wait_s: float
) -> dict[str, Any]:
    """The part of `stops` for which the server may be anybody's."""
    chance = random.Random(SEED)
    found = []
    for number in range(count):
        edge = chance.choice((64, 80, 96))
        settings = replace(TINY, iterations=2000, size=edge, seed=number)
        token = service.submit(write_pair(folder, number), settings, "stops")
        time.sleep(chance.uniform(0.1, most_wait_s))
        before, began = service.status(token).iteration, time.monotonic()
        service.stop(token)
        status = wait_for_end(service, token, 0.005)
        spent_s = time.monotonic() - began
        assert not (broken := damage(service.folder(token).root)), broken
        found.append((spent_s, bool(status.result), before, str(status.note or "")))
    seconds = [spent_s for spent_s, has_result, *_ in found if has_result]
    worst = max(seconds, default=None)
    return {"worst_stop_s": worst, "with_result": len(seconds), "all": found}


def crowd(count: int, folder: Path) -> dict[str, Any]:
    """Whether so many visitors who submit at once get their own pictures."""
    with closing(JobService(Limits(data=folder / "data"))) as service:
        return let_all_submit(service, count, folder)


def let_all_submit(service: JobService, count: int, folder: Path) -> dict[str, Any]:
    """The part of `crowd` for which the server may be anybody's."""
    marks = colours(count)
    everybody = threading.Barrier(count)

    def visit(number: int) -> tuple[bool, float, float, str]:
        pictures = write_pair(folder, number)
        write_mark(pictures["content"], marks[number])
        everybody.wait()
        began = time.perf_counter()
        token = service.submit(pictures, TINY, f"visitor {number}")
        submit_s, status_s = time.perf_counter() - began, 0.0
        is_over = False
        while not is_over:
            began = time.perf_counter()
            status = service.status(token)
            status_s = max(status_s, time.perf_counter() - began)
            is_over = status.is_over
            time.sleep(PAGE_S)
        if not status.result:
            return False, submit_s, status_s, f"{status.state}: {status.note}"
        whose = nearest(status.result, marks)
        return whose == number, submit_s, status_s, f"nearest to {whose}"

    with ThreadPoolExecutor(count) as visitors:
        found = list(visitors.map(visit, range(count)))
    right, submit_s, status_s, words = zip(*found, strict=True)
    return {
        "crowd_right": sum(right),
        "worst_view_ms": 1000 * max(status_s),
        "worst_submit_ms": 1000 * max(submit_s),
        "wrong": [[n, words[n]] for n in range(count) if not right[n]],
    }


def level(count: int, folder: Path) -> dict[str, Any]:
    """Memory, threads and files that are held after every ten tiny jobs in a row."""
    limits = Limits(data=folder / "data", quota_gb=QUOTA_GB)
    with closing(JobService(limits)) as service:
        return paint_row(service, count, folder)


def paint_row(service: JobService, count: int, folder: Path) -> dict[str, Any]:
    """The part of `level` for which the server may be anybody's."""
    samples, data = [], service.limits.data
    for number in range(1, count + 1):
        pictures = write_pair(folder, number)
        wait_for_end(service, service.submit(pictures, TINY, "level"), 0.02)
        if number % 10 == 0 or number == count:
            du = subprocess.run(["du", "-sk", data], stdout=subprocess.PIPE)
            sample = {"jobs": number, "data_kb": float(du.stdout.split()[0])}
            sample |= held_by("server", os.getpid())
            samples.append(sample | held_by("worker", service.worker_pid))
    return {"level": {"first": samples[0], "last": samples[-1]}, "all": samples}


def wait_for_end(service: JobService, token: str, pause_s: float) -> JobStatus:
    """JobStatus of a job, once it is over."""
    while not (status := service.status(token)).is_over:
        time.sleep(pause_s)
    return status


def write_pair(folder: Path, number: int, noise_px: int = 0) -> dict[str, Path]:
    """Two pictures as nobody else has them; noise makes their files large."""
    chance = np.random.default_rng(number)
    paths = {}
    for name in ("content", "style"):
        edge = noise_px or 8
        pixels = chance.integers(0, 256, (edge, edge, 3), dtype=np.uint8)
        picture = Image.fromarray(pixels)
        paths[name] = folder / f"{number}-{name}.png"
        (picture if noise_px else picture.resize((120, 90))).save(paths[name])
    return paths


def damage(folder: Path) -> list[str]:
    """Files of one job that are not whole, each with the reason."""
    found = []
    for path in folder.rglob("*.*"):
        try:
            _read(path)
        except FileNotFoundError:
            continue  # the server has deleted it meanwhile
        except Exception as error:  # whatever a broken file makes a reader raise
            found.append(f"{folder.name}/{path.name}: {error!r}")
    return found


def _read(path: Path) -> None:
    if path.suffix == ".json":
        json.loads(path.read_text())
    elif path.suffix == ".npz" and read_checkpoint(path) is None:
        raise ValueError("refused")
    elif path.suffix in (".png", ".jpg"):
        with Image.open(path) as picture:
            picture.load()
    if path.suffix == ".png":
        read_recipe(path)


def workers(data: Path) -> list[int]:
    """Live worker processes of a data folder, whosever children they are."""
    words, found = f"nst_core.worker.main\0{data}\0".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cmdline").read_bytes().endswith(words):  # b"" of a zombie
                found.append(int(process.name))
        except OSError:
            continue  # it has ended meanwhile
    return found


def held_by(name: str, pid: int) -> dict[str, float]:
    """Resident memory, threads and open files of a process, from /proc."""
    process = Path(f"/proc/{pid}")
    lines = (process / "status").read_text().splitlines()
    said = dict(line.split(":", 1) for line in lines)
    return {
        f"{name}_mb": float(said["VmRSS"].split()[0]) / 1024,
        f"{name}_threads": float(said["Threads"]),
        f"{name}_files": float(len(list((process / "fd").iterdir()))),
    }


if __name__ == "__main__":
    Server(Path(sys.argv[1])).obey()
