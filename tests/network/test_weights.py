"""Which numbers are taken, from where, and what is refused."""

import hashlib
import math
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nst_core.errors import Sentence, WeightsError
from nst_core.network import weights as module
from nst_core.network.architectures import ARCHITECTURES
from nst_core.network.download import FetchedFile
from nst_core.network.fetching import RemoteFile, Timeouts
from nst_core.network.keras_weights import read_keras_file
from nst_core.network.weights import (
    AUTO_TIMEOUTS,
    CHOSEN_TIMEOUTS,
    KERAS_VGG19,
    find_weights,
)
from nst_core.settings.settings import NetworkName
from tests.file_server import forbid_connections, serve
from tests.keras_file import write_keras_file, write_keras_vgg19

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _clean_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable is set, the cache is empty, and the internet cannot be reached."""
    for name in ("NST_WEIGHTS", "NST_OFFLINE", "NST_VGG19_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("NO_PROXY", "*")
    connect = socket.create_connection

    def only_here(
        address: tuple[str, int], *args: Any, **options: Any
    ) -> socket.socket:
        if address[0] != "127.0.0.1":
            raise OSError("unreachable")
        return connect(address, *args, **options)

    monkeypatch.setattr(socket, "create_connection", only_here)


@pytest.fixture(scope="session")
def vgg19_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / KERAS_VGG19.name
    write_keras_vgg19(path, np.random.default_rng(19))
    return path


@pytest.fixture(scope="session")
def vgg16_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "vgg16.h5"
    write_keras_file(path, "vgg16", None)
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


def publish(monkeypatch: pytest.MonkeyPatch, remote: RemoteFile) -> None:
    """Let this file be the published VGG-19."""
    monkeypatch.setattr(module, "PUBLISHED", {"vgg19": remote})


def test_the_address_is_the_one_that_keras_knows() -> None:
    """Read as text: importing it would load TensorFlow."""
    import keras

    source = Path(keras.__file__).parent / "src" / "applications" / "vgg19.py"
    text = source.read_text().replace('"\n    "', "")
    assert f'"{KERAS_VGG19.url}"' in text
    assert KERAS_VGG19.md5 in text


def test_looking_for_weights_does_not_load_tensorflow() -> None:
    script = "import sys, nst_core.network.weights; print('tensorflow' in sys.modules)"
    found = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT)
    assert found == b"False\n"


def test_offline_the_embedded_network_is_taken_and_says_so() -> None:
    weights = find_weights()
    assert (weights.network, weights.source) == ("vgg16", "embedded int8")
    assert "embedded VGG-16 is used: No connection to" in str(weights.note)
    assert "\n" not in str(weights.note)


def test_nst_offline_keeps_the_program_from_trying(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NST_OFFLINE", "1")
    forbid_connections(monkeypatch)
    assert "NST_OFFLINE" in str(find_weights().note)


def test_vgg16_never_asks_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_connections(monkeypatch)
    weights = find_weights("vgg16")
    assert (weights.network, weights.note) == ("vgg16", None)


def test_a_network_that_nobody_publishes_needs_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PUBLISHED", {})
    forbid_connections(monkeypatch)
    with pytest.raises(WeightsError, match="VGG-19.*Name a file in NST_WEIGHTS"):
        find_weights("vgg19")


def test_vgg19_that_cannot_be_had_says_what_to_do() -> None:
    with pytest.raises(WeightsError) as caught:
        find_weights("vgg19")
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
    publish(monkeypatch, remote)
    weights = find_weights(choice)
    assert (weights.network, weights.source) == ("vgg19", "Keras' ImageNet weights")
    assert weights.note is None
    assert {n: kernel.shape for n, (kernel, _) in weights.layers.items()} == {
        name: layer.kernel_shape
        for name, layer in ARCHITECTURES["vgg19"].layers.items()
    }


@pytest.mark.parametrize("choice", ["auto", "vgg19"])
def test_what_a_server_sends_is_what_the_network_gets_and_it_is_asked_once(
    vgg19_file: Path,
    remote: RemoteFile,
    monkeypatch: pytest.MonkeyPatch,
    choice: NetworkName,
) -> None:
    """The whole way, with a file of the published one's size and structure."""
    with serve(vgg19_file.read_bytes()) as server:
        publish(monkeypatch, replace(remote, url=server.url))
        weights = find_weights(choice)
        forbid_connections(monkeypatch)
        again = find_weights(choice)
    assert server.ranges == [None]
    _, expected = read_keras_file(vgg19_file)
    for found in (weights, again):
        assert (found.network, found.note) == ("vgg19", None)
        assert found.layers.keys() == expected.keys()
        for layer, arrays in found.layers.items():
            for array, wanted in zip(arrays, expected[layer], strict=True):
                np.testing.assert_array_equal(array, wanted)


def test_auto_does_not_wait_for_a_slow_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten seconds are wanted and half a one is given; what has come is kept."""
    short = Timeouts(answer_s=5, total_s=0.5)
    monkeypatch.setattr(module, "AUTO_TIMEOUTS", short)
    with serve(bytes(10_000)) as server:
        server.drip_s = 0.1
        publish(monkeypatch, server.file)
        weights = find_weights()
    assert weights.network == "vgg16"
    assert "is slow: weights.h5 would take more than 0.5 seconds" in str(weights.note)
    assert (tmp_path / "keras" / "models" / "weights.h5.part").stat().st_size > 0


def test_auto_waits_two_minutes_at_most_and_vgg19_as_long_as_bytes_come() -> None:
    assert AUTO_TIMEOUTS.answer_s <= 4
    assert AUTO_TIMEOUTS.total_s <= 120
    assert CHOSEN_TIMEOUTS.total_s == math.inf


def test_a_note_about_the_cache_reaches_the_person(
    vgg19_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = FetchedFile(vgg19_file, Sentence("A damaged file was set aside.", {}))
    monkeypatch.setattr(module, "fetch_file", lambda *_, **__: found)
    assert str(find_weights().note) == "A damaged file was set aside."


def test_the_real_checksum_refuses_a_file_that_only_looks_like_it(
    cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same name, same place, random numbers: the default constants must not take it."""
    monkeypatch.setenv("NST_OFFLINE", "1")
    assert "is damaged" in str(find_weights().note)


def test_the_address_can_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NST_VGG19_URL", "http://example.invalid/file.h5")
    assert "No connection to example.invalid could be made" in str(find_weights().note)


def test_a_home_that_cannot_be_written_to_means_vgg16(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file"))
    weights = find_weights()
    assert weights.network == "vgg16"
    assert "could not be read or stored" in str(weights.note)


def test_a_user_without_a_home_gets_vgg16(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setattr(Path, "home", no_home)
    assert "no home folder" in str(find_weights().note)


def named_by_content(file: Path) -> str:
    """A file's name is the person's business and stays out of recipes."""
    return f"a file, sha256 {hashlib.sha256(file.read_bytes()).hexdigest()[:8]}"


def test_a_named_file_comes_first(
    vgg16_file: Path, vgg19_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_connections(monkeypatch)
    monkeypatch.setenv("NST_WEIGHTS", str(vgg16_file))
    assert find_weights().source == named_by_content(vgg16_file)
    assert find_weights("auto", vgg19_file).network == "vgg19"


def test_a_named_file_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NST_WEIGHTS", "~nobody-of-this-name/mine.h5")
    with pytest.raises(WeightsError, match=r"mine\.h5 .*there is no file"):
        find_weights()


def test_a_named_file_may_lie_in_the_home_folder(
    vgg16_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(vgg16_file.parent))
    monkeypatch.setenv("NST_WEIGHTS", "~/vgg16.h5")
    assert find_weights().source == named_by_content(vgg16_file)


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
    assert str(weights.note) == "NST_WEIGHTS names VGG-19, but VGG-16 was chosen."
