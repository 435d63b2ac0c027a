"""Where a network's numbers come from: a named file, Keras' cache or address, or here.

Knows shapes and files, nothing about TensorFlow. Layers carry the paper's names
(conv1_1 to conv5_3 or conv5_4); kernels have shape (3, 3, in, out) and expect what both
networks were trained on: BGR with the mean pixel taken away (the business of vgg.py).
"""

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from nst_core.download import Patience, RemoteFile, obtain
from nst_core.errors import WeightsError
from nst_core.settings import NetworkName

# Simonyan & Zisserman (2014), table 1, configurations D and E: for each block its
# number of 3x3 convolutions and their output channels.
ARCHITECTURES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "vgg16": ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)),
    "vgg19": ((2, 64), (2, 128), (4, 256), (4, 512), (4, 512)),
}
TITLES: Mapping[str, str] = {"vgg16": "VGG-16", "vgg19": "VGG-19"}

# Address and MD5 as in keras.applications.vgg19, which cannot be imported without
# loading TensorFlow.
KERAS_VGG19 = RemoteFile(
    url="https://storage.googleapis.com/tensorflow/keras-applications/vgg19/"
    "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
    name="vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
    size=80_134_624,
    md5="253f8cb515780f3b799900260a226db6",
)

EMBEDDED_FOLDER = Path(__file__).parent.parent / "assets" / "vgg16"
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

Layer = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Weights:
    """A network's numbers and where they came from."""

    network: NetworkName  # "vgg19" or "vgg16"
    source: str  # what a report says, e.g. "embedded int8"
    layers: Mapping[str, Layer]  # name -> kernel (3, 3, in, out), bias (out,), float32
    note: str = ""  # one line that a person should read, else ""


def find_weights(
    choice: NetworkName = "auto",
    file: Path | None = None,
    show_progress: bool = False,
    *,
    remote: RemoteFile = KERAS_VGG19,
    patience: Patience | None = None,
) -> Weights:
    """Return the best weights that can be had.

    First a file that the person names, by `file` or by the environment variable
    NST_WEIGHTS; then, unless VGG-16 is chosen, Keras' VGG-19 from its cache or from its
    address; then the embedded VGG-16. No connection is tried when the weights are here,
    when VGG-16 is chosen, or when NST_OFFLINE is set.

    Args:
        choice: "auto" takes VGG-19 and falls back to VGG-16.
        file: An .h5 of VGG-16 or VGG-19 as Keras writes it.
        show_progress: Whether a download draws a bar on stderr.
        remote: For tests; the environment variable NST_VGG19_URL changes its address.
        patience: For tests.

    Raises:
        WeightsError: The named file is unfit, VGG-19 is chosen but cannot be had, or
            the embedded network is damaged.
    """
    note = ""
    if file is not None:
        return _read_chosen(file, choice)
    if named := os.environ.get("NST_WEIGHTS"):
        weights = read_keras_file(Path(named).expanduser())
        if choice in ("auto", weights.network):
            return weights
        # Whoever set the variable is not always the one who chooses at the page.
        note = (
            f"NST_WEIGHTS names {TITLES[weights.network]}, but {TITLES[choice]} was "
            "chosen."
        )
    if choice == "vgg16":
        return replace(read_embedded(), note=note)
    try:
        weights = _obtain_vgg19(remote, patience, show_progress)
    except WeightsError as error:
        if choice == "vgg19":
            raise WeightsError(
                f"VGG-19 could not be had: {error} It was chosen, so its weights "
                f"({remote.size / 1e6:.0f} MB) are needed. Connect to the internet, "
                "name a file in NST_WEIGHTS, or choose auto or vgg16."
            ) from error
        excuse = f"VGG-19 could not be had, so the embedded VGG-16 is used: {error}"
        return replace(read_embedded(), note=excuse)
    return replace(weights, note=f"{note} {weights.note}".strip())


def layer_shapes(network: str) -> dict[str, tuple[int, int, int, int]]:
    """Return every layer's kernel shape (3, 3, in, out), in order, by layer name."""
    shapes, channels = {}, 3
    for block, (count, width) in enumerate(ARCHITECTURES[network], start=1):
        for place in range(1, count + 1):
            shapes[f"conv{block}_{place}"] = (3, 3, channels, width)
            channels = width
    return shapes


def dequantise(values: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """Return float32 kernels from int8 ones.

    Args:
        values: int8, shape (3, 3, in, out); 127 stands for the peak.
        peaks: The largest magnitude in each 3x3 kernel, shape (in, out).
    """
    return values.astype(np.float32) * (peaks.astype(np.float32) / INT8_MAX)


def read_embedded(
    folder: Path = EMBEDDED_FOLDER, sha256: Mapping[str, str] | None = None
) -> Weights:
    """Return the VGG-16 that comes with the program.

    Each file's SHA-256 is checked before anything in it is parsed, on the very bytes
    that are parsed.
    """
    layers: dict[str, Layer] = {}
    for name, expected in (EMBEDDED_SHA256 if sha256 is None else sha256).items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise _embedded_error(f"{name} cannot be read") from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise _embedded_error(f"the checksum of {name} is wrong")
        try:
            layers.update(_parse_block(content))
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise _embedded_error(f"{name} does not hold a network's block") from error
    if problem := _problem("vgg16", layers):
        raise _embedded_error(problem)
    return Weights("vgg16", "embedded int8", layers)


def _parse_block(content: bytes) -> dict[str, Layer]:
    """Return one .npz file's layers; `allow_pickle` stays off."""
    layers = {}
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        names = dict.fromkeys(key.partition(".")[0] for key in arrays.files)
        parts = ("values", "peaks", "bias")
        if set(arrays.files) != {f"{name}.{part}" for name in names for part in parts}:
            raise KeyError("unknown arrays")
        for name in names:
            kernel = dequantise(arrays[f"{name}.values"], arrays[f"{name}.peaks"])
            layers[name] = (kernel, arrays[f"{name}.bias"])
    return layers


def _embedded_error(problem: str) -> WeightsError:
    return WeightsError(
        f"The embedded VGG-16 is damaged: {problem}. All of its files are needed as "
        "they were published. Fetch the folder assets/vgg16 of this program again."
    )


def _problem(network: str, layers: Mapping[str, Layer]) -> str:
    """Return what keeps these layers from being `network`'s, or ""."""
    shapes = layer_shapes(network)
    if layers.keys() != shapes.keys():
        odd = ", ".join(sorted(layers.keys() ^ shapes.keys()))
        return f"layers are missing or too many ({odd})"
    for name, (kernel, bias) in layers.items():
        if (kernel.shape, bias.shape) != (shapes[name], shapes[name][-1:]):
            return f"{name} has kernels of shape {kernel.shape}, not {shapes[name]}"
        if kernel.dtype != np.float32 or bias.dtype != np.float32:
            return f"{name} holds {kernel.dtype} and {bias.dtype}, not float32"
        if not (np.isfinite(kernel).all() and np.isfinite(bias).all()):
            return f"{name} holds values that are not finite numbers"
    return ""


def _obtain_vgg19(
    remote: RemoteFile, patience: Patience | None, show_progress: bool
) -> Weights:
    remote = replace(remote, url=os.environ.get("NST_VGG19_URL") or remote.url)
    offline = os.environ.get("NST_OFFLINE", "0") not in ("", "0")
    obtained = obtain(
        remote,
        keras_folder(),
        offline=offline,
        patience=patience,
        show_progress=show_progress,
    )
    weights = read_keras_file(obtained.path)
    return replace(weights, source="Keras' ImageNet weights", note=obtained.note)


def keras_folder() -> Path:
    """Return where Keras keeps the weights that it has fetched.

    Differs from Keras: where the home cannot be written to, Keras turns to a folder in
    /tmp that every user of the machine may write to; we do not trust it.
    """
    home = os.environ.get("KERAS_HOME")
    try:
        base = Path(home).expanduser() if home else Path.home() / ".keras"
    except RuntimeError as error:  # a user without a home
        raise WeightsError(
            "This user has no home folder to keep weights in."
        ) from error
    return base / "models"


def _read_chosen(file: Path, choice: NetworkName) -> Weights:
    weights = read_keras_file(file)
    if choice not in ("auto", weights.network):
        raise WeightsError(
            f"{file.name} holds {TITLES[weights.network]}, but {TITLES[choice]} was "
            f"chosen. Choose auto or {weights.network}, or name another file."
        )
    return weights


def read_keras_file(path: Path) -> Weights:
    """Return the convolutions of an .h5 that Keras wrote, with or without its top.

    Nothing is read before its shape is found to be that of the network. Links to other
    places, which could make us read any file of the machine, are refused.
    """
    try:
        with h5py.File(path, "r") as file:
            # A saved model keeps its weights one floor lower than saved weights do.
            root = _member(file, "model_weights") if "model_weights" in file else file
            network = _network_of(root)
            layers = {
                name: _read_layer(_member(root, _keras_name(name)), shape)
                for name, shape in layer_shapes(network).items()
            }
    except FileNotFoundError as error:
        raise _file_error(path, "there is no such file") from error
    except _UnfitError as error:
        raise _file_error(path, str(error)) from error
    # What h5py raises, by kind of damage; none of it says more than this.
    except (OSError, KeyError, RuntimeError, ValueError, TypeError) as error:
        raise _file_error(path, "it is damaged or not an HDF5 file") from error
    if problem := _problem(network, layers):
        raise _file_error(path, problem)
    return Weights(network, f"the file {path.name}", layers)


class _UnfitError(Exception):
    """The file can be read, but is not what we need."""


def _file_error(path: Path, problem: str) -> WeightsError:
    return WeightsError(
        f"{path.name} cannot be used as weights: {problem}. A file of VGG-16 or VGG-19 "
        "as Keras writes it (.h5) is needed. Name such a file, or none."
    )


def _keras_name(layer: str) -> str:
    block, place = layer.removeprefix("conv").split("_")
    return f"block{block}_conv{place}"


def _network_of(root: Any) -> NetworkName:
    """Return which network's convolutions these are, by their names."""
    found = {name for name in root if re.fullmatch(r"block\d+_conv\d+", name)}
    networks: tuple[NetworkName, ...] = ("vgg16", "vgg19")
    for network in networks:
        if found == {_keras_name(layer) for layer in layer_shapes(network)}:
            return network
    raise _UnfitError("its layers are neither those of VGG-16 nor those of VGG-19")


def _read_layer(group: Any, shape: tuple[int, int, int, int]) -> Layer:
    """Return kernel and bias of a layer's group.

    They are found by their order in the attribute `weight_names`, as Keras' own loader
    does (legacy_h5_format.py), because their names changed with Keras' age:
    block1_conv1_W_1:0, block1_conv1/kernel:0, block1_conv1/kernel.
    """
    key = "weight_names"
    if key not in group.attrs or group.attrs.get_id(key).shape != (2,):
        raise _UnfitError(f"{group.name} does not hold a kernel and a bias")
    arrays = []
    for name, expected in zip(group.attrs[key], (shape, shape[-1:]), strict=True):
        text = name.decode() if isinstance(name, bytes) else str(name)
        dataset = _member(group, text)
        if not isinstance(dataset, h5py.Dataset) or dataset.shape != expected:
            raise _UnfitError(f"{group.name} does not have the shape {shape}")
        if dataset.dtype != np.float32:
            raise _UnfitError(f"{group.name} holds {dataset.dtype}, not float32")
        if dataset.is_virtual or dataset.external:
            raise _UnfitError(f"{group.name} keeps its numbers in another file")
        arrays.append(dataset[()])
    return arrays[0], arrays[1]


def _member(group: Any, path: str) -> Any:
    """Return what lies at `path` below `group`, following no soft or external link."""
    for part in filter(None, path.split("/")):
        if not isinstance(group, h5py.Group):
            raise _UnfitError(f"{group.name} is not a group")
        link = group.get(part, getlink=True)
        if link is None:
            raise _UnfitError(f"{part} is missing")
        if not isinstance(link, h5py.HardLink):
            raise _UnfitError(f"{part} is a link to another place")
        group = group[part]
    return group
