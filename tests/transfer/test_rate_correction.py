"""Every run corrects the convolution rate that forecasts are made from."""

from dataclasses import replace

import pytest

from nst_core.network.convolution_rates import RateStore
from nst_core.planning import schedule
from nst_core.settings.settings import Settings
from nst_core.transfer import stylize as transfer
from nst_core.transfer.stylize import stylize

SHORT = Settings(
    size=64, iterations=6, scales=1, frame_every=1, precision="float32", plateau=0
)


@pytest.fixture
def corrections(monkeypatch, tmp_path):
    """Rates that runs report; the tiny network's few operations are made to tell."""
    found = []

    class Store(RateStore):
        def correct(self, precision, observed):
            found.append((precision, observed))

    store = Store(tmp_path / "rates.json", "here")
    monkeypatch.setattr(transfer, "rate_store", lambda: store)
    monkeypatch.setattr(schedule, "MIN_MEASURED_SECONDS", 0)
    monkeypatch.setattr(schedule, "ITERATION_SECONDS", 0)
    return found


def test_a_finished_run_reports_its_rate_once(pictures, tiny_network, corrections):
    list(stylize(*pictures, SHORT, network=tiny_network))
    ((precision, rate),) = corrections
    assert precision == "float32" and rate > 0


def test_a_run_that_is_left_reports_it_too(pictures, tiny_network, corrections):
    frames = stylize(*pictures, replace(SHORT, iterations=50), network=tiny_network)
    for _ in range(7):  # the start, and six iterations
        next(frames)
    frames.close()
    assert len(corrections) == 1


def test_some_iterations_are_needed_to_tell(pictures, tiny_network, corrections):
    list(stylize(*pictures, replace(SHORT, iterations=3), network=tiny_network))
    assert corrections == []


def test_a_run_steered_to_other_layers_reports_nothing(
    pictures, tiny_network, corrections
):
    """Its forecast was about other work."""

    def steered(iteration):
        return SHORT if iteration < 1 else replace(SHORT, weight_conv5_1=0)

    list(stylize(*pictures, steered, network=tiny_network))
    assert corrections == []


def test_a_run_steered_among_the_same_layers_reports_its_rate(
    pictures, tiny_network, corrections
):
    def steered(iteration):
        return SHORT if iteration < 1 else replace(SHORT, beta=20)

    list(stylize(*pictures, steered, network=tiny_network))
    assert len(corrections) == 1
