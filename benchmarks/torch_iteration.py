"""Part b: loss and gradient of one iteration, ours against plain PyTorch in float32.

The same network, layers, losses, pictures and size, on the same cores, taking turns.
That both compute the same is seen from the losses, which the JSON holds.
"""

from contextlib import ExitStack
from importlib.util import find_spec
from typing import Any

from benchmarks.findings import Findings, median, spread
from benchmarks.ours import prepare_ours
from benchmarks.processes import Extent, Step, rival, take_turns
from nst_core.settings.settings import PrecisionName, Settings

SIZES: dict[Extent, tuple[int, ...]] = {
    "full": (256, 512, 1024),
    "quick": (256, 512),
    "toy": (64,),
}
ROUNDS: dict[Extent, int] = {"full": 9, "quick": 3, "toy": 1}
OURS: dict[str, PrecisionName] = {"ours": "auto", "ours, float32": "float32"}
OURS_FIGURES = {
    "ours": "torch_iteration_ratio_512",
    "ours, float32": "torch_iteration_ratio_512_float32",
}
THEIRS = "PyTorch float32"


def measure(extent: Extent) -> Findings:
    """Seconds of all three programs at every size, and their ratios."""
    if find_spec("torch") is None:
        raise SystemExit(
            "Part b compares with PyTorch, which is not here. It is needed for the "
            "benchmark only: pip install -r benchmarks/requirements.txt"
        )
    found = Findings()
    for size in SIZES[extent]:
        seconds, losses = _compare(size, extent)
        found.details[f"{size} px"] = {"seconds": seconds, "losses": losses}
        theirs = median(seconds[THEIRS])
        if size == 512:
            found.figures["torch_iteration_512_s"] = theirs
        found.say(f"one iteration, {size} px, {THEIRS}", spread(seconds[THEIRS]))
        for name in OURS:
            ratio = theirs / median(seconds[name])
            words = f"{spread(seconds[name])}: {ratio:.2f} times as fast"
            found.say(f"one iteration, {size} px, {name}", words)
            if size == 512:
                found.figures[OURS_FIGURES[name]] = ratio
    return found


def _compare(size: int, extent: Extent) -> tuple[dict[str, Any], dict[str, float]]:
    with ExitStack() as stack:
        theirs = rival(extent, _torch, _settings(size, "auto"))
        rivals = {THEIRS: stack.enter_context(theirs)}
        for name, precision in OURS.items():
            ours = rival(extent, prepare_ours, _settings(size, precision))
            rivals[name] = stack.enter_context(ours)
        losses = {name: each.loss for name, each in rivals.items()}
        return take_turns(rivals, ROUNDS[extent]), losses


def _settings(size: int, precision: PrecisionName) -> Settings:
    """The paper's plain sums, which PyTorch computes as well."""
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
