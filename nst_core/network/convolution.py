"""3 x 3 convolutions, each direction in the form that oneDNN computes fastest.

A convolution is also the transposed convolution with the kernel turned: by half a turn,
inputs and outputs exchanged. Of many channels in float32 oneDNN computes the second
form in 55 to 85 percent of the time of the first, with the same bits, so that is how
features are computed. Gradients are transposed convolutions anyway.
"""

from typing import Literal

import tensorflow as tf

from nst_core.network.custom_gradient import with_gradient

Padding = Literal["SAME", "VALID"]

# Below, and in bfloat16, both take the same time: benchmarks/convolution_forms.py.
MIN_CHANNELS_IN = 256


def is_faster_transposed(kernel: tf.Tensor) -> bool:
    """Whether the transposed form of this kernel, (3, 3, in, out), is the faster."""
    return bool(kernel.dtype == tf.float32 and kernel.shape[2] >= MIN_CHANNELS_IN)


def turned(kernel: tf.Tensor) -> tf.Tensor:
    """Kernel of the transposed form, (3, 3, out, in) in TensorFlow's order."""
    return tf.transpose(kernel[::-1, ::-1], (0, 1, 3, 2))


def convolve(
    x: tf.Tensor, kernel: tf.Tensor, turned_kernel: tf.Tensor | None, padding: Padding
) -> tf.Tensor:
    """`tf.nn.conv2d(x, kernel, 1, padding)`, to the bit.

    The transposed form is differentiable in a graph only, see `with_gradient`.

    Args:
        x: (1, height, width, in).
        kernel: (3, 3, in, out), of which the gradient is made.
        turned_kernel: The same, `turned`, where the transposed form is faster.
        padding: "VALID" loses a position on each side, "SAME" sees zeros there.
    """
    if turned_kernel is None:
        return tf.nn.conv2d(x, kernel, 1, padding)
    shape = tf.TensorShape([*x.shape[:3], kernel.shape[3]])
    result = _transposed(x, turned_kernel, shape, "SAME")
    if padding == "VALID":  # by padding of its own TensorFlow would go without oneDNN
        result = result[:, 1:-1, 1:-1]
    if tf.executing_eagerly():
        return result
    return with_gradient(result, x, f"Convolution{padding}", kernel)


@tf.RegisterGradient("ConvolutionSAME")  # type: ignore[untyped-decorator]
def _same_gradient(
    operation: tf.Operation, upstream: tf.Tensor, *_: object
) -> tuple[None, tf.Tensor, None]:
    return None, _gradient(operation, upstream, "SAME"), None


@tf.RegisterGradient("ConvolutionVALID")  # type: ignore[untyped-decorator]
def _valid_gradient(
    operation: tf.Operation, upstream: tf.Tensor, *_: object
) -> tuple[None, tf.Tensor, None]:
    return None, _gradient(operation, upstream, "VALID"), None


def _gradient(
    operation: tf.Operation, upstream: tf.Tensor, padding: Padding
) -> tf.Tensor:
    _, x, kernel = operation.inputs
    return _transposed(upstream, kernel, x.shape, padding)


def _transposed(
    x: tf.Tensor, kernel: tf.Tensor, shape: tf.TensorShape, padding: Padding
) -> tf.Tensor:
    """Transposed convolution, with a result of this shape."""
    return tf.raw_ops.Conv2DBackpropInput(
        input_sizes=shape,
        filter=kernel,
        out_backprop=x,
        strides=[1, 1, 1, 1],
        padding=padding,
    )
