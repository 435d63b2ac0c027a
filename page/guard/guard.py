"""The guard: all requests pass it first, and all answers last, refusals too.

Pure ASGI, around Gradio with its own middlewares. It hands on what it knows to be
harmless and answers the rest itself; it buffers no answer, and of bodies only JSON.
"""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nst_core.errors import Sentence
from nst_core.serving.limits import Limits
from page.guard.addresses import client_address
from page.guard.bodies import (
    announced,
    forget_rest,
    next_chunk,
    read_json,
    replay,
    too_long,
)
from page.guard.endpoints import Endpoints
from page.guard.forms import MAX_FORM_BYTES, FormCheck
from page.guard.headers import FILE_CACHE, frame_ancestors, security_headers, sender
from page.guard.hosts import Hosts
from page.guard.login import Login
from page.guard.refusals import Refusal, RefusalLog
from page.guard.routes import FILE, HEALTH, UNKNOWN, Route, find_route
from page.guard.shares import Shares

UPLOAD_S = 1800.0  # in which an upload is here
READING = ("GET", "HEAD")
NOTHING_TO_COME = Refusal(
    Sentence(
        "Nothing was asked for under this name, or the server was started anew. Ask "
        "again.",
        {},
    ),
    404,
)


class Guard:
    """Middleware that refuses in words what no page and no honest program asks for."""

    def __init__(
        self,
        app: ASGIApp,
        endpoints: Endpoints,
        limits: Limits,
        environment: Mapping[str, str],
    ) -> None:
        """Read what the host has set.

        Raises:
            SettingsError: NST_HOSTS, NST_ORIGINS or NST_AUTH is not as it must be.
        """
        self._app, self._endpoints = app, endpoints
        self._hosts, self._login = Hosts.of(environment), Login.of(environment)
        self._shares = Shares(limits.per_address_uploads, limits.per_address_upload_mb)
        self._headers = security_headers(
            frame_ancestors(self._hosts.origins, environment)
        )
        self._root = urlsplit(environment.get("GRADIO_ROOT_PATH", "")).path.rstrip("/")
        self._log = RefusalLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, sender(send, self._headers))
        else:  # the page opens no web sockets
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = UNKNOWN
        try:
            with ExitStack() as places:
                route = self._admit(scope, places)
                name = route.name
                if route.body == "json":
                    await self._pass_json(scope, receive, send)
                elif route.body == "upload":
                    await self._pass_upload(scope, receive, send)
                else:
                    await self._pass_question(route, scope, receive, send)
        except Refusal as refusal:
            self._log.note(refusal, scope["method"], name)
            await refuse(refusal, scope, receive, send)

    def _admit(self, scope: Scope, places: ExitStack) -> Route:
        """Route of a request that may be asked for, by whoever asks.

        Raises:
            Refusal: It may not.
        """
        headers = Headers(scope=scope)
        path = self._path(scope)
        if path != HEALTH.pattern:
            self._hosts.require_host(headers)
        route = find_route(scope["method"], path, scope["query_string"])
        if route is HEALTH:
            return route
        client = scope.get("client") or ("", 0)
        address = client_address(client[0])
        if scope["method"] not in READING:
            self._hosts.require_origin(headers)
        self._login.require(headers, address)
        places.enter_context(self._shares.place(address))
        if route.body == "upload":
            places.enter_context(self._shares.upload_place(address))
        # No origin is told that it may read what is answered: none but the page's own.
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"origin"]
        return route

    def _path(self, scope: Scope) -> str:
        """Path that is asked for, without the root path that some proxies leave."""
        path: str = scope["path"]
        return path[len(self._root) :] if path.startswith(f"{self._root}/") else path

    async def _pass_question(
        self, route: Route, scope: Scope, receive: Receive, send: Send
    ) -> None:
        cache = FILE_CACHE if route is FILE else ""
        try:
            await self._app(scope, receive, sender(send, {}, cache))
        except RuntimeError as error:
            if not isinstance(error.__cause__, HTTPException):
                raise
            # Gradio has told it on a stream of answers that it had begun already.
            self._log.note(NOTHING_TO_COME, scope["method"], route.name)
            await send({"type": "http.response.body", "body": b""})

    async def _pass_json(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = await read_json(receive, Headers(scope=scope))
        if read is not None:
            body, content = read
            self._endpoints.require(self._path(scope), content)
            await self._app(scope, replay(body, receive), send)

    async def _pass_upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        size = announced(headers) or 0
        if size > MAX_FORM_BYTES:
            raise too_long(MAX_FORM_BYTES)
        check = FormCheck(headers.get("content-type", ""))
        address = client_address((scope.get("client") or ("", 0))[0])
        self._shares.begin_upload(address, size)
        upload = Upload(receive, send, check)
        try:
            await upload.run(self._app, scope)
        finally:
            self._shares.end_upload(address, upload.size)


class Upload:
    """A form on its way to Gradio, which stops where it is refused."""

    def __init__(self, receive: Receive, send: Send, check: FormCheck) -> None:
        self._receive, self._send, self._check = receive, send, check
        self._deadline = time.monotonic() + UPLOAD_S
        self._refusal: Refusal | None = None
        self._is_gone = False
        self.size = 0

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Let Gradio take it in.

        Raises:
            Refusal: It is not as it must be; Gradio was told that its sender left.
        """
        try:
            await app(scope, self._next, self._send_unless_refused)
        except ClientDisconnect:
            if not (self._is_gone or self._refusal):
                raise
        if self._refusal:
            raise self._refusal

    async def _next(self) -> Message:
        if self._refusal or self._is_gone:
            return {"type": "http.disconnect"}
        try:
            message = await next_chunk(self._receive, self._deadline)
            if message["type"] == "http.request":
                chunk = message.get("body", b"")
                self.size += len(chunk)
                if self.size > MAX_FORM_BYTES:
                    raise too_long(MAX_FORM_BYTES)
                self._check.feed(chunk)
            else:
                self._is_gone = True
            return message
        except Refusal as refusal:
            self._refusal = refusal
            return {"type": "http.disconnect"}

    async def _send_unless_refused(self, message: Message) -> None:
        if not (self._refusal or self._is_gone):
            await self._send(message)


async def refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a refusal; a body that is still on its way ends the connection."""
    headers = Headers(scope=scope)
    has_body = "transfer-encoding" in headers or headers.get(
        "content-length", "0"
    ).strip() not in ("", "0")
    response = refusal.response(scope, closes=has_body)
    if not has_body:
        await response(scope, receive, send)
        return
    content = b"" if scope["method"] == "HEAD" else response.body
    start = {"status": response.status_code, "headers": response.raw_headers}
    await send({"type": "http.response.start"} | start)
    await send({"type": "http.response.body", "body": content, "more_body": True})
    await forget_rest(receive)
    await send({"type": "http.response.body", "body": b""})
