"""Marks of painted pictures, as saved, whoever painted them.

Costs by one float32 objective; the distance to the painting's nearest features, by a
bank of positions that no painter has seen; structural similarity to the photo; and how
many values were clipped. Small distances follow the eye, Gram matrices do not.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.pictures import Pair
from nst_core.images.canvas import Canvas, to_canvas, to_picture
from nst_core.images.decoding import Picture, read_picture
from nst_core.planning.schedule import plan_scales
from nst_core.settings.settings import Settings
from nst_core.system.terminal import load_tensorflow

NEAR_LAYER = "conv3_1"  # single strokes
FRESH_OFFSET_PX = 2  # half of its stride: these positions lie between all others
FRESH_SEED = 17
FRESH_POSITIONS = 2048
CHUNK_POSITIONS = 4096
Features = npt.NDArray[np.float32]  # (positions, channels)


class Marks(NamedTuple):
    """Marks of one picture; its costs are those of the reference's settings."""

    content: float  # J_content
    gram: float  # J_style, of Gram matrices
    total: float  # J
    nn: float  # mean over positions of 1 - cosine to the nearest of the painting's
    ssim: float  # structural similarity to the photo, at most 1
    clip_share: float  # of values that were beyond 0 to 255


def canvases_of(pair: Pair, settings: Settings) -> tuple[Canvas, Canvas]:
    """Photo and painting at the size of the finest scale, painted with VGG-16."""
    from nst_core.network.architectures import ARCHITECTURES
    from nst_core.transfer.scale_inputs import content_canvas, fit_style

    photo, painting = read_pair(pair)
    height, width = photo.shape[:2]
    scale = plan_scales(height, width, settings)[-1]
    style = fit_style(painting[np.newaxis], scale, settings, ARCHITECTURES["vgg16"])
    return content_canvas(photo, scale, settings), style


def read_pair(pair: Pair) -> tuple[Picture, Picture]:
    """Photo and painting as they are in the files."""
    photo, painting = map(Path, pair)
    return read_picture(photo, "content"), read_picture(painting, "style")


def judge(pair: Pair, settings: Settings, canvases: list[Canvas]) -> list[Marks]:
    """Marks of each canvas.

    Args:
        pair: They were painted from.
        settings: The reference's; of those, costs and size count.
        canvases: All of the finest scale's size, not clipped.
    """
    load_tensorflow()
    from nst_core.network.vgg import load_network
    from nst_core.objective.objective import Objective

    content, style = canvases_of(pair, settings)
    network = load_network("vgg16")
    objective = Objective(network, content, [style], settings)
    bank, mean = fresh_bank(features_of(network, style[:, FRESH_OFFSET_PX:][:, :, 2:]))
    marks = []
    for canvas in canvases:
        picture = to_picture(canvas)
        saved = to_canvas(picture)
        costs = objective(saved).details
        near = nearest_distance(features_of(network, saved), bank, mean)
        alike = structural_similarity(picture, to_picture(content))
        clipped = clip_share(canvas)
        marks.append(
            Marks(costs.content, costs.style, costs.total, near, alike, clipped)
        )
    return marks


def features_of(network: Any, canvas: Canvas) -> Features:
    """The layer's features, row by row."""
    from nst_core.network.vgg import features

    (found,) = features(network, canvas, [NEAR_LAYER]).values()
    flat: Features = found.numpy().reshape(-1, found.shape[-1])
    return flat


def fresh_bank(features: Features) -> tuple[Features, Features]:
    """Directions of some of a painting's features, and the mean of all."""
    mean = features.mean(axis=0)
    chosen = np.random.default_rng(FRESH_SEED).permutation(len(features))
    return directions(features[chosen[:FRESH_POSITIONS]] - mean), mean


def nearest_distance(features: Features, bank: Features, mean: Features) -> float:
    """Mean over all positions of 1 - cosine to the nearest of a bank."""
    chunks = range(0, len(features), CHUNK_POSITIONS)
    nearest = [
        (directions(features[begin : begin + CHUNK_POSITIONS] - mean) @ bank.T).max(1)
        for begin in chunks
    ]
    return float(1 - np.concatenate(nearest).mean())


def directions(vectors: Features) -> Features:
    """The same vectors with length 1."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Features = vectors / np.maximum(length, 1e-6)
    return scaled


def structural_similarity(picture: Picture, other: Picture) -> float:
    """Mean structural similarity of two pictures' luminance, at most 1.

    Source: Wang, Bovik, Sheikh & Simoncelli, "Image Quality Assessment: From Error
    Visibility to Structural Similarity" (2004), eq. 13.
    """
    import tensorflow as tf

    grey = (tf.image.rgb_to_grayscale(each) for each in (picture, other))
    return float(tf.image.ssim(*grey, max_val=255))


def clip_share(canvas: Canvas) -> float:
    """Share of values that saving moves by more than rounding does."""
    return float(np.mean((canvas < -0.5) | (canvas > 255.5)))
