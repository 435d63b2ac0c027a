"""Gradients that are added in one order, whichever of them is ready first."""

import numpy as np
import tensorflow as tf

from nst_core.network.custom_gradient import fork


def test_gradients_are_added_in_the_order_of_the_uses():
    """TensorFlow's own sum begins with the one whose memory it can take over."""

    @tf.function
    def slope(x, *factors):
        uses = fork(x, 3)
        last = tf.exp(factors[2])  # the one whose memory is free
        total = sum(tf.reduce_sum(next(uses) * y) for y in (*factors[:2], last))
        return tf.gradients(total, x)[0]

    large, nothing = np.full(1000, 1e8, np.float32), np.zeros(1000, np.float32)
    assert (slope(nothing, large, -large, nothing).numpy() == 1).all()
