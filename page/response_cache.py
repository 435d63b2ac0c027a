"""The page's large answers, made once for all who ask in the same minute.

Gradio copies and writes its whole configuration anew for everybody who comes, 12 ms of
a core each. When many come at once, their threads hold up all other answers meanwhile.
Nothing here depends on who asks. The log-in (guard/login.py) is before it, and lets
nobody pass to whom these answers are not given; there is none of Gradio's.
"""

import asyncio
import time
from typing import Any

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEEP_S = 60.0
MAX_KEPT = (
    32  # kept at once; their number is the asker's choice, as a Host may be forged
)
PAGES = (
    ("/", b""),
    ("/config", b""),
    ("/gradio_api/info", b""),
    ("/gradio_api/info", b"serialize=False"),  # as gradio_client asks
)
# In these Gradio reads at which address it is; the answers are full of it.
ADDRESS_HEADERS = (
    b"host",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"x-gradio-server",
)

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]  # status, headers, body


class ResponseCache:
    """Middleware that gives a kept answer, or one that others already wait for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._gzip = app, GZipMiddleware(app, compresslevel=6)
        self._kept: dict[Any, tuple[float, asyncio.Task[Answer]]] = {}  # until when

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        until, made = self._kept.get(key, (0.0, None))
        if made is None or until < time.monotonic():
            made = self._start(key, scope)
        status, headers, body = await asyncio.shield(made)  # others may wait, too
        start = {"type": "http.response.start", "status": status}
        await send(start | {"headers": list(headers)})  # who sends may add some
        await send({"type": "http.response.body", "body": body})

    def _start(self, key: Any, scope: Scope) -> asyncio.Task[Answer]:
        def keep_only_good(made: asyncio.Task[Answer]) -> None:
            if made.cancelled() or made.exception() or made.result()[0] != 200:
                self._kept.pop(key, None)

        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        made = asyncio.create_task(self._make(scope))
        made.add_done_callback(keep_only_good)
        self._kept[key] = time.monotonic() + KEEP_S, made
        return made

    async def _make(self, scope: Scope) -> Answer:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._gzip(dict(scope), receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return sent[0]["status"], sent[0]["headers"], body


def _key(scope: Scope) -> Any:
    """Key of a request, equal for equal answers; None if its answer is not kept."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    page = scope["path"], scope["query_string"]
    if page not in PAGES:
        return None
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    address = tuple(header for header in headers if header[0] in ADDRESS_HEADERS)
    accepts_gzip = any(
        name == b"accept-encoding" and b"gzip" in value for name, value in headers
    )
    server = scope["scheme"], scope.get("server"), scope.get("root_path")
    return page, server, address, accepts_gzip
