"""Files of Keras are read as they were written; anything else is told as such."""

import os
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from nst_core.errors import WeightsError
from nst_core.network.architectures import ARCHITECTURES
from nst_core.network.keras_weights import read_keras_file
from tests.keras_file import write_keras_file


@pytest.mark.parametrize(
    "naming", ["{layer}_{letter}_1:0", "{layer}/{word}:0", "{layer}/{word}"]
)
def test_kernel_and_bias_are_read_as_any_age_of_keras_wrote_them(
    tmp_path: Path, naming: str
) -> None:
    path = tmp_path / "vgg19.h5"
    write_keras_file(path, "vgg19", None, naming)
    rng = np.random.default_rng(19)
    kernel = rng.standard_normal((3, 3, 128, 128), np.float32)
    bias = rng.standard_normal(128, np.float32)
    with h5py.File(path, "r+") as file:
        group = file["block2_conv2"]
        names = {"layer": "block2_conv2", "letter": "W", "word": "kernel"}
        group[naming.format(**names)][...] = kernel
        group[naming.format(**names | {"letter": "b", "word": "bias"})][...] = bias

    network, layers = read_keras_file(path)
    assert network == "vgg19"
    assert list(layers) == list(ARCHITECTURES["vgg19"].layers)
    np.testing.assert_array_equal(layers["conv2_2"][0], kernel)
    np.testing.assert_array_equal(layers["conv2_2"][1], bias)


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
    network, layers = read_keras_file(path)
    assert network == "vgg16"
    expected = model.get_layer("block5_conv3").get_weights()
    for found, wanted in zip(layers["conv5_3"], expected, strict=True):
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
        (_nan, "kernel:0 holds values that are not finite"),
        (_wrong_shape, "does not have the shape"),
        (_shape_bomb, "does not have the shape"),
        (_wrong_type, "float64, not float32"),
        (_numbers_elsewhere, "in another file"),
        (_virtual, "in another file"),
        (_external_link, "a link to another place"),
        (_soft_link, "a link to another place"),
        (_missing_layer, "not those of VGG-16 or VGG-19"),
        (_extra_layer, "not those of VGG-16 or VGG-19"),
        (_no_names, "does not hold a kernel and a bias"),
        (_many_names, "does not hold a kernel and a bias"),
        (_group_for_array, "does not have the shape"),
        (Path.unlink, "there is no file"),
    ],
)
def test_a_file_that_is_unfit_is_told_as_such(
    tmp_path: Path, damage: Callable[[Path], None], says: str
) -> None:
    path = tmp_path / "mine.h5"
    write_keras_file(path, "vgg16", None, "{layer}/{word}:0")
    read_keras_file(path)  # fit as yet
    damage(path)
    with pytest.raises(WeightsError, match="mine.h5 cannot be used as weights") as info:
        read_keras_file(path)
    assert says in str(info.value)
