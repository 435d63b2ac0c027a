"""A moment of a run on the disk: read back exactly, or not at all."""

import json
import math

import numpy as np
import pytest

from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange
from nst_core.transfer.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from nst_core.transfer.progress import Progress


@pytest.fixture
def checkpoint(rng):
    canvas = rng.normal(size=(1, 5, 7, 3)).astype(np.float32)
    arrays = {"s 0": canvas * 2, "numbers": np.array([1.5, math.pi])}
    return Checkpoint(
        Settings(beta=3), Progress((4, 2)), canvas, arrays, (9.5, math.inf), 12.5
    )


def test_it_is_read_back_exactly(checkpoint, tmp_path):
    changes = (SettingsChange(3, {"beta": 3.0}),)
    write_checkpoint(tmp_path / "it.npz", checkpoint, changes)
    read, read_changes = read_checkpoint(tmp_path / "it.npz")
    assert read_changes == changes
    assert (read.settings, read.progress, read.losses, read.seconds) == (
        checkpoint.settings,
        checkpoint.progress,
        checkpoint.losses,
        checkpoint.seconds,
    )
    assert read.iteration == 6
    np.testing.assert_array_equal(read.canvas, checkpoint.canvas)
    assert set(read.state_arrays) == set(checkpoint.state_arrays)
    for name, array in checkpoint.state_arrays.items():
        np.testing.assert_array_equal(read.state_arrays[name], array)


def test_without_a_file_there_is_no_checkpoint(tmp_path):
    assert read_checkpoint(tmp_path / "none.npz") is None


@pytest.mark.parametrize("cut", [0, 1, 100, 0.5, 0.99])
def test_a_cut_file_is_no_checkpoint(checkpoint, tmp_path, cut):
    path = tmp_path / "it.npz"
    write_checkpoint(path, checkpoint)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(cut * len(whole)) if cut < 1 else cut])
    assert read_checkpoint(path) is None


def test_a_flipped_bit_is_noticed(checkpoint, tmp_path):
    path = tmp_path / "it.npz"
    write_checkpoint(path, checkpoint)
    stored = bytearray(path.read_bytes())
    place = stored.find(checkpoint.canvas.tobytes())
    stored[place + 40] ^= 1
    path.write_bytes(stored)
    assert read_checkpoint(path) is None


def test_a_file_of_an_older_version_is_read(tmp_path):
    """Its names are older than those of the code, and stay."""
    about = {
        "settings": {"beta": 4.0},
        "had": [3, 1],
        "totals": [2.0, 1.5],
        "seconds": 7.0,
        "turns": [[2, {"beta": 4.0}]],
    }
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    canvas = np.ones((1, 2, 2, 3), np.float32)
    arrays = {"canvas": canvas, "memory numbers": np.array([4.0, 1.0]), "about": text}
    np.savez(tmp_path / "old.npz", **arrays)
    checkpoint, changes = read_checkpoint(tmp_path / "old.npz")

    assert checkpoint.settings == Settings(beta=4)
    assert checkpoint.progress == Progress((3, 1))
    assert checkpoint.losses == (2, 1.5)
    assert list(checkpoint.state_arrays) == ["numbers"]
    assert changes == (SettingsChange(2, {"beta": 4.0}),)
