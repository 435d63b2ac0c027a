"""Part a: the user's algorithm to its end, and how soon we reach the same loss.

Both programs get the same two pictures and the same network's numbers in memory, and
both clocks then include everything: targets, tracing, compiling, painting. The losses
of both are judged by one float32 function, off the clock, and like is held against
like: canvases as they are computed, or both rounded and clipped to what is saved. The
two differ by far, because a canvas may leave the range of colours and the user's does.
"""

import time
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from benchmarks.findings import Findings, median, spread
from benchmarks.pictures import picture_pair
from benchmarks.processes import Extent, isolated
from nst_core.images.canvas import Canvas, to_canvas, to_picture
from nst_core.settings.settings import PrecisionName, Settings
from nst_core.system.terminal import load_tensorflow

# The same loss (family, alpha, beta, pooling, padding) by the best way we know.
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
OURS: dict[str, PrecisionName] = {"ours": "auto", "ours, float32": "float32"}
THEIRS = "the user's algorithm"


@dataclass(frozen=True)
class Race:
    """One race: its pictures' shape, its length, how often it is run."""

    height: int
    width: int
    their_iterations: int
    our_iterations: int
    rounds: int


RACES: dict[Extent, Race] = {
    "full": Race(300, 400, 200, BEST.iterations, 3),
    "quick": Race(300, 400, 200, BEST.iterations, 1),
    "toy": Race(48, 64, 2, 4, 1),
}


class Moment(NamedTuple):
    """A canvas and when it was there."""

    seconds: float
    canvas: Canvas


def measure(extent: Extent) -> Findings:
    """Both programs' seconds to the user's final loss, and their ratios."""
    found, race = Findings(), RACES[extent]
    seconds: dict[str, list[float | None]] = {name: [] for name in (THEIRS, *OURS)}
    for number in range(race.rounds):
        end = isolated(extent, run_theirs, race)
        goals = _losses(extent, [end])
        seconds[THEIRS].append(end.seconds)
        details: dict[str, Any] = {THEIRS: {"seconds": end.seconds, **_last(goals)}}
        for name, precision in OURS.items():
            moments = isolated(extent, run_ours, race, precision)
            losses = _losses(extent, moments)
            reached = {
                kind: first_as_good(moments, losses[kind], goals[kind][-1])
                for kind in losses
            }
            seconds[name].append(reached["as computed"])
            details[name] = {"seconds to the user's loss": reached, **_last(losses)}
        found.details[f"round {number + 1}"] = details
    _add_ratios(found, seconds, race)
    return found


def _last(losses: dict[str, list[float]]) -> dict[str, float]:
    return {f"final loss {kind}": values[-1] for kind, values in losses.items()}


def _add_ratios(
    found: Findings, seconds: dict[str, list[float | None]], race: Race
) -> None:
    theirs = [spent for spent in seconds[THEIRS] if spent is not None]
    length = f"{race.their_iterations} iterations at {race.width} x {race.height}"
    found.say(f"{THEIRS}, {length}", spread(theirs))
    found.figures["user_algorithm_s"] = median(theirs)
    for name, key in zip(
        OURS, ("user_algorithm_speedup", "user_algorithm_speedup_float32"), strict=True
    ):
        reached = [spent for spent in seconds[name] if spent is not None]
        if len(reached) < len(theirs):
            found.say(f"{name}, to the same loss", "not reached")
            found.figures[key] = None
            continue
        ratio = median(theirs) / median(reached)
        found.say(f"{name}, to the same loss", f"{spread(reached)}: {ratio:.1f} times")
        found.figures[key] = ratio


def run_theirs(race: Race) -> Moment:
    """The user's algorithm's painting, and its seconds."""
    load_tensorflow()
    from benchmarks.user_algorithm import constants, paint
    from nst_core.network.weights import find_weights

    layers = constants(find_weights("vgg16").layers)
    content, style = map(to_canvas, picture_pair(race.height, race.width))
    began = time.perf_counter()
    painted = paint(layers, content, style, race.their_iterations)
    return Moment(time.perf_counter() - began, painted)


def run_ours(race: Race, precision: PrecisionName) -> list[Moment]:
    """Every canvas of the final scale, before it is rounded, and when it was there."""
    load_tensorflow()
    from nst_core.network.vgg import load_network
    from nst_core.transfer.stylize import stylize

    settings = replace(
        BEST,
        size=race.width,
        iterations=race.our_iterations,
        precision=precision,
    )
    network = load_network(settings.network)
    content, style = picture_pair(race.height, race.width)
    moments = []
    began = time.perf_counter()
    for frame in stylize(content, style, settings, network=network):
        if frame.scale == frame.scales:
            canvas = frame.checkpoint.canvas
            moments.append(Moment(time.perf_counter() - began, canvas))
    return moments


def first_as_good(
    moments: list[Moment], losses: list[float], goal: float
) -> float | None:
    """Seconds until the first canvas whose loss is at most `goal`; None: never."""
    for moment, loss in zip(moments, losses, strict=True):
        if loss <= goal:
            return moment.seconds
    return None


def _losses(extent: Extent, moments: list[Moment]) -> dict[str, list[float]]:
    """Losses of the canvases, as computed and as they would be saved."""
    canvases = [moment.canvas for moment in moments]
    saved = [to_canvas(to_picture(canvas)) for canvas in canvases]
    losses = isolated(extent, judge, canvases + saved)
    middle = len(canvases)
    return {"as computed": losses[:middle], "as saved": losses[middle:]}


def judge(canvases: list[Canvas]) -> list[float]:
    """Loss of each canvas by the user's own function."""
    load_tensorflow()
    from benchmarks.user_algorithm import Judge, constants
    from nst_core.network.weights import find_weights

    _, height, width, _ = canvases[0].shape
    content, style = map(to_canvas, picture_pair(height, width))
    loss_of = Judge(constants(find_weights("vgg16").layers), content, style)
    return [loss_of(canvas) for canvas in canvases]
