"""VGG-16 and VGG-19 as a table: how many convolutions of how many channels.

Layers carry the paper's names, conv1_1 to conv5_3 or conv5_4. What follows from the
table alone is told here, without TensorFlow and without any weights.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from nst_core.images.canvas import Canvas

# Simonyan & Zisserman (2014), table 1, configurations D and E: for each block its
# number of 3x3 convolutions and their output channels.
ARCHITECTURES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "vgg16": ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)),
    "vgg19": ((2, 64), (2, 128), (4, 256), (4, 512), (4, 512)),
}
TITLES: Mapping[str, str] = {"vgg16": "VGG-16", "vgg19": "VGG-19"}

Layer = tuple[np.ndarray, np.ndarray]  # kernel (3, 3, in, out), bias (out,), float32


def layer_shapes(network: str) -> dict[str, tuple[int, int, int, int]]:
    """Return every layer's kernel shape (3, 3, in, out), in order, by layer name."""
    shapes, channels = {}, 3
    for block, (count, width) in enumerate(ARCHITECTURES[network], start=1):
        for place in range(1, count + 1):
            shapes[f"conv{block}_{place}"] = (3, 3, channels, width)
            channels = width
    return shapes


@dataclass(frozen=True, eq=False)
class Architecture:
    """Blocks of so many convolutions of so many channels, with poolings between."""

    name: str
    blocks: tuple[tuple[int, int], ...]

    def reach_px(self, layers: Collection[str]) -> int:
        """Return how many pixels around a place decide what these layers see there."""
        reach, deepest = 0, max(layers, default="conv1_1")
        for block, (convolutions, _) in enumerate(self.blocks, start=1):
            for number in range(1, convolutions + 1):
                reach += 1 << (block - 1)
                if f"conv{block}_{number}" == deepest:
                    return reach
        raise AssertionError(f"{self.name} has no layer {deepest}")

    def operations_per_px(self, layers: Collection[str]) -> float:
        """Return the multiplications and additions of one pixel's forward pass."""
        operations, incoming, deepest = 0.0, 3, max(layers, default="conv1_1")
        for block, (convolutions, channels) in enumerate(self.blocks, start=1):
            for number in range(1, convolutions + 1):
                operations += 2 * 9 * incoming * channels / float(4 ** (block - 1))
                incoming = channels
                if f"conv{block}_{number}" == deepest:
                    return operations
        raise AssertionError(f"{self.name} has no layer {deepest}")

    @property
    def min_edge_px(self) -> int:
        """The smallest edge whose deepest layer still has two pixels to reflect."""
        return int(2 ** len(self.blocks))


def stride_px(layer: str) -> int:
    """Return how many pixels of the picture lie between two places of a layer."""
    block = int(layer.removeprefix("conv").split("_")[0])
    return 1 << (block - 1)


def count_places(picture: Canvas, layer: str) -> int:
    """Return how many positions a layer has for this picture."""
    stride = stride_px(layer)
    rows, columns = (-(-edge // stride) for edge in picture.shape[1:3])
    return int(rows * columns)
