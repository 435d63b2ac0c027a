"""The two networks are those of the paper."""

import math

from nst_core.network.architectures import ARCHITECTURES

VGG16, VGG19 = ARCHITECTURES["vgg16"], ARCHITECTURES["vgg19"]


def test_the_networks_are_those_of_the_paper() -> None:
    """Simonyan & Zisserman (2014), table 1: 13 and 16 convolutions."""
    assert [len(network.layers) for network in (VGG16, VGG19)] == [13, 16]
    assert VGG19.layers["conv3_1"].kernel_shape == (3, 3, 128, 256)
    assert list(VGG16.layers)[-1] == "conv5_3"
    parameters = sum(
        math.prod(layer.kernel_shape) + layer.channels_out
        for layer in VGG19.layers.values()
    )
    assert parameters == 20_024_384  # Keras' summary of VGG19(include_top=False)


def test_every_pooling_halves_the_positions_of_a_layer_rounded_up() -> None:
    strides = [VGG16.layers[f"conv{block}_1"].stride_px for block in range(1, 6)]
    assert strides == [1, 2, 4, 8, 16]
    assert VGG16.layers["conv4_2"].positions(33, 64) == (5, 8)
    assert VGG16.count_positions(["conv1_1", "conv4_2"], 33, 64) == {
        "conv1_1": 33 * 64,
        "conv4_2": 40,
    }


def test_each_convolution_sees_one_position_further_than_the_one_before() -> None:
    def radius(*names: str) -> int:
        return VGG16.receptive_radius_px(names)

    assert [radius(), radius("conv1_2"), radius("conv2_1")] == [1, 2, 4]
    assert radius("conv2_1", "conv1_1") == 4, "the deepest decides"


def test_operations_are_those_of_all_layers_down_to_the_deepest() -> None:
    first = 2 * 9 * 3 * 64
    assert VGG16.operations_per_px([]) == first
    second = first + 2 * 9 * 64 * 64
    assert VGG16.operations_per_px(["conv1_2"]) == second
    third = second + 2 * 9 * 64 * 128 / 4
    assert VGG16.operations_per_px(["conv2_1", "conv1_1"]) == third
