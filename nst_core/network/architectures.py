"""VGG-16 and VGG-19 as a table, and what follows from it without any weights.

Layers carry the paper's names, conv1_1 to conv5_3 or conv5_4. A network of the same
shape is one more row, and its name in `settings.NetworkName`. Loads no TensorFlow.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from nst_core.settings.settings import NetworkName

LayerWeights = tuple[np.ndarray, np.ndarray]  # kernel (3, 3, in, out), bias (out,)

MEAN_RGB = (123.68, 116.779, 103.939)  # ImageNet's mean pixel, as VGG was trained


@dataclass(frozen=True)
class Layer:
    """One 3 x 3 convolution."""

    block: int  # 1 is the finest; a pooling lies between two blocks
    number: int  # in its block, 1 is the first
    channels_in: int
    channels_out: int
    receptive_radius_px: int  # the receptive field reaches so far on every side

    @property
    def name(self) -> str:
        """The paper's, like "conv4_2"."""
        return f"conv{self.block}_{self.number}"

    @property
    def kernel_shape(self) -> tuple[int, int, int, int]:
        """(3, 3, in, out)."""
        return 3, 3, self.channels_in, self.channels_out

    @property
    def stride_px(self) -> int:
        """Pixels of the picture from one position to the next."""
        return 1 << (self.block - 1)

    def positions(self, height: int, width: int) -> tuple[int, int]:
        """Rows and columns of the layer, for a picture of so many pixels."""
        return -(-height // self.stride_px), -(-width // self.stride_px)

    def count_positions(self, height: int, width: int) -> int:
        """Number of positions, for a picture of so many pixels."""
        rows, columns = self.positions(height, width)
        return rows * columns

    @property
    def operations_per_px(self) -> float:
        """Multiplications and additions of its forward pass, per pixel of a picture."""
        return 2 * 9 * self.channels_in * self.channels_out / float(self.stride_px**2)


@dataclass(frozen=True, eq=False, kw_only=True)
class Architecture:
    """Blocks of 3 x 3 convolutions with poolings between: all that VGG is."""

    name: NetworkName  # never "auto"
    label: str  # as a person reads it
    blocks: tuple[tuple[int, int], ...]  # (convolutions, output channels) of each
    mean_rgb: tuple[float, float, float] = MEAN_RGB  # of what it was trained on
    channel_order: Literal["RGB", "BGR"] = "BGR"  # of the published first kernel

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        """All convolutions by name, the finest first."""
        layers, channels, radius = {}, 3, 0
        for block, (convolutions, width) in enumerate(self.blocks, start=1):
            for number in range(1, convolutions + 1):
                radius += 1 << (block - 1)
                layer = Layer(block, number, channels, width, radius)
                layers[layer.name], channels = layer, width
        return layers

    def layers_down_to(self, names: Collection[str]) -> list[Layer]:
        """All layers down to the deepest of these; the first if there are none."""
        layers = list(self.layers.values())
        deepest = max((list(self.layers).index(name) for name in names), default=0)
        return layers[: deepest + 1]

    def receptive_radius_px(self, names: Collection[str]) -> int:
        """Receptive radius of the deepest of these layers, in pixels."""
        return self.layers_down_to(names)[-1].receptive_radius_px

    def operations_per_px(self, names: Collection[str]) -> float:
        """Multiplications and additions of one pixel's forward pass to these layers."""
        return sum(layer.operations_per_px for layer in self.layers_down_to(names))

    def count_positions(
        self, names: Collection[str], height: int, width: int
    ) -> dict[str, int]:
        """Number of positions of each of these layers, for a picture of this size."""
        return {
            name: self.layers[name].count_positions(height, width) for name in names
        }

    @property
    def min_edge_px(self) -> int:
        """The smallest edge whose deepest layer still has two pixels to reflect."""
        return int(2 ** len(self.blocks))


# Simonyan & Zisserman (2014), table 1, configurations D and E.
ARCHITECTURES: Mapping[NetworkName, Architecture] = {
    architecture.name: architecture
    for architecture in (
        Architecture(
            name="vgg16",
            label="VGG-16",
            blocks=((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)),
        ),
        Architecture(
            name="vgg19",
            label="VGG-19",
            blocks=((2, 64), (2, 128), (4, 256), (4, 512), (4, 512)),
        ),
    )
}
