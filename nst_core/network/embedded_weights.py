"""The VGG-16 that comes with the program, as 8-bit numbers in five small files.

assets/make_vgg16.py makes the files; this module reads them back.
"""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nst_core.errors import Sentence, WeightsError
from nst_core.network.architectures import LayerWeights

EMBEDDED_FOLDER = Path(__file__).parents[2] / "assets" / "vgg16"
# Printed by assets/make_vgg16.py. Here and not beside the files, so that nobody can
# change both without changing the program.
EMBEDDED_SHA256: Mapping[str, str] = {
    "block1.npz": "28fd814df1a11c5fd89e329893426aae18f54e4049cfc320daa4e50e858da26e",
    "block2.npz": "bd2303ea5650eca72a4bc5dcd42e71802bca7052cb3f0c2eb99d850c71821626",
    "block3.npz": "6682a5ac538b6b21848de678ec80246a1c5b3436c23b544afbcc9b7d625e022d",
    "block4.npz": "cea41b9715798dbcbfbd7b7c9fd72eb4bae4eb2e6c349da68215d7d2fffb562f",
    "block5.npz": "88b443f27228443c0e692bafdca2f3a2f84d3be13a22fa97bf7a27b4a7afc4f4",
}
INT8_MAX = 127


def read_embedded(folder: Path = EMBEDDED_FOLDER) -> dict[str, LayerWeights]:
    """Kernels and biases of the embedded VGG-16 by layer, the finest first.

    Each file's SHA-256 is checked before anything in it is parsed, on the very bytes
    that are parsed: what passes is what we published, and needs no further check.

    Raises:
        WeightsError: A file is missing or is not the published one.
    """
    layers: dict[str, LayerWeights] = {}
    for name, expected in EMBEDDED_SHA256.items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise _damaged("{name} cannot be read", name) from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise _damaged("the checksum of {name} is wrong", name)
        layers.update(_parse_block(content))
    return layers


def _parse_block(content: bytes) -> dict[str, LayerWeights]:
    """Layers of one .npz file; `allow_pickle` stays off."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {
            name: (
                dequantise(arrays[f"{name}.values"], arrays[f"{name}.peaks"]),
                arrays[f"{name}.bias"],
            )
            for name in dict.fromkeys(key.partition(".")[0] for key in arrays.files)
        }


def dequantise(values: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """Kernels as float32, from int8 and one scale for each 3x3 kernel.

    Args:
        values: int8, shape (3, 3, in, out); 127 stands for the peak.
        peaks: The largest magnitude in each 3x3 kernel, shape (in, out).
    """
    return values.astype(np.float32) * (peaks.astype(np.float32) / INT8_MAX)


def _damaged(problem: str, name: str) -> WeightsError:
    return WeightsError(
        "The embedded VGG-16 is damaged: {problem}. All of its files are needed as "
        "they were published. Fetch the folder assets/vgg16 of this program again.",
        problem=Sentence(problem, {"name": name}),
    )
