"""The paper's losses as pure functions of features, and three ways to scale them.

Knows no network and no picture but for total variation. Equation numbers are those of
Gatys, Ecker & Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR
2016; the same formulas stand in "A Neural Algorithm of Artistic Style" (2015).

A layer's loss is a mean squared difference times the scale of a family:

    family      content                  style of a layer
    balanced    1 / mean(target^2)       1 / mean(target Gram^2)
    paper       1 / 4                    1 / 4
    johnson     1                        1 / channels^2

`paper` equals the sums of the paper's eqs. 1 and 4, scaled as in the notebook that this
program started from, when content and style have one size: with the Gram matrix summed
over the N positions, 1/(4 C^2 N^2) sum(dG^2) is mean((dG/N)^2) / 4. `johnson` is the
family of Justin Johnson's neural-style and of most programs since, so weights found
elsewhere can be used. In `balanced` each loss says which share of its target is missed:
1 means as far away as an empty layer, at any size and in any network, so alpha and beta
mean the same at 256 and at 2048 pixels.
"""

import math

import tensorflow as tf

from nst_core.network.custom_gradient import with_gradient
from nst_core.settings.settings import FamilyName

# Far below any mean square of real features; only a picture without any activation in
# a layer meets it, and then it keeps 0 / 0 from happening.
MIN_TARGET = 1e-12

# A part's own rounding is 0.4 % of its sum; 16 parts and more bring that below 0.1 %.
MIN_PARTS = 16
PART_POSITIONS = 1024

LAPLACIAN_POOL = 4  # as the paper; strokes are free below it


def gram_matrix(features: tf.Tensor) -> tf.Tensor:
    """Gram matrix G_ij = mean over positions k of F_ik F_jk.

    Args:
        features: One layer's activations, shape (1, height, width, channels).

    Returns:
        Shape (channels, channels), symmetric; a mean, so pictures of different sizes
        can be compared.

    Source: Gatys, Ecker & Bethge (2016), eq. 3.
    Differs from the paper: the mean over positions, where the paper has the sum.
    """
    _, height, width, channels = features.shape
    return summed_gram(features) / (height * width)


def summed_gram(features: tf.Tensor) -> tf.Tensor:
    """Gram matrix of eq. 3 itself, the sum over positions, in float32.

    Large bfloat16 layers are multiplied as they are, in many parts; each part's sum is
    rounded to 8 bits, and these errors cancel when the parts are added in float32.

    In a graph the gradient dJ/dF = 2 F dJ/dG takes one product where TensorFlow's
    takes two, which holds for a symmetric dJ/dG only. That of a loss between Gram
    matrices is.
    """
    _, height, width, channels = features.shape
    parts = _parts(height, width) if features.dtype == tf.bfloat16 else 1
    x = features if parts >= MIN_PARTS else _at_least_float32(features)
    flat = tf.reshape(x, (parts if parts >= MIN_PARTS else 1, -1, channels))
    sums = tf.matmul(flat, flat, transpose_a=True)  # (parts, channels, channels)
    gram = tf.reduce_sum(_at_least_float32(sums), axis=0)
    if tf.executing_eagerly():
        return gram
    return with_gradient(gram, features, "SummedGram")


@tf.RegisterGradient("SummedGram")  # type: ignore[untyped-decorator]
def _gram_gradient(
    operation: tf.Operation, upstream: tf.Tensor, _: object
) -> tuple[None, tf.Tensor]:
    features = operation.inputs[1]
    flat = tf.reshape(features, (-1, features.shape[-1]))
    gradient = tf.matmul(flat, tf.cast(2 * upstream, features.dtype))
    return None, tf.reshape(gradient, features.shape)


def _at_least_float32(x: tf.Tensor) -> tf.Tensor:
    return tf.cast(x, tf.float32) if x.dtype == tf.bfloat16 else x


def _parts(height: int, width: int) -> int:
    """Number of equal groups of whole rows in a layer, none too small."""
    rows = max(1, min(height, PART_POSITIONS // width, height // MIN_PARTS))
    while height % rows:
        rows -= 1
    return height // rows


def content_scale(family: FamilyName, target_square: tf.Tensor) -> tf.Tensor:
    """Factor of a content layer's mean squared error; see the table above.

    Args:
        family: Which family.
        target_square: The `mean_square` of the content's features.
    """
    if family == "balanced":
        return 1 / tf.maximum(target_square, MIN_TARGET)
    return tf.constant({"paper": 1 / 4, "johnson": 1.0}[family])


def mean_square(features: tf.Tensor) -> tf.Tensor:
    """Mean squared activation, a scalar."""
    return tf.reduce_mean(tf.square(_at_least_float32(features)))


def style_scale(family: FamilyName, target_gram: tf.Tensor) -> tf.Tensor:
    """Factor of a Gram matrix' mean squared error; see the table above."""
    if family == "balanced":
        return 1 / tf.maximum(tf.reduce_mean(tf.square(target_gram)), MIN_TARGET)
    channels = target_gram.shape[-1]
    return tf.constant({"paper": 1 / 4, "johnson": 1 / channels**2}[family])


def content_loss(
    features: tf.Tensor,
    target: tf.Tensor,
    scale: tf.Tensor | float,
    mask: tf.Tensor | None = None,
) -> tf.Tensor:
    """Content loss of one layer, scale * mean((F - P)^2).

    Args:
        features: F, activations of the canvas, (1, height, width, channels).
        target: P, the content's at the same layer and size.
        scale: `content_scale` of the target's `mean_square`.
        mask: How much each position counts, (1, height, width, 1); None: all, once.

    Returns:
        Scalar, at least 0, no unit.

    Source: Gatys, Ecker & Bethge (2016), eq. 1, but for the scale.
    """
    _, height, width, channels = features.shape
    return scale * squared_error(features, target, mask) / (height * width * channels)


def squared_error(
    features: tf.Tensor, target: tf.Tensor, mask: tf.Tensor | None = None
) -> tf.Tensor:
    """Sum of squared differences, the sum in eq. 1, in float32.

    Args:
        features: Activations of the canvas, (1, height, width, channels).
        target: The content's.
        mask: How much each position counts, (1, height, width, 1); None: all, once.
    """
    difference = _at_least_float32(features) - _at_least_float32(target)
    squares = tf.square(difference)
    return tf.reduce_sum(squares if mask is None else mask * squares)


def style_loss(
    features: tf.Tensor, target_gram: tf.Tensor, scale: tf.Tensor | float
) -> tf.Tensor:
    """Style loss of one layer, scale * mean((G - A)^2).

    Args:
        features: Activations of the canvas, (1, height, width, channels); G is their
            `gram_matrix`.
        target_gram: A, `gram_matrix` of the style image, (channels, channels).
        scale: `style_scale` of the target.

    Returns:
        Scalar, at least 0, no unit.

    Source: Gatys, Ecker & Bethge (2016), eq. 4, in family `paper`.
    """
    return gram_loss(gram_matrix(features), target_gram, scale)


def gram_loss(
    gram: tf.Tensor, target_gram: tf.Tensor, scale: tf.Tensor | float
) -> tf.Tensor:
    """`style_loss` of features whose Gram matrix is known."""
    return scale * tf.reduce_mean(tf.math.squared_difference(gram, target_gram))


def total_variation(picture: tf.Tensor, wraps: bool = False) -> tf.Tensor:
    """Total variation: the mean squared step between neighbouring pixels.

    Args:
        picture: (1, height, width, 3), 0 to 255, both edges at least 2.
        wraps: Whether the last pixel's neighbour is the first one.

    Returns:
        Scalar, at least 0: 0 for one flat colour, 2 for a chessboard of black and
        white pixels, whatever the size. Pixel values count as 0 to 1.

    Source: Mahendran & Vedaldi (2015), sec. 3.2, with exponent 2.
    """
    picture = picture / 255
    if wraps:
        neighbours = (tf.roll(picture, -1, axis) for axis in (1, 2))
        steps = (tf.math.squared_difference(picture, other) for other in neighbours)
        return tf.add_n([tf.reduce_mean(step) for step in steps])
    down = tf.math.squared_difference(picture[:, 1:], picture[:, :-1])
    right = tf.math.squared_difference(picture[:, :, 1:], picture[:, :, :-1])
    return tf.reduce_mean(down) + tf.reduce_mean(right)


def value_range_loss(picture: tf.Tensor) -> tf.Tensor:
    """Value-range penalty: mean squared overshoot beyond 0 to 255.

    Args:
        picture: (1, height, width, 3).

    Returns:
        Scalar, at least 0: 0 if nothing is to be clipped; values count as 0 to 1.
    """
    return summed_overshoot(picture) / math.prod(picture.shape)


def summed_overshoot(picture: tf.Tensor) -> tf.Tensor:
    """Sum of squared distances to the range of pixel values, which count as 0 to 1."""
    beyond = picture - tf.clip_by_value(picture, 0.0, 255.0)
    return tf.reduce_sum(tf.square(beyond / 255))


def laplacian_loss(picture: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    """Laplacian loss: mean squared difference of two Laplacians.

    Args:
        picture: (1, height, width, 3), 0 to 255, edges at least LAPLACIAN_POOL + 2.
        target: `laplacian` of the content at the same size.

    Returns:
        Scalar, at least 0; pixel values count as 0 to 1.

    Source: Li, Xu, Nie & Liu, "Laplacian-Steered Neural Style Transfer" (2017), eq. 4.
    Differs from the paper: the mean, where the paper has the sum.
    """
    return tf.reduce_mean(tf.math.squared_difference(laplacian(picture), target))


def laplacian(picture: tf.Tensor) -> tf.Tensor:
    """Laplacian of a picture after average pooling, pixel values as 0 to 1.

    Shape (1, height / LAPLACIAN_POOL - 2, width / LAPLACIAN_POOL - 2, 3), rounded down.
    """
    x = tf.nn.avg_pool2d(picture / 255, LAPLACIAN_POOL, LAPLACIAN_POOL, "VALID")
    middle = x[:, 1:-1, 1:-1]
    rows = x[:, :-2, 1:-1] + x[:, 2:, 1:-1]
    columns = x[:, 1:-1, :-2] + x[:, 1:-1, 2:]
    return rows + columns - 4 * middle
