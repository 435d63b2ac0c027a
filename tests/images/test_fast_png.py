"""The fast PNG is a PNG like any other."""

import io

import numpy as np
import pytest
from PIL import Image

from nst_core.images.fast_png import encode_fast_png


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (40, 56)])
def test_it_loses_nothing(
    rng: np.random.Generator, size: tuple[int, int], channels: int
) -> None:
    pixels = rng.integers(0, 256, (*size, channels), dtype=np.uint8)
    with Image.open(io.BytesIO(encode_fast_png(pixels))) as image:
        assert (image.mode, image.info) == ("RGB" + "A" * (channels - 3), {})
        assert (np.asarray(image) == pixels).all()


def test_plain_areas_take_hardly_any_room() -> None:
    assert len(encode_fast_png(np.full((512, 512, 3), 200, np.uint8))) < 5000
