"""The fast PNG is a PNG like any other."""

import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image

from nst_core.images.fast_png import fast_png


@pytest.mark.parametrize("has_alpha", [False, True])
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (64, 56), (130, 40)])
def test_it_loses_nothing(
    rng: np.random.Generator, size: tuple[int, int], has_alpha: bool
) -> None:
    pixels = rng.integers(0, 256, (*size, 3 + has_alpha), dtype=np.uint8)
    parts = fast_png(pixels[:, :, :3], pixels[:, :, 3] if has_alpha else None)
    with Image.open(io.BytesIO(b"".join(parts))) as image:
        assert (image.mode, image.info) == ("RGB" + "A" * has_alpha, {})
        assert (np.asarray(image) == pixels).all()


def test_plain_areas_take_hardly_any_room() -> None:
    plain = np.full((512, 512, 3), 200, np.uint8)
    assert len(b"".join(fast_png(plain, None))) < 5000


def test_the_largest_picture_needs_little_memory_beside_its_pixels() -> None:
    """The parts of a wide strip: a hundredth of a whole picture of that width."""
    strip = np.zeros((600, 8192, 3), np.uint8)
    tracemalloc.start()
    try:
        for _ in fast_png(strip, None):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < strip.nbytes / 1.5
