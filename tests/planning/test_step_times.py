"""Times of iterations tell how fast this machine convolves."""

import pytest

from nst_core.planning.schedule import Forecast, Scale
from nst_core.planning.step_times import StepTimes

FORECAST = Forecast(
    scales=(Scale(100, 100, 20), Scale(200, 200, 20)),
    operations_per_px=1e6,
    rate=1e11,
    relative_costs=(1.0, 1.0),
)


def iteration_s(forecast, stage):
    """Seconds of one iteration of a scale, as forecast."""
    done = sum(scale.iterations for scale in forecast.scales[:stage])
    return forecast.seconds_until(done + 2) - forecast.seconds_until(done + 1)


def times(stage, seconds):
    found = StepTimes()
    for spent in seconds:
        found.add(stage, spent)
    return found


@pytest.mark.parametrize("stage", [0, 1])
def test_a_run_as_forecast_reaches_the_rate_of_the_forecast(stage):
    found = times(stage, [iteration_s(FORECAST, stage)] * 5)
    assert found.rate_reached(FORECAST) == pytest.approx(FORECAST.rate)


def test_a_moment_of_other_work_changes_nothing():
    usual = iteration_s(FORECAST, 1)
    found = times(1, [usual, usual, 20 * usual, usual, usual])
    assert found.rate_reached(FORECAST) == pytest.approx(FORECAST.rate)


def test_the_finest_scale_with_enough_iterations_counts():
    found = times(0, [iteration_s(FORECAST, 0)] * 5)
    found.add(1, 1000)
    assert found.rate_reached(FORECAST) == pytest.approx(FORECAST.rate)


def test_little_work_tells_nothing():
    """The rest of an iteration would be taken for convolutions."""
    tiny = Forecast((Scale(16, 16, 20),), 1e6, 1e11, (1.0,))
    assert times(0, [1.0] * 9).rate_reached(tiny) is None


def test_what_is_forgotten_tells_nothing():
    found = times(0, [1.0] * 9)
    found.clear()
    assert found.rate_reached(FORECAST) is None
