"""The repository is fit for a Space, and what is unfit is found.

The start of the app (space_start.py) is tried by `make space-check` only.
"""

import os
import subprocess
import sys

import pytest

from tests.space_check import (
    ROOT,
    findings,
    front_matter,
    in_files,
    in_front_matter,
    in_requirements,
    large_binaries,
)
from tests.space_start import as_the_onlooker_saw, in_the_log

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_nothing_stands_against_a_space():
    assert findings() == []


@pytest.mark.parametrize(
    ("line", "instead", "found"),
    [
        ("colorTo: yellow", "colorTo: orange", "colorTo in README.md is 'orange'"),
        ("emoji: 🎨", "emoji: art", "emoji in README.md is 'art'"),
        ("sdk: gradio", "sdk: docker", "sdk in README.md is 'docker'"),
        ('python_version: "3.12"', "python_version: 3.12", "must be in quotes"),
        ('python_version: "3.12"', 'python_version: "3.10"', "must be in quotes"),
        ("app_file: app.py", "app_file: main.py", "no such file"),
        ("license: mit", "license: apache-2.0", "LICENSE: MIT"),
        ("title: ", "label: ", "label, which the Hub does not know"),
        ("title: ", "label: ", "lacks title"),
        ("suggested_hardware: ", "hardware: ", "hardware, which the Hub ignores"),
        ("pinned: ", "suggested_storage: ", "which the Hub ignores"),
        ("cpu-basic", "h100", "suggested_hardware in README.md is 'h100'"),
        ("live\nlicense", f"{'very ' * 9}live\nlicense", "at most 60 characters"),
        ("tags: [", "tags: [1, ", "a list of texts"),
        ("---\ntitle", "title", "does not begin with front matter"),
        ("title: ", "title: [", "does not begin with front matter"),
    ],
)
def test_unfit_front_matter_is_found(line, instead, found):
    assert line in README
    said = list(in_front_matter(README.replace(line, instead, 1), ROOT))
    assert any(found in sentence for sentence in said), said


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("numpy", "does not pin 'numpy'"),
        ("numpy>=2", "does not pin 'numpy>=2'"),
        ("numpy==2.*", "does not pin"),
        ("numpy==2.4.6,<3", "does not pin"),
        ("gradio==6.30.0", "pins gradio 6.30.0, but sdk_version"),
        ("huggingface_hub==2.0.0", "which the Hub installs itself"),
    ],
)
def test_unfit_requirements_are_found(line, found):
    text = f"# a list\n{line}  # a word\npillow==12.3.0 ; sys_platform != 'x'\n"
    (said,) = in_requirements({"some.txt": text}, front_matter(README))
    assert said.startswith("some.txt") and found in said


def test_large_files_are_found(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / "drawing.jpg").write_bytes(b"\0" * 900_000)
    (tmp_path / "words.txt").write_bytes(b"word " * 300_000)
    assert list(in_files(tmp_path, "")) == []
    (tmp_path / "network.npz").write_bytes(b"\0" * 1_200_000)
    assert large_binaries(tmp_path) == ["network.npz"]
    (said,) = in_files(tmp_path, "")
    assert said.startswith("network.npz") and "hf upload" in said
    assert list(in_files(tmp_path, "Bring it with `hf upload`.")) == []
    (tmp_path / "words.txt").write_bytes(b"word " * 2_100_000)
    (said,) = in_files(tmp_path, "Bring it with `hf upload`.")
    assert said.startswith("words.txt has 10.5 MB")


def test_connections_to_other_machines_are_found(tmp_path):
    """The onlooker sees them in the processes that a program starts, too."""
    inner = "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\n"
    inner += "except OSError: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    log = tmp_path / "seen"
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "tests" / "onlooker"),
        "ONLOOKER_LOG": str(log),
    }
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    seen = log.read_text()
    assert '["socket.connect", "127.0.0.1"]' in seen
    assert list(as_the_onlooker_saw(seen)) == []
    (*_, said) = as_the_onlooker_saw(seen.replace("127.0.0.1", "198.51.100.7"))
    assert said == "The app tried to reach 198.51.100.7 (socket.getaddrinfo)."
    assert "not known" in next(as_the_onlooker_saw(""))


def test_tracebacks_and_server_side_rendering_are_found_in_the_log():
    assert list(in_the_log("* Running on local URL:  http://0.0.0.0:7860\n")) == []
    assert len(list(in_the_log("Traceback (most recent call last):\n"))) == 1
    assert len(list(in_the_log("* Running, with SSR\n"))) == 1


def test_a_home_that_may_not_be_written_to_is_answered_in_a_sentence():
    """/dev/null holds no folders, not even for the superuser."""
    left_out = ("NST_", "XDG_")
    clean = {
        name: text for name, text in os.environ.items() if not name.startswith(left_out)
    }
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=clean | {"HOME": "/dev/null/home", "NST_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("No jobs can be kept in /dev/null/home")
    assert done.stderr.strip().endswith("name it with --data or NST_DATA.")
    assert len(done.stderr.splitlines()) == 1
