"""Forward pass of VGG-16, VGG-19 and whatever has their shape: a loop over a table.

The only place that minds what a network was trained on: the order of the channels and
the mean pixel. The first kernel is turned around instead of every picture. Convolutions
only, no classifier.

Source: Simonyan & Zisserman, "Very Deep Convolutional Networks" (2014), configurations
D (VGG-16) and E (VGG-19).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

import tensorflow as tf

from nst_core.errors import Sentence
from nst_core.network.architectures import ARCHITECTURES, Architecture
from nst_core.network.convolution import convolve, is_faster_transposed, turned
from nst_core.network.convolution_rates import Precision
from nst_core.network.padding import ALL_SIDES, Sides, pad_edges
from nst_core.network.precision import choose_precision
from nst_core.network.weights import Weights, find_weights
from nst_core.settings.settings import (
    NetworkName,
    PaddingName,
    PoolingName,
    PrecisionName,
)

# Average pooling shrinks what max pooling would keep; doubling it brings deep layers
# back to the strength they had in training (K. Crowson's style-transfer-pytorch).
AVERAGE_POOLING_GAIN = 2.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Network(Architecture):
    """A trained network, read-only and shared by all runs.

    `weights` maps a convolution's name, like "conv4_2", to its
    kernel of shape (3, 3, in, out) and its bias (out,); the first takes RGB.
    """

    source: str
    note: Sentence | None = None  # for a person to read
    weights: Mapping[str, tuple[tf.Tensor, tf.Tensor]]

    @property
    def title(self) -> str:
        """Name and source of the weights, as reports and recipes have it."""
        return f"{self.name} ({self.source})"

    @property
    def precision(self) -> Precision:
        """Number format of its convolutions, but for the first."""
        *_, (kernel, _) = self.weights.values()
        return "bfloat16" if kernel.dtype == tf.bfloat16 else "float32"

    @cache  # noqa: B019  as below
    def turned_kernel(self, layer: str) -> tf.Tensor | None:
        """Kernel of a layer's transposed form; None where that is not faster."""
        kernel, _ = self.weights[layer]
        if not is_faster_transposed(kernel):
            return None
        with tf.init_scope():  # once, not in each evaluation
            return turned(kernel)

    def computing_in(self, precision: PrecisionName) -> "Network":
        """This network with its weights rounded to a precision, made once.

        The first convolution stays float32: pixel values need more than 8 bits, and
        it costs next to nothing. This halves the error of the gradient.
        """
        return self._rounded_to(choose_precision(precision))

    @cache  # noqa: B019  a network is loaded once and kept as long as the program
    def _rounded_to(self, precision: Precision) -> "Network":
        if self.precision == precision:
            return self
        weights = {
            layer: (tf.cast(kernel, precision), tf.cast(bias, precision))
            for layer, (kernel, bias) in self.weights.items()
        }
        return replace(self, weights={**weights, "conv1_1": self.weights["conv1_1"]})


def load_network(
    choice: NetworkName = "auto", file: Path | None = None, show_progress: bool = False
) -> Network:
    """A trained network; `find_weights` says where its weights come from.

    Raises:
        WeightsError: The weights of the chosen network cannot be had.
    """
    return _load(choice, file, show_progress)


@cache
def _load(choice: NetworkName, file: Path | None, show_progress: bool) -> Network:
    return make_network(find_weights(choice, file, show_progress=show_progress))


def make_network(weights: Weights) -> Network:
    """The network that these weights belong to."""
    architecture = ARCHITECTURES[weights.network]
    kernels = {layer: kernel for layer, (kernel, _) in weights.layers.items()}
    if architecture.channel_order == "BGR":
        kernels["conv1_1"] = kernels["conv1_1"][:, :, ::-1]
    table = {
        spec.name: getattr(architecture, spec.name) for spec in fields(Architecture)
    }
    return Network(
        **table,
        source=weights.source,
        note=weights.note,
        weights={
            layer: (tf.constant(kernels[layer]), tf.constant(bias))
            for layer, (_, bias) in weights.layers.items()
        },
    )


def features(
    network: Network,
    picture: tf.Tensor,
    wanted: Collection[str],
    pooling: PoolingName = "max",
    padding: PaddingName = "reflect",
    sides: Sides = ALL_SIDES,
) -> dict[str, tf.Tensor]:
    """Activations of the wanted layers, after the ReLU.

    Args:
        network: The trained network.
        picture: float32 RGB (1, height, width, 3), 0 to 255.
        wanted: Names like "conv4_2". Nothing deeper than the deepest is computed.
        pooling: "max", "average" (as the paper), or "scaled_average" (times 2).
        padding: Of every layer by one pixel; "wrap" is circular.
        sides: Padded ones. On the others each layer loses a position, so before each
            pooling an even number of positions has to be left.

    Returns:
        By layer name, (1, height / 2^k, width / 2^k, channels) after k poolings,
        rounded up at each, in the precision of the network's weights.
    """
    assert set(wanted) <= set(network.layers), f"{network.name} lacks one of {wanted}"
    found: dict[str, tf.Tensor] = {}
    if not wanted:
        return found
    x = picture - tf.constant(network.mean_rgb)
    for name, layer in network.layers.items():
        if layer.number == 1 and layer.block > 1:
            x = _pool(x, pooling)
        x = _convolve(x, network, name, padding, sides)
        x = tf.cast(x, network.precision)  # the first comes in float32
        if name in wanted:
            found[name] = x
            if len(found) == len(set(wanted)):
                return found
    raise AssertionError("unreachable: every wanted layer is in the table")


def _convolve(
    x: tf.Tensor, network: Network, layer: str, padding: PaddingName, sides: Sides
) -> tf.Tensor:
    kernel, bias = network.weights[layer]
    x = tf.cast(x, kernel.dtype)
    sees_zeros = padding == "zero" and all(sides)
    if not sees_zeros and any(sides):
        x = pad_edges(x, padding, sides)
    x = convolve(
        x, kernel, network.turned_kernel(layer), "SAME" if sees_zeros else "VALID"
    )
    return tf.nn.relu(tf.nn.bias_add(x, bias))


def _pool(x: tf.Tensor, pooling: PoolingName) -> tf.Tensor:
    if pooling == "max":
        return tf.nn.max_pool2d(x, 2, 2, "SAME")
    mean = tf.nn.avg_pool2d(x, 2, 2, "SAME")
    return mean * AVERAGE_POOLING_GAIN if pooling == "scaled_average" else mean
