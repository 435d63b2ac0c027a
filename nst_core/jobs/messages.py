"""Messages between server and worker, over two pipes: commands down, events up.

A message is one line of JSON, and after it as many bytes as that line announces. No
pickle: the worker decodes what strangers sent, so the server checks every line.
"""

from typing import Annotated, BinaryIO, Generic, Literal, TypeVar

from pydantic import Field, TypeAdapter

from nst_core.jobs.records import Record, SentenceField, SettingsField
from nst_core.settings.settings import NetworkName

MAX_LINE_BYTES = 1 << 20
MAX_PAYLOAD_BYTES = 1 << 24

InterruptKind = Literal["pause", "stop", "abandon"]
RunEnding = Literal["done", "stopped", "failed", "paused", "abandoned"]


class Losses(Record, extra="allow"):
    """Losses of one frame; beside these, further terms of J by their names."""

    __pydantic_extra__: dict[str, float]

    total: float
    content: float
    style: float
    layers: dict[str, float]


class FrameStatus(Record):
    """Facts of one frame, from the worker to the browser."""

    iteration: int
    iterations: int
    scale: int  # 1 is the coarsest
    scales: int
    width: int  # px
    height: int
    seconds: float  # painted, without interruptions
    seconds_left: float
    share_done: float  # 0 to 1
    losses: Losses
    network: str  # its title and its precision
    network_note: SentenceField = None  # what is to be known of it
    cell: tuple[int, int, str] | None = None  # number from 1, count, label; of a sheet
    note: SentenceField = None  # what a person should know


class Capabilities(Record):
    """Measurements of a worker's machine, for forecasts."""

    network: NetworkName  # that "auto" means; "auto" itself without any weights
    precisions: dict[str, str]  # by the setting
    rates: dict[str, float]  # of convolutions, FLOP/s by precision


class Message(Record):
    """Base of all messages; the payload follows the line."""

    payload: bytes = Field(default=b"", exclude=True)


class Paint(Message):
    """Command: paint a job, from its checkpoint if there is one."""

    kind: Literal["paint"] = "paint"
    token: str
    folder: str  # where the job's files are
    sheet_spec: str  # the contact sheet to paint, "" for a picture; see grid.py
    initial_settings: SettingsField
    settings: SettingsField  # as steered since
    minutes: float  # after which it ends with the picture so far
    wants_stop: bool  # only the result of its checkpoint is left to write


class Steer(Message):
    """Command: follow these settings, as far as a running job can."""

    kind: Literal["steer"] = "steer"
    token: str
    settings: SettingsField


class Interrupt(Message):
    """Command: end a run; "pause" with a checkpoint, "stop" with a result."""

    kind: InterruptKind
    token: str


class WorkerReady(Message):
    """Event: the worker waits for its first job."""

    kind: Literal["ready"] = "ready"
    capabilities: Capabilities


class FrameShown(Message):
    """Event: a preview of the running job; the payload is a JPEG."""

    kind: Literal["frame"] = "frame"
    token: str
    status: FrameStatus


class CheckpointSaved(Message):
    """Event: the running job survives from this iteration on."""

    kind: Literal["saved"] = "saved"
    token: str
    iteration: int


class RunEnded(Message):
    """Event: the worker has left the job."""

    kind: RunEnding
    token: str
    status: FrameStatus | None = None  # none if there was no frame
    note: SentenceField = None
    is_leaving: bool = False  # the worker ends, too: it holds too much memory

    @property
    def iteration(self) -> int | None:
        return self.status.iteration if self.status else None

    @property
    def iterations(self) -> int | None:
        return self.status.iterations if self.status else None


Command = Annotated[Paint | Steer | Interrupt, Field(discriminator="kind")]
Event = Annotated[
    WorkerReady | FrameShown | CheckpointSaved | RunEnded, Field(discriminator="kind")
]

Some = TypeVar("Some", bound=Message)


class _Line(Record, Generic[Some]):
    message: Some
    payload_bytes: int = Field(ge=0, le=MAX_PAYLOAD_BYTES)


_COMMAND_LINE = TypeAdapter(_Line[Command])
_EVENT_LINE = TypeAdapter(_Line[Event])


def send(stream: BinaryIO, message: Message) -> None:
    """Write a message.

    Raises:
        OSError, ValueError: Nobody reads any more.
    """
    line = _Line(message=message, payload_bytes=len(message.payload))
    data = line.model_dump_json(serialize_as_any=True).encode()
    stream.write(data + b"\n" + message.payload)
    stream.flush()


def receive_command(stream: BinaryIO) -> Command | None:
    """Next command; None when there will be no more.

    Raises:
        ValueError: What came is no command.
    """
    return _receive(stream, _COMMAND_LINE)


def receive_event(stream: BinaryIO) -> Event | None:
    """Next event; None when there will be no more.

    Raises:
        ValueError: What came is no event.
    """
    return _receive(stream, _EVENT_LINE)


def _receive(stream: BinaryIO, lines: TypeAdapter[_Line[Some]]) -> Some | None:
    line = stream.readline(MAX_LINE_BYTES)
    if not line.endswith(b"\n"):
        return None  # the other side has ended, in mid-word perhaps
    found = lines.validate_json(line)
    payload = stream.read(found.payload_bytes)
    if len(payload) < found.payload_bytes:
        return None
    return found.message.model_copy(update={"payload": payload})
