"""The canvas before iteration 1, and before the first of a larger scale."""

import numpy as np

from nst_core.errors import SettingsError
from nst_core.images.canvas import Canvas, fit, resize
from nst_core.images.flatness import flat_share
from nst_core.network.architectures import MEAN_RGB
from nst_core.settings.settings import Settings

FROM_CONTENT = ("content", "recolored", "mean_color")  # starts with its forms
TONES_EDGE_PX = 32  # of a content's tones; what is finer is its detail
NOISE_AMPLITUDE = 20.0  # the notebook's; around the mean pixel, in pixel values


def make_initial_canvas(
    reference: Canvas, style: Canvas, settings: Settings, picture: Canvas | None
) -> Canvas:
    """The canvas before iteration 1; the seed decides the noise.

    Args:
        reference: `ScaleInputs.reference` at the first scale, (1, height, width, 3), 0
            to 255.
        style: Canvas of any size, whose colours the starts "style_colors" and
            "mean_color" have.
        settings: `start`, `noise_ratio`, `padding` and `seed` are read.
        picture: Canvas of any size; only for the start "picture".

    Returns:
        Of the reference's shape.

    Raises:
        SettingsError: The start is a picture and there is none.
    """
    rng = np.random.default_rng(settings.seed)
    if settings.start in ("content", "recolored"):
        return reference
    if settings.start == "mean_color":
        return _mean_color_with_detail(reference, style, settings.padding == "wrap")
    if settings.start == "picture":
        if picture is None:
            raise SettingsError(
                "The start is a picture, but none was given. Name one with "
                "--start-picture, or choose another start."
            )
        return resize(picture, *reference.shape[1:3])
    if settings.start == "style_colors":
        return _style_colored_noise(rng, reference.shape, style)
    ratio = settings.noise_ratio if settings.start == "blend" else 1.0
    noise = rng.uniform(-NOISE_AMPLITUDE, NOISE_AMPLITUDE, reference.shape)
    mean = np.array(MEAN_RGB)
    blend = mean + ratio * noise + (1 - ratio) * (reference - mean)
    return np.asarray(blend, np.float32)


def _mean_color_with_detail(content: Canvas, style: Canvas, wraps: bool) -> Canvas:
    """The style's mean colour with the content's detail: its tones are left to J.

    Source: Kolkin, Salavon & Shakhnarovich, "Style Transfer by Relaxed Optimal
    Transport and Self-Similarity" (2019), whose start is a Laplacian pyramid's detail.
    """
    _, height, width, _ = content.shape
    small = resize(content, *fit(height, width, TONES_EDGE_PX), wraps)
    tones = resize(small, height, width, wraps)
    mean = style.mean(axis=(0, 1, 2), dtype=np.float64)
    return np.asarray(mean + (content - tones), np.float32)


def _style_colored_noise(
    rng: np.random.Generator, shape: tuple[int, ...], style: Canvas
) -> Canvas:
    """Gaussian noise with the mean and covariance of the style's colours."""
    colors = style.reshape(-1, 3).astype(np.float64)
    covariance = np.cov(colors, rowvar=False)
    noise = rng.multivariate_normal(colors.mean(axis=0), covariance, shape[:3])
    return np.clip(noise, 0, 255).astype(np.float32)


def break_symmetry(canvas: Canvas, content: Canvas, settings: Settings) -> Canvas:
    """A start from the content, with seeded noise where the content is flat.

    There J has the same slope at all pixels but those near an edge, so that without
    noise nothing would grow, or frames and bands along the edges. Other starts have
    noise of their own, or are a person's.

    Args:
        canvas: `make_initial_canvas`.
        content: Of the same shape.
        settings: `start` and `seed` are read.
    """
    if settings.start not in FROM_CONTENT:
        return canvas
    share = flat_share(content)
    if not share.any():
        return canvas
    rng = np.random.default_rng(settings.seed)
    noise = rng.uniform(-NOISE_AMPLITUDE, NOISE_AMPLITUDE, canvas.shape)
    return canvas + share * noise.astype(np.float32)


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
