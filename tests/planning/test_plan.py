"""A run is planned, and refused if it cannot work, before anything is painted."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nst_core.errors import ImageError, SettingsError
from nst_core.images.canvas import to_canvas
from nst_core.planning.plan import plan_run
from nst_core.planning.schedule import Scale
from nst_core.settings.settings import Settings
from nst_core.transfer.scale_inputs import fit_style
from tests.conftest import draw_picture

ROOT = Path(__file__).parents[2]
SETTINGS = Settings(size=512, scales=3, memory_gb=8)
RATE = 4e11  # operations a second


def plan(content, style, settings, network):
    return plan_run(content, [style], settings, network, "float32", RATE)


def test_every_scale_has_its_memory_and_the_largest_decides(tiny_network):
    planned = plan((600, 800), (500, 500), SETTINGS, tiny_network)
    peaks = [memory.peak_gb for _, memory in planned.stages]
    assert len(peaks) == 3
    assert planned.peak_gb == peaks[-1] == max(peaks)


def test_tiles_are_planned_slower_than_the_whole_picture(tiny_network):
    large = replace(SETTINGS, size=2048, scales=1)
    seconds = [
        plan(
            (2000, 2000), (500, 500), replace(large, memory_gb=budget), tiny_network
        ).forecast.seconds_until(large.iterations)
        for budget in (64, 4)
    ]
    assert seconds[0] < seconds[1]


def test_dear_style_terms_are_planned_slower_for_each_painting(tiny_network):
    def seconds(term, paintings):
        chosen = replace(SETTINGS, style_term=term)
        styles = [(500, 500)] * paintings
        return plan_run(
            (600, 800), styles, chosen, tiny_network, "float32", RATE
        ).seconds

    for term in ("gaussian", "sliced"):
        assert seconds("gram", 1) < seconds(term, 1) < seconds(term, 2)
    assert seconds("gram", 1) == seconds("gram", 4)


def test_self_similarity_is_planned_dearer_where_content_counts(tiny_network):
    def planned(**changes):
        chosen = replace(SETTINGS, **changes)
        return plan((600, 800), (500, 500), chosen, tiny_network)

    alike = {"content_term": "self_similarity"}
    plain, dearer = planned(), planned(**alike)
    assert plain.peak_gb < dearer.peak_gb < plain.peak_gb + 0.1
    assert plain.seconds < dearer.seconds < 1.5 * plain.seconds
    without, later = planned(alpha=0), planned(alpha=0, **alike)
    assert later.seconds == without.seconds
    assert later.peak_gb > without.peak_gb, "alpha may be raised while it is painted"


def test_nearest_neighbours_are_planned_dearer_for_each_painting(tiny_network):
    def planned(neighbors, paintings):
        chosen = replace(SETTINGS, neighbors=neighbors)
        styles = [(500, 500)] * paintings
        return plan_run((600, 800), styles, chosen, tiny_network, "float32", RATE)

    plain, one, two = planned(0, 2), planned(0.1, 1), planned(0.1, 2)
    assert plain.seconds < one.seconds < two.seconds < 1.2 * plain.seconds
    assert plain.peak_gb < one.peak_gb < two.peak_gb
    assert (
        planned(0, 1).peak_gb
        == plan((600, 800), (500, 500), SETTINGS, tiny_network).peak_gb
    ), "without weight nothing is planned otherwise"


def test_sliced_is_never_painted_in_tiles(tiny_network):
    """Sorting needs all; a beta that is 0 now may be raised in mid-run."""
    large = replace(SETTINGS, size=2048, style_term="sliced", beta=0)
    given = ((2000, 2000), (500, 500))
    with pytest.raises(SettingsError, match="does not fit"):
        plan(*given, replace(large, memory_gb=5), tiny_network)
    whole = plan(*given, replace(large, memory_gb=64), tiny_network)
    assert all(memory.edge_px is None for _, memory in whole.stages)


def test_styles_larger_than_the_canvas_need_memory_of_their_own(tiny_network):
    photo, square = (256, 1024), (500, 500)
    ample = replace(SETTINGS, memory_gb=64)
    peaks = [
        plan_run(photo, [square] * count, chosen, tiny_network, "float32", RATE).peak_gb
        for count, chosen in (
            (1, ample),
            (4, ample),
            (4, replace(ample, style_scale=4)),
            (4, replace(ample, style_scale=4, style_term="sliced")),
        )
    ]
    assert peaks == sorted(set(peaks)), "each needs more than the one before"


def test_a_size_beyond_the_memory_is_refused(tiny_network):
    with pytest.raises(SettingsError, match="does not fit into 1.5 GB"):
        settings = replace(SETTINGS, size=4096, memory_gb=1.5)
        plan((3000, 4000), (500, 500), settings, tiny_network)


def test_a_picture_too_small_for_the_network_is_refused_in_words(tiny_network):
    settings = replace(SETTINGS, size=64)
    plan((32, 64), (50, 50), settings, tiny_network)
    with pytest.raises(ImageError, match="at least 32.*Choose a larger"):
        plan((31, 64), (50, 50), settings, tiny_network)


def test_a_painting_like_a_thread_is_refused(tiny_network):
    plan((600, 800), (50, 1000), SETTINGS, tiny_network)
    with pytest.raises(ImageError, match="style picture has 1001 x 50 pixels"):
        plan((600, 800), (50, 1001), SETTINGS, tiny_network)


def test_a_painting_keeps_its_proportions_and_gets_the_canvas_longest_edge(
    tiny_network, rng
):
    painting = to_canvas(draw_picture(rng, 100, 50))
    scale = Scale(64, 96, 10)
    fitted = fit_style(painting, scale, SETTINGS, tiny_network)
    assert fitted.shape == (1, 96, 48, 3)


def test_a_narrow_style_is_enlarged_to_the_networks_minimum(tiny_network, rng):
    painting = to_canvas(draw_picture(rng, 20, 300))
    fitted = fit_style(painting, Scale(64, 64, 10), SETTINGS, tiny_network)
    assert min(fitted.shape[1:3]) >= tiny_network.min_edge_px


def test_the_paper_preset_gives_both_pictures_one_shape(tiny_network, rng):
    painting = to_canvas(draw_picture(rng, 100, 50))
    settings = replace(SETTINGS, family="paper")
    fitted = fit_style(painting, Scale(64, 96, 10), settings, tiny_network)
    assert fitted.shape == (1, 64, 96, 3)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory so")
def test_the_size_that_a_refusal_names_is_painted_under_a_real_limit():
    """The operating system ends whoever takes more than the budget."""
    code = """
import re, resource
from dataclasses import replace
import numpy as np
from nst_core.errors import SettingsError
from nst_core.settings.settings import Settings
from nst_core.transfer.stylize import stylize

budget = 1.0
resource.setrlimit(resource.RLIMIT_DATA, (int(budget * 2**30),) * 2)
photo = np.random.default_rng(0).integers(0, 255, (300, 400, 3)).astype("u1")
settings = Settings(
    network="vgg16", size=512, scales=1, iterations=1, memory_gb=budget, padding="zero"
)
try:
    list(stylize(photo, photo, settings))
    raise SystemExit("nothing was refused")
except SettingsError as refusal:
    size = int(re.findall(r"at most ([0-9]+)", str(refusal))[0])
frames = list(stylize(photo, photo, replace(settings, size=size)))
assert max(frames[-1].picture.shape) == size
"""
    # Every further arena reserves 64 MB that the limit counts, though nobody uses them.
    environment = os.environ | {"MALLOC_ARENA_MAX": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
