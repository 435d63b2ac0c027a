"""Part a: the user's algorithm to its end, and how soon we are as far.

Both programs get the same two pictures and the same network's numbers in memory, and
both clocks then include everything: looking at the pictures, tracing, compiling,
painting. The costs of both are judged by one float32 function, off the clock.
"""

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from benchmarks.findings import Findings, median, spread
from benchmarks.pictures import picture_pair
from benchmarks.processes import in_fresh_process
from nst_core.images import Canvas, Picture, to_canvas, to_picture
from nst_core.quiet import load_tensorflow
from nst_core.settings import Settings

HEIGHT, WIDTH = 300, 400
ROUNDS = 3

# The same cost (family, alpha, beta, pooling, padding) by the best way we know.
BEST = Settings(
    size=400,
    iterations=60,
    scales=3,
    alpha=10,
    beta=40,
    family="paper",
    network="vgg16",
    precision="auto",
    pooling="average",
    padding="zero",
    optimizer="lbfgs",
    start="content",
    frame_every=1,
)
OURS = {"ours": BEST, "ours, float32": replace(BEST, precision="float32")}
THEIRS = "the user's algorithm"


class Moment(NamedTuple):
    """A picture and when it was there."""

    seconds: float
    picture: Picture


def measure(quick: bool) -> Findings:
    """Return both programs' seconds to the user's final cost, and their ratios."""
    rounds = 1 if quick else ROUNDS
    found = Findings()
    seconds: dict[str, list[float | None]] = {name: [] for name in (THEIRS, *OURS)}
    for number in range(rounds):
        spent, painted = in_fresh_process(run_theirs)
        goals = in_fresh_process(judge, [painted, to_canvas(to_picture(painted))])
        goal = min(goals)  # as computed, or as saved: whichever is harder to reach
        seconds[THEIRS].append(spent)
        for name, settings in OURS.items():
            moments = in_fresh_process(run_ours, settings)
            seconds[name].append(first_as_good(moments, goal))
        found.details[f"round {number + 1}"] = {
            "the user's final cost, as computed": goals[0],
            "the user's final cost, as saved": goals[1],
            "seconds": {name: spent[-1] for name, spent in seconds.items()},
        }
    _sum_up(found, seconds)
    return found


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


def run_theirs() -> tuple[float, Canvas]:
    """Return the user's algorithm's seconds and what it painted."""
    load_tensorflow()
    from benchmarks.user_algorithm import constants, paint
    from nst_core.weights import find_weights

    layers = constants(find_weights("vgg16").layers)
    content, style = map(to_canvas, picture_pair(HEIGHT, WIDTH))
    began = time.perf_counter()
    painted = paint(layers, content, style)
    return time.perf_counter() - began, painted


def run_ours(settings: Settings) -> list[Moment]:
    """Return every picture of the final scale and when it was there."""
    load_tensorflow()
    from nst_core.transfer import stylize
    from nst_core.vgg import load_network

    network = load_network(settings.network)
    content, style = picture_pair(HEIGHT, WIDTH)
    moments = []
    began = time.perf_counter()
    for frame in stylize(content, style, settings, network=network):
        if frame.scale == frame.scales:
            moments.append(Moment(time.perf_counter() - began, frame.picture))
    return moments


def first_as_good(moments: Iterable[Moment], goal: float) -> float | None:
    """Return when the first picture was there that costs no more than `goal`."""
    moments = list(moments)
    costs = in_fresh_process(judge, [to_canvas(moment.picture) for moment in moments])
    for moment, cost in zip(moments, costs, strict=True):
        if cost <= goal:
            return moment.seconds
    return None


def judge(canvases: list[Canvas]) -> list[float]:
    """Return what each canvas costs by the user's own cost function."""
    load_tensorflow()
    from benchmarks.user_algorithm import Judge, constants
    from nst_core.weights import find_weights

    content, style = map(to_canvas, picture_pair(HEIGHT, WIDTH))
    cost_of = Judge(constants(find_weights("vgg16").layers), content, style)
    return [cost_of(canvas) for canvas in canvases]
