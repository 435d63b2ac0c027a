"""Padding equals TensorFlow's own, forth and back."""

import numpy as np
import pytest
import tensorflow as tf

from nst_core.edges import pad_edges

MODES = {"reflect": "REFLECT", "replicate": "SYMMETRIC"}


@pytest.mark.parametrize("shape", [(2, 2), (3, 9), (4, 4), (5, 4), (17, 6)])
@pytest.mark.parametrize("padding", MODES)
def test_padding_and_its_gradient_are_those_of_tensorflow(rng, shape, padding):
    x = tf.constant(rng.normal(size=(1, *shape, 3)), tf.float32)
    height, width = shape
    upstream = tf.constant(rng.normal(size=(1, height + 2, width + 2, 3)), tf.float32)

    def theirs(x):
        return tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], MODES[padding])

    results = []
    for pad in (lambda x: pad_edges(x, padding), theirs):
        with tf.GradientTape() as tape:
            tape.watch(x)
            padded = pad(x)
        results.append((padded, tape.gradient(padded, x, output_gradients=upstream)))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    # a corner collects four shares, added in another order
    np.testing.assert_allclose(results[0][1], results[1][1], rtol=1e-5, atol=1e-6)
