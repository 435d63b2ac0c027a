"""Part h: from the command to the written file, for two presets.

Everything counts: Python, TensorFlow, the network, reading, painting, writing.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.findings import Findings, median, spread
from benchmarks.pictures import PAINTING, PHOTO
from benchmarks.processes import Extent

ROOT = Path(__file__).parents[1]
PRESETS = ("quick", "standard")
ROUNDS: dict[Extent, int] = {"full": 3, "quick": 1, "toy": 1}
TOY = ("--size", "64", "--iterations", "2", "--scales", "1")


def measure(extent: Extent) -> Findings:
    """Seconds of a whole command, by preset."""
    found = Findings()
    with tempfile.TemporaryDirectory() as folder:
        for preset in PRESETS[:1] if extent == "toy" else PRESETS:
            options = ("--preset", preset, *(TOY if extent == "toy" else ()))
            seconds = []
            for _ in range(ROUNDS[extent]):
                began = time.perf_counter()
                paint(ROOT, PHOTO, [PAINTING], Path(folder) / "result.png", options)
                seconds.append(time.perf_counter() - began)
            found.say(f"from the command to the file, {preset}", spread(seconds))
            found.figures[f"{preset}_s"] = median(seconds)
            found.details[preset] = seconds
    return found


def paint(
    tree: Path,
    content: Path,
    styles: Sequence[Path],
    output: Path,
    options: Sequence[str],
) -> None:
    """Paint one picture with the version in `tree`, by its command line, with VGG-16.

    Raises:
        RuntimeError: It ended with an error; the message is the command's own.
    """
    words = [str(content), *map(str, styles), "-o", str(output), "--network", "vgg16"]
    done = subprocess.run(
        [sys.executable, "-m", "nst_core", *words, *options],
        cwd=tree,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{tree}: {' '.join(options)}: {done.stderr.strip()}")
