"""CPU time of a sketch, by our WebAssembly and by onnxruntime-web, in one node process.

Only the painter: the painting's 100 numbers are known. The rival computes the same
network from the package that our weights were taken from. It is fetched for the
benchmark only, into a folder that is removed again.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pictures import PAINTING, picture_pair

ROOT = Path(__file__).parents[1]
SCRIPT = Path(__file__).with_name("sketch_race.js")
RUNTIME = "onnxruntime-web@1.30.0"
MODULE = "node_modules/onnxruntime-web/dist/ort.node.min.mjs"
OURS = "ours"
WARM_UPS = 4  # until the engine has compiled its loops for the second time
INSTALL = "npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts"


class MissingToolError(Exception):
    """A program or package that is not here and cannot be had, in a sentence."""


@dataclass(frozen=True)
class Rival:
    """onnxruntime-web and the graphs that it runs, by their kind."""

    runtime: str
    graphs: Mapping[str, str]


@dataclass(frozen=True)
class Race:
    """CPU milliseconds at one size, by who painted."""

    width: int
    height: int
    ms: dict[str, list[float]]
    off: dict[str, float]  # mean difference of a rival's picture from ours, of 255


def fetch_rival(folder: Path) -> Rival:
    """onnxruntime-web by npm, the graphs by pip; both into this folder.

    Raises:
        MissingToolError: One of them cannot be had.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise MissingToolError(f"There is no npm here to fetch {RUNTIME} with.")
    if find_spec("onnx") is None:
        raise MissingToolError("The rival's graphs need requirements-dev.txt's onnx.")
    words = [npm, *INSTALL.split()[1:], "--prefix", str(folder), RUNTIME]
    if subprocess.run(words, cwd=folder).returncode:
        raise MissingToolError(f"npm cannot fetch {RUNTIME}.")
    from benchmarks.sketch_graphs import write_graphs  # loads onnx, needed here only

    try:
        graphs = write_graphs(folder)
    except subprocess.CalledProcessError:
        raise MissingToolError("pip cannot fetch the rival's graphs.") from None
    return Rival(
        str(folder / MODULE), {kind: str(path) for kind, path in graphs.items()}
    )


def race(
    sizes: list[tuple[int, int]], rounds: int, rival: Rival | None = None
) -> list[Race]:
    """Sketches of the benchmark's photo at these widths and heights.

    Raises:
        MissingToolError: There is no node.
    """
    node = shutil.which("node")
    if node is None:
        raise MissingToolError("There is no node here to run WebAssembly in.")
    spec: dict[str, Any] = {"sizes": sizes, "rounds": rounds, "warmUps": WARM_UPS}
    spec["numbers"] = numbers_of(PAINTING)
    spec["runtime"] = rival.runtime if rival else ""
    spec["graphs"] = rival.graphs if rival else {}
    with tempfile.TemporaryDirectory() as folder:
        for width, height in sizes:
            photo, _ = picture_pair(height, width)
            rgba = np.dstack([photo, np.full((height, width), 255, np.uint8)])
            (Path(folder) / f"{width}x{height}.rgba").write_bytes(rgba.tobytes())
        done = subprocess.run(
            [node, str(SCRIPT), folder],
            input=json.dumps(spec),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return [Race(**each) for each in json.loads(done.stdout)]


def numbers_of(painting: Path) -> list[float]:
    """The 100 numbers of an example painting, as the page knows them."""
    path = ROOT / "assets" / "sketch" / "examples.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    numbers: list[float] = known[hashlib.sha256(painting.read_bytes()).hexdigest()]
    return numbers
