"""Evaluated in tiles, a picture has the losses and the gradient that it has whole."""

from dataclasses import replace

import numpy as np
import pytest

from nst_core.images.canvas import to_canvas
from nst_core.network.vgg import load_network
from nst_core.objective.objective import Objective
from nst_core.planning.tiles import cut_tiles
from nst_core.settings.settings import FamilyName, PaddingName, Settings, StyleTermName
from tests.conftest import draw_picture

ALL = Settings(
    total_variation=3, value_range=9, neighbors=0.1, padding="zero"
)  # traced in half the time
EDGE_PX = 112  # a box of so many pixels is 205 px long where it is 61 px wide
STRIP = (303, 61)


def relative(ours, theirs):
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


def draw_canvases(rng, *shapes):
    return [to_canvas(draw_picture(rng, *shape)) for shape in shapes]


def compare(network, canvases, settings, edge_px):
    """Evaluations of the whole picture and of its tiles."""
    content, style, picture = canvases
    picture = 1.5 * picture - 60  # partly beyond 0 to 255
    whole = Objective(network, content, [style], settings)
    tiled = Objective(network, content, [style], settings, edge_px)
    return whole(picture), tiled(picture)


@pytest.mark.parametrize(
    ("family", "padding", "shape", "edge_px", "tiles"),
    [
        ("balanced", "reflect", STRIP, EDGE_PX, 3),
        ("paper", "replicate", STRIP[::-1], EDGE_PX, 3),
        ("johnson", "zero", (201, 233), 168, 4),
    ],
)
def test_tiles_give_the_losses_and_gradient_of_the_whole_picture(
    tiny_network, rng, family: FamilyName, padding: PaddingName, shape, edge_px, tiles
):
    """Odd edges, a style of another size that is cut as well, and inner tiles."""
    settings = replace(ALL, family=family, padding=padding)
    canvases = draw_canvases(rng, shape, (60, 110), shape)
    margin = tiny_network.receptive_radius_px(["conv5_1"])
    assert len(cut_tiles(*shape, margin, edge_px**2)) == tiles

    whole, tiled = compare(tiny_network, canvases, settings, edge_px)
    assert tiled.loss == pytest.approx(whole.loss, rel=1e-4)
    assert tiled.details.layers == pytest.approx(whole.details.layers, rel=1e-4)
    # float32 sums in another order
    assert relative(tiled.gradient, whole.gradient) < 1e-4


def test_tiles_are_exact_for_the_embedded_network(rng):
    """Down to conv4_2, whose receptive field is half of that of conv5_1."""
    canvases = draw_canvases(rng, (240, 40), (60, 50), (240, 40))
    network = load_network("vgg16")
    edge_px = 80
    margin = network.receptive_radius_px(["conv4_2"])
    assert len(cut_tiles(240, 40, margin, edge_px**2)) >= 2

    whole, tiled = compare(
        network, canvases, Settings(weight_conv5_1=0, padding="zero"), edge_px
    )
    assert tiled.loss == pytest.approx(whole.loss, rel=1e-4)
    assert relative(tiled.gradient, whole.gradient) < 1e-4


@pytest.mark.parametrize(
    "settings",
    [replace(ALL, alpha=0), replace(ALL, beta=0), replace(ALL, weight_conv5_1=0)],
)
def test_tiles_leave_out_what_does_not_count(tiny_network, rng, settings):
    canvases = draw_canvases(rng, STRIP, (40, 40), STRIP)
    whole, tiled = compare(tiny_network, canvases, settings, EDGE_PX)
    assert relative(tiled.gradient, whole.gradient) < 1e-4
    assert tiled.details.layers.keys() == whole.details.layers.keys()


@pytest.mark.parametrize("term", ["gram", "gaussian"])
def test_tiles_are_exact_with_masks_a_keep_map_laplacian_and_several_styles(
    tiny_network, rng, term: StyleTermName
):
    content, style, other, picture = draw_canvases(
        rng, STRIP, (60, 70), (40, 40), STRIP
    )
    mask = np.linspace(0, 1, STRIP[1], dtype=np.float32) * np.ones((1, *STRIP))
    masks = [np.float32(mask[..., None]), None]
    settings = replace(ALL, style_term=term, laplacian=5, blend_2=0.5)
    inputs = (tiny_network, content, [style, other], settings)
    keep = np.flip(masks[0], axis=1)
    whole, tiled = (
        Objective(*inputs, edge, masks, keep=keep)(picture) for edge in (None, EDGE_PX)
    )
    assert tiled.loss == pytest.approx(whole.loss, rel=1e-4)
    assert tiled.details.content == pytest.approx(whole.details.content, rel=1e-4)
    costs = pytest.approx(whole.details.layers, rel=1e-4, abs=1e-6)
    assert tiled.details.layers == costs
    assert relative(tiled.gradient, whole.gradient) < 1e-4


@pytest.mark.parametrize(
    ("shape", "edge_px"), [((240, 240), 184), ((304, 64), EDGE_PX)]
)
def test_tiles_are_exact_for_seamless_pictures(tiny_network, rng, shape, edge_px):
    """Boxes at an edge go on at the opposite one."""
    canvases = draw_canvases(rng, shape, (60, 70), shape)
    settings = replace(ALL, padding="wrap")
    whole, tiled = compare(tiny_network, canvases, settings, edge_px)
    assert tiled.loss == pytest.approx(whole.loss, rel=1e-4)
    assert relative(tiled.gradient, whole.gradient) < 1e-4
