"""A moment of a run on the disk: read back exactly, or not at all."""

import math

import numpy as np
import pytest

from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange
from nst_core.transfer.checkpoint import Checkpoint, read_checkpoint, write_checkpoint


@pytest.fixture
def checkpoint(rng):
    canvas = rng.normal(size=(1, 5, 7, 3)).astype(np.float32)
    memory = {"s 0": canvas * 2, "numbers": np.array([1.5, math.pi])}
    return Checkpoint(Settings(beta=3), (4, 2), canvas, memory, (9.5, math.inf), 12.5)


def test_it_is_read_back_exactly(checkpoint, tmp_path):
    changes = (SettingsChange(3, {"beta": 3.0}),)
    write_checkpoint(tmp_path / "it.npz", checkpoint, changes)
    read, read_changes = read_checkpoint(tmp_path / "it.npz")
    assert read_changes == changes
    assert (read.settings, read.had, read.totals, read.seconds) == (
        checkpoint.settings,
        checkpoint.had,
        checkpoint.totals,
        checkpoint.seconds,
    )
    assert read.iteration == 6
    np.testing.assert_array_equal(read.canvas, checkpoint.canvas)
    assert set(read.memory) == set(checkpoint.memory)
    for name, array in checkpoint.memory.items():
        np.testing.assert_array_equal(read.memory[name], array)


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
