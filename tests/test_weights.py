"""Which numbers are taken, from where, and what is refused."""

import hashlib
import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from nst_core import weights as module
from nst_core.download import Obtained, Patience, RemoteFile
from nst_core.errors import WeightsError
from nst_core.settings import NetworkName
from nst_core.weights import (
    EMBEDDED_FOLDER,
    EMBEDDED_SHA256,
    KERAS_VGG19,
    dequantise,
    find_weights,
    layer_shapes,
    read_embedded,
    read_keras_file,
)
from tests.keras_file import write_keras_file, write_keras_vgg19
from tests.test_download import ROOT, forbid_connections

HASTE = Patience(connect_s=2, stall_s=1, retry_s=0)


@pytest.fixture(autouse=True)
def _clean_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable is set, the cache is empty, and no server can be reached."""
    for name in ("NST_WEIGHTS", "NST_OFFLINE", "NST_VGG19_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("NO_PROXY", "*")

    def refuse(*_: object, **__: object) -> None:
        raise OSError("unreachable")

    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture(scope="session")
def vgg19_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / KERAS_VGG19.name
    write_keras_vgg19(path, np.random.default_rng(19))
    return path


@pytest.fixture(scope="session")
def vgg16_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "vgg16.h5"
    write_keras_file(path, "vgg16", np.random.default_rng(16), "{layer}/{word}:0")
    return path


@pytest.fixture(scope="session")
def remote(vgg19_file: Path) -> RemoteFile:
    content = vgg19_file.read_bytes()
    md5 = hashlib.md5(content).hexdigest()
    return replace(KERAS_VGG19, size=len(content), md5=md5)


@pytest.fixture
def cached(vgg19_file: Path, tmp_path: Path) -> Path:
    """Put the VGG-19 where Keras would have put it."""
    path = tmp_path / "keras" / "models" / KERAS_VGG19.name
    path.parent.mkdir(parents=True)
    os.link(vgg19_file, path)
    return path


def test_the_networks_are_those_of_the_paper() -> None:
    """Simonyan & Zisserman (2014), table 1: 13 and 16 convolutions."""
    assert [len(layer_shapes(network)) for network in ("vgg16", "vgg19")] == [13, 16]
    assert layer_shapes("vgg19")["conv3_1"] == (3, 3, 128, 256)
    assert list(layer_shapes("vgg16"))[-1] == "conv5_3"
    parameters = sum(
        np.prod(shape) + shape[-1] for shape in layer_shapes("vgg19").values()
    )
    assert parameters == 20_024_384  # Keras' summary of VGG19(include_top=False)


def test_the_address_is_the_one_that_keras_knows() -> None:
    """Read as text: importing it would load TensorFlow."""
    import keras

    source = Path(keras.__file__).parent / "src" / "applications" / "vgg19.py"
    text = source.read_text().replace('"\n    "', "")
    assert f'"{KERAS_VGG19.url}"' in text
    assert KERAS_VGG19.md5 in text


def test_looking_for_weights_does_not_load_tensorflow() -> None:
    script = "import sys, nst_core.weights; print('tensorflow' in sys.modules)"
    found = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT)
    assert found == b"False\n"


def test_offline_the_embedded_network_is_taken_and_says_so() -> None:
    weights = find_weights(patience=HASTE)
    assert (weights.network, weights.source) == ("vgg16", "embedded int8")
    assert "embedded VGG-16 is used: No connection to" in weights.note
    assert "\n" not in weights.note


def test_nst_offline_keeps_the_program_from_trying(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NST_OFFLINE", "1")
    forbid_connections(monkeypatch)
    assert "NST_OFFLINE" in find_weights().note


def test_vgg16_never_asks_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_connections(monkeypatch)
    weights = find_weights("vgg16")
    assert (weights.network, weights.note) == ("vgg16", "")


def test_vgg19_that_cannot_be_had_says_what_to_do() -> None:
    with pytest.raises(WeightsError) as caught:
        find_weights("vgg19", patience=HASTE)
    message = str(caught.value)
    assert message.startswith("VGG-19 could not be had: No connection to ")
    assert "(80 MB) are needed. Connect to the internet, name a file" in message
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("choice", ["auto", "vgg19"])
def test_what_keras_has_fetched_is_taken_without_a_connection(
    cached: Path,
    remote: RemoteFile,
    monkeypatch: pytest.MonkeyPatch,
    choice: NetworkName,
) -> None:
    forbid_connections(monkeypatch)
    weights = find_weights(choice, remote=remote)
    assert (weights.network, weights.source) == ("vgg19", "Keras' ImageNet weights")
    assert weights.note == ""
    assert {n: kernel.shape for n, (kernel, _) in weights.layers.items()} == (
        layer_shapes("vgg19")
    )


def test_a_note_about_the_cache_reaches_the_person(
    vgg19_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Obtained(vgg19_file, "A damaged file was set aside.")
    monkeypatch.setattr(module, "obtain", lambda *_, **__: found)
    assert find_weights().note == "A damaged file was set aside."


def test_the_real_checksum_refuses_a_file_that_only_looks_like_it(
    cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same name, same place, random numbers: the default constants must not take it."""
    monkeypatch.setenv("NST_OFFLINE", "1")
    assert "is damaged" in find_weights().note


def test_the_address_can_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NST_VGG19_URL", "http://example.invalid/file.h5")
    assert "No connection to example.invalid could be made" in find_weights().note


def test_a_home_that_cannot_be_written_to_means_vgg16(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file"))
    weights = find_weights()
    assert weights.network == "vgg16"
    assert "could not be read or stored" in weights.note


def test_a_user_without_a_home_gets_vgg16(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setattr(Path, "home", no_home)
    assert "no home folder" in find_weights().note


def test_a_named_file_comes_first(
    vgg16_file: Path, vgg19_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_connections(monkeypatch)
    monkeypatch.setenv("NST_WEIGHTS", str(vgg16_file))
    assert find_weights().source == "the file vgg16.h5"
    assert find_weights("auto", vgg19_file).network == "vgg19"


def test_a_named_file_of_the_other_network_is_refused(vgg16_file: Path) -> None:
    with pytest.raises(WeightsError, match="holds VGG-16, but VGG-19 was chosen"):
        find_weights("vgg19", vgg16_file)


def test_a_variable_that_names_the_other_network_is_passed_over(
    vgg19_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who chooses at the page may not be who set the variable."""
    monkeypatch.setenv("NST_WEIGHTS", str(vgg19_file))
    weights = find_weights("vgg16")
    assert weights.source == "embedded int8"
    assert weights.note == "NST_WEIGHTS names VGG-19, but VGG-16 was chosen."


def test_kernel_and_bias_are_read_as_they_were_written(vgg19_file: Path) -> None:
    kernel, bias = read_keras_file(vgg19_file).layers["conv4_2"]
    with h5py.File(vgg19_file) as file:
        group = file["block4_conv2"]
        np.testing.assert_array_equal(kernel, group["block4_conv2_W_1:0"])
        np.testing.assert_array_equal(bias, group["block4_conv2_b_1:0"])


@pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning"  # TensorFlow's own
)
def test_what_keras_itself_writes_can_be_read(tmp_path: Path) -> None:
    """The whole model with a small top, weights one floor lower, in today's names."""
    import keras
    from keras.src.legacy.saving import legacy_h5_format

    model = keras.applications.VGG16(weights=None, input_shape=(32, 32, 3), classes=2)
    path = tmp_path / "model.h5"
    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(
            file.create_group("model_weights"), model
        )
    weights = read_keras_file(path)
    assert weights.network == "vgg16"
    expected = model.get_layer("block5_conv3").get_weights()
    for found, wanted in zip(weights.layers["conv5_3"], expected, strict=True):
        np.testing.assert_array_equal(found, wanted)


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _nan(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["block1_conv2/block1_conv2/kernel:0"][0, 0, 0, 0] = np.nan


def _replaced(path: Path, **dataset: object) -> None:
    with h5py.File(path, "r+") as file:
        del file["block1_conv2/block1_conv2/bias:0"]
        file["block1_conv2/block1_conv2"].create_dataset("bias:0", **dataset)


def _wrong_shape(path: Path) -> None:
    _replaced(path, data=np.zeros(63, np.float32))


def _shape_bomb(path: Path) -> None:
    _replaced(path, shape=(2**42,), dtype=np.float32, chunks=(2**20,))


def _wrong_type(path: Path) -> None:
    _replaced(path, data=np.zeros(64, np.float64))


def _numbers_elsewhere(path: Path) -> None:
    outside = path.with_suffix(".secret")
    outside.write_bytes(bytes(256))
    _replaced(
        path,
        shape=(64,),
        dtype=np.float32,
        external=[(str(outside), 0, h5py.h5f.UNLIMITED)],
    )


def _virtual(path: Path) -> None:
    layout = h5py.VirtualLayout((64,), np.float32)
    layout[:] = h5py.VirtualSource(path.with_suffix(".other"), "x", (64,), np.float32)
    with h5py.File(path, "r+") as file:
        del file["block1_conv2/block1_conv2/bias:0"]
        group = file["block1_conv2/block1_conv2"]
        group.create_virtual_dataset("bias:0", layout)


def _external_link(path: Path) -> None:
    other = path.with_suffix(".other")
    with h5py.File(other, "w") as file:
        file["bias"] = np.zeros(64, np.float32)
    with h5py.File(path, "r+") as file:
        del file["block1_conv2/block1_conv2/bias:0"]
        link = h5py.ExternalLink(str(other), "bias")
        file["block1_conv2/block1_conv2/bias:0"] = link


def _soft_link(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file["block1_conv2"]
        file["block1_conv2"] = h5py.SoftLink("/block1_conv1")


def _missing_layer(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file["block3_conv2"]


def _extra_layer(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file.create_group("block3_conv9")


def _no_names(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file["block1_conv2"].attrs["weight_names"]


def _many_names(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["block1_conv2"].attrs["weight_names"] = [b"a"] * 3


def _group_for_array(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["block1_conv2"].attrs["weight_names"] = [b"block1_conv2", b"/"]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_truncate, "damaged or not an HDF5"),
        (_zeros, "damaged or not an HDF5"),
        (_nan, "conv1_2 holds values that are not finite"),
        (_wrong_shape, "does not have the shape"),
        (_shape_bomb, "does not have the shape"),
        (_wrong_type, "float64, not float32"),
        (_numbers_elsewhere, "in another file"),
        (_virtual, "in another file"),
        (_external_link, "a link to another place"),
        (_soft_link, "a link to another place"),
        (_missing_layer, "neither those of VGG-16"),
        (_extra_layer, "neither those of VGG-16"),
        (_no_names, "does not hold a kernel and a bias"),
        (_many_names, "does not hold a kernel and a bias"),
        (_group_for_array, "does not have the shape"),
        (Path.unlink, "there is no such file"),
    ],
)
def test_a_named_file_that_is_unfit_is_told_as_such(
    vgg16_file: Path, tmp_path: Path, damage: Callable[[Path], None], says: str
) -> None:
    path = tmp_path / "mine.h5"
    path.write_bytes(vgg16_file.read_bytes())
    damage(path)
    with pytest.raises(WeightsError, match="mine.h5 cannot be used as weights") as info:
        find_weights("auto", path)
    assert says in str(info.value)


def test_the_embedded_files_are_small_enough_for_the_hosts() -> None:
    for name in EMBEDDED_SHA256:
        assert (EMBEDDED_FOLDER / name).stat().st_size < 9_500_000


def test_the_embedded_network_is_the_published_one() -> None:
    """First kernel value and bias; the kernels are within half a step of their peak."""
    layers = read_embedded().layers
    assert list(layers) == list(layer_shapes("vgg16"))
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
    def parse(content: bytes) -> dict[str, module.Layer]:
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


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("conv1_1.values", np.zeros((3, 3, 3, 63), np.int8), "block"),
        ("conv1_1.bias", np.zeros(63, np.float32), "shape"),
        ("conv1_1.bias", np.zeros(64, np.float64), "float64, not float32"),
        ("conv1_1.bias", np.full(64, np.nan, np.float32), "not finite"),
        ("conv1_1.peaks", np.full((3, 64), np.inf, np.float16), "not finite"),
        ("conv1_1.bias", np.array([{}] * 64), "block"),  # pickled: must not be loaded
        ("conv1_1.extra", np.zeros(1), "block"),
        ("conv9_1.values", np.zeros(1), "block"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # inf times 0
def test_even_vouched_for_an_unfit_block_is_refused(
    embedded: Path, key: str, value: np.ndarray, says: str
) -> None:
    """A mistake of ours in making the files must not reach the network either."""
    path = embedded / "block1.npz"
    with np.load(path) as file:
        arrays = {**file, key: value}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    path.write_bytes(buffer.getvalue())
    vouched = {
        **EMBEDDED_SHA256,
        "block1.npz": hashlib.sha256(buffer.getvalue()).hexdigest(),
    }
    with pytest.raises(WeightsError, match=f"VGG-16 is damaged: .*{says}"):
        read_embedded(embedded, vouched)


def test_a_block_that_is_not_in_the_table_is_missed(embedded: Path) -> None:
    fewer = {name: EMBEDDED_SHA256[name] for name in list(EMBEDDED_SHA256)[:-1]}
    with pytest.raises(WeightsError, match="missing or too many .conv5_1"):
        read_embedded(embedded, fewer)
