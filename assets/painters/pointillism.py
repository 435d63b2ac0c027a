"""A river afternoon in dots of pure colour, each beside its opposite."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from scipy import ndimage

from painters.canvas import Field, finish, noise, ramp, relief, rgb, smoothstep

ASPECT = 5 / 6
OVERSIZE = 3  # ellipses are drawn without smoothing: three pixels for one
SHORE, BANK = 0.375, 0.60  # the far bank's foot; where the near meadow begins
LAYERS = ((0.0150, 0.04), (0.0112, 0.10), (0.0090, 0.17), (0.0084, 0.20))
SKY = rgb("6f9fd8", "9fc4e2", "cfe0dc", "f6e6c2", "fbd9a8")
LEAF = rgb("123a4a", "1f5c45", "4d8a3c", "9dbb3f", "e3d95a")
WATER = rgb("23529a", "3f7cc4", "6fa6da", "a9c6e0", "f0dcc4")
MEADOW = rgb("243f74", "2c6352", "5f9440", "a9bf4c", "ead978")
OPPOSITES = rgb("f28a1e", "2a5fd0", "f5d320", "7a3fae", "e0382e", "1f9a62")


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, wider than high."""
    rng = np.random.default_rng(17)
    size = (long_edge_px * OVERSIZE, round(long_edge_px * ASPECT) * OVERSIZE)
    canvas, thick = Image.new("RGB", size, "#cdb48c"), Image.new("L", size, 60)
    for pitch, spread in LAYERS:
        x, y = spots(rng, pitch)
        colour = pigments(rng, scene(x, y), spread)
        dab(canvas, thick, rng, x, y, colour, pitch)
    height = np.asarray(thick, dtype=np.float32) / 255
    light = relief(ndimage.gaussian_filter(height, size[0] / 2304 * 1.6), 1.3)
    picture = np.asarray(canvas, dtype=np.float32) / 255 * light[..., None]
    return finish(picture, long_edge_px)


def spots(rng: np.random.Generator, pitch: float) -> tuple[Field, Field]:
    """Return an uneven scatter with one spot per pitch x pitch, in random order."""
    across, down = np.meshgrid(np.arange(0, 1, pitch), np.arange(0, ASPECT, pitch))
    order = rng.permutation(across.size)
    x = across.ravel()[order] + pitch * rng.uniform(-0.3, 1.3, across.size)
    y = down.ravel()[order] + pitch * rng.uniform(-0.3, 1.3, across.size)
    return x, y


def dab(
    canvas: Image.Image,
    thick: Image.Image,
    rng: np.random.Generator,
    x: Field,
    y: Field,
    colour: Field,
    pitch: float,
) -> None:
    """Touch the canvas once for each spot: a round brush, never quite round."""
    paint_, height = ImageDraw.Draw(canvas), ImageDraw.Draw(thick)
    radius = 0.47 * pitch * canvas.width * rng.uniform(0.78, 1.12, (len(x), 2))
    where = np.stack([x, y], axis=1) * canvas.width
    corners = np.concatenate([where - radius, where + radius], axis=1)
    tones = (np.clip(colour, 0, 1) * 255).astype(np.uint8)
    for box, tone in zip(corners.tolist(), tones.tolist(), strict=True):
        paint_.ellipse(box, tuple(tone))
        height.ellipse(box, int(rng.integers(110, 230)))


def pigments(rng: np.random.Generator, wanted: Field, spread: float) -> Field:
    """Return purer colours that, seen from afar, make the wanted ones.

    Each dot leans to one of three pairs of opposites; the two leans of a pair cancel.
    """
    grey = wanted.mean(axis=1, keepdims=True)
    vivid = grey + (wanted - grey) * 1.28
    pair = rng.choice(3, len(wanted), p=(0.5, 0.3, 0.2))
    way = rng.choice((-0.6, 0.55), (len(wanted), 1)) + rng.normal(
        0, 0.15, (len(wanted), 1)
    )
    lean = (OPPOSITES[2 * pair] - OPPOSITES[2 * pair + 1]) * way
    spark = rng.random(len(wanted)) < 0.07
    opposite = np.clip(grey - 1.6 * (wanted - grey), 0, 1)  # as light, but turned round
    result = vivid + spread * lean + rng.normal(0, 0.02, wanted.shape)
    result[spark] = opposite[spark]
    return np.asarray(result)


def scene(x: Field, y: Field) -> Field:
    """Return the colour seen at each point, shape (n, 3)."""
    air = noise(np.random.default_rng(2), x * 0.5, y, 5, 3)
    sky = ramp(np.clip(y / SHORE + 0.08 * air, 0, 1), SKY)
    cloud = smoothstep(0.55, 1.5, noise(np.random.default_rng(3), x * 0.6, y, 6, 4))
    result = sky + (rgb("fdeedd")[0] - sky) * (0.8 * cloud)[:, None]
    result = far_bank(x, y, result, SHORE)
    depth = np.clip((y - SHORE) / (BANK - SHORE), 0, 1)
    ripple = noise(np.random.default_rng(4), x * 0.35, y, 42, 2)
    mirror = far_bank(x + 0.006 * ripple, 2 * SHORE - y, sky, SHORE)
    blue = ramp(np.clip(0.75 - 0.75 * depth + 0.16 * ripple, 0, 1), WATER)
    keep = (0.62 - 0.4 * depth)[:, None]
    result = np.where((y > SHORE)[:, None], blue + (mirror - blue) * keep, result)
    path = np.exp(-(((x - 0.70) / (0.03 + 0.10 * depth)) ** 2)) * (ripple > -0.1)
    path *= y > SHORE
    result = result + (rgb("fff0bd")[0] - result) * (0.75 * path)[:, None]
    result = sails(x, y, result)
    return trees(x, y, strollers(x, y, meadow(x, y, result)))


def far_bank(x: Field, y: Field, under: Field, foot: float) -> Field:
    """Return the far bank: poplars in a row, gold on the side of the sun."""
    result = under
    low = (
        foot
        - 0.045
        - 0.035 * smoothstep(0.45, 0.70, x)
        - 0.012 * np.sin(9 * x)
        - 0.010 * np.sin(31 * x)
    )
    hazy = ramp(np.clip((y - low) * 10, 0, 1), rgb("8a9a86", "557f86", "3a5c8c"))
    result = np.where(((y > low) & (y < foot))[:, None], hazy, result)
    for stem in (0.36, 0.405, 0.44, 0.485, 0.535, 0.575, 0.845, 0.885, 0.935):
        tall = 0.13 + 0.05 * np.sin(40 * stem)
        rise = np.clip((foot - y) / tall, 0, 1)
        half = 0.020 * np.sqrt(rise * (1 - rise)) * 2 + 0.002
        inside = (np.abs(x - stem) < half) & (y > foot - tall) & (y < foot)
        tone = np.clip(0.50 + 15 * (x - stem), 0, 1)
        result = np.where(inside[:, None], ramp(tone, LEAF), result)
    return result


def sails(x: Field, y: Field, under: Field) -> Field:
    """Return the river with two boats on it and their broken reflections."""
    result = under
    for mast, foot, tall in ((0.665, 0.455, 0.135), (0.52, 0.405, 0.062)):
        up = (foot - y) / tall
        body = (up > 0) & (up < 1) & (x > mast - 0.30 * tall * (1 - up))
        body &= x < mast + 0.52 * tall * np.clip(1 - up, 0, 1) ** 0.8
        tone = np.clip(0.55 + (x - mast) / tall, 0, 1)
        cloth = ramp(tone, rgb("c98f9a", "fbe6c4", "fffaf0"))
        result = np.where(body[:, None], cloth, result)
        down = (y - foot - 0.014) / tall
        wake = (down > 0) & (down < 0.8) & (np.sin(y * 420) > -0.3)
        wake &= np.abs(x - mast - 0.08 * tall) < 0.30 * tall * (1 - down)
        result = np.where(wake[:, None], 0.6 * result + 0.4 * rgb("fbe9c9")[0], result)
        hull = (np.abs(y - foot - 0.007) < 0.008) & (
            np.abs(x - mast - 0.05 * tall) < 0.40 * tall
        )
        result = np.where(hull[:, None], rgb("8c2f2a")[0], result)
    return result


def meadow(x: Field, y: Field, under: Field) -> Field:
    """Return the near bank: sun and long shadows, with poppies in the grass."""
    edge = BANK - 0.10 * smoothstep(0.55, 0.0, x) + 0.02 * np.sin(6 * x + 1)
    shade = smoothstep(-0.2, 0.5, noise(np.random.default_rng(5), x - y, 2.4 * y, 4, 2))
    shade = np.maximum(shade, smoothstep(0.45, 0.10, x + 0.5 * (0.75 - y)))
    blade = noise(np.random.default_rng(6), x, y * 0.4, 30, 2)
    tone = np.clip(0.90 - 0.72 * shade + 0.09 * blade, 0, 1)
    grass = ramp(tone, MEADOW)
    drift = noise(np.random.default_rng(7), x, y * 1.6, 9, 2)
    bloom = np.mod(x * 7919.7 + y * 6101.3, 1) < 0.16 * smoothstep(0.4, 1.6, drift)
    flower = np.where((shade < 0.5)[:, None], rgb("e8352b")[0], rgb("a02a6a")[0])
    grass = np.where(bloom[:, None], flower, grass)
    return np.where((y > edge)[:, None], grass, under)


def strollers(x: Field, y: Field, under: Field) -> Field:
    """Return the meadow with two walkers under parasols, and their shadows."""
    result = under
    for a, foot, tall, cloth, shade in (
        (
            0.575,
            0.745,
            0.150,
            rgb("241f5c", "4a3a8c", "9a6fb0"),
            rgb("c8321e", "ffb648"),
        ),
        (
            0.640,
            0.735,
            0.120,
            rgb("8a4a6a", "e8a9a0", "fff0dc"),
            rgb("2a5fb0", "bfe0f0"),
        ),
    ):
        up = (foot - y) / tall
        cast = np.hypot((x - a + 0.55 * tall) / 0.55, (y - foot) / 0.10) < tall
        result = np.where(cast[:, None], 0.45 * result + 0.55 * MEADOW[0], result)
        half = tall * np.where(up < 0.5, 0.21 - 0.26 * up, 0.085)
        body = (up > 0) & (up < 0.78) & (np.abs(x - a) < half)
        body |= np.hypot(x - a, y - foot + 0.82 * tall) < 0.055 * tall
        tone = np.clip(0.5 + 3.2 * (x - a) / tall, 0, 1)
        result = np.where(body[:, None], ramp(tone, cloth), result)
        rim = foot - 0.92 * tall
        dome = np.hypot((x - a - 0.06 * tall) / 0.40, (y - rim) / 0.24) < tall
        dome &= y < rim + 0.02 * tall * np.cos(40 * (x - a) / tall)
        tone = np.clip(0.45 + 1.1 * (x - a) / tall - 1.0 * (y - rim) / tall, 0, 1)
        result = np.where(dome[:, None], ramp(tone, shade), result)
    return result


def trees(x: Field, y: Field, under: Field) -> Field:
    """Return the great tree at the left, its crown over the water."""
    bark = ramp(
        np.clip(0.5 + 14 * (x - 0.165), 0, 1), rgb("2a2350", "6a3f5a", "d98a4a")
    )
    spine = 0.165 + 0.03 * np.sin(6 * (y - 0.3))
    trunk = (np.abs(x - spine) < 0.020 + 0.03 * smoothstep(0.55, 0.75, y)) & (y > 0.2)
    result = np.where((trunk & (y < 0.735))[:, None], bark, under)
    lump = noise(np.random.default_rng(12), x, y, 9, 3)
    crown = 1 - np.hypot((x - 0.16) / 0.30, (y - 0.15) / 0.25) + 0.13 * lump
    light = 0.36 + 1.1 * (x - 0.18) - 0.9 * (y - 0.15) + 0.17 * lump
    leaves = ramp(np.clip(light, 0, 1), LEAF)
    return np.where((crown > 0)[:, None], leaves, result)
