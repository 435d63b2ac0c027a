"""Custom gradients, where TensorFlow's own take longer than they must.

tf.custom_gradient does the same, and never frees the graph that it was used in.
"""

from collections.abc import Iterator
from functools import partial, reduce
from itertools import repeat

import tensorflow as tf


def with_gradient(
    result: tf.Tensor, x: tf.Tensor, name: str, *parts: tf.Tensor
) -> tf.Tensor:
    """`result`, in a graph, with a custom gradient with respect to `x`.

    tf.gradients uses it (a tape does not). The function registered under `name` takes
    the operation and the upstream gradients of `result` and `x`, and returns the
    gradients of both: None for `result`. What the gradient is made of may be given as
    further `parts`, which are inputs of the operation too, and constant.
    """
    graph = tf.compat.v1.get_default_graph()
    with graph.gradient_override_map({"IdentityN": name}):
        return tf.raw_ops.IdentityN(input=[tf.stop_gradient(result), x, *parts])[0]


def fork(x: tf.Tensor, uses: int) -> Iterator[tf.Tensor]:
    """`x` for so many uses, whose gradients are added in the order of the uses.

    TensorFlow's own sum of three gradients or more begins with the one whose memory it
    can take over, which differs from one evaluation to the next, and so does the
    rounding.
    """
    if uses < 2:
        return repeat(x, uses)
    graph = tf.compat.v1.get_default_graph()
    with graph.gradient_override_map({"IdentityN": "Fork"}):
        return iter(tf.raw_ops.IdentityN(input=[x] * uses))


@tf.RegisterGradient("Fork")  # type: ignore[untyped-decorator]
def _fork_gradient(_: tf.Operation, *upstream: tf.Tensor) -> list[tf.Tensor | None]:
    return [reduce(_add, upstream), *[None] * (len(upstream) - 1)]


# As a function of its own, or the graph's optimizer makes one sum of several.
@partial(tf.function, experimental_attributes={"_noinline": True})
def _add(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    return a + b
