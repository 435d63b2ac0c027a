"""Padding equals TensorFlow's own, forth and back."""

import numpy as np
import pytest
import tensorflow as tf

from nst_core.network.padding import ALL_SIDES, Sides, pad_edges

MODES = {"reflect": "REFLECT", "replicate": "SYMMETRIC"}


CASES = [
    ((2, 2), ALL_SIDES),
    ((3, 9), ALL_SIDES),
    ((4, 4), ALL_SIDES),
    ((17, 6), ALL_SIDES),
    ((7, 4), Sides(top=False)),
    ((5, 6), Sides(bottom=False, left=False)),
    ((4, 9), Sides(top=False, bottom=False, right=False)),
]


@pytest.mark.parametrize(("shape", "sides"), CASES)
@pytest.mark.parametrize("padding", MODES)
def test_padding_and_its_gradient_are_those_of_tensorflow(rng, shape, sides, padding):
    x = tf.constant(rng.normal(size=(1, *shape, 3)), tf.float32)
    height, width = shape
    padded = (1, height + sum(sides.rows), width + sum(sides.columns), 3)
    upstream = tf.constant(rng.normal(size=padded), tf.float32)

    def theirs(x):
        return tf.pad(x, [[0, 0], sides.rows, sides.columns, [0, 0]], MODES[padding])

    @tf.function
    def both(pad, x):
        padded = pad(x)
        return padded, tf.gradients(padded, x, grad_ys=upstream)[0]

    ours = both(lambda x: pad_edges(x, padding, sides), x)
    expected = both(theirs, x)
    np.testing.assert_array_equal(ours[0], expected[0])
    # a corner collects four shares, added in another order
    np.testing.assert_allclose(ours[1], expected[1], rtol=1e-5, atol=1e-6)
