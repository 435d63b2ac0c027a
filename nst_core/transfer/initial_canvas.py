"""The canvas before iteration 1, and before the first of a larger scale."""

import numpy as np

from nst_core.errors import SettingsError
from nst_core.images.canvas import Canvas, resize
from nst_core.images.flatness import flat_share
from nst_core.network.architectures import MEAN_RGB
from nst_core.settings.settings import Settings
from nst_core.transfer.scale_inputs import ScaleInputs

NOISE_AMPLITUDE = 20.0  # the notebook's; around the mean pixel, in pixel values


def make_initial_canvas(
    inputs: ScaleInputs, settings: Settings, picture: Canvas | None
) -> Canvas:
    """The canvas before iteration 1; the seed decides the noise.

    A start from the content gets noise where the content is flat. There J has the same
    slope at all pixels but those near an edge, and without noise frames and bands would
    grow along the edges, or nothing at all.

    Args:
        inputs: Of the first scale.
        settings: `start`, `noise_ratio` and `seed` are read.
        picture: Canvas of any size; only for the start "picture".

    Returns:
        Of the content's shape.

    Raises:
        SettingsError: The start is a picture and there is none.
    """
    rng = np.random.default_rng(settings.seed)
    reference = inputs.reference(settings)
    if settings.start in ("content", "recolored"):
        share = flat_share(inputs.content)
        if not share.any():
            return reference
        noise = rng.uniform(-NOISE_AMPLITUDE, NOISE_AMPLITUDE, reference.shape)
        return reference + share * noise.astype(np.float32)
    if settings.start == "picture":
        if picture is None:
            raise SettingsError(
                "The start is a picture, but none was given. Name one with "
                "--start-picture, or choose another start."
            )
        return resize(picture, *reference.shape[1:3])
    if settings.start == "style_colors":
        style = inputs.dominant_style(settings)
        return _style_colored_noise(rng, reference.shape, style)
    ratio = settings.noise_ratio if settings.start == "blend" else 1.0
    noise = rng.uniform(-NOISE_AMPLITUDE, NOISE_AMPLITUDE, reference.shape)
    mean = np.array(MEAN_RGB)
    blend = mean + ratio * noise + (1 - ratio) * (reference - mean)
    return np.asarray(blend, np.float32)


def _style_colored_noise(
    rng: np.random.Generator, shape: tuple[int, ...], style: Canvas
) -> Canvas:
    """Gaussian noise with the mean and covariance of the style's colours."""
    colors = style.reshape(-1, 3).astype(np.float64)
    covariance = np.cov(colors, rowvar=False)
    noise = rng.multivariate_normal(colors.mean(axis=0), covariance, shape[:3])
    return np.clip(noise, 0, 255).astype(np.float32)


def upsample(canvas: Canvas, reference: Canvas, wraps: bool = False) -> Canvas:
    """The canvas at the reference's size, with the reference's finest detail.

    A canvas that comes from a coarser scale is blurred, and so the next scale would
    spend its first iterations on edges that the reference has already: what the
    reference itself loses by downsampling and upsampling is added.
    """
    _, height, width, _ = reference.shape
    small = resize(reference, canvas.shape[1], canvas.shape[2], wraps)
    blurred = resize(small, height, width, wraps)
    return resize(canvas, height, width, wraps) + (reference - blurred)
