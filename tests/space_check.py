"""Checks of this repository before it is pushed to a Hugging Face Space.

    python -m tests.space_check     (or: make space-check)

Says each finding in one sentence; the exit code is 1 if there are any. The rules are
those of the Hub's configuration reference; tests/test_space_check.py runs all of them
but the start of the app (space_start.py), which takes a minute.
"""

import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]

COLORS = ("red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray")
HARDWARE = (
    *("cpu-basic", "cpu-upgrade", "t4-small", "t4-medium", "l4x1", "l4x4"),
    *("l40sx1", "l40sx4", "l40sx8", "a10g-small", "a10g-large", "a10g-largex2"),
    *("a10g-largex4", "a100-large", "a100x4", "a100x8"),
)
NEEDED = {
    *("title", "emoji", "colorFrom", "colorTo", "sdk", "sdk_version"),
    *("python_version", "app_file", "license"),
}
OPTIONAL = {
    *("short_description", "tags", "models", "datasets", "pinned", "fullWidth"),
    *("header", "base_path", "thumbnail", "disable_embedding", "custom_headers"),
    *("preload_from_hub", "suggested_hardware", "startup_duration_timeout"),
    *("hf_oauth", "hf_oauth_scopes", "hf_oauth_expiration_minutes"),
}
IGNORED = {"hardware", "suggested_storage"}  # the Hub reads them no longer
BROUGHT = {"spaces", "huggingface_hub", "huggingface-hub"}  # by the Hub, which pins it

MB = 1e6
LARGEST_MB = 10.0  # of any file in git
LARGEST_BINARY_MB = 1.0  # of a binary file in `git push`; `hf upload` takes larger ones


def findings(root: Path = ROOT) -> list[str]:
    """Faults that a Space would stumble over, found without starting anything."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    guides = "".join(
        path.read_text(encoding="utf-8") for path in sorted(root.glob("docs/*.md"))
    )
    requirements = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(root.glob("requirements*.txt"))
    }
    return [
        *in_front_matter(readme, root),
        *in_requirements(requirements, front_matter(readme)),
        *in_files(root, readme + guides),
    ]


def front_matter(readme: str) -> dict[str, Any]:
    """Return the block between the first two lines of dashes, or nothing."""
    found = re.match(r"---\n(.*?)^---$", readme, re.DOTALL | re.MULTILINE)
    try:
        front = yaml.safe_load(found[1]) if found else {}
    except yaml.YAMLError:
        front = {}
    return front if isinstance(front, dict) else {}


def in_front_matter(readme: str, root: Path) -> Iterator[str]:
    """Yield what the Hub would refuse or ignore in the head of README.md."""
    front = front_matter(readme)
    if not front:
        yield "README.md does not begin with front matter that can be read."
        return
    for key in sorted(NEEDED - set(front)):
        yield f"README.md's front matter lacks {key}."
    for key, value in front.items():
        if key in IGNORED:
            yield f"README.md's front matter has {key}, which the Hub ignores."
        elif key not in NEEDED | OPTIONAL:
            yield f"README.md's front matter has {key}, which the Hub does not know."
        elif key in RULES:
            is_right, wanted = RULES[key]
            if not is_right(value):
                yield f"{key} in README.md is {value!r}; it must be {wanted}."
    if not (root / str(front.get("app_file", ""))).is_file():
        yield f"app_file in README.md is {front.get('app_file')!r}; no such file."
    licence = (root / "LICENSE").read_text(encoding="utf-8").splitlines()[0]
    if str(front.get("license")) not in licence.lower():
        yield f"license in README.md is {front.get('license')!r}; LICENSE: {licence}."


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_emoji(value: object) -> bool:
    kinds = {"So", "Sk", "Mn", "Cf"}  # signs, skin tones, variants, joiners
    return _is_text(value) and {unicodedata.category(x) for x in str(value)} <= kinds


def _is_short(value: object) -> bool:
    return _is_text(value) and len(str(value)) <= 60


def _is_version(value: object) -> bool:
    """A bare 6.3 or 3.10 is a number to YAML, and the Hub reads 3.1 for 3.10."""
    return isinstance(value, str) and bool(re.fullmatch(r"\d+(\.\d+)+", value))


def _is_python(value: object) -> bool:
    return _is_version(value) and str(value).split(".")[:2] in (
        ["3", minor] for minor in ("11", "12", "13")
    )


RULES: dict[str, tuple[Callable[[object], bool], str]] = {
    "title": (_is_text, "a text"),
    "emoji": (_is_emoji, "an emoji and nothing else"),
    "colorFrom": (lambda value: value in COLORS, f"one of {', '.join(COLORS)}"),
    "colorTo": (lambda value: value in COLORS, f"one of {', '.join(COLORS)}"),
    "sdk": (lambda value: value == "gradio", "gradio"),
    "sdk_version": (_is_version, "a whole version, in quotes if it looks a number"),
    "python_version": (_is_python, 'in quotes, and "3.11", "3.12" or "3.13"'),
    "short_description": (_is_short, "a text of at most 60 characters"),
    "suggested_hardware": (
        lambda value: value in HARDWARE,
        f"one of {', '.join(HARDWARE)}",
    ),
    "pinned": (lambda value: isinstance(value, bool), "true or false"),
    "tags": (
        lambda value: isinstance(value, list) and all(map(_is_text, value)),
        "a list of texts",
    ),
}


def in_requirements(
    requirements: dict[str, str], front: dict[str, Any]
) -> Iterator[str]:
    """Yield what would be installed differently some day, or not at all."""
    for file, text in requirements.items():
        for line in text.splitlines():
            wanted = line.split("#")[0].strip()
            if not wanted:
                continue
            pin = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)\s*(;|$)", wanted)
            if not pin:
                yield f"{file} does not pin {wanted!r} exactly."
            elif pin[1] == "gradio" and pin[2] != front.get("sdk_version"):
                yield (
                    f"{file} pins gradio {pin[2]}, but sdk_version in README.md is "
                    f"{front.get('sdk_version')}."
                )
            elif pin[1] in BROUGHT:
                yield f"{file} lists {pin[1]}, which the Hub installs itself."


def in_files(root: Path, readme: str) -> Iterator[str]:
    """Yield the files that the Hub would not take."""
    for name in tracked_files(root):
        size_mb = (root / name).stat().st_size / MB
        if size_mb > LARGEST_MB:
            yield f"{name} has {size_mb:.1f} MB; {LARGEST_MB:g} MB is the most in git."
    binaries = large_binaries(root)
    if binaries and "hf upload" not in readme:
        yield (
            f"{', '.join(binaries)}: binary and above {LARGEST_BINARY_MB:g} MB, which "
            "`git push` to a Space refuses; README.md or docs/ must name `hf upload`."
        )


def large_binaries(root: Path = ROOT) -> list[str]:
    """Return the files that need `hf upload`: large, and binary as git sees it."""
    found = []
    for name in tracked_files(root):
        with (root / name).open("rb") as file:
            is_binary = b"\0" in file.read(8000)
        if is_binary and (root / name).stat().st_size > LARGEST_BINARY_MB * MB:
            found.append(name)
    return found


def tracked_files(root: Path = ROOT) -> list[str]:
    """Files of the repository, and those that the next commit would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if (root / name).is_file()]


def main() -> int:
    """Say every finding; return how a shell is told whether there were any."""
    from tests.space_start import on_a_start  # loads gradio_client

    count = 0
    for check in (findings, on_a_start):
        for finding in check():
            print(finding, flush=True)
            count += 1
    if not count:
        print("Nothing stands against a Space: repository, start and one painting.")
        for name in large_binaries():
            print(f"{name} goes there by `hf upload`; `git push` may refuse it.")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
