"""Reader of the .h5 files in which Keras keeps weights, whoever wrote them.

Knows nothing about where such files come from. An .h5 can point to any other file of
the machine and promise arrays of any size; nothing of that is followed or believed.
"""

import re
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from nst_core.errors import Sentence, WeightsError, brief
from nst_core.network.architectures import ARCHITECTURES, Layer, LayerWeights
from nst_core.settings.settings import NetworkName
from nst_core.system.files import why_unopened


class _UnfitError(Exception):
    """The file can be read, but holds something else than is needed."""

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(str(self.sentence))


def read_keras_file(path: Path) -> tuple[NetworkName, dict[str, LayerWeights]]:
    """The network in a file, and its convolutions by name, the finest first.

    With or without its classifier. No array is read before its shape is found to be
    that of the network.

    Raises:
        WeightsError: The file is missing, damaged or not one of these networks.
    """
    try:
        with h5py.File(path, "r") as file:
            # A saved model keeps its weights one floor lower than saved weights do.
            root = _member(file, "model_weights") if "model_weights" in file else file
            network = _network_of(root)
            return network, {
                name: _read_layer(_member(root, _keras_name(layer)), layer.kernel_shape)
                for name, layer in ARCHITECTURES[network].layers.items()
            }
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise _unusable(path, why_unopened(path, error)) from error
    except _UnfitError as error:
        raise _unusable(path, error.sentence) from error
    # What h5py raises, by kind of damage; none of it says more than this.
    except (OSError, KeyError, RuntimeError, ValueError, TypeError) as error:
        problem = Sentence("it is damaged or not an HDF5 file", {})
        raise _unusable(path, problem) from error


def _unusable(path: Path, problem: Sentence) -> WeightsError:
    return WeightsError(
        "{file} cannot be used as weights: {problem}. A file of {networks} as Keras "
        "writes it (.h5) is needed. Name such a file, or none.",
        file=brief(path.name),
        problem=problem,
        networks=_labels(),
    )


def _labels() -> Sentence:
    *names, last = (each.label for each in ARCHITECTURES.values())
    return Sentence("{names} or {last}", {"names": ", ".join(names), "last": last})


def _keras_name(layer: Layer) -> str:
    return f"block{layer.block}_conv{layer.number}"


def _network_of(root: Any) -> NetworkName:
    """The network whose convolutions have the names of these groups."""
    found = {name for name in root if re.fullmatch(r"block\d+_conv\d+", name)}
    for network, architecture in ARCHITECTURES.items():
        if found == {_keras_name(layer) for layer in architecture.layers.values()}:
            return network
    raise _UnfitError("its layers are not those of {networks}", networks=_labels())


def _read_layer(group: Any, shape: tuple[int, int, int, int]) -> LayerWeights:
    """Kernel and bias of a layer's group.

    They are found by their order in the attribute `weight_names`, as Keras' own loader
    does (legacy_h5_format.py), because their names changed with Keras' age:
    block1_conv1_W_1:0, block1_conv1/kernel:0, block1_conv1/kernel.
    """
    key = "weight_names"
    if key not in group.attrs or group.attrs.get_id(key).shape != (2,):
        raise _UnfitError("{name} does not hold a kernel and a bias", name=group.name)
    kernel, bias = (
        name.decode() if isinstance(name, bytes) else str(name)
        for name in group.attrs[key]
    )
    return _read_array(group, kernel, shape), _read_array(group, bias, shape[-1:])


def _read_array(group: Any, name: str, shape: tuple[int, ...]) -> np.ndarray:
    dataset = _member(group, name)
    if not isinstance(dataset, h5py.Dataset) or dataset.shape != shape:
        raise _UnfitError(
            "{name} does not have the shape {shape}", name=dataset.name, shape=shape
        )
    if dataset.dtype != np.float32:
        raise _UnfitError(
            "{name} holds {dtype}, not float32", name=dataset.name, dtype=dataset.dtype
        )
    if dataset.is_virtual or dataset.external:
        raise _UnfitError("{name} keeps its numbers in another file", name=dataset.name)
    array: np.ndarray = dataset[()]
    if not np.isfinite(array).all():
        raise _UnfitError(
            "{name} holds values that are not finite numbers", name=dataset.name
        )
    return array


def _member(group: Any, path: str) -> Any:
    """Group or dataset at `path` below `group`; no soft or external links."""
    for part in filter(None, path.split("/")):
        if not isinstance(group, h5py.Group):
            raise _UnfitError("{name} is not a group", name=group.name)
        link = group.get(part, getlink=True)
        if link is None:
            raise _UnfitError("{name} is missing", name=part)
        if not isinstance(link, h5py.HardLink):
            raise _UnfitError("{name} is a link to another place", name=part)
        group = group[part]
    return group
