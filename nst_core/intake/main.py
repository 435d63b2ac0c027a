"""The child process that opens strangers' files, and makes clean pictures of them.

    python -m nst_core.intake.main     (started by serving/intake.py)

Commands come on standard input, answers go to standard output, one for each. It has no
secrets: its environment holds nothing but paths. Memory, seconds for each file and the
size of what it writes are limited by the system; who goes beyond ends the process, and
the server sees that, says one sentence, and starts another.
"""

import hashlib
import os
import sys
import time
from pathlib import Path

from nst_core.errors import ImageError
from nst_core.images.decoding import Decoded, decode
from nst_core.images.faces import draw_faces
from nst_core.images.fast_png import fast_png
from nst_core.images.flatness import is_one_color
from nst_core.images.reading_limits import MAX_FILE_BYTES
from nst_core.jobs.clean_pictures import (
    Answer,
    CleanPicture,
    TakeIn,
    read_line,
    write_line,
)

try:
    import resource
except ImportError:  # Windows has no such limits; the time-out holds there too
    resource = None  # type: ignore[assignment]

# The libraries take 0.3 GB of addresses, 60 million pixels with alpha 1.4 in all.
MEMORY_BYTES = 2 << 30
CPU_S = 30
MAX_WRITTEN_BYTES = MAX_FILE_BYTES  # what is written may come in again
NICENESS = 5  # the page comes first


def main() -> None:
    """Answer until the server is gone."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    _limit("RLIMIT_AS", MEMORY_BYTES)
    _limit("RLIMIT_FSIZE", MAX_WRITTEN_BYTES)
    _limit("RLIMIT_CORE", 0)
    while command := read_line(sys.stdin.buffer, TakeIn):
        _limit("RLIMIT_CPU", int(time.process_time()) + CPU_S)
        write_line(answers, take_in(command))
        _be_quiet()  # from now on; what went wrong before is the host's to know


def take_in(command: TakeIn) -> Answer:
    """Make a clean picture, or say why there is none."""
    try:
        decoded = decode(Path(command.source), command.name, command.max_edge)
        decoded = _keep_map(decoded) if command.finds_faces else decoded
    except ImageError as error:
        return Answer(refusal=error.sentence)
    try:
        return Answer(clean=_write(decoded, Path(command.target)))
    except OSError as error:
        return Answer(write_errno=error.errno)


def _keep_map(decoded: Decoded) -> Decoded:
    """Keep map of a picture's faces.

    Raises:
        ImageError: There are none.
    """
    faces = draw_faces(decoded.on_white())
    if faces is None:
        raise ImageError(
            "No face was found in the photo. One that is small, turned away or covered "
            "is not found: brush over it."
        )
    return Decoded(faces, None)


def _write(decoded: Decoded, target: Path) -> CleanPicture:
    digest = hashlib.sha256()
    with target.open("xb") as file:
        for part in fast_png(decoded.colors, decoded.alpha):
            digest.update(part)
            file.write(part)
    height, width = decoded.colors.shape[:2]
    return CleanPicture(
        width=width,
        height=height,
        has_alpha=decoded.alpha is not None,
        is_one_color=is_one_color(decoded.on_white()),
        content_hash=digest.hexdigest(),
    )


def _be_quiet() -> None:
    """Let nobody hear what libraries say about odd files."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.close(silence)


def _limit(name: str, value: int) -> None:
    """Lower the soft limit, where the system has one that may be."""
    if resource is None:
        return
    try:
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(kind, (value, hard))
    except (AttributeError, ValueError, OSError):
        return


if __name__ == "__main__":
    main()
