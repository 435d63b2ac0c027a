"""Progress of a run, and the plan of the rest."""

from dataclasses import replace

from nst_core.network.architectures import ARCHITECTURES
from nst_core.planning.plan import plan_run
from nst_core.settings.settings import Settings
from nst_core.transfer.progress import Progress

SETTINGS = Settings(size=512, iterations=30, scales=3)


def plan_for(progress, iterations, is_scale_over=False):
    shape = (400, 512)
    plan = plan_run(shape, [shape], SETTINGS, ARCHITECTURES["vgg16"], "float32", 1e11)
    settings = replace(SETTINGS, iterations=iterations)
    plan = progress.plan_rest(plan, settings, is_scale_over)
    return [scale.iterations for scale, _ in plan.stages]


def test_it_counts_iterations_by_scale():
    progress = Progress().after_iteration().after_iteration().at_next_scale()
    assert progress.after_iteration() == Progress((2, 1))
    assert (progress.scale, progress.done, progress.done_here) == (1, 2, 0)


def test_other_iterations_are_shared_as_if_wished_from_the_start():
    assert plan_for(Progress((4,)), 30) == [10, 10, 10]
    assert plan_for(Progress((4,)), 60) == [20, 20, 20]


def test_what_is_done_stays_as_it_was():
    assert plan_for(Progress((10, 7)), 12) == [10, 7, 4]
    assert plan_for(Progress((10, 7)), 60) == [10, 20, 20]


def test_a_scale_that_ended_early_had_what_it_had():
    assert plan_for(Progress((10, 7)), 30, is_scale_over=True) == [10, 7, 10]
