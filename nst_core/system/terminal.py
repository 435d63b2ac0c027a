"""The terminal this program was started from, kept free of TensorFlow's greetings.

TensorFlow prints greetings past Python, on the terminal, when it is loaded. Its
C++ side writes to file descriptor 2 before any setting is read, so the descriptor
itself is redirected while it loads. Nothing is lost: if loading fails, the output is
printed after all.
"""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator


def load_tensorflow() -> None:
    """Load TensorFlow and run its first operation without its greetings."""
    if "tensorflow" in sys.modules:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # warnings still show
    open_streams()
    flush_streams()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            import tensorflow as tf

            tf.constant(0)
            # It warns of functions compiled over and over; each picture needs its own.
            tf.get_logger().setLevel("ERROR")
        except Exception:  # not Ctrl-C: then nothing has failed
            aside.seek(0)
            with contextlib.suppress(OSError):
                os.write(terminal, aside.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)


@contextlib.contextmanager
def quiet_libraries() -> Iterator[None]:
    """Let nothing reach the terminal that libraries write past Python, as libtiff does.

    Not for several threads at once; where standard error is closed, nothing is changed.
    """
    try:
        terminal = os.dup(2)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        os.close(nowhere)


def open_streams() -> None:
    """Open the standard streams that are closed, and let no letter be too foreign.

    The next file to be opened would else become descriptor 2, and C++ would write its
    warnings into it.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a notebook's is not
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr does anyway


def flush_streams() -> None:
    """Flush the output; replace a stream that is full or has no reader.

    Python would try once more at its end, and complain.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
