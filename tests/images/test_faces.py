"""Faces in a picture, and a keep map of them."""

from pathlib import Path

import numpy as np
import pytest

from nst_core.images.canvas import resize, to_picture
from nst_core.images.decoding import Picture, read_picture
from nst_core.images.face_network import look
from nst_core.images.faces import draw_faces, find_faces

PHOTOS = Path(__file__).parents[2] / "assets" / "photos"
FACE = np.s_[90:165, 195:260]  # the astronaut's, from the brows to below the mouth


@pytest.fixture(scope="module")
def astronaut() -> Picture:
    return read_picture(PHOTOS / "astronaut.jpg")


def test_the_oval_covers_the_one_face_and_little_else(astronaut: Picture) -> None:
    assert len(find_faces(astronaut)) == 1
    keep = draw_faces(astronaut)
    assert keep is not None and keep.shape == astronaut.shape
    assert keep[FACE].min() == 255 and keep[182, 227].min() == 255, "to the chin"
    assert 0.02 < (keep > 0).mean() < 0.1
    assert 0 < keep[keep < 255].max(), "its edge is soft"


def test_a_profile_is_found_and_a_small_face_in_a_large_picture(
    astronaut: Picture,
) -> None:
    (profile,) = find_faces(read_picture(PHOTOS / "cameraman.jpg"))
    assert abs(512 * profile.x - 225) < 20 and abs(512 * profile.y - 160) < 20
    large = np.full((700, 1000, 3), 120, np.uint8)
    large[400:611, 700:911] = to_picture(resize(astronaut[np.newaxis], 211, 211))
    (small,) = find_faces(large)
    assert abs(1000 * small.x - 793) < 10 and abs(1000 * small.y - 453) < 10


@pytest.mark.parametrize("name", ["cat", "coffee"])
def test_what_is_no_face_is_none(name: str) -> None:
    assert draw_faces(read_picture(PHOTOS / f"{name}.jpg")) is None


def test_the_network_computes_what_the_published_model_does() -> None:
    """The scores of TensorFlow Lite for the same noise, to float32's rounding."""
    noise = np.random.default_rng(0).uniform(0, 255, (2, 128, 128, 3))
    scores, places = look(noise.astype(np.float32))
    assert scores.shape == (2, 896) and places.shape == (2, 896, 4)
    np.testing.assert_allclose(scores.max(axis=1), [0.4070584, 0.2572564], atol=1e-5)
