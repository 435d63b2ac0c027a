"""Jobs survive anything: kill -9 at random moments, a crowd, and a long row of jobs.

    python benchmarks/chaos.py [--kills 20] [--stops N] [--crowd 50] [--level 100]
                               [--json FILE]

Linux only, as it looks into /proc. The server (chaos_server.py) is killed N times and
its worker N // 2 times: at any moment after its start, in mid-painting, while a job is
created, while a file is written, and idle. What must not be lost is counted afterwards
from the disk, and by a JobService that never saw any of it. Ends with 1 if any
was.
"""

import argparse
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # for who calls it by its path

from benchmarks import chaos_server as inside
from benchmarks.chaos_diary import Diary, Seen
from benchmarks.chaos_server import damage, workers
from benchmarks.processes import in_fresh_process
from nst_core.serving.limits import Limits
from nst_core.serving.service import JobService
from nst_core.transfer.checkpoint import read_checkpoint

SAMPLE_S = 0.02
KILL_S = (0.2, 6.0)  # after the victim came up, or began to paint
LONG_SHARE = 0.3  # of the jobs
PATIENCE_S = 30.0  # for a moment that may never come, as an idle one
ORPHAN_S = 5.0  # for which a worker may outlive its server
END_S = 1200.0  # for all jobs to end, when the killing is over
WORST_REPAINT_S = 10.0
LARGE_PX = 900  # noise of that edge is a file of 2.4 MB, which takes long to copy
AIMS = ("any", "painting", "creating", "writing", "idle")
WRITTEN = ("jobs/*/.*.part", "jobs/*/result.png")  # within a write; after it
FIGURES = (
    *("jobs", "found", "results_lost", "files_corrupt", "failed", "overlaps"),
    *("worst_repaint_s", "orphans", "server_kills", "worker_kills"),
    *("worst_stop_s", "crowd_right", "worst_view_ms", "level"),
)


@dataclass
class Book:
    """Record of the kills, and of all that was found to be wrong."""

    kills: list[dict[str, Any]] = field(default_factory=list)
    cut_off: set[str] = field(default_factory=set)  # files that a kill left unfinished
    files_corrupt: set[str] = field(default_factory=set)
    overlaps: list[list[int]] = field(default_factory=list)
    orphans: set[int] = field(default_factory=set)


class Chaos:
    """A server that is fed, watched and killed."""

    def __init__(self, folder: Path) -> None:
        self.data, self.book = folder / "data", Book()
        self._folder, self._chance = folder, random.Random(inside.SEED)
        self._log = (folder / "log").open("a")
        self.diary = Diary(folder / "log")
        self._kept: dict[str, float] = {}  # seconds in interrupted jobs' checkpoints
        self._starts = self._number = self._asked = self._appetite = 0
        self._due = 0.0
        self._start()

    def round(self, victim: str, aim: str) -> None:
        """Kill the server or its worker at a moment of the kind `aim`."""
        self._appetite = 0 if aim == "idle" else self._chance.randint(2, 5)
        self._until(self._is_up, PATIENCE_S)
        self._until(lambda: bool(workers(self.data)), PATIENCE_S)
        if aim in ("painting", "writing"):
            self._until(self._is_painting, PATIENCE_S)
        if aim == "idle":
            self._until(lambda: not self.diary.unfinished(), PATIENCE_S)
        if aim == "writing":
            self._until_written(self._chance.choice(WRITTEN))
        else:
            self._until(lambda: False, self._chance.uniform(*KILL_S))
        if aim == "creating":
            self._submit(LARGE_PX)
            self._until_written("jobs/new-*")
            time.sleep(self._chance.uniform(0, 0.01))
        self._kill(victim, aim)

    def finish(self) -> None:
        """Let all jobs come to their end, and the server to its own."""
        self._appetite = 0
        self._until(lambda: not self.diary.unfinished(), END_S)
        self._server.communicate(timeout=PATIENCE_S)
        self.diary.close()
        self._log.close()

    def _start(self) -> None:
        self._starts += 1
        self._asked = len(self.diary.jobs)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.chaos_server", str(self.data)],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
            text=True,
        )
        for token in self.diary.jobs:
            self._tell(kind="watch", token=token)

    def _tell(self, **order: Any) -> None:
        print(json.dumps(order), file=self._server.stdin, flush=True)

    def _submit(self, noise_px: int = 0) -> None:
        """Ask for a job as there was none before; some take long."""
        self._number, self._asked = self._number + 1, self._asked + 1
        chance, number = self._chance, self._number
        edge = chance.choice((64, 80, 96))
        length = chance.randint(250, 500) if chance.random() < LONG_SHARE else 10
        settings = replace(inside.TINY, size=edge, iterations=length, seed=number)
        pair = inside.write_pair(self._folder, number, noise_px)
        pictures = {name: str(path) for name, path in pair.items()}
        self._tell(kind="submit", pictures=pictures, settings=asdict(settings))

    def _until(self, is_so: Callable[[], bool], most_s: float) -> bool:
        """Feed and watch the server until something is so, or not any longer."""
        patience = time.monotonic() + most_s
        while not is_so() and time.monotonic() < patience:
            self._tick()
            time.sleep(SAMPLE_S)
        return is_so()

    def _until_written(self, pattern: str) -> None:
        """Wait until there is one more file of that kind."""
        patience = time.monotonic() + KILL_S[1]
        known = self._files(pattern)
        while time.monotonic() < patience:
            for _ in range(20):  # a file is soon written
                if self._files(pattern) - known:
                    return
            self._tick()

    def _tick(self) -> None:
        """Read the diary, look for two that paint at once, feed the server."""
        self.diary.read()
        painters = [pid for pid in workers(self.data) if pid in self.diary.painting]
        if len(painters) > 1:
            self.book.overlaps.append(painters)
        for start, began in self.diary.painting.values():
            seen = self._seen(start)
            kept = self._kept.pop(start, 0.0) if seen.at > began else 0.0
            if seen.seconds < kept:  # it began anew in spite of its checkpoint
                self.book.kills[-1]["repaints"].append({"job": start, "again": kept})
        assert self._server.poll() is None, f"it has ended; see {self._folder}/log"
        fed = len(self.diary.unfinished()) + self._asked - len(self.diary.jobs)
        if self._is_up() and fed < self._appetite and time.monotonic() > self._due:
            self._due = time.monotonic() + self._chance.uniform(0, 2)
            self._submit()

    def _files(self, pattern: str) -> set[str]:
        # Unlike Path.glob, this passes over what goes meanwhile.
        return set(glob.glob(pattern, root_dir=self.data))

    def _is_up(self) -> bool:
        return self.diary.servers == self._starts

    def _is_painting(self) -> bool:
        return any(pid in self.diary.painting for pid in workers(self.data))

    def _seen(self, start: str) -> Seen:
        jobs = self.diary.jobs.items()
        return next((seen for token, seen in jobs if token.startswith(start)), Seen())

    def _kill(self, victim: str, aim: str) -> None:
        """Kill -9, and write down what that has cost."""
        hit = workers(self.data)
        for pid in [self._server.pid] if victim == "server" else hit:
            os.kill(pid, signal.SIGKILL)
        killed_at = time.monotonic()
        if victim == "server":
            self._server.communicate()  # closes the pipe
            hit += set(workers(self.data)) - set(hit)
            self.diary.read()
            self.book.cut_off |= self._files("jobs/new-*")
            self._start()  # at once, as whoever supervises a server does
        self._until(lambda: not set(hit) & set(workers(self.data)), ORPHAN_S)
        self.book.orphans |= set(hit) & set(workers(self.data))
        self.book.cut_off |= self._files("jobs/*/.*.part")
        self.diary.read()
        gone, painting = set(hit) - self.book.orphans, self.diary.painting
        cut_off = [painting.pop(pid) for pid in gone if pid in painting]
        repaints = [self._repaint(*job, killed_at) for job in cut_off]
        about = {"victim": victim, "aim": aim, "hit": hit, "repaints": repaints}
        self.book.kills.append(about)
        for token in self.diary.unfinished():
            self.book.files_corrupt |= set(damage(self.data / "jobs" / token))

    def _repaint(self, start: str, began: float, killed_at: float) -> dict[str, Any]:
        """Seconds of a job's painting that have to be done again."""
        folder = next(self.data.glob(f"jobs/{start}*"))
        found = read_checkpoint(folder / "checkpoint.npz")
        reached = kept = found[0].seconds if found else 0.0
        seen = self._seen(start)
        if seen.at > began:  # since then it has gone on unseen
            reached = seen.seconds + killed_at - seen.at
        self._kept[start] = kept
        return {"job": start, "kept": kept, "again": max(0.0, reached - kept)}


def kills(count: int, folder: Path) -> dict[str, Any]:
    """Kill, let everything end, and count what was lost."""
    chaos = Chaos(folder)
    victims = ["server"] * count + ["worker"] * (count // 2)
    plan = [(victim, AIMS[n % len(AIMS)]) for n, victim in enumerate(victims)]
    random.Random(inside.SEED).shuffle(plan)
    for number, (victim, aim) in enumerate(plan, 1):
        print(f"{number} of {len(plan)}: {victim}, {aim}", file=sys.stderr, flush=True)
        chaos.round(victim, aim)
    chaos.finish()
    book, jobs = chaos.book, chaos.diary.jobs
    with closing(JobService(Limits(data=chaos.data))) as service:
        ends = {token: inside.look(service, token) for token in jobs}
    had = {job for job in jobs if jobs[job].had_result}
    lost = chaos.diary.results_lost | {job for job in had if not ends[job]["result"]}
    for job in chaos.data.glob("jobs/*"):
        book.files_corrupt |= set(damage(job))
    repaints = [paint["again"] for kill in book.kills for paint in kill["repaints"]]
    hits = [kill["victim"] for kill in book.kills if kill["hit"]]
    states = Counter(end["state"] for end in ends.values())
    return {
        "jobs": len(jobs),
        "found": len(jobs) - states["lost"],
        "results_lost": len(lost),
        "files_corrupt": len(book.files_corrupt),
        "failed": states["failed"],
        "overlaps": len(book.overlaps),
        "worst_repaint_s": max(repaints, default=0.0),
        "orphans": len(book.orphans),
        "server_kills": victims.count("server"),
        "worker_kills": hits.count("worker"),
        "states": states,
        "interruptions": len(repaints),
        "notes": [end["note"] for end in ends.values() if end["note"]],
        "book": asdict(book),
    }


def is_sound(found: Mapping[str, Any], visitors: int) -> bool:
    """Whether nothing has happened that must not."""
    never = ("results_lost", "files_corrupt", "overlaps", "orphans")
    return (
        found["jobs"] == found["found"]
        and not any(found[name] for name in never)
        and (found["worst_repaint_s"] or 0) <= WORST_REPAINT_S
        and (found["crowd_right"] or 0) == visitors
    )


def main() -> None:
    """Run the parts in turn; the file is written after each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, default in {"kills": 20, "stops": -1, "crowd": 50, "level": 100}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    options.stops = options.kills if options.stops < 0 else options.stops
    folder = Path(tempfile.mkdtemp(prefix="nst-chaos-"))
    found: dict[str, Any] = dict.fromkeys(FIGURES) | {"details": {}}
    for part in (kills, inside.stops, inside.crowd, inside.level):
        name, began = part.__name__, time.monotonic()
        if count := getattr(options, name):
            (folder / name).mkdir()
            figures = in_fresh_process(part, count, folder / name)
            found |= {key: figures.pop(key) for key in FIGURES if key in figures}
            found["details"][name] = figures | {"seconds": time.monotonic() - began}
        if options.json:
            options.json.write_text(json.dumps(found, indent=1, default=sorted))
    for figure in FIGURES:
        print(f"{figure:16} {_said(found[figure])}")
    if not is_sound(found, options.crowd):
        sys.exit(f"This must not happen. All files are kept in {folder}.")
    shutil.rmtree(folder)


def _said(value: Any) -> str:
    if not isinstance(value, dict):
        return "-" if value is None else f"{value:.4g}"
    ends = zip(value["first"].items(), value["last"].values(), strict=True)
    return ", ".join(f"{name} {was:.0f} to {now:.0f}" for (name, was), now in ends)


if __name__ == "__main__":
    main()
