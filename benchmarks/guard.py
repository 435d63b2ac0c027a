"""Part j: what the guard costs those who are let in, and what refusing costs.

Two servers, one without its guard, are asked in turns. Junk is sent to every route that
takes a body, once with its length and once without; what counts is the CPU time of the
server's process, and how long somebody else waits for an answer meanwhile.
"""

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from threading import Thread
from urllib.parse import urlsplit

import httpx

from benchmarks.findings import Findings, median, spread
from benchmarks.processes import Extent
from benchmarks.sketch_visits import server_of
from benchmarks.start_up import running_page

PATHS = {"page": "/", "small file": "/favicon.ico"}
POSTS = (
    *("upload", "queue/join", "run/predict", "cancel", "reset"),
    *("call/stylize", "call/v2/stylize"),
)
JUNK_MB = (5, 40)
ROUNDS: dict[Extent, int] = {"full": 1000, "quick": 200, "toy": 3}
MB = 1_000_000
LOOK_S = 0.02  # between two questions of somebody else
FIGURES = ("guard_page_ms", "guard_file_ms", "guard_refusal_cpu_ms", "guard_other_ms")


def measure(extent: Extent) -> Findings:
    """Milliseconds that the guard adds, and those that junk takes."""
    found = Findings()
    rounds = ROUNDS[extent]
    with ExitStack() as servers:
        guarded, _ = servers.enter_context(running_page())
        bare, _ = servers.enter_context(running_page(("-m", "benchmarks.unguarded")))
        times = race({"with": guarded, "without": bare}, rounds)
        refused = refuse_all(guarded)
    for what, sides in times.items():
        for side, each in sides.items():
            found.say(f"{what}, {side} guard, p50", spread(each, "ms"))
            found.say(f"{what}, {side} guard, p99", f"{p99(each):.3g} ms")
    for figure, what in zip(FIGURES, PATHS, strict=False):
        sides = times[what]
        found.figures[figure] = median(sides["with"]) - median(sides["without"])
    for name, cpu_ms in refused["cpu"].items():
        found.say(f"CPU time of refusing {name}", f"{cpu_ms:.3g} ms")
    found.figures["guard_refusal_cpu_ms"] = max(refused["cpu"].values())
    found.figures["guard_other_ms"] = max(refused["other"].values())
    found.say(
        "slowest answer for somebody else meanwhile",
        f"{found.figures['guard_other_ms']:.3g} ms",
    )
    found.details = {"times_ms": times, "refused": refused}
    return found


def race(
    addresses: Mapping[str, str], rounds: int
) -> dict[str, dict[str, list[float]]]:
    """Milliseconds of every answer, by what was asked and of which server."""
    times: dict[str, dict[str, list[float]]] = {
        what: {side: [] for side in addresses} for what in PATHS
    }
    with ExitStack() as clients:
        asked = {
            side: clients.enter_context(httpx.Client(base_url=url, trust_env=False))
            for side, url in addresses.items()
        }
        for number in range(rounds + 1):
            for what, path in PATHS.items():
                for side, client in asked.items():
                    began = time.perf_counter()
                    client.get(path).raise_for_status()
                    if number:  # the first one fills the page's cache
                        spent = 1000 * (time.perf_counter() - began)
                        times[what][side].append(spent)
    return times


def refuse_all(
    address: str, sizes_mb: tuple[int, ...] = JUNK_MB
) -> dict[str, dict[str, float]]:
    """Milliseconds of CPU, and of another visitor's slowest answer, for each junk."""
    process = server_of(address)
    spent: dict[str, dict[str, float]] = {"cpu": {}, "other": {}}
    for name in POSTS:
        for size_mb in sizes_mb:
            for says_length in (True, False):
                length = "length" if says_length else "no length"
                key = f"{size_mb} MB, {length}, {name}"
                before = sum(process.cpu_times()[:2])
                alone = Thread(
                    target=send_junk, args=(address, name, size_mb, says_length)
                )
                alone.start()
                waited = list(look_on(address, alone))
                spent["cpu"][key] = 1000 * (sum(process.cpu_times()[:2]) - before)
                spent["other"][key] = max(waited)
    return spent


def look_on(address: str, sending: Thread) -> Iterator[float]:
    """Milliseconds of another visitor's answers while junk is sent."""
    with httpx.Client(base_url=address, trust_env=False) as client:
        while True:
            began = time.perf_counter()
            client.get("/health").raise_for_status()
            yield 1000 * (time.perf_counter() - began)
            if not sending.is_alive():
                return
            time.sleep(LOOK_S)


def send_junk(address: str, name: str, size_mb: int, says_length: bool) -> bytes:
    """The answer to a body that nobody wants; as much is sent as is taken."""
    url = urlsplit(address)
    kind = "application/json"
    if name == "upload":
        kind = "multipart/form-data; boundary=edge"
    framing = f"Content-Length: {size_mb * MB}"
    chunk = b"[1,1,1,1" * 8192
    if not says_length:
        framing = "Transfer-Encoding: chunked"
        chunk = f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n"
    head = f"POST /gradio_api/{name} HTTP/1.1\r\nHost: {url.netloc}\r\n"
    head += f"Content-Type: {kind}\r\n{framing}\r\n\r\n"
    with socket.create_connection((url.hostname, url.port or 80), timeout=30) as line:
        with suppress(OSError):  # the server ends it, as it should
            line.sendall(head.encode())
            for _ in range(size_mb * MB // len(chunk) + 1):
                line.sendall(chunk)
        with suppress(OSError):
            return line.recv(1 << 16)
    return b""


def p99(times: list[float]) -> float:
    """The time that one answer of a hundred takes at least."""
    return sorted(times)[int(0.99 * (len(times) - 1))]
