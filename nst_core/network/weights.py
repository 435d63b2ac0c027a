"""Source of a network's weights: a named file, Keras' cache or address, or assets/.

Knows the order in which to look, nothing about TensorFlow. The kernels are as they were
published; vgg.py turns the first to RGB.
"""

import hashlib
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nst_core.errors import Sentence, WeightsError, brief
from nst_core.network.architectures import ARCHITECTURES, LayerWeights
from nst_core.network.download import fetch_file
from nst_core.network.embedded_weights import read_embedded
from nst_core.network.fetching import RemoteFile, Timeouts
from nst_core.network.keras_weights import read_keras_file
from nst_core.settings.settings import NetworkName

# Address and MD5 as in keras.applications.vgg19, which cannot be imported without
# loading TensorFlow.
KERAS_VGG19 = RemoteFile(
    url="https://storage.googleapis.com/tensorflow/keras-applications/vgg19/"
    "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
    name="vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
    size=80_134_624,
    md5="253f8cb515780f3b799900260a226db6",
)

EMBEDDED: NetworkName = "vgg16"  # in assets/, so always at hand
PREFERRED: NetworkName = "vgg19"  # of "auto"
# Of all other networks the person names a file.
PUBLISHED: Mapping[NetworkName, RemoteFile] = {"vgg19": KERAS_VGG19}

# Who leaves the choice to the program wants to paint soon; who insists on a network
# waits as long as bytes come.
AUTO_TIMEOUTS = Timeouts(answer_s=4, stall_s=10, total_s=120)
CHOSEN_TIMEOUTS = Timeouts(answer_s=30, stall_s=30, total_s=math.inf)


@dataclass(frozen=True)
class Weights:
    """Weights of one network, and where they came from."""

    network: NetworkName  # never "auto"
    source: str  # as a report has it, e.g. "embedded int8"
    layers: Mapping[str, LayerWeights]  # by layer name, float32
    note: Sentence | None = None  # for a person to read


def find_weights(
    choice: NetworkName = "auto", file: Path | None = None, show_progress: bool = False
) -> Weights:
    """The best weights that can be had.

    First a file that the person names, by `file` or by the environment variable
    NST_WEIGHTS; then, unless VGG-16 is chosen, the published file from Keras' cache or
    from its address; then the embedded VGG-16. No connection is tried when the weights
    are here, when VGG-16 is chosen, or when NST_OFFLINE is set. NST_VGG19_URL names
    another address of VGG-19.

    Args:
        choice: "auto" takes VGG-19 and falls back to VGG-16 where VGG-19 cannot be had
            within two minutes; a download that was too slow goes on at the next start.
        file: An .h5 of one of the networks as Keras writes it.
        show_progress: Draw a bar on stderr while downloading.

    Raises:
        WeightsError: The named file is unfit, the chosen network cannot be had, or the
            embedded one is damaged.
    """
    note = None
    if file is not None:
        return _read_chosen(file, choice)
    if named := os.environ.get("NST_WEIGHTS"):
        weights = _read_file(Path(os.path.expanduser(named)))
        if choice in ("auto", weights.network):
            return weights
        # Whoever set the variable is not always the one who chooses at the page.
        note = Sentence(
            "NST_WEIGHTS names {network}, but {chosen} was chosen.",
            {"network": _label(weights.network), "chosen": _label(choice)},
        )
    if choice == EMBEDDED:
        return _read_embedded(note)
    if choice != "auto":
        weights = _fetch_chosen(choice, show_progress)
        return replace(weights, note=_joined(note, weights.note))
    try:
        return _fetch(PREFERRED, AUTO_TIMEOUTS, show_progress)
    except WeightsError as error:
        note = Sentence(
            "{network} could not be had, so the embedded {embedded} is used: {reason}",
            {
                "network": _label(PREFERRED),
                "embedded": _label(EMBEDDED),
                "reason": error.sentence,
            },
        )
        return _read_embedded(note)


def _joined(first: Sentence | None, second: Sentence | None) -> Sentence | None:
    if first and second:
        return Sentence("{first} {second}", {"first": first, "second": second})
    return first or second


def _label(network: NetworkName) -> str:
    return ARCHITECTURES[network].label


def _read_embedded(note: Sentence | None) -> Weights:
    return Weights(EMBEDDED, "embedded int8", read_embedded(), note)


def _read_file(file: Path) -> Weights:
    """A file goes by its content: its name is the person's, and recipes travel."""
    network, layers = read_keras_file(file)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return Weights(network, f"a file, sha256 {sha256[:8]}", layers)


def _read_chosen(file: Path, choice: NetworkName) -> Weights:
    weights = _read_file(file)
    if choice not in ("auto", weights.network):
        raise WeightsError(
            "{file} holds {found}, but {chosen} was chosen. Choose auto or {network}, "
            "or name another file.",
            file=brief(file.name),
            found=_label(weights.network),
            chosen=_label(choice),
            network=weights.network,
        )
    return weights


def _fetch_chosen(choice: NetworkName, show_progress: bool) -> Weights:
    """Published weights of the network that a person insists on."""
    if choice not in PUBLISHED:
        raise WeightsError(
            "No address of {network}'s weights is known. Name a file in NST_WEIGHTS, "
            "or choose auto.",
            network=_label(choice),
        )
    try:
        return _fetch(choice, CHOSEN_TIMEOUTS, show_progress)
    except WeightsError as error:
        raise WeightsError(
            "{network} could not be had: {reason} It was chosen, so its weights "
            "({size:.0f} MB) are needed. Connect to the internet, name a file in "
            "NST_WEIGHTS, or choose auto or vgg16.",
            network=_label(choice),
            reason=error.sentence,
            size=PUBLISHED[choice].size / 1e6,
        ) from error


def _fetch(network: NetworkName, timeouts: Timeouts, show_progress: bool) -> Weights:
    remote = PUBLISHED[network]
    if url := os.environ.get(f"NST_{network.upper()}_URL"):
        remote = replace(remote, url=url)
    fetched = fetch_file(
        remote,
        _keras_folder(),
        timeouts,
        offline=os.environ.get("NST_OFFLINE", "0") not in ("", "0"),
        show_progress=show_progress,
    )
    network, layers = read_keras_file(fetched.path)
    return Weights(network, "Keras' ImageNet weights", layers, fetched.note)


def _keras_folder() -> Path:
    """Folder in which Keras caches the weights that it has downloaded.

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
