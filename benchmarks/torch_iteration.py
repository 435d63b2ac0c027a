"""Part b: cost and gradient of one iteration, ours against plain PyTorch in float32.

The same network, layers, costs, pictures and size, on the same cores, taking turns.
That both compute the same is seen from the costs, which the JSON holds.
"""

from contextlib import ExitStack
from importlib.util import find_spec
from typing import Any

from benchmarks.findings import Findings, median, spread
from benchmarks.ours import prepare_ours
from benchmarks.processes import Rival, Step, take_turns
from nst_core.settings.settings import PrecisionName, Settings

SIZES, ROUNDS = (256, 512, 1024), 9
QUICK_SIZES, QUICK_ROUNDS = (256, 512), 3
OURS: dict[str, PrecisionName] = {"ours": "auto", "ours, float32": "float32"}
THEIRS = "PyTorch float32"


def measure(quick: bool) -> Findings:
    """Return the seconds of all three programs at every size, and their ratios."""
    if find_spec("torch") is None:
        raise SystemExit(
            "Part b compares with PyTorch, which is not here. It is needed for the "
            "benchmark only: pip install -r benchmarks/requirements.txt"
        )
    found = Findings()
    for size in QUICK_SIZES if quick else SIZES:
        seconds, costs = _compare(size, QUICK_ROUNDS if quick else ROUNDS)
        found.details[f"{size} px"] = {"seconds": seconds, "costs": costs}
        theirs = median(seconds[THEIRS])
        found.say(f"one iteration, {size} px, {THEIRS}", spread(seconds[THEIRS]))
        for name in OURS:
            ratio = theirs / median(seconds[name])
            words = f"{spread(seconds[name])}: {ratio:.2f} times as fast"
            found.say(f"one iteration, {size} px, {name}", words)
            if (name, size) == ("ours", 512):
                found.figures["torch_iteration_ratio_512"] = ratio
    return found


def _compare(size: int, rounds: int) -> tuple[dict[str, Any], dict[str, float]]:
    with ExitStack() as stack:
        rivals = {THEIRS: stack.enter_context(Rival(_torch, _settings(size, "auto")))}
        for name, precision in OURS.items():
            settings = _settings(size, precision)
            rivals[name] = stack.enter_context(Rival(prepare_ours, settings))
        costs = {name: rival.cost for name, rival in rivals.items()}
        return take_turns(rivals, rounds), costs


def _settings(size: int, precision: PrecisionName) -> Settings:
    """Return the paper's plain sums, which PyTorch computes as well."""
    return Settings(
        size=size,
        precision=precision,
        family="paper",
        padding="zero",
        network="vgg16",
    )


def _torch(settings: Settings) -> Step:
    from benchmarks.plain_torch import prepare_torch  # loads PyTorch, there only

    return prepare_torch(settings)
