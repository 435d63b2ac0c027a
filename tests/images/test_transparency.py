"""The photo's alpha on its painting: no halo, and on white as it was painted."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nst_core.images.decoding import decode, read_mask, read_picture
from nst_core.images.encoding import write_picture
from nst_core.images.transparency import with_alpha
from tests import zoo


def disc(edge: int = 48) -> np.ndarray:
    """Opaque in the middle, soft along the edge, clear outside."""
    y, x = np.mgrid[:edge, :edge] - edge / 2
    return np.clip((edge / 3 - np.hypot(x, y)) * 40 + 128, 0, 255).astype(np.uint8)


def laid_on(rgba: np.ndarray, ground: int) -> np.ndarray:
    share = rgba[:, :, 3:] / 255
    return rgba[:, :, :3] * share + ground * (1 - share)


def test_on_white_the_painting_looks_as_it_was_painted() -> None:
    alpha = disc()
    red = np.array(zoo.RED)
    share = alpha[:, :, np.newaxis] / 255
    painted = np.rint(red * share + 255 * (1 - share)).astype(np.uint8)
    result = with_alpha(painted, alpha)
    assert (result[:, :, 3] == alpha).all()
    seen = alpha > 0
    assert abs(laid_on(result, 255)[seen] - painted[seen]).max() <= 1
    # On black there is no white rim: nothing is brighter than the red itself.
    assert (laid_on(result, 0)[seen] <= red + 1).all()
    assert abs(result[alpha > 100, :3].astype(int) - red).max() <= 3


def test_alpha_comes_in_the_size_of_the_result() -> None:
    painted = np.full((20, 24, 3), 90, np.uint8)
    result = with_alpha(painted, np.full((200, 240), 255, np.uint8))
    assert result.shape == (20, 24, 4) and (result[:, :, 3] == 255).all()
    assert (result[:, :, :3] == painted).all()


@pytest.mark.parametrize(
    ("suffix", "mode"), [(".png", "RGBA"), (".webp", "RGBA"), (".jpg", "RGB")]
)
def test_formats_that_can_be_transparent_are(
    tmp_path: Path, suffix: str, mode: str
) -> None:
    path = tmp_path / f"result{suffix}"
    write_picture(zoo.scene(48, 48), path, {"Key": "value"}, disc())
    with Image.open(path) as image:
        assert image.mode == mode
    write_picture(zoo.scene(48, 48), path)
    with Image.open(path) as image:
        assert image.mode == "RGB"


def test_what_is_transparent_in_a_mask_is_black() -> None:
    white = np.full((48, 48, 4), 255, np.uint8)
    white[:, :, 3] = disc()
    stored = zoo.encoded(Image.fromarray(white), "PNG")
    assert (read_mask(stored)[:, :, 0] == disc()).all()
    assert (read_picture(stored) == 255).all()
    assert (decode(stored).alpha == disc()).all()
