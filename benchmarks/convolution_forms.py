"""Part k: float32 convolutions in their usual and in their transposed form.

Every layer with many channels, and a whole iteration without and with the transposed
forms, in turn. The results are compared bit by bit.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benchmarks.findings import Findings, median
from benchmarks.pictures import canvas_pair
from benchmarks.processes import WARM_UPS, Extent, duration, isolated
from nst_core.settings.presets import STANDARD
from nst_core.settings.settings import Settings
from nst_core.system.terminal import load_tensorflow

if TYPE_CHECKING:
    from nst_core.network.vgg import Network

Call = Callable[[], npt.NDArray[np.float32]]

SIZES: dict[Extent, tuple[int, ...]] = {
    "full": (64, 256, 512, 1024),
    "quick": (256, 512),
    "toy": (64,),
}
ROUNDS: dict[Extent, int] = {"full": 9, "quick": 5, "toy": 1}
FIGURES = ("transposed_iteration_ratio_512",)
NEVER = 10**9  # channels, from which on a kernel would be turned


def measure(extent: Extent) -> Findings:
    """Seconds of both forms, and their ratios."""
    found = Findings()
    for size in SIZES[extent]:
        settings = replace(STANDARD, size=size, network="vgg16", precision="float32")
        timed = isolated(extent, _compare, settings, ROUNDS[extent])
        for name, (usual, transposed) in timed["seconds"].items():
            ratio = median([b / a for a, b in zip(usual, transposed, strict=True)])
            is_same = "the same bits" if timed["is_same"][name] else "OTHER BITS"
            words = f"{median(transposed):.3g} s, {ratio:.2f} of the usual form's"
            found.say(f"{name}, {size} px", f"{words}, {is_same}")
            if (name, size) == ("iteration", 512):
                found.figures["transposed_iteration_ratio_512"] = ratio
        found.details[f"{size} px"] = timed
    return found


def _compare(settings: Settings, rounds: int) -> dict[str, Any]:
    """Seconds of both forms, and whether they agree; in a process of its own."""
    load_tensorflow()
    from nst_core.network.vgg import load_network

    network = load_network(settings.network).computing_in("float32")
    pairs = {"iteration": _iterations(network, settings)}
    pairs |= _layers(network, settings.size)
    seconds: dict[str, list[list[float]]] = {name: [[], []] for name in pairs}
    for steps in pairs.values():
        for step in steps * WARM_UPS:
            step()
    for _ in range(rounds):
        for name, steps in pairs.items():
            for step, spent in zip(steps, seconds[name], strict=True):
                spent.append(duration(step))
    is_same = {
        name: np.array_equal(usual(), transposed())
        for name, (usual, transposed) in pairs.items()
    }
    return {"seconds": seconds, "is_same": is_same}


def _iterations(network: "Network", settings: Settings) -> list[Call]:
    """Gradients of the objective without and with transposed forms."""
    from nst_core.network import convolution
    from nst_core.objective.objective import Objective

    content, style = canvas_pair(settings.size, settings.size)
    canvas = content + np.float32(7)  # the gradient of the content itself is 0

    def iteration(min_channels: int) -> Call:
        convolution.MIN_CHANNELS_IN = min_channels
        objective = Objective(replace(network), content, [style], settings)
        objective(canvas)  # traced while the threshold stands
        return lambda: objective(canvas).gradient

    threshold = convolution.MIN_CHANNELS_IN
    return [iteration(NEVER), iteration(threshold)]


def _layers(network: "Network", size: int) -> dict[str, list[Call]]:
    """Both forms of each layer that has a transposed one, by the layer's name."""
    import tensorflow as tf

    from nst_core.network.convolution import convolve

    compiled = tf.function(convolve, autograph=False)

    def step(x: tf.Tensor, kernel: tf.Tensor, turned: tf.Tensor | None) -> Call:
        return lambda: compiled(x, kernel, turned, "SAME").numpy()

    pairs = {}
    for name, layer in network.layers.items():
        turned, (kernel, _) = network.turned_kernel(name), network.weights[name]
        if turned is not None:
            shape = (1, *layer.positions(size, size), layer.channels_in)
            x = tf.random.uniform(shape)
            pairs[name] = [step(x, kernel, None), step(x, kernel, turned)]
    return pairs
