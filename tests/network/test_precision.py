"""Precision is chosen by measured speed, and bfloat16 is precise enough."""

import numpy as np
import pytest
import tensorflow as tf

from nst_core.network import precision
from nst_core.network.convolution_rates import RateStore
from nst_core.network.vgg import load_network
from nst_core.objective.objective import Objective
from nst_core.settings.settings import Settings
from tests.objective.test_tiled_image import draw_canvases


@pytest.fixture
def unmeasured(tmp_path, monkeypatch):
    """A machine that nothing is known of."""
    store = RateStore(tmp_path / "rates.json", "here")
    monkeypatch.setattr(precision, "rate_store", lambda: store)


@pytest.mark.parametrize(
    ("speedup", "chosen"), [(0.5, "float32"), (1.1, "float32"), (2.0, "bfloat16")]
)
def test_the_measurement_decides_not_a_name(unmeasured, monkeypatch, speedup, chosen):
    rates = {"float32": 1e9, "bfloat16": speedup * 1e9}
    monkeypatch.setattr(precision, "measure_rates", lambda: rates)
    assert precision.choose_precision("auto") == chosen


@pytest.mark.parametrize("wish", ["float32", "bfloat16"])
def test_a_wish_needs_no_measurement(unmeasured, monkeypatch, wish):
    monkeypatch.setattr(precision, "measure_rates", None)
    assert precision.choose_precision(wish) == wish


def test_rates_are_measured_if_none_are_known(unmeasured):
    rates = precision.convolution_rates()
    assert set(rates) == {"float32", "bfloat16"}
    assert min(rates.values()) > 1e6


def test_a_new_measurement_may_choose_another_precision(unmeasured, monkeypatch):
    """Also for a network that is loaded already."""
    found = iter([{"float32": 3e9, "bfloat16": 2e9}, {"float32": 3e9, "bfloat16": 6e9}])
    monkeypatch.setattr(precision, "measure_rates", lambda: next(found))
    network = load_network("vgg16")
    assert network.computing_in("auto").precision == "float32"
    precision.rate_store().correct("float32", 1e9)
    assert network.computing_in("auto").precision == "bfloat16"


def test_bfloat16_turns_the_gradient_only_a_little(rng):
    """And the costs, summed in float32, stay within a percent."""
    content, style, picture = draw_canvases(rng, (96, 96), (80, 90), (96, 96))
    answers = [
        Objective(
            load_network("vgg16").computing_in(name),
            content,
            [style],
            Settings(padding="zero"),
        )(picture)
        for name in ("float32", "bfloat16")
    ]
    exact, rough = (answer.gradient.ravel() for answer in answers)
    cosine = exact @ rough / np.linalg.norm(exact) / np.linalg.norm(rough)
    assert cosine > 0.99
    assert answers[1].loss == pytest.approx(answers[0].loss, rel=0.01)
    assert answers[1].gradient.dtype == tf.float32.as_numpy_dtype
