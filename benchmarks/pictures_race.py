"""Part l: finished pictures, and how soon they are there.

    python -m benchmarks.pictures_race [--quick | --toy] [--pairs N]
        [--reference RECIPE] [--json FILE]

Shipped photos in shipped paintings, by preset: ours, ours without nearest neighbours,
and neural-style-pt's algorithm from two starts in as many seconds, all marked by one
judge; and how soon today's `standard` is as good as the reference, an older one, at its
end.
"""

import argparse
import math
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

from benchmarks.findings import Findings, median, spread
from benchmarks.picture_judge import judge, read_pair
from benchmarks.pictures import Pair, shipped_pairs
from benchmarks.processes import Extent, add_extent, isolated, load
from nst_core.images.canvas import Canvas
from nst_core.settings.presets import PRESETS
from nst_core.settings.recipe_reader import from_json
from nst_core.settings.settings import Settings
from nst_core.system.machine import describe_machine
from nst_core.system.terminal import load_tensorflow

FIGURES = ("nn_ratio", "clip_share", "seconds_to_standard")
# `standard` as it was before its iterations became fewer: the same costs count.
REFERENCE = Settings(neighbors=0.15, weight_conv5_1=0.1, value_range=10_000)
TIMED = "standard"
RACED = ("quick", TIMED)
MOMENTS = "moments"  # of ours at the finest scale; where time counts
PAIRS: dict[Extent, int] = {"full": 10, "quick": 2, "toy": 1}
TOY: dict[str, Any] = {
    **{"size": 64, "iterations": 2, "scales": 1},
    "padding": "zero",  # traced in half the time
}
OURS, WITHOUT = "ours", "without nearest neighbours"
OLDER, THEIRS = "the reference", "neural-style-pt"
STARTS: tuple[Literal["noise", "photo"], ...] = ("noise", "photo")


class Moment(NamedTuple):
    """A canvas of the finest scale and when it was there."""

    seconds: float
    canvas: Canvas


def measure(
    extent: Extent, pairs: int | None = None, reference: Settings = REFERENCE
) -> Findings:
    """Marks of all pictures, and their three figures.

    Args:
        extent: Of the run.
        pairs: How many; None as the extent says.
        reference: Settings that today's `standard` is held against.
    """
    found = Findings()
    chosen = shipped_pairs(pairs or PAIRS[extent])
    names = [" in ".join(Path(path).stem for path in pair) for pair in chosen]
    has_torch = find_spec("torch") is not None
    if not has_torch:
        need = "PyTorch is not here: pip install -r benchmarks/requirements.txt"
        found.say(THEIRS, need)
    tables = {}
    for preset in (TIMED,) if extent == "toy" else RACED:
        race = Race(extent, preset, reference, has_torch)
        tables[preset] = [race(pair) for pair in chosen]
        found.details[preset] = dict(zip(names, tables[preset], strict=True))
        _say_marks(found, f"{preset}, {len(chosen)} pairs", tables[preset])
    _say_figures(found, [row for rows in tables.values() for row in rows])
    _say_seconds(found, tables[TIMED])
    return found


@dataclass(frozen=True)
class Race:
    """One preset against others, on any pair."""

    extent: Extent
    preset: str
    reference: Settings
    has_torch: bool

    def __call__(self, pair: Pair) -> dict[str, Any]:
        """Seconds and marks of each program's picture, and of our moments."""
        settings = self._cut(PRESETS[self.preset])
        reference = replace(self._cut(self.reference), size=settings.size)
        moments = self._paint(pair, settings)
        ends = {
            OURS: moments[-1],
            WITHOUT: self._paint(pair, replace(settings, neighbors=0))[-1],
        }
        if self.preset == TIMED:
            ends[OLDER] = self._paint(pair, reference)[-1]
        else:
            moments = []  # nobody asks when it was as good
        for start in STARTS if self.has_torch else ():
            given = (pair, settings, ends[OURS].seconds, start)
            ends[f"{THEIRS} from {start}"] = isolated(self.extent, paint_theirs, *given)
        marks = self._judge(pair, reference, [*ends.values(), *moments])
        row: dict[str, Any] = dict(zip(ends, marks, strict=False))
        return row | {MOMENTS: marks[len(ends) :]}

    def _cut(self, settings: Settings) -> Settings:
        own = replace(settings, network="vgg16")
        return replace(own, **TOY) if self.extent == "toy" else own

    def _paint(self, pair: Pair, settings: Settings) -> list[Moment]:
        return isolated(self.extent, paint, pair, settings)

    def _judge(
        self, pair: Pair, reference: Settings, moments: Sequence[Moment]
    ) -> list[dict[str, float]]:
        canvases = [moment.canvas for moment in moments]
        marks = isolated(self.extent, judge, pair, reference, canvases)
        return [
            {"seconds": moment.seconds, **mark._asdict()}
            for moment, mark in zip(moments, marks, strict=True)
        ]


def seconds_until_as_good(
    moments: Sequence[Mapping[str, float]], goal: Mapping[str, float]
) -> float:
    """Seconds until neither total nor nearest distance is above the goal's."""
    for moment in moments:
        if moment["total"] <= goal["total"] and moment["nn"] <= goal["nn"]:
            return moment["seconds"]
    return math.inf


def paint(pair: Pair, settings: Settings) -> list[Moment]:
    """Our canvases of the finest scale, before they are rounded."""
    load_tensorflow()
    from nst_core.network.vgg import load_network
    from nst_core.transfer.stylize import stylize

    network = load_network(settings.network)
    photo, painting = read_pair(pair)
    began, moments = time.perf_counter(), []
    for frame in stylize(photo, painting, settings, network=network):
        if frame.scale == frame.scales:
            spent = time.perf_counter() - began
            moments.append(Moment(spent, frame.checkpoint.canvas))
    return moments


def paint_theirs(
    pair: Pair, settings: Settings, seconds: float, start: Literal["noise", "photo"]
) -> Moment:
    """Their canvas after so many seconds."""
    # Threads that wait for each other by spinning take several times as long where
    # somebody else is at work.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from benchmarks.neural_style_pt import paint  # loads PyTorch, there only

    return Moment(seconds, paint(pair, settings, seconds, start))


def _say_marks(found: Findings, what: str, table: Sequence[Mapping[str, Any]]) -> None:
    """A row of means for each program."""
    for name in [name for name in table[0] if name != MOMENTS]:
        rows = [row[name] for row in table]
        mean = {key: sum(row[key] for row in rows) / len(rows) for key in rows[0]}
        words = (
            f"content {mean['content']:.3g}, Gram {mean['gram']:.3g}, nearest "
            f"{mean['nn']:.3f}, SSIM {mean['ssim']:.3f}, clipped "
            f"{100 * mean['clip_share']:.2f} %"
        )
        seconds = spread([row["seconds"] for row in rows])
        found.say(f"{what}, {name}", f"{seconds}: {words}")


def _say_figures(found: Findings, table: Sequence[Mapping[str, Any]]) -> None:
    ratios = [row[OURS]["nn"] / row[WITHOUT]["nn"] for row in table]
    clipped = [row[OURS]["clip_share"] for row in table]
    found.figures["nn_ratio"] = median(ratios)
    found.figures["clip_share"] = sum(clipped) / len(clipped)
    found.say("distance to the nearest, with the term by without", spread(ratios, ""))
    found.say("clipped values of one picture, at most", f"{100 * max(clipped):.2f} %")


def _say_seconds(found: Findings, table: Sequence[Mapping[str, Any]]) -> None:
    shares = [
        seconds_until_as_good(row[MOMENTS], row[OLDER]) / row[OLDER]["seconds"]
        for row in table
    ]
    reached = [share for share in shares if math.isfinite(share)]
    middle = median(shares)
    found.figures["seconds_to_standard"] = middle if math.isfinite(middle) else None
    words = f"{len(reached)} of {len(shares)} pairs" + (
        f", in {spread(reached, 'of its seconds')}" if reached else ""
    )
    found.say(f"{TIMED} as good as the reference", words)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure this part alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures_race")
    add_extent(parser)
    parser.add_argument("--pairs", type=int, help="how many; 45 are all")
    parser.add_argument(
        "--reference",
        type=Path,
        metavar="RECIPE",
        help="JSON of the settings to be reached (default: standard as it once was)",
    )
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    reference = REFERENCE
    if options.reference:
        recipe = from_json(options.reference.read_text(encoding="utf-8"))
        reference = recipe.settings
    machine = {**describe_machine(), "load": load()}
    found = measure(options.extent, options.pairs, reference)
    found.details |= {"machine": machine, "extent": options.extent}
    found.tell(options.json)


if __name__ == "__main__":
    main()
