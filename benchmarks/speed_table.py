"""The rows of the README's table of speed, from the figures of one whole run.

python -m benchmarks.speed_table [FILE]    (default: benchmarks/latest.json)
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.bench import FIGURES, LATEST, machine_line
from benchmarks.controls_race import CONTROLS
from benchmarks.pictures_race import FIGURES as OF_PICTURES

DEARER = ("two masks", "style_term gaussian", "style_term sliced")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what the README quotes."""
    words = sys.argv[1:] if arguments is None else arguments
    path = Path(words[0]) if words else LATEST
    print(quotation(json.loads(path.read_text(encoding="utf-8"))))


def quotation(report: Mapping[str, Any]) -> str:
    """The machine, the commit and the table, in Markdown.

    Raises:
        SystemExit: The run was not a whole one.
    """
    controls = [f"control {name}" for name in CONTROLS if name != "plain"]
    needed = [name for name in FIGURES if name not in OF_PICTURES] + controls
    missing = [name for name in needed if report.get(name) is None]
    details = report["details"]
    if missing or details["extent"] != "full":
        raise SystemExit(
            f"This is no whole run (extent {details['extent']}, without "
            f"{', '.join(missing) or 'nothing'}). Run make bench to its end."
        )
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows(report))
    return (
        f"{machine_line(details['machine'])}; commit {details['commit'][:7]}\n\n"
        f"| what | figure |\n|---|---|\n{table}"
    )


def rows(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each quoted thing and its figure."""
    theirs_s = report["user_algorithm_s"]
    faster = report["user_algorithm_speedup"]
    faster_32 = report["user_algorithm_speedup_float32"]
    torch_s = report["torch_iteration_512_s"]
    ahead = report["torch_iteration_ratio_512"]
    ahead_32 = report["torch_iteration_ratio_512_float32"]
    controls = {name: report[f"control {name}"] for name in CONTROLS if name != "plain"}
    cheap = [ratio for name, ratio in controls.items() if name not in DEARER]
    masks, gaussian, sliced = (controls[name] for name in DEARER)
    return [
        (
            "from the command to the written file, `quick` (256 px), `standard` (512)",
            f"{report['quick_s']:.2g} s, {report['standard_s']:.2g} s",
        ),
        (
            "the notebook's algorithm to its final cost, 400 x 300",
            f"{theirs_s:.2g} s; here {theirs_s / faster:.2g} s ({faster:.2g} times as "
            f"fast), in float32 {theirs_s / faster_32:.2g} s ({faster_32:.2g} times)",
        ),
        (
            "one iteration at 512 x 512",
            f"{torch_s / ahead:.2g} s; in float32 {torch_s / ahead_32:.2g} s; plain "
            f"PyTorch in float32 {torch_s:.2g} s ({ahead:.2g} and {ahead_32:.2g} "
            "times)",
        ),
        (
            "share of it that bare convolutions take",
            f"{100 * report['convolution_rate_share_512']:.0f} %",
        ),
        (
            "seconds grow with pixels, 256 to 2048 px, to the power of",
            f"{report['growth_exponent']:.2f}",
        ),
        (
            "4096 x 3072 px in tiles",
            f"{report['iteration_4096_tiled_s']:.2g} s an iteration, "
            f"{report['peak_gb_4096_tiled']:.1f} GB at most",
        ),
        (
            "an iteration with up to four paintings, a mask, larger strokes, lines, "
            "smoothness, seamless",
            f"{min(cheap):.2f} to {max(cheap):.2f} times a plain one; with two masks "
            f"{masks:.2f}",
        ),
        (
            "with `style_term gaussian`, `sliced`, at 512 px",
            f"{gaussian:.1f} and {sliced:.1f} times",
        ),
        (
            "page answers after its start; first painted frame after the click",
            f"{report['page_answer_s']:.2g} s; {report['first_frame_s']:.2g} s",
        ),
        (
            "p99 response time for a visitor while 50 jobs run",
            f"{report['crowd_p99_ms']:.2g} ms",
        ),
        (
            "from the click on the second picture to the sketch before Paint",
            f"{report['click_to_sketch_ms']:.2g} ms",
        ),
        (
            "CPU time of a sketch in the browser, 256 px, 512 px; the server's for 20",
            f"{report['cpu_ms_256']:.2g} ms, {report['cpu_ms_512']:.2g} ms "
            f"({report['ratio_onnxruntime_web']:.2g} times as fast as "
            f"onnxruntime-web); {report['server_cpu_s']:+.2f} s",
        ),
    ]


if __name__ == "__main__":
    main()
