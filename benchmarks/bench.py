"""The one command: run the parts, print one table, write one JSON file.

    python -m benchmarks.bench [--quick | --toy] [--only a,c] [--json FILE]

Runs the parts one after the other and knows nothing of how they measure. The file is
written after every part, so that what took long is not lost to what fails later.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import (
    command_line,
    controls_race,
    convolution_forms,
    convolution_rate,
    crowd,
    growth,
    guard,
    loss_race,
    pictures_race,
    sketch,
    start_up,
    torch_iteration,
)
from benchmarks.findings import Findings
from benchmarks.processes import Extent, add_extent, load
from nst_core.system.machine import describe_machine

PARTS: Mapping[str, Callable[[Extent], Findings]] = {
    "a": loss_race.measure,
    "b": torch_iteration.measure,
    "c": convolution_rate.measure,
    "d": growth.measure,
    "e": start_up.measure,
    "f": controls_race.measure,
    "g": crowd.measure,
    "h": command_line.measure,
    "i": sketch.measure,
    "j": guard.measure,
    "k": convolution_forms.measure,
    "l": pictures_race.measure,
}
FIGURES = (
    *("user_algorithm_s", "user_algorithm_speedup", "user_algorithm_speedup_float32"),
    *("torch_iteration_512_s", "torch_iteration_ratio_512"),
    *("torch_iteration_ratio_512_float32", "convolution_rate_share_512"),
    *("growth_exponent", "iteration_4096_tiled_s", "peak_gb_4096_tiled"),
    *("page_answer_s", "first_frame_s", "crowd_p99_ms", "quick_s", "standard_s"),
    *sketch.FIGURES,
    *guard.FIGURES,
    *pictures_race.FIGURES,
    *convolution_forms.FIGURES,
)
LATEST = Path(__file__).with_name("latest.json")
BUSY_LOAD = 0.5  # processes that already want a core when the benchmark starts


def main(arguments: list[str] | None = None) -> None:
    """Run what was asked for."""
    options = _parser().parse_args(arguments)
    machine = describe_bench_machine()
    print(machine_line(machine), flush=True)
    if machine["load"] is not None and machine["load"] > BUSY_LOAD:
        print("Others are at work on this machine: these figures will not hold.")
    report: dict[str, Any] = dict.fromkeys(FIGURES)
    report["details"] = {
        "machine": machine,
        "extent": options.extent,
        "commit": commit(),
    }
    rows: list[tuple[str, str, str]] = []
    for part in options.only:
        print(f"part {part} ...", file=sys.stderr, flush=True)
        began = time.perf_counter()
        found = PARTS[part](options.extent)
        rows += [(part, what, how_much) for what, how_much in found.rows]
        report |= {name: _short(value) for name, value in found.figures.items()}
        spent = {"seconds_spent": round(time.perf_counter() - began, 1)}
        report["details"][part] = spent | found.details
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(table(rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bench", description="Measure against others."
    )
    add_extent(parser)
    parser.add_argument(
        "--only",
        type=_parts,
        default=list(PARTS),
        metavar=",".join(PARTS),
        help="run only these parts",
    )
    parser.add_argument(
        "--json",
        type=Path,
        default=LATEST,
        metavar="FILE",
        help="where the figures go (default: benchmarks/latest.json)",
    )
    return parser


def _parts(text: str) -> list[str]:
    chosen = [part.strip() for part in text.split(",")]
    if unknown := set(chosen) - set(PARTS):
        raise argparse.ArgumentTypeError(
            f"there is no part {', '.join(sorted(unknown))}; "
            f"choose from {', '.join(PARTS)}"
        )
    return chosen


def commit() -> str:
    """The commit that is measured, marked where files differ from it."""
    command = ["git", "describe", "--always", "--abbrev=40", "--dirty"]
    done = subprocess.run(command, cwd=LATEST.parent, capture_output=True, text=True)
    return done.stdout.strip() or "no repository"


def describe_bench_machine() -> dict[str, Any]:
    """The machine's facts, with those that decide about bfloat16."""
    flags = _cpu_flags()
    return {
        **describe_machine(),
        "amx_bf16": "amx_bf16" in flags,
        "avx512_bf16": "avx512_bf16" in flags,
        "load": load(),
    }


def machine_line(machine: Mapping[str, Any]) -> str:
    """The machine in one line."""
    units = " and ".join(
        f"{'with' if machine[flag] else 'without'} {flag}"
        for flag in ("amx_bf16", "avx512_bf16")
    )
    return (
        f"{machine['processor']} ({machine['architecture']}), {machine['cores']} cores,"
        f" {machine['memory_gb']} GB, {units}, load {machine['load']} at the start"
    )


def _cpu_flags() -> set[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()  # not Linux: nothing is known
    flags = next((line for line in lines if line.startswith("flags")), ":")
    return set(flags.split(":", 1)[1].split())


def table(rows: list[tuple[str, str, str]]) -> str:
    """The rows in aligned columns under a heading."""
    rows = [("part", "what", "measured: median (fastest to slowest)"), *rows]
    width = max(len(what) for _, what, _ in rows)
    return "\n".join(f"{part:4}  {what:{width}}  {much}" for part, what, much in rows)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


if __name__ == "__main__":
    main()
