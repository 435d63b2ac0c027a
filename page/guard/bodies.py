"""Bodies of requests: counted by what they say and by what comes, and read as JSON."""

import asyncio
import json
import time
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from nst_core.errors import Sentence
from page.guard.refusals import Refusal

# All settings, masks and pictures of a job come in 4 KB, as files' names; a history of
# a hundred pictures in 30.
MAX_JSON_BYTES = 64 * 1024
JSON_S = 20.0  # in which a body of JSON is here
MAX_NAME = 128  # characters of a session's or an event's name
NAMES = ("session_hash", "event_id")
# After a refusal, this much more of a body is read and forgotten, so that the answer
# reaches those who send all before they read; then the connection ends.
LINGER_BYTES, LINGER_S = 1 << 20, 1.0


def announced(headers: Headers) -> int | None:
    """Length of a body as its header says; None if it does not.

    Raises:
        Refusal: It is no number.
    """
    said = headers.getlist("content-length")
    if not said:
        return None
    if len(said) > 1 or not said[0].isascii() or not said[0].isdigit():
        raise Refusal(Sentence("Content-Length must be one whole number.", {}), 400)
    return int(said[0][:16])


def too_long(limit_bytes: int) -> Refusal:
    """The answer to a body that is longer than this."""
    return Refusal(
        Sentence(
            "This is too much for one request: at most {limit:,} bytes are taken. Send "
            "less.",
            {"limit": limit_bytes},
        ),
        413,
    )


async def next_chunk(receive: Receive, deadline: float) -> Message:
    """Next part of a body; those who do not send it in time are gone.

    Raises:
        Refusal: It did not come before `deadline` by time.monotonic().
    """
    try:
        left = deadline - time.monotonic()
        return await asyncio.wait_for(receive(), max(left, 0.0))
    except TimeoutError:
        raise Refusal(
            Sentence("The request did not come in time. Send it again.", {}), 408
        ) from None


async def read_json(
    receive: Receive, headers: Headers
) -> tuple[bytes, dict[str, Any]] | None:
    """A body that is a JSON object, and that object; None if its sender has gone.

    Raises:
        Refusal: It is too long, too slow or no JSON object.
    """
    if (announced(headers) or 0) > MAX_JSON_BYTES:
        raise too_long(MAX_JSON_BYTES)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != (
        "application/json"
    ):
        raise Refusal(
            Sentence("JSON is needed here, with Content-Type: application/json.", {}),
            415,
        )
    deadline, body = time.monotonic() + JSON_S, bytearray()
    while True:
        message = await next_chunk(receive, deadline)
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MAX_JSON_BYTES:
            raise too_long(MAX_JSON_BYTES)
        if not message.get("more_body", False):
            return bytes(body), read_object(bytes(body))


def read_object(body: bytes) -> dict[str, Any]:
    """The object that a body is.

    Raises:
        Refusal: It is none, or names a session by a whole book.
    """
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Refusal(
            Sentence("This is not a JSON object. See the page's link api.", {}), 400
        )
    for name in NAMES:
        value = content.get(name)
        if isinstance(value, str) and len(value) > MAX_NAME:
            raise Refusal(
                Sentence(
                    "{name} has more than {most} characters. Choose a shorter one.",
                    {"name": name, "most": MAX_NAME},
                ),
                400,
            )
    return content


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands on a body which was read, and then what comes after it."""
    parts = [body]

    async def receive_again() -> Message:
        if parts:
            return {"type": "http.request", "body": parts.pop(), "more_body": False}
        return await receive()

    return receive_again


async def forget_rest(receive: Receive) -> None:
    """Read on for a moment after a refusal."""
    deadline, size = time.monotonic() + LINGER_S, 0
    while size < LINGER_BYTES:
        try:
            message = await next_chunk(receive, deadline)
        except Refusal:
            return
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
        size += len(message.get("body", b""))
