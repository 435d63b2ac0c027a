"""TensorFlow's greetings are kept from the terminal; the terminal may be gone."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(code: str, redirection: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python code from a shell, which can close a stream."""
    command = f'exec "{sys.executable}" -c "$CODE" {redirection}'
    return subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "CODE": code},
        capture_output=True,
        text=True,
    )


def test_a_loaded_tensorflow_is_left_alone() -> None:
    done = run(
        "import os, sys; sys.modules['tensorflow'] = object()\n"
        "from nst_core.system.terminal import load_tensorflow\n"
        "os.dup = os.dup2 = None\n"
        "load_tensorflow()"
    )
    assert done.returncode == 0, done.stderr


# As much of TensorFlow as is used, with a greeting past Python; the real one is loaded
# from a poor terminal in tests/cli/test_mishaps.py.
GREETING = """
import os
from types import SimpleNamespace
try:
    os.write(2, b"Hello from C++")
except OSError:
    pass
def constant(value):
    return value
def get_logger():
    return SimpleNamespace(setLevel=lambda level: None)
"""


@pytest.mark.parametrize("redirection", ["0<&- 1>&- 2>&-", "2>/dev/full", ""])
def test_tensorflow_loads_whatever_the_streams_are(
    redirection: str, tmp_path: Path
) -> None:
    (tmp_path / "tensorflow.py").write_text(GREETING)
    done = run(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from nst_core.system.terminal import load_tensorflow\n"
        "load_tensorflow()\n"
        "import os, sys; from nst_core.system.terminal import flush_streams\n"
        "from contextlib import suppress\n"
        "with suppress(OSError): print('warning', file=sys.stderr)\n"
        "flush_streams()\n"
        "sys.exit('tensorflow' not in sys.modules or os.open('.', 0) < 3)",
        redirection,
    )
    assert done.returncode == 0, done.stderr
    assert "Hello" not in done.stderr


def test_a_closed_stream_is_no_door_into_the_next_file(tmp_path: Path) -> None:
    done = run(
        "import os; from nst_core.system.terminal import open_streams\n"
        "open_streams()\n"
        f"file = open({str(tmp_path / 'picture')!r}, 'w')\n"
        "os.write(2, b'a warning of C++')",
        "2>&-",
    )
    assert done.returncode == 0
    assert (tmp_path / "picture").read_bytes() == b""


def test_output_of_a_failed_load_is_printed_after_all() -> None:
    """Whoever presses Ctrl-C has not failed, and wants to hear nothing."""
    code = (
        "import os, sys, builtins\n"
        "from nst_core.system.terminal import load_tensorflow\n"
        "def load(*_): os.write(2, b'no AVX'); raise {}\n"
        "real, builtins.__import__ = builtins.__import__, load\n"
        "try: load_tensorflow()\n"
        "except BaseException: builtins.__import__ = real\n"
    )
    assert run(code.format("ImportError")).stderr == "no AVX"
    assert run(code.format("KeyboardInterrupt")).stderr == ""
