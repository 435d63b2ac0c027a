"""The painting's lightness, the photo's colours: what that promises, in numbers."""

import numpy as np
import pytest

from nst_core.images import colors
from nst_core.images.canvas import to_canvas, to_picture
from nst_core.images.colors import (
    from_oklab,
    keep_colors,
    match_covariance,
    match_histograms,
    take_colors,
    to_oklab,
)
from nst_core.images.decoding import Picture
from nst_core.settings.settings import Settings
from tests.conftest import draw_picture

GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)


def grey_level(picture: Picture) -> np.ndarray:
    """Grey, 0 to 255, that is as light as each pixel."""
    return np.interp(to_oklab(picture)[..., 0], to_oklab(GREYS)[:, 0], np.arange(256))


@pytest.fixture
def canvases(pictures):
    return tuple(to_canvas(picture) for picture in pictures)


@pytest.fixture
def noise(rng: np.random.Generator) -> tuple[Picture, Picture]:
    """Two pictures of every colour there is; most ask for one that cannot be shown."""
    one, other = rng.integers(0, 256, (2, 64, 96, 3), dtype=np.uint8)
    return one, other


@pytest.fixture
def soft(rng: np.random.Generator) -> tuple[Picture, Picture]:
    """Two pictures of muted colours of middle lightness: any two go together."""
    one, other = draw_picture(rng, 48, 64), draw_picture(rng, 48, 64)
    return 100 + one // 6, 100 + other // 6


def test_oklab_is_that_of_its_author() -> None:
    """Red and blue as published, e.g. in the CSS Color 4 samples; white and black."""
    primaries = np.array(
        [[255, 0, 0], [0, 0, 255], [255, 255, 255], [0, 0, 0]], np.uint8
    )
    published = [
        [0.62796, 0.22486, 0.12585],
        [0.45201, -0.03246, -0.31153],
        [1, 0, 0],
        [0, 0, 0],
    ]
    np.testing.assert_allclose(to_oklab(primaries), published, atol=2e-5)


def test_every_kind_of_pixel_comes_back_from_oklab(noise: tuple[Picture, ...]) -> None:
    corners = np.array(np.meshgrid(*3 * [[0, 1, 128, 254, 255]])).reshape(3, -1).T
    for picture in (noise[0], corners.astype(np.uint8), GREYS):
        np.testing.assert_array_equal(from_oklab(to_oklab(picture)), picture)


def test_the_lightness_is_the_paintings(noise: tuple[Picture, Picture]) -> None:
    """To less than one of 255 levels, even where the colour had to give way."""
    kept = keep_colors(*noise)
    assert np.abs(grey_level(kept) - grey_level(noise[0])).max() < 1


def test_the_colours_are_the_photos(soft: tuple[Picture, Picture]) -> None:
    """Pixel by pixel, so in mean and covariance too, but for rounding to 8 bits."""
    kept, photo = (to_oklab(x)[..., 1:].reshape(-1, 2) for x in _kept_and_photo(soft))
    np.testing.assert_allclose(kept, photo, atol=0.004)
    np.testing.assert_allclose(kept.mean(axis=0), photo.mean(axis=0), atol=1e-4)
    np.testing.assert_allclose(np.cov(kept.T), np.cov(photo.T), atol=1e-5)


def _kept_and_photo(pair: tuple[Picture, Picture]) -> tuple[Picture, Picture]:
    return keep_colors(*pair), pair[1]


def test_what_cannot_be_shown_becomes_greyer_and_keeps_its_hue(
    noise: tuple[Picture, Picture],
) -> None:
    kept, photo = (to_oklab(picture)[..., 1:] for picture in _kept_and_photo(noise))
    strength, wanted = (np.hypot(x[..., 0], x[..., 1]) for x in (kept, photo))
    is_colored = strength > 0.05
    assert (strength < wanted + 0.02).all()
    assert (strength[is_colored] < 0.8 * wanted[is_colored]).mean() > 0.2
    turned = (kept * photo).sum(axis=-1)[is_colored] / (strength * wanted)[is_colored]
    assert turned.min() > np.cos(np.radians(6))  # dark pixels have few levels


def test_no_strength_leaves_the_painting(noise: tuple[Picture, Picture]) -> None:
    kept = keep_colors(*noise, strength=0)
    np.testing.assert_array_equal(kept, noise[0])
    assert not np.shares_memory(kept, noise[0])


def test_half_the_strength_lies_between(soft: tuple[Picture, Picture]) -> None:
    painting, photo = (to_oklab(picture)[..., 1:] for picture in soft)
    half = to_oklab(keep_colors(*soft, strength=0.5))[..., 1:]
    np.testing.assert_allclose(half, (painting + photo) / 2, atol=0.004)


def test_a_grey_photo_makes_a_grey_painting(noise: tuple[Picture, Picture]) -> None:
    grey = np.repeat(noise[1][..., :1], 3, axis=-1)
    kept = keep_colors(noise[0], grey)
    assert (kept == kept[..., :1]).all()


def test_equal_pictures_stay_as_they_are(noise: tuple[Picture, Picture]) -> None:
    np.testing.assert_array_equal(keep_colors(noise[0], noise[0]), noise[0])


def test_black_and_white_have_no_colour_to_take() -> None:
    chess = np.zeros((4, 4, 3), np.uint8)
    chess[::2] = 255
    red = np.full_like(chess, (255, 0, 0))
    np.testing.assert_array_equal(keep_colors(chess, red), chess)


def test_bands_change_nothing(
    noise: tuple[Picture, Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = keep_colors(*noise)
    monkeypatch.setattr(colors, "BAND_PIXELS", 7 * 96 + 5)  # 7 rows, the last band 1
    np.testing.assert_array_equal(keep_colors(*noise), whole)


def test_a_recoloured_photo_has_the_paintings_colours_and_its_own_forms(canvases):
    content, style = canvases
    style = 60 + style / 4  # far from black and white, so that nothing is clipped
    recolored = match_covariance(content, style)
    ours, theirs = recolored.reshape(-1, 3), style.reshape(-1, 3)

    np.testing.assert_allclose(ours.mean(axis=0), theirs.mean(axis=0), atol=0.1)
    # the little roundness added to both covariances is one pixel value squared
    np.testing.assert_allclose(np.cov(ours.T), np.cov(theirs.T), atol=2)
    kept = np.corrcoef(recolored.mean(axis=-1).ravel(), content.mean(axis=-1).ravel())
    assert kept[0, 1] > 0.8


def test_recolouring_with_its_own_colours_changes_nothing(canvases):
    content, _ = canvases
    np.testing.assert_allclose(match_covariance(content, content), content, atol=1e-3)


def test_a_photo_of_one_colour_can_be_recoloured(canvases):
    flat = np.full_like(canvases[0], 9)
    assert np.isfinite(match_covariance(flat, canvases[1])).all()
    np.testing.assert_allclose(match_covariance(canvases[1], flat).std(), 0, atol=2)


def test_matched_histograms_have_the_models_share_of_every_lightness(soft):
    canvas, model = (to_canvas(picture) for picture in soft)
    ours = to_oklab(to_picture(match_histograms(canvas, model))).reshape(-1, 3)
    theirs = to_oklab(soft[1]).reshape(-1, 3)
    shares = np.linspace(0.05, 0.95, 10)
    np.testing.assert_allclose(
        np.quantile(ours, shares, axis=0),
        np.quantile(theirs, shares, axis=0),
        atol=0.01,
    )


@pytest.mark.parametrize("colors", ["histogram", "covariance"])
def test_a_painting_takes_as_much_of_the_photos_colours_as_is_asked(canvases, colors):
    style, photo = (60 + canvas / 4 for canvas in canvases)  # nothing is clipped
    means = []
    for strength in (0, 0.5, 1):
        settings = Settings(colors=colors, color_strength=strength)
        means.append(take_colors(style, photo, settings).mean(axis=(0, 1, 2)))
    ours, theirs = (x.mean(axis=(0, 1, 2)) for x in (style, photo))
    np.testing.assert_allclose(means[0], ours, atol=0.01)
    np.testing.assert_allclose(means[1], (means[0] + means[2]) / 2, atol=0.1)
    np.testing.assert_allclose(means[2], theirs, atol=2)


def test_the_paintings_own_colours_are_left_alone(canvases):
    assert take_colors(*canvases, Settings()) is canvases[0]


def test_a_large_picture_is_matched_in_parts_as_in_one(rng, monkeypatch):
    canvas, reference = (to_canvas(draw_picture(rng, 40, 50)) for _ in range(2))
    whole = match_covariance(canvas, reference)
    monkeypatch.setattr(colors, "MATCHED_PIXELS", 300)
    np.testing.assert_allclose(match_covariance(canvas, reference), whole, atol=1e-3)
