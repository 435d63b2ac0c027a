"""The user's own algorithm in plain TensorFlow, and the judge of the race to its loss.

Written for itself, after the numbers of the notebook behind the document that this
program started from; of this program it shares nothing but the network's numbers. It is
given what makes it fast without changing it: one compiled function takes a whole step,
and nothing deeper than conv5_1 is computed.

Source: Gatys, Ecker & Bethge, "A Neural Algorithm of Artistic Style" (2015), eqs. 1 to
7; Kingma & Ba, "Adam" (2015), sec. 2.
Differs from the notebook: VGG-16 for VGG-19, as both programs must have one network.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import tensorflow as tf

ALPHA, BETA = 10.0, 40.0
STYLE_LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")
STYLE_WEIGHT = 0.2
CONTENT_LAYER = "conv4_2"
LEARNING_RATE, BETA_1, BETA_2, EPSILON = 2.0, 0.9, 0.999, 1e-8
NOISE_RATIO, NOISE_LIMIT = 0.6, 20.0
MEAN_RGB = np.array([123.68, 116.779, 103.939], np.float32)
CONVOLUTIONS = (2, 2, 3, 3, 1)  # of VGG-16, block by block, as far as conv5_1

Canvas = npt.NDArray[np.float32]  # RGB, (1, height, width, 3), 0 to 255
Layers = Mapping[str, tuple[tf.Tensor, tf.Tensor]]


def constants(weights: Mapping[str, tuple[Canvas, Canvas]]) -> Layers:
    """The network's numbers as tensors; its first layer is turned to RGB."""
    layers = {name: (kernel, bias) for name, (kernel, bias) in weights.items()}
    kernel, bias = layers["conv1_1"]
    layers["conv1_1"] = (np.ascontiguousarray(kernel[:, :, ::-1]), bias)
    return {name: (tf.constant(k), tf.constant(b)) for name, (k, b) in layers.items()}


def features(layers: Layers, x: tf.Tensor) -> dict[str, tf.Tensor]:
    """Every layer's activations; `x` is RGB minus the mean pixel."""
    found = {}
    for block, convolutions in enumerate(CONVOLUTIONS, start=1):
        if block > 1:
            x = tf.nn.avg_pool2d(x, 2, 2, "SAME")
        for number in range(1, convolutions + 1):
            kernel, bias = layers[f"conv{block}_{number}"]
            x = tf.nn.relu(tf.nn.conv2d(x, kernel, 1, "SAME") + bias)
            found[f"conv{block}_{number}"] = x
    return found


def gram(x: tf.Tensor) -> tf.Tensor:
    """Gram matrix: the sum over positions, (channels, channels), not normalised."""
    flat = tf.reshape(x, (-1, x.shape[-1]))
    return tf.matmul(flat, flat, transpose_a=True)


class Loss:
    """J(G) = alpha J_content(C, G) + beta J_style(S, G), in float32."""

    def __init__(self, layers: Layers, content: Canvas, style: Canvas) -> None:
        self._layers = layers
        self._content = features(layers, tf.constant(content - MEAN_RGB))[CONTENT_LAYER]
        found = features(layers, tf.constant(style - MEAN_RGB))
        self._grams = {layer: gram(found[layer]) for layer in STYLE_LAYERS}

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        """The total; `x` is RGB minus the mean pixel."""
        found = features(self._layers, x)
        _, height, width, channels = found[CONTENT_LAYER].shape
        difference = found[CONTENT_LAYER] - self._content
        content = tf.reduce_sum(tf.square(difference)) / (4 * height * width * channels)
        style = tf.constant(0.0)
        for layer, target in self._grams.items():
            _, height, width, channels = found[layer].shape
            scale = 4.0 * channels**2 * (height * width) ** 2
            difference = gram(found[layer]) - target
            style += STYLE_WEIGHT * tf.reduce_sum(tf.square(difference)) / scale
        return ALPHA * content + BETA * style


def paint(layers: Layers, content: Canvas, style: Canvas, iterations: int) -> Canvas:
    """The generated canvas as Adam leaves it, neither rounded nor clipped."""
    loss = Loss(layers, content, style)
    noise = tf.random.uniform(content.shape, -NOISE_LIMIT, NOISE_LIMIT, seed=0)
    start = NOISE_RATIO * noise + (1 - NOISE_RATIO) * (content - MEAN_RGB)
    canvas = tf.Variable(start)
    mean, square = tf.Variable(tf.zeros_like(start)), tf.Variable(tf.zeros_like(start))

    @tf.function  # type: ignore[untyped-decorator]
    def step(time: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            total = loss(canvas)
        gradient = tape.gradient(total, canvas)
        mean.assign(BETA_1 * mean + (1 - BETA_1) * gradient)
        square.assign(BETA_2 * square + (1 - BETA_2) * tf.square(gradient))
        rate = LEARNING_RATE * tf.sqrt(1 - BETA_2**time) / (1 - BETA_1**time)
        canvas.assign_sub(rate * mean / (tf.sqrt(square) + EPSILON))
        return total

    for time in range(1, iterations + 1):
        step(tf.constant(float(time)))
    painted: Canvas = canvas.numpy() + MEAN_RGB
    return painted


class Judge:
    """Loss of any canvas, whoever painted it: one compiled function."""

    def __init__(self, layers: Layers, content: Canvas, style: Canvas) -> None:
        self._loss = tf.function(Loss(layers, content, style))

    def __call__(self, canvas: Canvas) -> float:
        return float(self._loss(tf.constant(canvas - MEAN_RGB)))
