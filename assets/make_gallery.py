"""Paints the gallery of README.md: runs the commands that stand there.

    make gallery    (some ten minutes on two cores)

Whatever the README says is what is painted, so the two cannot differ.
"""

import re
import shlex
import sys
from pathlib import Path

from nst_core.cli import main as run

ROOT = Path(__file__).parents[1]
COMMAND = re.compile(r"^python -m nst_core (.* assets/gallery/.*)$", re.MULTILINE)


def commands(readme: str) -> list[list[str]]:
    """Return the arguments of each command that paints a picture of the gallery."""
    return [shlex.split(found) for found in COMMAND.findall(readme)]


def main() -> int:
    """Paint all of them, or those whose names are given; return the exit code."""
    wanted = set(sys.argv[1:])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    codes = [
        run(arguments)
        for arguments in commands(readme)
        if not wanted or wanted & {Path(word).stem for word in arguments}
    ]
    for archive in (ROOT / "assets" / "gallery").glob("*.zip"):
        archive.unlink()  # the sheets are shown, not their cells
    return max(codes, default=2)


if __name__ == "__main__":
    sys.exit(main())
