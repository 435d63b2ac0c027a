"""Both sketching networks in NumPy: the reference that the browser is compared with.

Source: Ghiasi et al. (2017), arXiv:1705.06830: an encoder, five residual blocks and a
decoder, each convolution normalised by conditional instance norm. The prediction
network is MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381).
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]  # (height, width, channels)


@dataclass(frozen=True)
class Layer:
    """One convolution: kernel (height, width, in / groups, out), bias (out,)."""

    kernel: Array
    bias: Array
    stride: int
    groups: int


def read_layers(path: Path) -> dict[str, Layer]:
    """Layers of a file that make_sketch.py has written, as float32."""
    stored = path.read_bytes()
    (length,) = struct.unpack_from("<I", stored)
    data = stored[4 + length :]
    layers = {}
    for name, entry in json.loads(stored[4 : 4 + length]).items():
        shape = entry["shape"]
        kernel = np.frombuffer(data, "i1", int(np.prod(shape)), entry["kernel"])
        scale = np.frombuffer(data, "<f4", shape[-1], entry["scale"])
        bias = np.frombuffer(data, "<f4", shape[-1], entry["bias"])
        layers[name] = Layer(
            kernel.reshape(shape) * scale, bias, entry["stride"], entry["groups"]
        )
    return layers


def convolve(x: Array, layer: Layer) -> Array:
    """Convolution without padding, or depthwise convolution."""
    height, width = layer.kernel.shape[:2]
    windows = np.lib.stride_tricks.sliding_window_view(x, (height, width), (0, 1))
    windows = windows[:: layer.stride, :: layer.stride]
    formula = "yxcij,ijco->yxo" if layer.groups == 1 else "yxcij,ijoc->yxc"
    sums: Array = np.einsum(formula, windows, layer.kernel, optimize=True)
    return sums + layer.bias


def pad(
    x: Array, before: int, after: int, mode: Literal["constant", "reflect"]
) -> Array:
    edges = ((before, after), (before, after), (0, 0))
    return np.pad(x, edges, mode)


def predict_style(painting: Array, layers: Mapping[str, Layer]) -> Array:
    """The 100 numbers of a painting (256, 256, 3), 0 to 1."""

    def step(x: Array, name: str, most: float = np.inf) -> Array:
        layer = layers[name]
        if layer.kernel.shape[0] == 3:  # TensorFlow's "same" padding
            x = pad(x, 0 if layer.stride == 2 else 1, 1, "constant")
        y = convolve(x, layer)
        return y if most == np.inf else np.clip(y, np.float32(0), np.float32(most))

    x = step(painting, "first", 6)
    for block in range(17):
        y = step(x, f"block{block}.expand", 6) if block else x
        y = step(y, f"block{block}.depthwise", 6)
        y = step(y, f"block{block}.project")
        x = x + y if x.shape == y.shape else y
    mean = step(x, "last", 6).mean((0, 1), keepdims=True)
    numbers: Array = step(mean, "numbers")[0, 0]
    return numbers


def paint(photo: Array, numbers: Array, layers: Mapping[str, Layer]) -> Array:
    """The photo (height, width, 3), 0 to 1, as a sketch; edges are multiples of 4."""

    def step(x: Array, name: str, grow: int = 1) -> Array:
        layer = layers[name]
        reach = layer.kernel.shape[0] // 2
        x = x.repeat(grow, 0).repeat(grow, 1)
        y = convolve(pad(x, reach, reach, "reflect"), layer)
        if f"{name}.scale" not in layers:
            return y
        style = numbers[np.newaxis, np.newaxis]
        scale, shift = (
            convolve(style, layers[f"{name}.{x}"]) for x in ("scale", "shift")
        )
        off: Array = y - y.mean((0, 1), keepdims=True)
        deviation = np.sqrt(y.var((0, 1), keepdims=True) + np.float32(1e-5))
        styled: Array = off / deviation * scale + shift
        return styled

    x = photo
    for number in (1, 2, 3):
        x = np.maximum(step(x, f"contract{number}"), 0)
    for number in range(1, 6):
        y = np.maximum(step(x, f"residual{number}.conv1"), 0)
        x = x + step(y, f"residual{number}.conv2")
    for number in (1, 2):
        x = np.maximum(step(x, f"expand{number}", grow=2), 0)
    return np.float32(1) / (np.float32(1) + np.exp(-step(x, "expand3")))
