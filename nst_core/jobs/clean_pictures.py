"""Clean pictures, and the messages by which server and intake speak of them.

A clean picture is a PNG of our own: 8 bits, sRGB, upright, at most KEPT_EDGE_PX long,
with its alpha if it has any, and no metadata. A message is one line of JSON. No pickle:
the intake decodes strangers' files, so the server checks every line.
"""

from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar

from pydantic import Field

from nst_core.jobs.records import Record, SentenceField

MAX_LINE_BYTES = 1 << 16
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  # SHA-256
Message = TypeVar("Message", bound=Record)


class CleanPicture(Record):
    """Record of a clean picture, all that the server knows of it."""

    width: Annotated[int, Field(ge=1)]  # px
    height: Annotated[int, Field(ge=1)]
    has_alpha: bool
    is_one_color: bool  # on white
    content_hash: Hash  # of the clean file

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.height, self.width


class TakeIn(Record):
    """Command: make a clean picture of a file."""

    source: str  # path
    target: str  # path of the clean picture
    name: str  # role of the picture, as sentences name it
    max_edge: Annotated[int, Field(ge=1)]  # px
    finds_faces: bool = False  # the clean picture is a keep map of the file's faces


class Answer(Record):
    """Event: a clean picture was written, or why there is none."""

    clean: CleanPicture | None = None
    refusal: SentenceField = None
    write_errno: int | None = None  # the system's error number: the file was fine


def write_line(stream: BinaryIO, record: Record) -> None:
    """Write a message.

    Raises:
        OSError, ValueError: Nobody reads any more.
    """
    stream.write(record.model_dump_json().encode() + b"\n")
    stream.flush()


def read_line(stream: BinaryIO, kind: type[Message]) -> Message | None:
    """Next message of a kind; None when there will be no more.

    Raises:
        ValueError: What came is another one, or none.
    """
    line = stream.readline(MAX_LINE_BYTES)
    return kind.model_validate_json(line) if line.endswith(b"\n") else None


def read_record(path: Path) -> CleanPicture | None:
    """Record beside a clean picture; None if it cannot be read."""
    try:
        return CleanPicture.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None
