"""Choice between float32 and bfloat16 by measured speed.

CPUs with matrix units for bfloat16 (AMX) are several times faster with it, those with
bfloat16 dot products about twice, all others slower. No list of names knows which one
this is; half a second of convolutions does.
"""

import time

import tensorflow as tf

from nst_core.network.convolution_rates import Precision, RateByPrecision, rate_store
from nst_core.settings.settings import PrecisionName

# bfloat16 turns the gradient a little; it has to be worth that.
WORTHWHILE_SPEEDUP = 1.2
EDGE_PX, CHANNELS, TRIES = 128, 128, 5


def choose_precision(wish: PrecisionName) -> Precision:
    """The precision of convolutions; "auto" measures unless that has been done."""
    if wish != "auto":
        return wish
    rates = rate_store().rates(measure_rates).measured
    faster = rates["bfloat16"] > WORTHWHILE_SPEEDUP * rates["float32"]
    return "bfloat16" if faster else "float32"


def convolution_rates() -> RateByPrecision:
    """Operations a second that convolutions of a painting reach here, by precision."""
    return rate_store().rates(measure_rates).reached


def measure_rates() -> RateByPrecision:
    """Operations a second of bare convolutions, the best of some tries.

    Both precisions take turns, so that whatever else this machine does meanwhile
    leaves their ratio alone.
    """
    precisions: tuple[Precision, ...] = ("float32", "bfloat16")
    seconds: dict[Precision, list[float]] = {name: [] for name in precisions}
    for _ in range(1 + TRIES):
        for name, spent in seconds.items():
            layer = tf.ones((1, EDGE_PX, EDGE_PX, CHANNELS), name)
            kernel = tf.ones((3, 3, CHANNELS, CHANNELS), name)
            began = time.perf_counter()
            tf.nn.conv2d(layer, kernel, 1, "SAME").numpy()
            spent.append(time.perf_counter() - began)
    operations = 2 * 9 * CHANNELS**2 * EDGE_PX**2
    # The first try prepares.
    return {name: operations / min(spent[1:]) for name, spent in seconds.items()}
