"""TensorFlow greets whoever loads it, past Python, on the terminal; this hears it out.

Its C++ side writes to file descriptor 2 before any setting is read, so the descriptor
itself is turned aside while it loads. Nothing is lost: if loading fails, what was said
is said again.
"""

import os
import sys
import tempfile


def load_tensorflow() -> None:
    """Load TensorFlow and run its first operation without its greetings."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # warnings still show
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            import tensorflow as tf

            tf.constant(0)
        except BaseException:
            aside.seek(0)
            os.write(terminal, aside.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
