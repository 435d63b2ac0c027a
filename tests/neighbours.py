"""Neighbours of the server on this machine: a site that frames it, and a proxy."""

import asyncio
import contextlib
import http.server
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

HEAD_BYTES = 1 << 16
FRAME = '<title>framing</title><iframe src="{}" allow="camera" width=1270 height=790>'


@contextlib.contextmanager
def framing_site() -> Iterator[str]:
    """Origin of a site whose page shows in a frame what is behind its "?"."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(FRAME.format(self.path.partition("?")[2]).encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextlib.contextmanager
def reverse_proxy(address: str) -> Iterator[str]:
    """Address of a proxy as a Space has it: it asks under a name of its own.

    The client's address and the name that it asked for go on in headers.
    """
    upstream = urlsplit(address)

    async def hand_on(client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        async with AsyncExitStack() as lines:
            lines.callback(back.close)
            lines.enter_context(contextlib.suppress(OSError, EOFError))
            head = await client.readuntil(b"\r\n\r\n")
            server, out = await asyncio.open_connection(
                upstream.hostname, upstream.port
            )
            lines.callback(out.close)
            out.write(_rewritten(head, upstream.netloc))
            await asyncio.gather(_pipe(client, out), _pipe(server, back))

    opened: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        server = await asyncio.start_server(hand_on, "127.0.0.1", 0, limit=HEAD_BYTES)
        over = asyncio.Event()
        port = server.sockets[0].getsockname()[1]
        opened.set_result((port, asyncio.get_running_loop(), over))
        await over.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    port, loop, over = opened.result()
    yield f"http://127.0.0.1:{port}/"
    loop.call_soon_threadsafe(over.set)
    thread.join()


def _rewritten(head: bytes, upstream: str) -> bytes:
    """A request's head for the server; its connection ends with the answer."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    kept = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.lower() == "host":
            kept += [f"Host: {upstream}", f"X-Forwarded-Host: {value.strip()}"]
        elif name.lower() != "connection":
            kept.append(line)
    kept += ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: http"]
    return "\r\n".join([first, *kept, "Connection: close", "", ""]).encode("latin-1")


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(1 << 16):
            target.write(chunk)
            await target.drain()
    target.close()
