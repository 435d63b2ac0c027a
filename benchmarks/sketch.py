"""Part i: the sketch before Paint: how soon it stands there, and what it costs whom.

    python -m benchmarks.sketch [--quick | --toy] [--json FILE]    (some two minutes)

From the click on the second picture to the sketch in Chromium; CPU time of a sketch
against onnxruntime-web; the server's CPU time. What is not here to measure with leaves
its figures null, and a sentence says so.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.findings import Findings, median, spread
from benchmarks.processes import Extent, add_extent, load
from benchmarks.sketch_race import (
    OURS,
    RUNTIME,
    MissingToolError,
    fetch_rival,
    race,
)
from benchmarks.sketch_visits import click_through, opened, server_cost
from benchmarks.start_up import CHROMIUM, SWITCHES, running_page
from nst_core.system.machine import describe_machine

RATIO = "ratio_onnxruntime_web"
FIGURES = (
    *("click_to_sketch_ms", "cpu_ms_256", "cpu_ms_512"),
    *(RATIO, "server_cpu_s"),
)
SIZES: dict[Extent, list[tuple[int, int]]] = {  # as the page sketches a photo of 3:2
    "full": [(256, 172), (384, 256), (512, 340)],
    "quick": [(256, 172), (512, 340)],
    "toy": [(64, 48)],
}
ROUNDS: dict[Extent, int] = {"full": 21, "quick": 5, "toy": 1}
VISITS: dict[Extent, int] = {"full": 10, "quick": 3, "toy": 1}
SKETCHES: dict[Extent, int] = {"full": 20, "quick": 5, "toy": 1}
CLICKS = {  # figure: field of a visit's Clicks, and words
    "click_to_sketch_ms": ("first_ms", "from the click to a visitor's first sketch"),
    "click_to_sketch_512_ms": ("large_ms", "the same, until it has 512 px"),
    "click_to_next_sketch_ms": (
        "next_ms",
        "from another painting's click to its sketch",
    ),
}


def measure(extent: Extent) -> Findings:
    """All figures of the sketch."""
    found = Findings(figures=dict.fromkeys(FIGURES))
    _race(found, extent)
    if CHROMIUM.exists():
        with running_page() as (address, _):
            _visit(found, address, extent)
    else:
        found.say("from the click to the sketch", "no chromium here to click with")
    return found


def _race(found: Findings, extent: Extent) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            rival = fetch_rival(Path(folder))
        except MissingToolError as missing:
            found.say(f"a sketch by {RUNTIME}", str(missing))
            rival = None
        try:
            races = race(SIZES[extent], ROUNDS[extent], rival)
        except MissingToolError as missing:
            found.say("CPU time of a sketch", str(missing))
            return
    for each in races:
        found.figures[f"cpu_ms_{each.width}"] = median(each.ms[OURS])
        found.details[f"{each.width} x {each.height} px"] = each.ms
        found.details[f"{each.width} x {each.height} px, of 255 from ours"] = each.off
        what = f"CPU time of a sketch, {each.width} x {each.height} px"
        found.say(f"{what}, ours", spread(each.ms[OURS], "ms"))
        for kind in each.off:
            ratio = median(each.ms[kind]) / median(each.ms[OURS])
            words = f"{spread(each.ms[kind], 'ms')}: {ratio:.2f} times ours"
            found.say(f"{what}, {RUNTIME}, {kind}", words)
            for figure in (RATIO, f"{RATIO}_{each.width}"):
                smallest = found.figures.get(figure)
                found.figures[figure] = min(ratio, smallest or ratio)


def _visit(found: Findings, address: str, extent: Extent) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        visits = []
        for number in range(VISITS[extent]):
            page = opened(browser, address)
            visits.append(click_through(page, number))
            page.context.close()
        page = opened(browser, address)
        click_through(page, 0)
        cost = server_cost(page, address, SKETCHES[extent])
        browser.close()
    for figure, (field, what) in CLICKS.items():
        milliseconds = [getattr(visit, field) for visit in visits]
        found.say(what, spread(milliseconds, "ms"))
        found.details[figure] = milliseconds
        found.figures[figure] = median(milliseconds)
    found.figures["server_cpu_s"] = cost.sketching_s - cost.idle_s
    words = f"{cost.sketching_s:.2f} s; {cost.idle_s:.2f} s in as long a time idle"
    found.say(f"the server's CPU time, {SKETCHES[extent]} sketches", words)
    found.details["server"] = vars(cost)


def main(arguments: list[str] | None = None) -> None:
    """Measure this part alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sketch")
    add_extent(parser)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    machine = {**describe_machine(), "load": load()}
    found = measure(options.extent)
    found.details |= {"machine": machine, "extent": options.extent}
    found.tell(options.json)


if __name__ == "__main__":
    main()
