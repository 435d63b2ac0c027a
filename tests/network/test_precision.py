"""bfloat16 where it is faster, found by trying and remembered."""

import json

import numpy as np
import pytest
import tensorflow as tf

from nst_core.network import precision
from nst_core.network.vgg import load_network
from nst_core.objective.objective import Objective
from nst_core.settings.settings import Settings
from tests.objective.test_tiled_image import draw_canvases


@pytest.fixture
def notes(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    precision.convolution_rates.cache_clear()
    yield tmp_path / "neural-style-transfer" / "convolution-rates.json"
    precision.convolution_rates.cache_clear()


@pytest.mark.parametrize(
    ("speedup", "chosen"), [(0.5, "float32"), (1.1, "float32"), (2.0, "bfloat16")]
)
def test_the_measurement_decides_not_a_name(notes, monkeypatch, speedup, chosen):
    rates = {"float32": 1e9, "bfloat16": speedup * 1e9}
    monkeypatch.setattr(precision, "_measure_rate", rates.__getitem__)
    assert precision.choose_precision("auto") == chosen


@pytest.mark.parametrize("wish", ["float32", "bfloat16"])
def test_a_wish_needs_no_measurement(notes, monkeypatch, wish):
    monkeypatch.setattr(precision, "_measure_rate", None)
    assert precision.choose_precision(wish) == wish


def run_anew():
    """Return the rates as the next start of the program has them."""
    precision.convolution_rates.cache_clear()
    return precision.convolution_rates()


def test_the_best_of_the_first_runs_is_believed_by_the_later_ones(notes, monkeypatch):
    """A busy machine looks slow; it may be busy once."""
    found = iter([1e9, 3e9, 2e9])
    monkeypatch.setattr(
        precision, "_measure_rate", lambda name: next(found) if name[0] == "f" else 1.0
    )
    assert [run_anew()["float32"] for _ in range(5)] == [1e9, 3e9, 3e9, 3e9, 3e9]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"x": 3}', '{"x": [3]}'])
def test_damaged_notes_are_measured_anew(notes, damage):
    notes.parent.mkdir()
    notes.write_text(damage)
    assert precision.convolution_rates()["float32"] > 1e6
    assert json.loads(notes.read_text())


def test_a_home_that_cannot_be_written_to_is_no_obstacle(tmp_path, monkeypatch, notes):
    occupied = tmp_path / "file"
    occupied.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(occupied))
    assert precision.convolution_rates()["float32"] > 1e6


def test_bfloat16_turns_the_gradient_only_a_little(rng):
    """And the costs, summed in float32, stay within a percent."""
    content, style, picture = draw_canvases(rng, (96, 96), (80, 90), (96, 96))
    answers = [
        Objective(
            load_network("vgg16").computing_in(name), content, [style], Settings()
        )(picture)
        for name in ("float32", "bfloat16")
    ]
    exact, rough = (answer.gradient.ravel() for answer in answers)
    cosine = exact @ rough / np.linalg.norm(exact) / np.linalg.norm(rough)
    assert cosine > 0.99
    assert answers[1].loss == pytest.approx(answers[0].loss, rel=0.01)
    assert answers[1].gradient.dtype == tf.float32.as_numpy_dtype
