"""Paints the pictures of docs/gallery.md: runs its commands.

    make gallery    (a quarter of an hour on two cores)

Whatever that page says is what is painted, so the two cannot differ. Beside each
picture stands one that was painted without the control that it shows: those are named
after their photo and their painting, and nothing else was chosen for them.
"""

import re
import shlex
import sys
from pathlib import Path

from nst_core.cli.main import main as run

ROOT = Path(__file__).parents[1]
COMMAND = re.compile(r"^python -m nst_core (.* assets/gallery/.*)$", re.MULTILINE)
PLAIN = re.compile(r'src="(?:\.\./)?(assets/paintings/([^-"]+)-([^"]+)\.jpg)"')


def commands(gallery: str) -> list[list[str]]:
    """Arguments of each command that paints a picture of the gallery."""
    return [shlex.split(found) for found in COMMAND.findall(gallery)]


def plain(text: str) -> list[list[str]]:
    """Arguments for each picture that shows no control."""
    found = sorted(set(PLAIN.findall(text)))
    return [
        [f"assets/photos/{photo}.jpg", f"assets/styles/{style}.jpg", "-o", output]
        for output, photo, style in found
    ]


def main() -> int:
    """Paint all of them, or those whose names are given; gives the exit code."""
    wanted = set(sys.argv[1:])
    gallery = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    codes = [
        run(arguments)
        for arguments in (*plain(readme + gallery), *commands(gallery))
        if not wanted or Path(arguments[arguments.index("-o") + 1]).stem in wanted
    ]
    for archive in (ROOT / "assets" / "gallery").glob("*.zip"):
        archive.unlink()  # the sheets are shown, not their cells
    return max(codes, default=2)


if __name__ == "__main__":
    sys.exit(main())
