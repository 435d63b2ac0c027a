"""Sizes and iterations of the scales: arithmetic, so exact."""

import math

import pytest

from nst_core.planning.schedule import (
    Forecast,
    Scale,
    is_flat,
    iterations_when_larger,
    plan_scales,
)
from nst_core.settings.settings import Settings


def shapes(scales):
    return [(scale.height, scale.width) for scale in scales]


def test_each_scale_doubles_the_one_before():
    scales = plan_scales(600, 800, Settings(size=512, scales=3))
    assert shapes(scales) == [(96, 128), (192, 256), (384, 512)]


@pytest.mark.parametrize("iterations", [1, 2, 3, 7, 150, 151, 152])
@pytest.mark.parametrize("wanted", [1, 2, 3, 6])
def test_no_iteration_is_lost_or_added(iterations, wanted):
    settings = Settings(iterations=iterations, scales=wanted)
    scales = plan_scales(333, 500, settings)
    assert sum(scale.iterations for scale in scales) == iterations
    assert all(scale.iterations > 0 for scale in scales)


def test_the_last_scale_always_has_the_chosen_size():
    for iterations in (1, 2, 100):
        settings = Settings(size=300, scales=4, iterations=iterations)
        assert shapes(plan_scales(100, 200, settings))[-1] == (150, 300)


@pytest.mark.parametrize(
    ("size", "scales", "shares"),
    [
        (1024, 3, [50, 50, 50]),
        (2048, 3, [66, 65, 19]),
        (4096, 3, [105, 35, 10]),
        (8192, 6, [48, 47, 47, 16, 10, 10]),
    ],
)
def test_scales_beyond_1024_px_take_a_third_per_doubling(size, scales, shares):
    settings = Settings(size=size, scales=scales, iterations=sum(shares))
    planned = plan_scales(1000, 1000, settings)
    found = [scale.iterations for scale in planned]
    assert found == pytest.approx(shares, abs=2) and sum(found) == sum(shares)
    assert min(found) >= 10


@pytest.mark.parametrize(
    ("size", "scales", "shares"),
    [
        (512, 3, [69, 34, 17]),
        (512, 1, [120]),
        (1024, 4, [165, 75, 40, 20]),
        (4096, 3, [105, 35, 10]),  # a third already
        (512, 3, [21, 10, 10]),  # no scale has next to none
    ],
)
def test_larger_scales_may_take_half_the_iterations_of_smaller_ones(
    size, scales, shares
):
    settings = Settings(
        size=size, scales=scales, iterations=sum(shares), iterations_per_doubling=0.5
    )
    planned = plan_scales(1000, 1000, settings)
    assert [x.iterations for x in planned] == pytest.approx(shares, abs=2)
    assert sum(x.iterations for x in planned) == sum(shares)


def test_few_iterations_are_never_fewer_on_small_scales_than_on_large_ones():
    settings = Settings(size=4096, scales=4, iterations=9)
    assert [x.iterations for x in plan_scales(900, 900, settings)] == [3, 2, 2, 2]


def test_a_larger_picture_of_a_painting_takes_a_third_and_at_least_ten():
    assert [iterations_when_larger(x, 2) for x in (150, 50, 12, 4)] == [50, 17, 10, 4]


def test_a_long_strip_is_not_shrunk_until_the_network_sees_nothing():
    scales = plan_scales(100, 1000, Settings(size=1000, scales=6))
    assert shapes(scales) == [(100, 1000)]


def test_a_portrait_keeps_its_proportions():
    assert shapes(plan_scales(800, 600, Settings(size=400, scales=1))) == [(400, 300)]


FORECAST = Forecast(
    scales=(Scale(100, 100, 20), Scale(200, 200, 20), Scale(400, 400, 20)),
    operations_per_px=1e6,
    rate=4e11,
    relative_costs=(1.0, 1.0, 1.0),
)


def test_the_forecast_grows_with_every_iteration_and_by_pixels():
    seconds = [FORECAST.seconds_until(done) for done in range(61)]
    assert seconds == sorted(seconds)
    coarse, fine = seconds[2] - seconds[1], seconds[60] - seconds[59]
    assert 4 < fine / coarse < 16  # sixteen times the pixels, and a fixed part


def test_the_share_done_runs_from_0_to_1():
    assert FORECAST.share_done(0) == 0
    assert FORECAST.share_done(60) == 1


def test_the_pace_so_far_corrects_the_forecast():
    """Whoever took twice as long as modelled is told twice the rest."""
    spent = FORECAST.seconds_until(20)
    rest = FORECAST.seconds_until(60) - spent
    assert FORECAST.seconds_left(20, 2 * spent) == pytest.approx(2 * rest)
    assert FORECAST.seconds_left(60, 100) == 0


def test_before_the_first_iteration_the_model_alone_speaks():
    whole = FORECAST.seconds_until(60) - FORECAST.seconds_until(0)
    assert FORECAST.seconds_left(0, 0.001) == pytest.approx(whole)


@pytest.mark.parametrize(
    ("totals", "share", "flat"),
    [
        ([200] + [100] * 11, 0.01, True),
        ([200] + [100] * 11, 0, False),
        ([200] + [100] * 10, 0.01, False),
        ([200, 100, *[50] * 5, *range(100, 94, -1)], 0.01, False),
        ([200, 100, *[50] * 9, 99.5], 0.01, True),
        ([200, 100, *[50] * 9, 100.5], 0.01, False),
        ([200] + [100] * 10 + [math.nan], 0.01, False),
        ([101] + [100] * 11, 0.01, False),  # nothing has begun yet
    ],
)
def test_a_plateau_is_little_gained_in_ten_iterations(totals, share, flat):
    assert is_flat(totals, share) == flat
