"""Memory plans within a budget, and the sentence when there is none."""

import re

import pytest

from nst_core.errors import SettingsError
from nst_core.planning.memory import (
    MemoryNeeds,
    find_memory_plan,
    plan_memory,
    plan_memory_of_scales,
    usable_gb,
)
from nst_core.system.machine import free_gb, resident_gb

PRECISIONS = ("float32", "bfloat16")


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_small_picture_is_planned_whole_with_a_long_history(precision):
    plan = find_memory_plan(512, 512, MemoryNeeds(precision), 4)
    assert (plan.edge_px, plan.history) == (None, 10)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_largest_picture_fits_into_six_gigabytes_in_tiles(precision):
    plan = find_memory_plan(3072, 4096, MemoryNeeds(precision), 6)
    assert plan.edge_px is not None
    assert plan.peak_gb <= 6


def test_less_memory_means_smaller_boxes_never_a_broken_promise():
    boxes = []
    for budget in (16, 8, 4, 3, 2.5):
        plan = find_memory_plan(2048, 2048, MemoryNeeds("bfloat16"), budget)
        assert plan.peak_gb <= budget
        boxes.append(plan.edge_px or 2048)
    assert boxes == sorted(boxes, reverse=True)


def test_adam_needs_less_than_lbfgs():
    adam = find_memory_plan(2048, 2048, MemoryNeeds("bfloat16", "adam"), 64)
    lbfgs = find_memory_plan(2048, 2048, MemoryNeeds("bfloat16", "lbfgs"), 64)
    canvas_gb = 2048 * 2048 * 3 * 4 / 2**30
    assert lbfgs.peak_gb - adam.peak_gb == pytest.approx(17 * canvas_gb)


def test_a_short_history_of_lbfgs_takes_no_more_than_adam():
    smallest = {
        name: min(
            budget / 10
            for budget in range(10, 60)
            if find_memory_plan(3072, 4096, MemoryNeeds("float32", name), budget / 10)
        )
        for name in ("adam", "lbfgs")
    }
    assert smallest["lbfgs"] <= smallest["adam"]


@pytest.mark.parametrize("budget", [1.2, 1.5, 2])
def test_a_refusal_names_a_size_that_fits(budget):
    with pytest.raises(SettingsError, match=r"does not fit.*at most \d+") as refusal:
        plan_memory(3072, 4096, MemoryNeeds("float32"), budget)
    size = int(re.findall(r"at most (\d+)", str(refusal.value))[0])
    assert (
        plan_memory(size * 3 // 4, size, MemoryNeeds("float32"), budget).peak_gb
        <= budget
    )


def test_far_too_little_memory_is_refused():
    with pytest.raises(SettingsError, match="too little to paint at all"):
        plan_memory(512, 512, MemoryNeeds("float32"), 0.5)


def test_without_a_budget_what_is_free_decides():
    assert 0 < resident_gb() < usable_gb()
    assert usable_gb() <= resident_gb() + free_gb()
    assert plan_memory(128, 128, MemoryNeeds("float32"), 0).edge_px is None


@pytest.mark.parametrize(("precision", "budget"), [("bfloat16", 8), ("float32", 9)])
def test_a_print_of_8192_px_needs_small_boxes_and_the_shortest_history(
    precision, budget
):
    needs = MemoryNeeds(precision, coarser_scales=5, banks=1)
    plan = find_memory_plan(6144, 8192, needs, budget)
    assert (plan.edge_px, plan.history) == (384, 1)
    assert find_memory_plan(6144, 8192, needs, budget - 1) is None


def test_tiles_are_planned_as_dear_as_they_were_measured():
    """A print with boxes of 512 px and a history of 1 peaked at 7.56 GB.

    From the command line; a worker keeps a frame's canvas longer, 0.56 GB.
    """
    needs = MemoryNeeds("bfloat16", coarser_scales=5)
    plan = find_memory_plan(6144, 8192, needs, 8.3)
    assert (plan.edge_px, plan.history) == (512, 1)
    assert plan.peak_gb == pytest.approx(7.56 + 0.56, rel=0.02)


def test_a_short_history_is_the_last_resort():
    plan = find_memory_plan(6144, 8192, MemoryNeeds("bfloat16"), 16)
    assert plan is not None and plan.history >= 3


def test_a_coarse_scale_leaves_to_the_print_what_it_needs_beside_it():
    """Memory that the network has taken once comes back to nobody."""
    needs = MemoryNeeds("bfloat16")
    sizes = [(1536, 2048, needs), (3072, 4096, needs), (6144, 8192, needs)]
    plans = plan_memory_of_scales(sizes, 9)
    kept = max(plan.network_gb for plan in plans)
    for plan in plans:
        assert plan.peak_gb - plan.network_gb + kept <= 9
    assert find_memory_plan(*sizes[0], 9).edge_px is None, "alone it would be whole"
