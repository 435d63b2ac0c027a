"""Part a: the user's algorithm to its end, and how soon we are as far.

Both programs get the same two pictures and the same network's numbers in memory, and
both clocks then include everything: looking at the pictures, tracing, compiling,
painting. The costs of both are judged by one float32 function, off the clock, and like
is held against like: canvases as they are computed, or both rounded and clipped to what
is saved. The two differ by far, because a canvas may leave the range of colours and the
user's does.
"""

import time
from dataclasses import replace
from typing import Any, NamedTuple
from unittest.mock import patch

from benchmarks.findings import Findings, median, spread
from benchmarks.pictures import picture_pair
from benchmarks.processes import in_fresh_process
from nst_core.images.canvas import Canvas, to_canvas, to_picture
from nst_core.settings.settings import Settings
from nst_core.system.terminal import load_tensorflow

HEIGHT, WIDTH = 300, 400
ROUNDS = 3

# The same cost (family, alpha, beta, pooling, padding) by the best way we know.
BEST = Settings(
    size=400,
    iterations=44,
    scales=2,
    alpha=10,
    beta=40,
    family="paper",
    network="vgg16",
    precision="auto",
    pooling="average",
    padding="zero",
    optimizer="lbfgs",
    start="recolored",
    plateau=0,
    frame_every=1,
)
OURS = {"ours": BEST, "ours, float32": replace(BEST, precision="float32")}
THEIRS = "the user's algorithm"


class Moment(NamedTuple):
    """A canvas and when it was there."""

    seconds: float
    canvas: Canvas


def measure(quick: bool) -> Findings:
    """Return both programs' seconds to the user's final cost, and their ratios."""
    found = Findings()
    seconds: dict[str, list[float | None]] = {name: [] for name in (THEIRS, *OURS)}
    for number in range(1 if quick else ROUNDS):
        end = in_fresh_process(run_theirs)
        goals = costs_of([end])
        seconds[THEIRS].append(end.seconds)
        details: dict[str, Any] = {THEIRS: {"seconds": end.seconds, **_last(goals)}}
        for name, settings in OURS.items():
            moments = in_fresh_process(run_ours, settings)
            costs = costs_of(moments)
            reached = {
                kind: first_as_good(moments, costs[kind], goals[kind][-1])
                for kind in costs
            }
            seconds[name].append(reached["as computed"])
            details[name] = {"seconds to the user's cost": reached, **_last(costs)}
        found.details[f"round {number + 1}"] = details
    _sum_up(found, seconds)
    return found


def _last(costs: dict[str, list[float]]) -> dict[str, float]:
    return {f"final cost {kind}": values[-1] for kind, values in costs.items()}


def _sum_up(found: Findings, seconds: dict[str, list[float | None]]) -> None:
    """Add the rows and the ratios of medians."""
    theirs = [spent for spent in seconds[THEIRS] if spent is not None]
    found.say(f"{THEIRS}, 200 iterations at {WIDTH} x {HEIGHT}", spread(theirs))
    for name, key in zip(
        OURS, ("user_algorithm_speedup", "user_algorithm_speedup_float32"), strict=True
    ):
        reached = [spent for spent in seconds[name] if spent is not None]
        if len(reached) < len(theirs):
            found.say(f"{name}, to the same cost", "not reached")
            found.figures[key] = None
            continue
        ratio = median(theirs) / median(reached)
        found.say(f"{name}, to the same cost", f"{spread(reached)}: {ratio:.1f} times")
        found.figures[key] = ratio


def run_theirs() -> Moment:
    """Return what the user's algorithm painted, and its seconds."""
    load_tensorflow()
    from benchmarks.user_algorithm import constants, paint
    from nst_core.network.weights import find_weights

    layers = constants(find_weights("vgg16").layers)
    content, style = map(to_canvas, picture_pair(HEIGHT, WIDTH))
    began = time.perf_counter()
    painted = paint(layers, content, style)
    return Moment(time.perf_counter() - began, painted)


def run_ours(settings: Settings) -> list[Moment]:
    """Return every canvas of the final scale and when it was there."""
    load_tensorflow()
    from nst_core.network.vgg import load_network
    from nst_core.transfer.stylize import stylize

    network = load_network(settings.network)
    content, style = picture_pair(HEIGHT, WIDTH)
    moments = []
    # Frames hold pictures; the judge wants the canvas before it is rounded.
    with patch("nst_core.transfer.stylize.to_picture", lambda canvas: canvas[0]):
        began = time.perf_counter()
        for frame in stylize(content, style, settings, network=network):
            if frame.scale == frame.scales:
                canvas = frame.picture[None].astype("float32")
                moments.append(Moment(time.perf_counter() - began, canvas))
    return moments


def first_as_good(
    moments: list[Moment], costs: list[float], goal: float
) -> float | None:
    """Return when the first canvas was there that costs no more than `goal`."""
    for moment, cost in zip(moments, costs, strict=True):
        if cost <= goal:
            return moment.seconds
    return None


def costs_of(moments: list[Moment]) -> dict[str, list[float]]:
    """Return what the canvases cost, as computed and as they would be saved."""
    canvases = [moment.canvas for moment in moments]
    saved = [to_canvas(to_picture(canvas)) for canvas in canvases]
    costs = in_fresh_process(judge, canvases + saved)
    middle = len(canvases)
    return {"as computed": costs[:middle], "as saved": costs[middle:]}


def judge(canvases: list[Canvas]) -> list[float]:
    """Return what each canvas costs by the user's own cost function."""
    load_tensorflow()
    from benchmarks.user_algorithm import Judge, constants
    from nst_core.network.weights import find_weights

    content, style = map(to_canvas, picture_pair(HEIGHT, WIDTH))
    cost_of = Judge(constants(find_weights("vgg16").layers), content, style)
    return [cost_of(canvas) for canvas in canvases]
