"""The paper's algorithm once more, in float64 NumPy and from the formulas alone.

Shares no code with nst_core and uses no TensorFlow: convolution, pooling, costs, their
gradient by hand and Adam are all written out. Slow, and right by inspection.
"""

from collections.abc import Mapping

import numpy as np

MEAN_BGR = np.array([103.939, 116.779, 123.68])
STYLE_LAYERS = ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")
CONTENT_LAYER = "conv4_2"
ALPHA, BETA, LAMBDA = 10.0, 40.0, 0.2


class PaperReference:
    """J and dJ/dpicture for one content and one style picture of equal size.

    Pictures are float64 RGB of shape (height, width, 3), 0 to 255.
    """

    def __init__(self, layers: Mapping, content, style):
        self.layers = {
            name: (np.asarray(kernel, np.float64), np.asarray(bias, np.float64))
            for name, (kernel, bias) in layers.items()
        }
        self.content = self.forward(content)[CONTENT_LAYER]
        painting = self.forward(style)
        self.grams = {layer: summed_gram(painting[layer]) for layer in STYLE_LAYERS}

    def forward(self, picture):
        """Return every layer's activations down to conv5_1, and what pooling saw."""
        found, x = {}, picture[..., ::-1] - MEAN_BGR
        for layer in self.layers:
            if layer > "conv5_1":
                break
            if layer.endswith("_1") and layer != "conv1_1":
                found["pool" + layer[4]] = x
                x = pool(x)
            kernel, bias = self.layers[layer]
            x = np.maximum(convolve(x, kernel) + bias, 0)
            found[layer] = x
        return found

    def costs(self, picture):
        """Return J, J_content, {layer: J_style of the layer}."""
        found = self.forward(picture)
        content = np.sum((found[CONTENT_LAYER] - self.content) ** 2)
        content /= 4 * self.content.size
        style = {}
        for layer in STYLE_LAYERS:
            height, width, channels = found[layer].shape
            difference = summed_gram(found[layer]) - self.grams[layer]
            scale = 4 * channels**2 * (height * width) ** 2
            style[layer] = np.sum(difference**2) / scale
        total = ALPHA * content + BETA * LAMBDA * sum(style.values())
        return total, content, style

    def gradient(self, picture):
        """Return dJ/dpicture by going back through the layers by hand."""
        found = self.forward(picture)
        back = np.zeros_like(found["conv5_1"])
        for layer in reversed([name for name in self.layers if name in found]):
            activations = found[layer]
            back = back + self.cost_gradient(layer, activations)
            kernel, _ = self.layers[layer]
            back = convolve_back(back * (activations > 0), kernel)
            if layer.endswith("_1") and layer != "conv1_1":
                back = pool_back(back, found["pool" + layer[4]].shape)
        return back[..., ::-1]

    def cost_gradient(self, layer, activations):
        gradient = np.zeros_like(activations)
        if layer == CONTENT_LAYER:
            gradient += ALPHA * (activations - self.content) / (2 * activations.size)
        if layer in STYLE_LAYERS:
            height, width, channels = activations.shape
            difference = summed_gram(activations) - self.grams[layer]
            flat = activations.reshape(-1, channels)
            scale = channels**2 * (height * width) ** 2
            pull = (flat @ difference).reshape(activations.shape) / scale
            gradient += BETA * LAMBDA * pull
        return gradient

    def paint(self, picture, iterations):
        """Return the picture after so many iterations of Adam, learning rate 2."""
        mean = square = np.zeros_like(picture)
        for t in range(1, iterations + 1):
            gradient = self.gradient(picture)
            mean = 0.9 * mean + 0.1 * gradient
            square = 0.999 * square + 0.001 * gradient**2
            rate = 2.0 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            picture = picture - rate * mean / (np.sqrt(square) + 1e-8)
        return picture


def convolve(x, kernel):
    """3 x 3, stride 1, zeros around the edge; (height, width, channels)."""
    height, width, _ = x.shape
    padded = np.pad(x, ((1, 1), (1, 1), (0, 0)))
    total = np.zeros((height, width, kernel.shape[-1]))
    for row in range(3):
        for column in range(3):
            window = padded[row : row + height, column : column + width]
            total += window @ kernel[row, column]
    return total


def convolve_back(gradient, kernel):
    """Turned round kernel, outputs for inputs."""
    return convolve(gradient, kernel[::-1, ::-1].transpose(0, 1, 3, 2))


def pool(x):
    """Mean of each 2 x 2 field; at an odd edge, of the pixels that are there."""
    sums, counts = field_sums(x), field_sums(np.ones_like(x))
    return sums / counts


def pool_back(gradient, shape):
    gradient = gradient / field_sums(np.ones(shape))
    spread = gradient.repeat(2, axis=0).repeat(2, axis=1)
    return spread[: shape[0], : shape[1]]


def field_sums(x):
    height, width, channels = x.shape
    even = np.pad(x, ((0, height % 2), (0, width % 2), (0, 0)))
    fields = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2, channels)
    return fields.sum(axis=(1, 3))


def summed_gram(activations):
    flat = activations.reshape(-1, activations.shape[-1])
    return flat.T @ flat
