"""Which sizes and how many iterations: arithmetic, so exact."""

import pytest

from nst_core.schedule import Scale, plan_scales, work_until
from nst_core.settings import Settings


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


def test_a_long_strip_is_not_shrunk_until_the_network_sees_nothing():
    scales = plan_scales(100, 1000, Settings(size=1000, scales=6))
    assert shapes(scales) == [(100, 1000)]


def test_a_portrait_keeps_its_proportions():
    assert shapes(plan_scales(800, 600, Settings(size=400, scales=1))) == [(400, 300)]


def test_work_counts_pixels_not_iterations():
    scales = (Scale(10, 10, 2), Scale(20, 20, 3))
    assert [work_until(scales, done) for done in range(6)] == [
        0,
        100,
        200,
        600,
        1000,
        1400,
    ]
