"""Part c: which share of the machine's own convolution rate one iteration reaches.

An iteration cannot be faster than its convolutions: every layer's, forth, and its
gradient with respect to its input, back. They are run here each for itself, with the
same shapes and the same precision, in the same process and in turn with whole
iterations. The share is their seconds over an iteration's.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from benchmarks.findings import Findings, median, spread
from benchmarks.ours import prepare_ours
from benchmarks.processes import WARM_UPS, Extent, duration, isolated
from nst_core.settings.presets import STANDARD
from nst_core.settings.settings import Settings

SIZES: dict[Extent, tuple[int, ...]] = {
    "full": (512, 1024),
    "quick": (512,),
    "toy": (64,),
}
ROUNDS: dict[Extent, int] = {"full": 9, "quick": 3, "toy": 1}
DEEPEST = "conv5_1"  # the deepest layer that counts

Call = Callable[[], object]


def measure(extent: Extent) -> Findings:
    """Seconds of iterations and of their convolutions, and the shares."""
    found = Findings()
    for size in SIZES[extent]:
        settings = replace(STANDARD, size=size, network="vgg16")
        timed = isolated(extent, _compare, settings, ROUNDS[extent])
        bare, whole = timed["convolutions"], median(timed["iteration"])
        rate = timed["operations"] / bare / 1e12
        words = f"{bare:.3g} s, {rate:.3g} TFLOP/s in {timed['precision']}"
        found.say(f"convolutions alone, {size} px", words)
        words = f"{spread(timed['iteration'])}: {bare / whole:.0%} of that rate"
        found.say(f"one iteration, {size} px", words)
        found.details[f"{size} px"] = timed
        if size == 512:
            found.figures["convolution_rate_share_512"] = bare / whole
            found.figures["iteration_512_s"] = whole
    return found


def _compare(settings: Settings, rounds: int) -> dict[str, Any]:
    """Seconds of both; runs in a process of its own."""
    iterate = prepare_ours(settings)  # loads TensorFlow with our choice of threads
    from nst_core.network.precision import choose_precision

    precision = choose_precision(settings.precision)
    calls, operations = _bare_convolutions(settings.size, precision)
    calls["iteration"] = iterate
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        for _ in range(WARM_UPS):
            call()
    for _ in range(rounds):
        for name, call in calls.items():
            seconds[name].append(duration(call))
    iteration = seconds.pop("iteration")
    medians = {name: median(spent) for name, spent in seconds.items()}
    return {
        "precision": precision,
        "operations": operations,
        "iteration": iteration,
        "convolutions": sum(medians.values()),
        "each": medians,
    }


def _bare_convolutions(size: int, precision: str) -> tuple[dict[str, Call], float]:
    """Every convolution of an iteration, by name, and their operations."""
    from nst_core.network.architectures import ARCHITECTURES

    calls: dict[str, Call] = {}
    operations = 0.0
    for name, layer in ARCHITECTURES["vgg16"].layers.items():
        edge, _ = layer.positions(size, size)
        channels, filters = layer.channels_in, layer.channels_out
        forth, back = _convolution(edge, channels, filters, precision)
        calls[f"{name} forth"], calls[f"{name} back"] = forth, back
        # two operations (times, plus) for each of 9 weights, forth and back
        operations += 2 * (2 * 9 * channels * filters) * edge**2
        if name == DEEPEST:
            return calls, operations
    raise AssertionError("unreachable: conv5_1 is in the table")


def _convolution(
    edge: int, channels: int, filters: int, precision: str
) -> tuple[Call, Call]:
    """One layer's convolution, and its gradient with respect to its input.

    Both in their fastest form, compiled alone as they would be in a larger function.
    """
    import tensorflow as tf

    from nst_core.network.convolution import convolve, is_faster_transposed, turned

    dtype = tf.as_dtype(precision)
    shape = (1, edge, edge, channels)
    layer = tf.cast(tf.random.uniform(shape), dtype)
    upstream = tf.cast(tf.random.uniform((1, edge, edge, filters)), dtype)
    kernel = tf.cast(tf.random.normal((3, 3, channels, filters)), dtype)

    turned_kernel = turned(kernel) if is_faster_transposed(kernel) else None
    forth = tf.function(
        lambda x, kernel: convolve(x, kernel, turned_kernel, "SAME"), autograph=False
    ).get_concrete_function(layer, kernel)
    back = tf.function(
        lambda kernel, upstream: tf.raw_ops.Conv2DBackpropInput(
            input_sizes=shape,
            filter=kernel,
            out_backprop=upstream,
            strides=[1, 1, 1, 1],
            padding="SAME",
        ),
        autograph=False,
    ).get_concrete_function(kernel, upstream)
    return lambda: forth(layer, kernel), lambda: back(kernel, upstream)
