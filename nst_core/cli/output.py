"""Lines for the terminal, and exit codes."""

import contextlib
import sys
from enum import IntEnum
from typing import TextIO

from nst_core.errors import one_line


class ExitCode(IntEnum):
    """Exit codes of the command line."""

    DONE = 0
    FAILED = 2  # something could not be read, painted or written; a line says what
    INTERRUPTED = 130  # by Ctrl-C: 128 and the signal's number, as shells have it


def print_out(line: str) -> None:
    """Print a line of results on stdout; nothing if it is empty."""
    _print(line, sys.stdout)


def print_err(line: str) -> None:
    """Print a line about the run on stderr; nothing if it is empty."""
    _print(f"nst_core: {line}" if line else "", sys.stderr)


def _print(line: str, stream: TextIO) -> None:
    if line:
        # The stream is full, or nobody reads it any more: that costs no picture.
        with contextlib.suppress(OSError):
            print(one_line(line), file=stream)
