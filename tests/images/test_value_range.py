"""Black and white of samples whose file does not tell them."""

import numpy as np
import pytest

from nst_core.images.decoding import read_picture
from nst_core.images.value_range import (
    ROWS_AT_ONCE,
    divided_to_8_bits,
    scaled_to_8_bits,
)
from tests.images.test_tiff import WAVES, as_dtype, truth, written


def grey_of(values: np.ndarray) -> np.ndarray:
    """Grey levels of a TIFF with these samples, (height, width)."""
    return read_picture(written(values[:, :, np.newaxis]))[:, :, 0].astype(int)


@pytest.mark.parametrize("odd", [1.05, 3.5, 1e6, -0.01, -0.09])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_one_odd_float_changes_no_other_pixel(odd: float, dtype: str) -> None:
    values = WAVES / 255
    values[3, 4] = odd
    grey = grey_of(values.astype(dtype))
    assert grey[3, 4] == (255 if odd > 1 else 0)
    grey[3, 4] = WAVES[3, 4]
    assert abs(grey - WAVES).max() <= 1


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4"])
@pytest.mark.parametrize("samples", [1, 3])
def test_white_of_signed_numbers_is_their_limit(dtype: str, samples: int) -> None:
    stored = written(
        as_dtype(truth(samples), dtype),
        photometric="rgb" if samples == 3 else "minisblack",
    )
    assert abs(read_picture(stored) - 255 * truth(samples)).max() <= 1.01


def test_dark_pictures_of_told_depth_stay_dark() -> None:
    for dtype in ("i1", "i2", "u2"):
        assert grey_of(np.full((16, 24), 1, dtype)).max() <= 2


def test_a_few_numbers_below_black_are_black_and_many_are_a_range() -> None:
    values = as_dtype(WAVES / 255, "i2")
    values[0, 0] = -300
    assert abs(grey_of(values) - WAVES).max() <= 1
    heights = np.linspace(-400, 4400, 16 * 24).reshape(16, 24).astype("i2")
    grey = grey_of(heights)
    assert grey[0, 0] == 0 and grey[-1, -1] == 255 and abs(grey.mean() - 127.5) < 1


@pytest.mark.parametrize("white", [1, 255, 65535, 2**31 - 1, 2**32 - 1])
def test_32_bits_are_read_by_the_range_they_make_use_of(white: int) -> None:
    values = np.zeros((16, 24), "u4")
    values[:, 12:] = white
    grey = grey_of(values)
    expected = 128 if white == 2**31 - 1 else 255
    assert grey[0, 0] == 0 and abs(grey[0, -1] - expected) <= 1


def test_alpha_is_divided_out_of_the_samples_themselves() -> None:
    """Of 16 bits, a hundredth of opacity still has more than 2 levels of colour."""
    shape = (ROWS_AT_ONCE + 3, 4, 3)
    color = np.broadcast_to(np.array([0.2, 0.5, 0.9]), shape)
    alpha = np.full(shape[:2], 655, "u2")
    samples = np.rint(color * 655).astype("u2")
    divided = divided_to_8_bits(samples, (0, 65535), alpha, (0, 65535))
    assert abs(divided - 255 * color).max() <= 1
    clear = divided_to_8_bits(samples, (0, 65535), alpha * 0, (0, 65535))
    np.testing.assert_array_equal(clear, scaled_to_8_bits(samples, (0, 65535)))
