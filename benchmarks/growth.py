"""Part d: how seconds and memory of an iteration grow with the pixels.

Every size runs in a fresh process, whose largest resident memory the kernel keeps. In a
full run each paints long enough to fill L-BFGS' memory, which is most of what a large
picture needs beside the network's layers.
"""

import math
import time
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from benchmarks.findings import Findings, median
from benchmarks.pictures import picture_pair
from benchmarks.processes import Extent, isolated, peak_gb
from nst_core.settings.presets import STANDARD
from nst_core.settings.settings import Settings
from nst_core.system.terminal import load_tensorflow

# A full run's are more than L-BFGS remembers.
ITERATIONS: dict[Extent, int] = {"full": 12, "quick": 2, "toy": 2}
PICTURE = (480, 640)  # enlarged by the program itself
WHOLE_GB = 1024.0  # as if there were always room


@dataclass(frozen=True)
class Trial:
    """One size, 4:3, and the memory it may take."""

    size: int
    memory_gb: float

    @property
    def name(self) -> str:
        width, height = self.size, self.size * 3 // 4
        if self.memory_gb == WHOLE_GB:
            return f"{width} x {height} px, whole"
        return f"{width} x {height} px, tiled within {self.memory_gb:g} GB"


WHOLE = tuple(Trial(size, WHOLE_GB) for size in (256, 512, 1024, 2048))
TILED = (Trial(2048, 3.5), Trial(4096, 6.0))
TRIALS: dict[Extent, tuple[Trial, ...]] = {
    "full": WHOLE + TILED,
    "quick": (*WHOLE[:3], Trial(1024, 1.5)),
    "toy": (Trial(64, WHOLE_GB), Trial(96, WHOLE_GB)),  # too small for tiles
}


def measure(extent: Extent) -> Findings:
    """Seconds and gigabytes at every size, and the exponent of growth."""
    found, points = Findings(), []
    for trial in TRIALS[extent]:
        settings = replace(
            STANDARD,
            size=trial.size,
            scales=1,
            iterations=ITERATIONS[extent],
            frame_every=1,
            plateau=0,
            network="vgg16",
            memory_gb=trial.memory_gb,
        )
        run = isolated(extent, paint, settings)
        is_tiled = run["room"]["edge_px"] is not None
        assert is_tiled == (trial.memory_gb != WHOLE_GB), f"{trial.name}: it was not"
        seconds = median(run["seconds"])
        found.say(trial.name, f"{seconds:.3g} s an iteration, {run['peak_gb']:.3g} GB")
        found.details[trial.name] = {**asdict(trial), **run}
        if trial.memory_gb == WHOLE_GB:
            points.append((run["pixels"], seconds))
        if trial == Trial(4096, 6.0):
            found.figures["peak_gb_4096_tiled"] = run["peak_gb"]
            found.figures["iteration_4096_tiled_s"] = seconds
    exponent = slope(points)
    found.figures["growth_exponent"] = exponent
    found.say("seconds grow with pixels to the power of", f"{exponent:.3f}")
    return found


def paint(settings: Settings) -> dict[str, Any]:
    """Seconds of every iteration, and this process' peak memory."""
    load_tensorflow()
    from nst_core.network.vgg import load_network
    from nst_core.transfer.stylize import plan_painting, stylize

    network = load_network(settings.network)
    content, style = picture_pair(*PICTURE)
    in_precision = network.computing_in(settings.precision)
    plan = plan_painting(content, [style], (), settings, in_precision)
    stamps = []
    for frame in stylize(content, style, settings, network=network):
        stamps.append(time.perf_counter())
        height, width, _ = frame.picture.shape
    return {
        "pixels": height * width,
        "room": asdict(plan.stages[-1][1]),
        "seconds": [late - early for early, late in pairwise(stamps)],
        "peak_gb": peak_gb(),
    }


def slope(points: list[tuple[int, float]]) -> float:
    """Exponent of the power law that fits best (least squares of logs)."""
    xs, ys = zip(*((math.log(x), math.log(y)) for x, y in points), strict=True)
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    rise = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    run = sum((x - x_mean) ** 2 for x in xs)
    return float(rise / run)
