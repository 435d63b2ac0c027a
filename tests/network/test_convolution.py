"""Transposed convolutions: the same numbers as the usual ones, forth and back."""

import numpy as np
import pytest
import tensorflow as tf

from nst_core.network.convolution import convolve, is_faster_transposed, turned
from nst_core.network.vgg import load_network


@pytest.fixture(scope="module")
def tensors():
    """A layer of 256 channels and a kernel of as many and 16 filters."""
    rng = np.random.default_rng(2)
    return [
        tf.constant(rng.normal(size=shape), tf.float32)
        for shape in ((1, 6, 9, 256), (3, 3, 256, 16))
    ]


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_the_transposed_form_is_that_convolution(tensors, padding):
    x, kernel = tensors
    found = convolve(x, kernel, turned(kernel), padding)
    usual = tf.nn.conv2d(x, kernel, 1, padding)
    np.testing.assert_allclose(found, usual, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_its_gradient_is_that_of_the_convolution(tensors, padding):
    x, kernel = tensors

    @tf.function
    def slope(turned_kernel):
        loss = tf.reduce_sum(tf.square(convolve(x, kernel, turned_kernel, padding)))
        return tf.gradients(loss, x)[0]

    np.testing.assert_allclose(slope(turned(kernel)), slope(None), rtol=1e-4, atol=0.1)


def test_deep_layers_in_float32_alone_take_it():
    vgg16 = load_network("vgg16")

    def layers(network):
        return {x for x in network.layers if network.turned_kernel(x) is not None}

    deep = {x for x, layer in vgg16.layers.items() if layer.channels_in >= 256}
    assert layers(vgg16.computing_in("float32")) == deep
    assert layers(vgg16.computing_in("bfloat16")) == set()


def test_a_turned_kernel_is_made_once():
    vgg16 = load_network("vgg16").computing_in("float32")
    assert vgg16.turned_kernel("conv4_2") is vgg16.turned_kernel("conv4_2")
    small = vgg16.weights["conv2_1"][0]
    assert not is_faster_transposed(small)
