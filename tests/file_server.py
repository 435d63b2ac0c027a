"""A web server on this machine that serves one file and knows how to misbehave."""

import contextlib
import hashlib
import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from nst_core.network.fetching import RemoteFile


@dataclass
class Server:
    """A file server: its files, its manners, and the requests it got."""

    content: bytes
    url: str = ""
    ranges: list[str | None] = field(default_factory=list)  # one entry per request
    cuts: int = 0  # how many answers break off half-way through what is asked for
    status: int = 200
    kind: str = "application/octet-stream"
    knows_ranges: bool = True
    silence_s: float = 0.0  # before the head of the answer
    delay_s: float = 0.0  # before the body
    drip_s: float = 0.0  # between two hundredths of the content
    stalls: bool = False
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def file(self) -> RemoteFile:
        """The file that is served, under the name weights.h5."""
        md5 = hashlib.md5(self.content).hexdigest()
        return RemoteFile(self.url, "weights.h5", len(self.content), md5)

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        self.ranges.append(asked)
        self.gone.wait(self.silence_s)
        start = 0
        if asked and self.knows_ranges:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            request.send_response(206)
            last = len(self.content) - 1
            request.send_header(
                "Content-Range", f"bytes {start}-{last}/{len(self.content)}"
            )
        else:
            request.send_response(self.status)
        body = self.content[start:]
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Content-Type", self.kind)
        request.end_headers()
        self.gone.wait(self.delay_s)
        if self.cuts > 0 or self.stalls:
            self.cuts -= 1
            body = body[: len(body) // 2]
        self.send(request, body)
        if self.stalls:
            self.gone.wait(20)

    def send(self, request: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        step = len(self.content) // 100 if self.drip_s else len(body)
        for start in range(0, len(body), max(step, 1)):
            request.wfile.write(body[start : start + step])
            if self.drip_s and self.gone.wait(self.drip_s):
                return


@contextlib.contextmanager
def serve(content: bytes) -> Iterator[Server]:
    """Serve the content at an address of this machine until the block ends."""
    state = Server(content)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # Whoever gives up hangs up; that is no mistake of the server.
            with contextlib.suppress(ConnectionError):
                state.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{httpd.server_port}/weights.h5"
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield state
    finally:
        state.gone.set()
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def allow_only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach the internet, by whichever way."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(socket.socket, "connect", _only_loopback(socket.socket.connect))


def _only_loopback(connect: Callable[..., None]) -> Callable[..., None]:
    def guarded(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] in ("127.0.0.1", "::1"), f"a connection to {address}"
        connect(self, address)

    return guarded


def forbid_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the test fail at any try to connect."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
