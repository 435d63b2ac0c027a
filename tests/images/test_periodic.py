"""Pictures whose edges fit each other."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nst_core.images.canvas import resize, to_canvas
from nst_core.images.colors import to_oklab
from nst_core.images.decoding import read_picture
from nst_core.images.periodic import make_periodic
from nst_core.network.vgg import load_network
from nst_core.settings.settings import Settings
from nst_core.transfer.stylize import stylize
from tests.conftest import draw_picture

ASSETS = Path(__file__).parents[2] / "assets"


def jump(canvas):
    """Mean step from each edge to the opposite one, and that inside."""
    seams = [np.abs(np.diff(np.roll(canvas, 1, axis), axis=axis)) for axis in (1, 2)]
    return np.mean([step.take(0, axis).mean() for axis, step in enumerate(seams, 1)])


def test_the_edges_of_a_slope_meet():
    slope = np.linspace(40, 210, 60, dtype=np.float32)
    canvas = np.broadcast_to(slope[None, :, None, None], (1, 60, 48, 3))
    assert jump(canvas) == pytest.approx(85)  # 170 down and none across
    assert jump(make_periodic(canvas)) < 2


def test_a_picture_keeps_its_forms(rng):
    canvas = 60 + to_canvas(draw_picture(rng, 64, 80)) / 2
    periodic = make_periodic(canvas)
    inner = (slice(None), slice(16, -16), slice(16, -16))
    kept = np.corrcoef(canvas[inner].ravel(), periodic[inner].ravel())[0, 1]
    assert kept > 0.9
    np.testing.assert_allclose(periodic.mean(), canvas.mean(), atol=0.5)


@pytest.mark.parametrize("shape", [(64, 96), (24, 40)])
def test_what_wraps_is_resized_across_its_edges(rng, shape):
    """Rolled and resized is resized and rolled."""
    canvas = to_canvas(draw_picture(rng, 32, 48))
    rolled = np.roll(canvas, (16, 24), (1, 2))
    height, width = shape
    one = resize(rolled, height, width, wraps=True)
    other = resize(canvas, height, width, wraps=True)
    other = np.roll(other, (height // 2, width // 2), (1, 2))
    np.testing.assert_allclose(one, other, atol=1e-2)


def seam(picture):
    """Step across the edges as a multiple of the usual one inside."""
    columns = np.abs(np.diff(picture.astype(float), axis=1)).mean(axis=(0, 2))
    rows = np.abs(np.diff(picture.astype(float), axis=0)).mean(axis=(1, 2))
    across = np.abs(picture[:, 0].astype(float) - picture[:, -1]).mean()
    down = np.abs(picture[0].astype(float) - picture[-1]).mean()
    return across / np.median(columns), down / np.median(rows)


def test_a_painted_tile_has_no_seam_where_it_meets_itself():
    """Rolled by half, the steps at the seam are like any other; else they are not."""
    network = load_network("vgg16")
    photo, style = (
        read_picture(ASSETS / name)
        for name in ("photos/coffee.jpg", "styles/marbling.jpg")
    )
    settings = Settings(size=96, scales=1, iterations=16, network="vgg16")
    for padding, colors, is_seamless in (
        ("wrap", "painting", True),
        ("wrap", "luminance", True),
        ("wrap", "histogram", True),
        ("reflect", "painting", False),
    ):
        chosen = replace(settings, padding=padding, colors=colors)
        *_, frame = stylize(photo, style, chosen, network=network)
        seams = *seam(frame.picture), *seam(to_oklab(frame.picture)[..., 1:])
        assert (max(seams) < 1.5) == is_seamless, (padding, colors, seams)
