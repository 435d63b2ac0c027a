"""Starts the app as a Space does, in an empty home, and paints one tiny picture.

Only POSIX: whether all processes have ended is asked of their group.
"""

import contextlib
import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ANSWER_S, PAINT_S, END_S = 30.0, 120.0, 10.0
SPACE = {
    "SYSTEM": "spaces",
    "SPACE_ID": "someone/painter",
    "SPACE_HOST": "someone-painter.hf.space",
    "SPACE_AUTHOR_NAME": "someone",
    "SPACE_REPO_NAME": "painter",
    "ACCELERATOR": "none",
    "CPU_CORES": "2",
    "MEMORY": "16Gi",
    "GRADIO_SSR_MODE": "True",
    "GRADIO_CACHE_EXAMPLES": "True",
    "GRADIO_SERVER_NAME": "0.0.0.0",
}


def on_a_start() -> Iterator[str]:
    """Start the app, and yield what a Space would stumble over."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("home", "tmp"):
            (folder / name).mkdir()
        server = start(folder, port)
        try:
            yield from while_it_runs(f"http://127.0.0.1:{port}/", server, folder)
        finally:
            stayed = end(server)
        yield from stayed
        yield from in_the_log((folder / "said").read_text(errors="replace"))
        yield from as_the_onlooker_saw((folder / "seen").read_text())


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the app with what a Space sets, and with nothing of this user's."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = SPACE | {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_EXAMPLES_CACHE": str(folder / "examples"),
        "NST_OFFLINE": "1",
        "PYTHONPATH": str(ROOT / "tests" / "onlooker"),
        "ONLOOKER_LOG": str(folder / "seen"),
    }
    with (folder / "said").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=kept | environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )


def while_it_runs(
    address: str, server: subprocess.Popen[bytes], folder: Path
) -> Iterator[str]:
    """Yield what is wrong with the page, its configuration or a tiny painting."""
    if not answers(address, server):
        said = (folder / "said").read_text(errors="replace").strip()
        yield f"The app did not answer within {ANSWER_S:g} s. It said: {said or '-'}"
        return
    with urllib.request.urlopen(f"{address}config") as answer:
        config = json.load(answer)
    if config["analytics_enabled"]:
        yield "Telemetry is on; /config says so."
    data = folder / "home/.local/share/neural-style-transfer"
    if (folder / "examples").exists() or any((data / "jobs").glob("*")):
        yield "Examples are run when the app starts."
    trouble = paint(address, folder)
    if trouble:
        yield f"A tiny painting did not arrive: {trouble}"


def answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Return whether the page comes in time."""
    deadline = time.monotonic() + ANSWER_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=ANSWER_S) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.1)
    return False


def paint(address: str, folder: Path) -> str:
    """Let the public endpoint paint; return what went wrong, if anything did."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # the client's own
    from gradio_client import Client, handle_file

    try:
        client = Client(address, verbose=False, download_files=str(folder))
        job = client.submit(
            handle_file(ROOT / "assets/photos/cat.jpg"),
            handle_file(ROOT / "assets/styles/mosaic.jpg"),
            size=64,
            scales=1,
            iterations=3,
            api_name="/stylize",
        )
        *_, result, _ = job.result(timeout=PAINT_S)
        head = Path(result).read_bytes()[:4]
    except Exception as error:  # whatever it is, it is the finding
        return f"{type(error).__name__}: {error}"
    return "" if head == b"\x89PNG" else "its file is no PNG."


def end(server: subprocess.Popen[bytes]) -> list[str]:
    """End the app as a Space does; return whether anything outlived it."""
    server.terminate()
    try:
        server.wait(END_S)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        return [f"The app had not ended {END_S:g} s after it was asked to."]
    deadline = time.monotonic() + END_S
    while is_alive(server.pid):  # the session's first process leads its group
        if time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            return [f"A process of the app was there {END_S:g} s after its end."]
        time.sleep(0.1)
    return []


def is_alive(group: int) -> bool:
    """Return whether a process of the group runs.

    In a container, nobody may bury those that have ended; they do not count.
    """
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    seen = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group, *_ = path.read_text().rpartition(")")[2].split()
            seen.append(state != "Z" and its_group == str(group))
    return any(seen) if seen else True  # not Linux: the group's word counts


def in_the_log(said: str) -> Iterator[str]:
    """Yield a finding if the app has shown a traceback or renders on the server."""
    if "Traceback" in said:
        yield f"The app showed a traceback: {said.strip()}"
    if "SSR" in said:  # /config does not tell
        yield "Server-side rendering is on, or was tried."


def as_the_onlooker_saw(seen: str) -> Iterator[str]:
    """Yield who was called on other machines."""
    events = sorted({tuple(json.loads(line)) for line in seen.splitlines()})
    if not events:
        yield "Nothing was written down about connections, so they are not known."
    for event, host in events:
        if not is_here(host):
            yield f"The app tried to reach {host} ({event})."


def is_here(host: str) -> bool:
    """Return whether an address is this very machine's."""
    if host in ("localhost", "None", "") or host.startswith(("/", "\0")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
