"""A gradient of our own for a result, where TensorFlow's takes longer than it must.

tf.custom_gradient does the same, and never frees the graph that it was used in.
"""

import tensorflow as tf


def with_backward(result: tf.Tensor, x: tf.Tensor, name: str) -> tf.Tensor:
    """Return `result`, in a graph, with a gradient towards `x` of our own.

    It is found by tf.gradients (not by a tape), and is what the function registered
    under `name` returns for the operation and the pulls on the result and on `x`: the
    pulls on both, None for the result.
    """
    graph = tf.compat.v1.get_default_graph()
    with graph.gradient_override_map({"IdentityN": name}):
        return tf.raw_ops.IdentityN(input=[tf.stop_gradient(result), x])[0]
