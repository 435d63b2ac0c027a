"""What server and worker say to each other, over two pipes.

A message is one line of JSON, and after it as many bytes as that line announces. No
pickle: the worker decodes strangers' files, so the server does not trust its words
further than it must.
"""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, BinaryIO, Literal, TypeVar, get_args

OrderKind = Literal["paint", "steer", "pause", "stop", "leave"]
ReportKind = Literal[
    "ready", "frame", "saved", "paused", "stopped", "done", "failed", "left"
]
MAX_LINE_BYTES = 1 << 20
MAX_PAYLOAD_BYTES = 1 << 24


@dataclass(frozen=True)
class Order:
    """What the server wants; all but "paint" are about the job that is painted.

    "pause" writes a checkpoint, "stop" a result, "leave" nothing more.
    """

    kind: OrderKind
    token: str
    about: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""


@dataclass(frozen=True)
class Report:
    """What the worker tells: it is ready, a preview (JPEG), or how a job ended."""

    kind: ReportKind
    token: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""


Message = TypeVar("Message", Order, Report)


def to_line(message: Order | Report) -> bytes:
    """Return a message as its line, without its payload."""
    return json.dumps(asdict(message) | {"payload": len(message.payload)}).encode()


def send(stream: BinaryIO, message: Order | Report) -> None:
    """Write a message.

    Raises:
        OSError, ValueError: Nobody reads any more.
    """
    stream.write(to_line(message) + b"\n" + message.payload)
    stream.flush()


def receive(stream: BinaryIO, kind: type[Message]) -> Message | None:
    """Return the next message; None when there will be no more.

    Raises:
        ValueError: What came is no message.
    """
    line = stream.readline(MAX_LINE_BYTES)
    if not line.endswith(b"\n"):
        return None  # the other side has ended, in mid-word perhaps
    try:
        said = json.loads(line)
    except RecursionError as error:
        raise ValueError("a message is nested too deeply") from error
    known = {spec.name: spec.type for spec in fields(kind)}
    if not isinstance(said, dict) or set(said) != set(known):
        raise ValueError("a message lacks parts, or has too many")
    if said["kind"] not in get_args(known["kind"]):
        raise ValueError(f"a message of unknown kind {said['kind']!r}")
    if not isinstance(said["token"], str) or not isinstance(said["about"], dict):
        raise ValueError("a message's token or contents are none")
    length = said["payload"]
    if not isinstance(length, int) or not 0 <= length <= MAX_PAYLOAD_BYTES:
        raise ValueError("a message announces an impossible length")
    payload = stream.read(length)
    return None if len(payload) < length else kind(**said | {"payload": payload})
