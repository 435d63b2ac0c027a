"""Mountains over a lake, in pen: hatching that runs down the slopes, over pale wash."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from scipy import ndimage

from painters.canvas import (
    Field,
    finish,
    mix,
    noise,
    paper,
    plane,
    ramp,
    rgb,
    smoothstep,
)

ASPECT = 5 / 6
OVERSIZE = 3  # lines are drawn without smoothing: three pixels for one
INK = rgb("1b1a24")[0]
WASH = rgb("2b3a5e", "56698a", "8f98a0", "cfc2a6", "f0e2c2", "f8efda")
LAKE = 0.645  # where the water begins
MOON = (0.635, 0.175, 0.072)
# base, swing, bumps, seed, how dark: the ranges, from far to near
RANGES = (
    (0.47, 0.100, 4.0, 31, 0.14),
    (0.47, 0.185, 2.6, 41, 0.28),
    (0.60, 0.110, 3.4, 57, 0.46),
)
STEPS = 10


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, wider than high."""
    rng = np.random.default_rng(13)
    x, y = plane(480, ASPECT)
    tone, angle = scene(x, y)
    size = (long_edge_px * OVERSIZE, round(long_edge_px * ASPECT) * OVERSIZE)
    sheet = Image.new("L", size, 0)
    # turn against the slope, gap between lines, darkness from which on they are drawn
    for turn, gap, above in (
        (0.0, 0.0046, 0.08),
        (0.06, 0.0038, 0.30),
        (0.62, 0.0046, 0.48),
        (-0.55, 0.0044, 0.64),
        (1.30, 0.0040, 0.80),
    ):
        hatch(sheet, rng, tone, angle + turn, gap, above)
    outline(sheet, rng)
    x, y = plane(long_edge_px * OVERSIZE, ASPECT)
    ink = np.asarray(sheet, dtype=np.float32) / 255
    bite = noise(rng, x, y, 240, 2, 0.9)  # the nib skips on rough paper
    ink *= smoothstep(-2.3, -1.1, bite) * (0.88 + 0.12 * noise(rng, x, y, 7, 2) / 2)
    return finish(mix(washed(rng, x, y, tone), INK, np.clip(ink, 0, 1)), long_edge_px)


def crest(x: Field, which: int) -> Field:
    """Return the height of a range's skyline."""
    base, swing, bumps, seed, _ = RANGES[which]
    rough = noise(np.random.default_rng(seed), x, 0 * x, bumps, 6, 0.40)
    sharp = 1 - np.abs(rough)  # folds make ridges
    return np.asarray(
        base - swing * (0.35 + sharp) * (0.55 + 0.45 * np.cos(7 * x - 3.4))
    )


def scene(x: Field, y: Field) -> tuple[Field, Field]:
    """Return (tone, angle): how dark each point is, 0 to 1, and the pen's direction."""
    tone, angle = sky(x, y)
    for which, (_, _, bumps, seed, dark) in enumerate(RANGES):
        hand = np.random.default_rng(seed + 1)
        below = y - crest(x, which)
        rough = noise(hand, x + 0.30 * below, y * 0.34, 3.2 * bumps, 4, 0.5)
        _, across = np.gradient(np.abs(rough), y[1, 0] - y[0, 0])
        light = ndimage.gaussian_filter(across / (np.abs(across) + 5), 1.5)
        mist = smoothstep(0.30, 0.02, below)
        shade = dark + 0.30 - 0.50 * light  # lit from the right, by the moon
        inside = below > 0
        tone = np.where(inside, np.clip(shade, 0.03, 1) * (0.25 + 0.75 * mist), tone)
        slope = 1.55 - 0.50 * ndimage.gaussian_filter(light, 4)
        angle = np.where(inside, slope, angle)
    mirror = np.clip(np.round((2 * LAKE - y) / (y[1, 0] - y[0, 0])), 0, len(y) - 1)
    column = np.broadcast_to(np.arange(x.shape[1]), x.shape)
    ripple = noise(np.random.default_rng(77), x * 0.3, y, 46, 2)
    water = 0.30 + 0.62 * tone[mirror.astype(int), column] + 0.13 * ripple
    road = np.exp(-(((x - MOON[0]) / (0.03 + 0.25 * (y - LAKE))) ** 2))
    water -= 0.62 * road * (ripple > -0.5)
    lake = y > LAKE
    tone = np.where(lake, np.clip(water, 0, 0.85), tone)
    angle = np.where(lake, 0.03 * ripple, angle)
    return foreground(x, y, tone, angle)


def sky(x: Field, y: Field) -> tuple[Field, Field]:
    """Return the night: arcs around the moon, and clouds left white."""
    dx, dy = x - MOON[0], y - MOON[1]
    far = np.hypot(dx, dy)
    tone = 0.22 + 0.62 * smoothstep(0.10, 0.62, far) * smoothstep(0.62, 0.0, y)
    cloud = noise(np.random.default_rng(23), x * 0.45, y + 0.05 * np.sin(5 * x), 5, 4)
    edge = noise(
        np.random.default_rng(23), x * 0.45, y + 0.05 * np.sin(5 * x) + 0.02, 5, 4
    )
    tone = (
        tone
        + 0.10
        - 0.78 * smoothstep(0.35, 1.1, cloud)
        + 0.30 * np.clip(cloud - edge, 0, 1)
    )
    tone = np.where(far < MOON[2], 0.0, np.clip(tone, 0, 0.85))
    tone = np.where((far > MOON[2]) & (far < MOON[2] + 0.03), tone + 0.1, tone)
    return tone, np.arctan2(dy, dx) + np.pi / 2 + 0.15 * cloud


def foreground(x: Field, y: Field, tone: Field, angle: Field) -> tuple[Field, Field]:
    """Return the scene with a dark shore, and firs on it."""
    shore = 0.775 - 0.10 * smoothstep(0.45, 0.0, x) - 0.05 * smoothstep(0.7, 1.0, x)
    shore += 0.012 * noise(np.random.default_rng(91), x, 0 * x, 12, 4)
    land = y > shore
    grass = noise(np.random.default_rng(92), x, y, 16, 3)
    tone = np.where(land, np.clip(0.74 + 0.16 * grass, 0.4, 1), tone)
    angle = np.where(land, -1.25 + 0.25 * grass, angle)
    firs = ((0.07, 0.30), (0.135, 0.40), (0.205, 0.50), (0.275, 0.585), (0.93, 0.52))
    for foot, top in (*firs, (0.985, 0.60), (0.03, 0.47), (0.865, 0.63)):
        rise = (y - top) / (0.79 - top)
        tier = np.mod(rise * 8.5 + 0.4 * np.sin(90 * x), 1.0)
        reach = 0.21 * (0.79 - top) * np.clip(rise, 0, 1) * (0.40 + 0.60 * tier)
        fir = (rise > 0) & (rise < 1.0) & (np.abs(x - foot) < reach + 0.0015)
        lit = (x - foot) / (reach + 1e-4)
        tone = np.where(fir, 0.97 - 0.30 * np.clip(lit, 0, 1), tone)
        angle = np.where(fir, 1.57 - 0.75 * np.sign(lit), angle)
    return tone, angle


def hatch(
    sheet: Image.Image,
    rng: np.random.Generator,
    tone: Field,
    angle: Field,
    gap: float,
    above: float,
) -> None:
    """Draw one set of lines along `angle`, wherever the tone is above a threshold."""
    pen, width = ImageDraw.Draw(sheet), sheet.width
    length = 0.042
    cell = np.sqrt(gap * length)  # one line for each gap x length of paper
    across, down = np.meshgrid(np.arange(0, 1, cell), np.arange(0, ASPECT, cell))
    x = across.ravel() + cell * rng.uniform(0, 1, across.size)
    y = down.ravel() + cell * rng.uniform(0, 1, across.size)
    step = length * rng.uniform(0.6, 1.5, len(x)) / STEPS
    lean = rng.normal(0, 0.045, len(x))
    path, dark = [], []
    for _ in range(STEPS):
        row = np.clip((y * tone.shape[1]).astype(int), 0, tone.shape[0] - 1)
        column = np.clip((x * tone.shape[1]).astype(int), 0, tone.shape[1] - 1)
        path.append(np.stack([x, y], axis=1) * width)
        dark.append(tone[row, column])
        way = angle[row, column] + lean
        x, y = x + step * np.cos(way), y + step * np.sin(way)
    lines, weights = np.stack(path, axis=1), np.stack(dark, axis=1)
    weights = (weights - above) / (1 - above)
    swell = np.sin(np.linspace(0.5, np.pi - 0.2, STEPS - 1)) ** 0.7
    nib = width / 2304
    for line, weight in zip(lines.tolist(), weights, strict=True):
        for k in range(STEPS - 1):
            if weight[k] <= 0:
                continue
            thick = (1.0 + 2.3 * weight[k]) * swell[k] * nib + 0.6 * nib
            pen.line((*line[k], *line[k + 1]), 245, max(1, round(thick)))


def outline(sheet: Image.Image, rng: np.random.Generator) -> None:
    """Draw the skylines and the moon with a firmer, broken line."""
    pen, width = ImageDraw.Draw(sheet), sheet.width
    x = np.linspace(0, 1, 700)
    highest = np.full(x.shape, LAKE)
    for which in reversed(range(len(RANGES))):
        y = crest(x, which) + rng.normal(0, 0.0006, len(x))
        shown = y < highest
        for k in np.flatnonzero(shown[:-1] & (rng.random(len(x) - 1) > 0.05)):
            thick = round((1.6 + 0.9 * which + rng.random()) * width / 2304)
            ends = np.array([x[k], y[k], x[k + 1], y[k + 1]]) * width
            pen.line(ends.tolist(), 255, max(1, thick))
        highest = np.minimum(highest, y)
    a, b, radius = (part * width for part in MOON)
    pen.ellipse((a - radius, b - radius, a + radius, b + radius), 0)
    pen.arc((a - radius, b - radius, a + radius, b + radius), 0, 360, 235, 4)


def washed(rng: np.random.Generator, x: Field, y: Field, tone: Field) -> Field:
    """Return the paper with thin washes that follow the tone, and run a little."""
    far = np.hypot(x - MOON[0], y - MOON[1])
    run = 0.004 * noise(rng, x, y, 30, 3)
    where = np.stack([y + run, x - run]) * tone.shape[1]
    soft = ndimage.gaussian_filter(tone, 1.6)
    depth = ndimage.map_coordinates(soft, where, order=1, mode="nearest")
    pool = noise(rng, x, y, 4, 5, 0.6)
    grain = noise(rng, x, y, 230, 2, 0.9)
    tint = 1.0 - 0.72 * depth - 0.16 * smoothstep(0.1, 0.8, far)
    tint = tint + 0.045 * pool * (0.4 + depth) + 0.02 * grain * depth
    colour = ramp(np.clip(tint, 0, 1), WASH)
    glow = np.exp(-((far / 0.17) ** 2)) + 0.5 * np.exp(-((far / 0.40) ** 2))
    colour = colour * (
        1 + (rgb("ffdf9c")[0] - 1) * np.clip(0.7 * glow, 0, 1)[..., None]
    )
    colour = mix(colour, rgb("fff6dc")[0], smoothstep(MOON[2], MOON[2] - 0.004, far))
    return np.asarray(colour * paper(rng, x, y)[..., None])
