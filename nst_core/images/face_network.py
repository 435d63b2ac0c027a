"""BlazeFace, a small network that finds faces, in NumPy.

Knows squares of 128 x 128 px; faces.py cuts them out of pictures. The weights are those
of MediaPipe (assets/faces). TensorFlow is not needed, so it runs where strangers'
pictures are opened.

Source: Bazarevsky, Kartynnik, Vakunov, Raveendran & Grundmann, "BlazeFace: Sub-
millisecond Neural Face Detection on Mobile GPUs" (2019).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

WEIGHTS = Path(__file__).parents[2] / "assets" / "faces" / "blazeface.npz"

EDGE_PX = 128  # of the squares it looks at
BLOCKS = 16
HALVING = (3, 6, 12)  # blocks that halve the positions
FINE_BLOCK = 11  # whose 16 x 16 positions are read; the last has 8 x 8
BOX_NUMBERS = 16  # of one box: centre, size, six points of a face

Array = npt.NDArray[np.float32]


class Boxes(NamedTuple):
    """Boxes in some squares, as shares of a square's edge."""

    scores: Array  # (squares, boxes), 0 to 1: that there is a face
    places: Array  # (squares, boxes, 4): centre x, centre y, width, height


def look(squares: Array) -> Boxes:
    """Boxes in which faces may be, nearly all of them with a score near 0.

    Args:
        squares: (squares, EDGE_PX, EDGE_PX, 3), 0 to 255.
    """
    weights = _weights()
    x = np.maximum(_stem(squares / np.float32(127.5) - 1, weights), 0)
    read = {}
    for number in range(1, BLOCKS + 1):
        x = _block(x, weights, f"block{number}", halves=number in HALVING)
        read[number] = x
    heads = [(read[FINE_BLOCK], "16"), (read[BLOCKS], "8")]
    scores, places = zip(*(_read(x, weights, name) for x, name in heads), strict=True)
    return Boxes(np.concatenate(scores, axis=1), np.concatenate(places, axis=1))


@cache
def _weights() -> Mapping[str, Array]:
    with np.load(WEIGHTS, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def _stem(x: Array, weights: Mapping[str, Array]) -> Array:
    """Convolution of 5 x 5 by steps of two, padded as TensorFlow pads."""
    x = np.pad(x, ((0, 0), (1, 2), (1, 2), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (5, 5), axis=(1, 2))
    kernel = weights["stem.kernel"].transpose(2, 0, 1, 3).reshape(3 * 5 * 5, -1)
    columns = windows[:, ::2, ::2].reshape(len(x), EDGE_PX // 2, EDGE_PX // 2, -1)
    out: Array = columns @ kernel + weights["stem.bias"]
    return out


def _block(x: Array, weights: Mapping[str, Array], name: str, halves: bool) -> Array:
    """Depthwise and pointwise convolution, added to the input; fig. 1 of the paper."""
    step = 2 if halves else 1
    before = 0 if halves else 1  # as TensorFlow pads
    kernel, size = weights[f"{name}.depthwise"], x.shape[1] // step
    padded = np.pad(x, ((0, 0), (before, 1), (before, 1), (0, 0)))
    depthwise = weights[f"{name}.between"] + sum(
        padded[:, i : i + step * size : step, j : j + step * size : step] * kernel[i, j]
        for i in range(3)
        for j in range(3)
    )
    y = depthwise @ weights[f"{name}.pointwise"] + weights[f"{name}.bias"]
    if halves:
        x = x.reshape(len(x), size, 2, size, 2, -1).max(axis=(2, 4))
    y[..., : x.shape[-1]] += x  # channels that are new have nothing to be added
    out: Array = np.maximum(y, 0)
    return out


def _read(x: Array, weights: Mapping[str, Array], name: str) -> tuple[Array, Array]:
    """Scores and places of the boxes around each position, several for each."""

    def head(part: str) -> Array:
        kernel, bias = weights[f"{part}{name}.kernel"], weights[f"{part}{name}.bias"]
        out: Array = x @ kernel + bias
        return out

    squares, edge = x.shape[:2]
    raw = head("scores").reshape(squares, -1).clip(-50, 50)
    scores: Array = 1 / (1 + np.exp(-raw))
    numbers = head("boxes").reshape(squares, -1, BOX_NUMBERS)
    places = numbers[..., :4] / np.float32(EDGE_PX)
    each = places.shape[1] // edge**2
    centres = (np.arange(edge, dtype=np.float32) + np.float32(0.5)) / edge
    columns, rows = np.meshgrid(centres, centres)
    anchors = np.stack([columns, rows], axis=-1).reshape(-1, 2).repeat(each, axis=0)
    places[..., :2] += anchors
    return scores, places
