"""Padding equals TensorFlow's own, forth and back."""

import numpy as np
import pytest
import tensorflow as tf

from nst_core.network.padding import pad_edges

MODES = {"reflect": "REFLECT", "replicate": "SYMMETRIC"}


@pytest.mark.parametrize("shape", [(2, 2), (3, 9), (4, 4), (5, 4), (17, 6)])
@pytest.mark.parametrize("padding", MODES)
def test_padding_and_its_gradient_are_those_of_tensorflow(rng, shape, padding):
    x = tf.constant(rng.normal(size=(1, *shape, 3)), tf.float32)
    height, width = shape
    upstream = tf.constant(rng.normal(size=(1, height + 2, width + 2, 3)), tf.float32)

    def theirs(x):
        return tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], MODES[padding])

    @tf.function
    def both(pad, x):
        padded = pad(x)
        return padded, tf.gradients(padded, x, grad_ys=upstream)[0]

    ours = both(lambda x: pad_edges(x, padding), x)
    expected = both(theirs, x)
    np.testing.assert_array_equal(ours[0], expected[0])
    # a corner collects four shares, added in another order
    np.testing.assert_allclose(ours[1], expected[1], rtol=1e-5, atol=1e-6)
