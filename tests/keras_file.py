"""A file of VGG weights as Keras writes it, with random numbers.

The structure is that of keras/src/legacy/saving/legacy_h5_format.py: attributes
`layer_names` of the file and `weight_names` of each layer's group, layers without
weights among them. The published file's names are those of an old Keras.
"""

from pathlib import Path

import h5py
import numpy as np

from nst_core.network.architectures import ARCHITECTURES


def write_keras_vgg19(path: Path, rng: np.random.Generator) -> None:
    """Write a VGG-19 of real shapes, whose activations neither fade nor grow."""
    write_keras_file(path, "vgg19", rng)


def write_keras_file(
    path: Path,
    network: str,
    rng: np.random.Generator | None,
    naming: str = "{layer}_{letter}_1:0",
) -> None:
    """Write `network` without its top.

    Args:
        path: The file.
        network: "vgg16" or "vgg19".
        rng: Where the numbers come from. None: all are 0, and take no room on disk.
        naming: A weight's name below its layer's group. Names of other ages:
            "{layer}/{word}:0", "{layer}/{word}".
    """
    architecture = ARCHITECTURES[network]
    names = ["input_1"]
    for block, (count, _) in enumerate(architecture.blocks, start=1):
        names += [f"block{block}_conv{place}" for place in range(1, count + 1)]
        names += [f"block{block}_pool"]
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [name.encode() for name in names]
        file.attrs["backend"] = b"tensorflow"
        file.attrs["keras_version"] = b"1.2.0"
        for name in names:
            group = file.create_group(name)
            if "conv" not in name:
                group.attrs["weight_names"] = np.zeros(0)  # what h5py makes of []
                continue
            layer = name.replace("block", "conv").replace("_conv", "_")
            shape = architecture.layers[layer].kernel_shape
            kernel = naming.format(layer=name, letter="W", word="kernel")
            bias = naming.format(layer=name, letter="b", word="bias")
            group.attrs["weight_names"] = [kernel.encode(), bias.encode()]
            group.create_dataset(kernel, shape, np.float32)
            group.create_dataset(bias, shape[3:], np.float32)
            if rng is not None:
                spread = np.sqrt(2 / (9 * shape[2]))  # He et al. (2015)
                group[kernel][...] = rng.standard_normal(shape, np.float32) * spread
                group[bias][...] = rng.normal(0, 0.1, shape[3])
