"""Where a network's numbers come from: a named file, Keras' cache or address, or here.

Knows the order in which to look, nothing about TensorFlow. The kernels expect what both
networks were trained on: BGR with the mean pixel taken away (the business of vgg.py).
"""

import hashlib
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nst_core.errors import WeightsError, brief
from nst_core.network.architectures import ARCHITECTURES, LayerWeights
from nst_core.network.download import obtain
from nst_core.network.embedded_weights import read_embedded
from nst_core.network.fetching import Patience, RemoteFile
from nst_core.network.keras_weights import read_keras_file
from nst_core.settings.settings import NetworkName

__all__ = ["KERAS_VGG19", "PATIENCE", "Weights", "find_weights"]

# Address and MD5 as in keras.applications.vgg19, which cannot be imported without
# loading TensorFlow.
KERAS_VGG19 = RemoteFile(
    url="https://storage.googleapis.com/tensorflow/keras-applications/vgg19/"
    "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
    name="vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
    size=80_134_624,
    md5="253f8cb515780f3b799900260a226db6",
)

# Who leaves the choice to the program wants to paint soon; who insists on VGG-19 waits
# as long as bytes come.
PATIENCE: Mapping[str, Patience] = {
    "auto": Patience(answer_s=4, stall_s=10, total_s=120),
    "vgg19": Patience(answer_s=30, stall_s=30, total_s=math.inf),
}


@dataclass(frozen=True)
class Weights:
    """A network's numbers and where they came from."""

    network: NetworkName  # "vgg19" or "vgg16"
    source: str  # what a report says, e.g. "embedded int8"
    layers: Mapping[
        str, LayerWeights
    ]  # name -> kernel (3, 3, in, out), bias (out,), float32
    note: str = ""  # one line that a person should read, else ""


def find_weights(
    choice: NetworkName = "auto",
    file: Path | None = None,
    show_progress: bool = False,
    *,
    remote: RemoteFile = KERAS_VGG19,
) -> Weights:
    """Return the best weights that can be had.

    First a file that the person names, by `file` or by the environment variable
    NST_WEIGHTS; then, unless VGG-16 is chosen, Keras' VGG-19 from its cache or from its
    address; then the embedded VGG-16. No connection is tried when the weights are here,
    when VGG-16 is chosen, or when NST_OFFLINE is set.

    Args:
        choice: "auto" takes VGG-19 and falls back to VGG-16 where VGG-19 cannot be had
            within two minutes; a download that was too slow goes on at the next start.
        file: An .h5 of VGG-16 or VGG-19 as Keras writes it.
        show_progress: Whether a download draws a bar on stderr.
        remote: For tests; the environment variable NST_VGG19_URL changes its address.

    Raises:
        WeightsError: The named file is unfit, VGG-19 is chosen but cannot be had, or
            the embedded network is damaged.
    """
    note = ""
    if file is not None:
        return _read_chosen(file, choice)
    if named := os.environ.get("NST_WEIGHTS"):
        weights = _read_file(Path(os.path.expanduser(named)))
        if choice in ("auto", weights.network):
            return weights
        # Whoever set the variable is not always the one who chooses at the page.
        note = (
            f"NST_WEIGHTS names {_label(weights.network)}, but {_label(choice)} was "
            "chosen."
        )
    if choice == "vgg16":
        return Weights("vgg16", "embedded int8", read_embedded(), note)
    try:
        weights = _obtain_vgg19(remote, PATIENCE[choice], show_progress)
    except WeightsError as error:
        if choice == "vgg19":
            raise WeightsError(
                f"VGG-19 could not be had: {error} It was chosen, so its weights "
                f"({remote.size / 1e6:.0f} MB) are needed. Connect to the internet, "
                "name a file in NST_WEIGHTS, or choose auto or vgg16."
            ) from error
        excuse = f"VGG-19 could not be had, so the embedded VGG-16 is used: {error}"
        return Weights("vgg16", "embedded int8", read_embedded(), excuse)
    return replace(weights, note=f"{note} {weights.note}".strip())


def _read_file(file: Path) -> Weights:
    """A file goes by its content: its name is the person's, and recipes travel."""
    network, layers = read_keras_file(file)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return Weights(network, f"a file, sha256 {sha256[:8]}", layers)


def _label(network: NetworkName) -> str:
    return ARCHITECTURES[network].label


def _read_chosen(file: Path, choice: NetworkName) -> Weights:
    weights = _read_file(file)
    if choice not in ("auto", weights.network):
        raise WeightsError(
            f"{brief(file.name)} holds {_label(weights.network)}, but {_label(choice)} "
            f"was chosen. Choose auto or {weights.network}, or name another file."
        )
    return weights


def _obtain_vgg19(
    remote: RemoteFile, patience: Patience, show_progress: bool
) -> Weights:
    remote = replace(remote, url=os.environ.get("NST_VGG19_URL") or remote.url)
    offline = os.environ.get("NST_OFFLINE", "0") not in ("", "0")
    obtained = obtain(
        remote,
        _keras_folder(),
        patience,
        offline=offline,
        show_progress=show_progress,
    )
    network, layers = read_keras_file(obtained.path)
    return Weights(network, "Keras' ImageNet weights", layers, obtained.note)


def _keras_folder() -> Path:
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
