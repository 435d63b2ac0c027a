"""VGG-16 and VGG-19 as a table: how many convolutions of how many channels.

Layers carry the paper's names, conv1_1 to conv5_3 or conv5_4.
"""

from collections.abc import Mapping

import numpy as np

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
