"""What the canvas holds before iteration 1."""

import numpy as np

from nst_core.errors import SettingsError
from nst_core.images.canvas import Canvas, resize
from nst_core.network.architectures import MEAN_RGB
from nst_core.settings.settings import Settings

NOISE_REACH = 20.0  # the notebook's; around the mean pixel, in pixel values


def make_start(
    content: Canvas, style: Canvas, settings: Settings, picture: Canvas | None
) -> Canvas:
    """Return the first canvas, of the content's shape; the seed decides the noise.

    Args:
        content: The photo, or `match_covariance` of it, at the first scale,
            (1, height, width, 3), 0 to 255.
        style: The painting, any size.
        settings: `start`, `noise_ratio` and `seed` are read.
        picture: The picture to start from, any size; only for start "picture".
    """
    rng = np.random.default_rng(settings.seed)
    if settings.start in ("content", "recolored"):
        return content
    if settings.start == "picture":
        if picture is None:
            raise SettingsError(
                "The start is a picture, but none was given. Name one with "
                "--start-picture, or choose another start."
            )
        return resize(picture, *content.shape[1:3])
    if settings.start == "style_colors":
        return _style_colored_noise(rng, content.shape, style)
    ratio = settings.noise_ratio if settings.start == "blend" else 1.0
    noise = rng.uniform(-NOISE_REACH, NOISE_REACH, content.shape)
    mean = np.array(MEAN_RGB)
    blend: Canvas = (mean + ratio * noise + (1 - ratio) * (content - mean)).astype("f4")
    return blend


def _style_colored_noise(
    rng: np.random.Generator, shape: tuple[int, ...], style: Canvas
) -> Canvas:
    """Return Gaussian noise with the mean and covariance of the painting's colours."""
    colors = style.reshape(-1, 3).astype(np.float64)
    covariance = np.cov(colors, rowvar=False)
    noise = rng.multivariate_normal(colors.mean(axis=0), covariance, shape[:3])
    return np.clip(noise, 0, 255).astype(np.float32)


def enlarge(canvas: Canvas, content: Canvas, wraps: bool = False) -> Canvas:
    """Return the canvas at the photo's size, with the detail that only the photo has.

    A canvas that comes from a coarser scale is blurred, and so the next scale would
    spend its first iterations on edges that the photo knows already: what the photo
    itself loses on the way down and up again is added.
    """
    _, height, width, _ = content.shape
    small = resize(content, canvas.shape[1], canvas.shape[2], wraps)
    blurred = resize(small, height, width, wraps)
    return resize(canvas, height, width, wraps) + (content - blurred)
