"""The network that comes with the program is the published one, or is refused."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from nst_core.errors import WeightsError
from nst_core.network import embedded_weights as module
from nst_core.network.architectures import ARCHITECTURES, LayerWeights
from nst_core.network.embedded_weights import (
    EMBEDDED_FOLDER,
    EMBEDDED_SHA256,
    dequantise,
    read_embedded,
)


def test_the_embedded_files_are_small_enough_for_the_hosts() -> None:
    for name in EMBEDDED_SHA256:
        assert (EMBEDDED_FOLDER / name).stat().st_size < 9_500_000


def test_the_embedded_network_is_the_published_one() -> None:
    """First kernel value and bias; the kernels are within half a step of their peak."""
    layers = read_embedded()
    assert list(layers) == list(ARCHITECTURES["vgg16"].layers)
    for layer, first, bias in (
        ("conv1_1", 0.42947057, 0.73429835),
        ("conv3_1", 0.002486315, -0.074358866),
        ("conv5_3", 0.00040788297, 0.18837857),
    ):
        kernel, biases = layers[layer]
        half_step = np.abs(kernel[..., 0, 0]).max() / 127 / 2
        # 1e-3: the peaks themselves are rounded to float16.
        assert abs(kernel[0, 0, 0, 0] - first) <= half_step + 1e-3 * abs(first)
        assert biases[0] == pytest.approx(bias, rel=1e-6)


def test_every_kernel_has_its_own_scale() -> None:
    values = np.full((3, 3, 1, 2), 127, np.int8)
    kernels = dequantise(values, np.array([[0.5, 2.0]], np.float16))
    assert kernels.dtype == np.float32
    np.testing.assert_array_equal(kernels[0, 0, 0], [0.5, 2.0])


@pytest.fixture
def embedded(tmp_path: Path) -> Path:
    folder = tmp_path / "embedded"
    folder.mkdir()
    for name in EMBEDDED_SHA256:
        (folder / name).write_bytes((EMBEDDED_FOLDER / name).read_bytes())
    return folder


@pytest.mark.parametrize("damage", ["truncated", "flipped", "zeros", "empty", "gone"])
def test_a_damaged_embedded_file_is_refused_before_it_is_parsed(
    embedded: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    def parse(content: bytes) -> dict[str, LayerWeights]:
        # The other blocks are whole and may be parsed.
        digest = hashlib.sha256(content).hexdigest()
        assert digest in EMBEDDED_SHA256.values(), "damaged bytes were parsed"
        return original(content)

    original = module._parse_block
    monkeypatch.setattr(module, "_parse_block", parse)
    path = embedded / "block2.npz"
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(
            {
                "truncated": whole[:-1],
                "flipped": whole[:999] + bytes([whole[999] ^ 1]) + whole[1000:],
                "zeros": bytes(len(whole)),
                "empty": b"",
            }[damage]
        )
    with pytest.raises(WeightsError, match="The embedded VGG-16 is damaged: .*block2"):
        read_embedded(embedded)
