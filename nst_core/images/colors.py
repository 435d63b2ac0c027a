"""Colours carried from one picture to another: a painting as coloured as its photo.

Works in OKLab, where one axis is lightness L (0 black, 1 white) and two, a and b, are
colour (0, 0 is grey): a step looks equally large anywhere, and a blue that is made
lighter stays blue, which in CIELAB turns violet.

Source: B. Ottosson, "A perceptual color space for image processing" (2020),
https://bottosson.github.io/posts/oklab/; sRGB's curve is IEC 61966-2-1's.
"""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from nst_core.images.canvas import Canvas, to_canvas, to_picture
from nst_core.images.decoding import Picture
from nst_core.images.profiles import srgb_to_linear
from nst_core.settings.settings import Settings

Floats = npt.NDArray[np.float32]  # (..., 3)

# Each row makes one number of the output. The first takes linear sRGB to the answers of
# the eye's cones (L, M, S), the second their cube roots to L, a, b.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)

LEVELS = np.arange(256) / 255
LINEAR = srgb_to_linear(LEVELS).astype(np.float32)

BAND_PIXELS = 1 << 18  # worked on at once: some 30 MB, whatever the picture's size
GREY_LEVELS = 4  # of 255 between channels; grey that was through a lossy format
MATCHED_PIXELS = 1 << 21  # the same, in float64; a preset's pictures are one part
HALVINGS = 8  # of the range in which a colour's strength is sought: to 1 in 256
# Linear light beyond black and white that still rounds to them: a third of a level.
SLACK = 1e-4


def keep_colors(painting: Picture, photo: Picture, strength: float = 1.0) -> Picture:
    """Lightness of the painting in the photo's colours.

    Where the screen has no such colour at that lightness, as a saturated red that is
    nearly white, the colour is made as much greyer as it takes; lightness and hue stay.

    Args:
        painting: uint8 sRGB, (height, width, 3).
        photo: Of the same shape; its lightness does not matter.
        strength: How far the colours go: 0 leaves the painting's, 1 takes the photo's.

    Source: Gatys, Bethge, Hertzmann & Shechtman, "Preserving Color in Neural Artistic
    Style Transfer" (2016), "luminance-only transfer".
    Differs from the paper: OKLab, where the paper has YIQ.
    """
    assert painting.shape == photo.shape
    kept = painting.copy()
    if strength == 0:
        return kept
    height, width, _ = painting.shape
    rows = max(1, BAND_PIXELS // width)
    for top in range(0, height, rows):
        band = slice(top, top + rows)
        lab = to_oklab(painting[band])
        lab[..., 1:] += strength * (to_oklab(photo[band])[..., 1:] - lab[..., 1:])
        kept[band] = from_oklab(lab)
    return kept


def match_covariance(canvas: Canvas, reference: Canvas) -> Canvas:
    """Canvas with the mean and covariance of the reference's colours.

    The one linear map that does so and moves the colours least (optimal transport
    between two Gaussians; Pitie & Kokaram 2007, "linear Monge-Kantorovitch").
    """
    ours, theirs = (x.reshape(-1, 3) for x in (canvas, reference))
    (mean, have), (other_mean, want) = (_moments(colors) for colors in (ours, theirs))
    root = _square_root(have)
    inverse = np.linalg.inv(root)
    map_ = inverse @ _square_root(root @ want @ root) @ inverse
    recolored: Canvas = np.empty(ours.shape, np.float32)
    for band in _bands(ours):
        colors = (ours[band].astype(np.float64) - mean) @ map_ + other_mean
        recolored[band] = np.clip(colors, 0, 255)
    return recolored.reshape(canvas.shape)


def _bands(colors: Floats) -> list[slice]:
    """Parts of a list of pixels, for what is computed in float64."""
    step = MATCHED_PIXELS
    return [slice(begin, begin + step) for begin in range(0, len(colors), step)]


def _moments(
    colors: Floats,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and covariance, shapes (3,) and (3, 3).

    The identity is added to the covariance: that of a grey photo inverts too.
    """
    bands = _bands(colors)
    means = [colors[band].astype(np.float64).mean(axis=0) for band in bands]
    counts = [len(colors[band]) for band in bands]
    mean = means[0] if len(bands) == 1 else np.average(means, axis=0, weights=counts)
    if len(bands) == 1:
        return mean, np.cov(colors.astype(np.float64), rowvar=False) + np.eye(3)
    scatter = np.zeros((3, 3))
    for band in bands:
        centered = colors[band] - mean
        scatter += centered.T @ centered
    return mean, scatter / (len(colors) - 1) + np.eye(3)


def _square_root(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    values, vectors = np.linalg.eigh(matrix)
    root: npt.NDArray[np.float64] = (vectors * np.sqrt(values)) @ vectors.T
    return root


def match_histograms(canvas: Canvas, reference: Canvas) -> Canvas:
    """Canvas with the reference's histograms of lightness and colour.

    Each axis of OKLab on its own: the darkest share of the pixels gets the darkness of
    the reference's darkest share, and so on.
    """
    lab = to_oklab(to_picture(canvas)).reshape(-1, 3)
    wanted = to_oklab(to_picture(reference)).reshape(-1, 3)
    quantiles = (np.arange(len(lab)) + 0.5) / len(lab)
    reference_quantiles = (np.arange(len(wanted)) + 0.5) / len(wanted)
    for axis in range(3):
        order = np.argsort(lab[:, axis], kind="stable")
        lab[order, axis] = np.interp(
            quantiles, reference_quantiles, np.sort(wanted[:, axis])
        )
    return to_canvas(from_oklab(lab).reshape(canvas.shape[1:]))


def is_grey(canvas: Canvas) -> bool:
    """True if no pixel has a colour that is seen."""
    return float(np.ptp(canvas, axis=-1).max()) <= GREY_LEVELS


def make_grey(canvas: Canvas, where: npt.NDArray[np.bool_]) -> Canvas:
    """The canvas, or a gradient of it, with the mean of the channels where told.

    That is the nearest grey; what is grey already stays the same to the bit.

    Args:
        canvas: (1, height, width, 3).
        where: (1, height, width, 1), or what broadcasts to it.
    """
    if not where.any():
        return canvas
    mean = canvas.mean(axis=-1, keepdims=True, dtype=np.float64)
    return np.where(where, mean.astype(np.float32), canvas)


def take_colors(style: Canvas, photo: Canvas, settings: Settings) -> Canvas:
    """Style in the photo's colours, where `settings.colors` matches them beforehand.

    Source: Gatys, Bethge, Hertzmann & Shechtman, "Preserving Color in Neural Artistic
    Style Transfer" (2016), "color histogram matching".
    """
    if settings.colors not in MATCHES:
        return style
    matched = MATCHES[settings.colors](style, photo)
    return style + np.float32(settings.color_strength) * (matched - style)


MATCHES: Mapping[str, Callable[[Canvas, Canvas], Canvas]] = {
    "histogram": match_histograms,
    "covariance": match_covariance,
}


def to_oklab(picture: Picture) -> Floats:
    """L (0 to 1), a and b (about -0.4 to 0.4) of sRGB pixels, (..., 3)."""
    cones = LINEAR[picture] @ TO_CONES.T.astype(np.float32)
    lab: Floats = np.cbrt(cones) @ TO_OKLAB.T.astype(np.float32)
    return lab


def from_oklab(lab: Floats) -> Picture:
    """Pixels of sRGB, with less colour where that of `lab` is out of gamut."""
    linear = _to_linear(lab)
    is_beyond = ~_in_gamut(linear)
    if is_beyond.any():
        linear[is_beyond] = _to_linear(_clip_chroma(lab[is_beyond]))
    np.clip(linear, 0, 1, out=linear)
    curved = np.where(
        linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055
    )
    picture: Picture = np.rint(255 * curved).astype(np.uint8)
    return picture


def _to_linear(lab: Floats) -> Floats:
    roots = lab @ np.linalg.inv(TO_OKLAB).T.astype(np.float32)
    linear: Floats = roots**3 @ np.linalg.inv(TO_CONES).T.astype(np.float32)
    return linear


def _in_gamut(linear: Floats) -> npt.NDArray[np.bool_]:
    is_inside = (linear >= -SLACK) & (linear <= 1 + SLACK)
    every: npt.NDArray[np.bool_] = np.all(is_inside, axis=-1)
    return every


def _clip_chroma(lab: Floats) -> Floats:
    """Colours of the same lightness and hue on the edge of the gamut.

    Args:
        lab: Shape (pixels, 3). Grey of each lightness can be shown, so halving the
            range between grey and the colour itself finds the last one that can.
    """
    shown, beyond = np.zeros((2, len(lab), 1), np.float32)
    beyond += 1
    for _ in range(HALVINGS):
        middle = (shown + beyond) / 2
        tried = np.concatenate([lab[:, :1], middle * lab[:, 1:]], axis=1)
        fits = _in_gamut(_to_linear(tried))[:, np.newaxis]
        shown, beyond = np.where(fits, middle, shown), np.where(fits, beyond, middle)
    return np.concatenate([lab[:, :1], shown * lab[:, 1:]], axis=1)
