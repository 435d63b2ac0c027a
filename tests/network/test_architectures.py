"""The two networks are those of the paper."""

import numpy as np

from nst_core.network.architectures import ARCHITECTURES, layer_shapes


def test_the_networks_are_those_of_the_paper() -> None:
    """Simonyan & Zisserman (2014), table 1: 13 and 16 convolutions."""
    assert [len(layer_shapes(network)) for network in ARCHITECTURES] == [13, 16]
    assert layer_shapes("vgg19")["conv3_1"] == (3, 3, 128, 256)
    assert list(layer_shapes("vgg16"))[-1] == "conv5_3"
    parameters = sum(
        np.prod(shape) + shape[-1] for shape in layer_shapes("vgg19").values()
    )
    assert parameters == 20_024_384  # Keras' summary of VGG19(include_top=False)
