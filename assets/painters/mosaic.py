"""Two carp around a lotus, in small stones set along the lines of the fish."""

import numpy as np
import numpy.typing as npt

from painters.canvas import SUPERSAMPLE, Field, finish, noise, plane, ramp, rgb
from painters.tiles import Pieces, lines, seam

ASPECT = 1.0
POOL, FRAME, LOTUS, FISH, FINS, EYE = 0, 1, 10, 20, 30, 40  # + which fish, or ring
GROUT = rgb("2a2a2c")[0]
WATER = rgb("0a2b3d", "0f4a5c", "17707a", "3a9a95", "8cc7b5", "dcecd6")
GOLD = rgb("8a2b12", "c8451a", "ee7a22", "f8b13c", "fbe08a", "fff4cf")
PEARL = rgb("5c3a2e", "b9664a", "e8c4a0", "f5e7cf", "fff8ea", "ffffff")
PETAL = rgb("7c1740", "b92d5c", "e06a86", "f4b3b6", "fde4dc", "f6c445")


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, square."""
    rng = np.random.default_rng(3)
    x, y = plane(420, ASPECT)
    region = regions(x, y)
    angle = flow(x, y, region)
    stones = scatter(rng, x, y, region, angle)
    stones.settle(x, y, region, angle, 24)
    colours = np.clip(stone_colours(rng, stones), 0, 1)

    x, y = plane(long_edge_px * SUPERSAMPLE, ASPECT)
    shiver = 0.0007
    u = x + shiver * noise(rng, x, y, 70, 2)
    v = y + shiver * noise(rng, x, y, 70, 2)
    owner = stones.owner(u, v, regions(u, v))
    return finish(lit(rng, x, y, owner, stones, colours), long_edge_px)


def fish(x: Field, y: Field, which: int) -> tuple[Field, Field]:
    """Return (t, d) in a fish's own frame: 0 nose to 1 tail's root, and sideways.

    d is positive on the outside of the ring both fish swim in.
    """
    dx, dy = x - 0.5, y - 0.5
    turn = np.arctan2(dy, dx) - (0.45 + np.pi * which)
    t = np.mod(-turn, 2 * np.pi) / 1.95
    t = np.where(t > 2.9, t - 2 * np.pi / 1.95, t)
    return t, np.hypot(dx, dy) - 0.265 - 0.022 * np.sin(4.5 * t + 0.4)


def girth(t: Field) -> Field:
    """Return half the body's width at t."""
    inside = np.clip(t, 0, 1)
    return np.asarray(
        0.096 * np.sqrt(inside) * (1 - inside) ** 0.62 * 1.45 + 0.012 * inside
    )


def regions(x: Field, y: Field) -> Field:
    """Region code of each point."""
    code = np.full(x.shape, POOL)
    far = np.hypot(x - 0.5, y - 0.5)
    bloom = np.arctan2(y - 0.5, x - 0.5)
    for ring, (size, petals) in enumerate(((0.112, 10), (0.080, 8), (0.048, 6))):
        lobes = 0.80 + 0.20 * np.abs(np.cos(petals / 2 * bloom + ring))
        code[far < size * lobes] = LOTUS + ring
    code[far < 0.019] = LOTUS + 3
    for which in (0, 1):
        t, d = fish(x, y, which)
        half = girth(t)
        tail = (t > 0.93) & (t < 1.36 - 0.9 * np.maximum(0, 0.075 - np.abs(d)))
        tail &= np.abs(d) < 0.014 + 0.30 * np.clip(t - 0.93, 0, 1)
        back = (t > 0.30) & (t < 0.72) & (d > 0)
        back &= d < half + 0.045 * np.sqrt(np.clip((t - 0.30) / 0.42, 0, 1))
        side = (np.abs(t - 0.40 - 1.6 * np.clip(-d - half, 0, 1)) < 0.06) & (d < 0)
        side &= d > -half - 0.058
        code[tail | back | side] = FINS + which
        code[(t > 0) & (t < 1) & (np.abs(d) < half)] = FISH + which
        code[np.hypot((t - 0.105) * 0.5, d - 0.024) < 0.0125] = EYE
    edge = np.minimum(np.minimum(x, y), np.minimum(1 - x, ASPECT - y))
    for ring, depth in enumerate((0.062, 0.047, 0.017)):
        code[edge < depth] = FRAME + ring
    return code


def flow(x: Field, y: Field, region: Field) -> Field:
    """Angle of the stones: scales along the fish, rings around the rest."""
    angle = lines(region, 5.0)
    for which in (0, 1):
        around = np.arctan2(y - 0.5, x - 0.5) + np.pi / 2
        body = region == FISH + which
        fins = region == FINS + which
        angle[body] = around[body]
        _, d = fish(x, y, which)
        angle[fins] = (around - 3.0 * d)[fins]
    edge = np.minimum(np.minimum(x, y), np.minimum(1 - x, ASPECT - y))
    angle[edge < 0.062] = 0
    return angle


def scatter(
    rng: np.random.Generator, x: Field, y: Field, region: Field, angle: Field
) -> Pieces:
    """Strew stones, smaller ones where the drawing is finer."""
    size = np.select(
        [region >= EYE, region >= FINS, region >= FISH, region >= LOTUS, region > POOL],
        [0.0085, 0.0115, 0.0118, 0.0115, 0.0150],
        0.0148,
    )
    strewn: list[tuple[int, int]] = []
    pitch = float(x[0, 1] - x[0, 0])
    for one in np.unique(size):  # a shaken grid for each size of stone: even cover
        across = np.arange(one / 2, 1.0, one)
        a, b = (spot.ravel() for spot in np.meshgrid(across, across))
        a, b = (spot + 0.16 * one * rng.normal(size=len(spot)) for spot in (a, b))
        column, row = (
            np.clip((spot / pitch).astype(int), 0, len(x) - 1) for spot in (a, b)
        )
        keep = size[row, column] == one
        strewn += zip(row[keep].tolist(), column[keep].tolist(), strict=True)
    at = tuple(np.array(strewn).T)
    a, b, way = (np.array(grid[at], dtype=np.float64) for grid in (x, y, angle))
    return Pieces(a, b, way, size[at], region[at], square=True)


def stone_colours(rng: np.random.Generator, stones: Pieces) -> Field:
    """Return one colour per stone, shape (stones, 3)."""
    x, y, region = stones.x, stones.y, stones.region
    stray = rng.normal(0, 1, len(x))
    near = np.min([np.abs(fish(x, y, which)[1]) for which in (0, 1)], axis=0)
    wave = np.sin(near * 95 + 1.2 * noise(rng, x, y, 4, 2))
    tone = 0.33 + 0.22 * wave + 0.55 * (0.42 - np.hypot(x - 0.42, y - 0.38))
    colour = ramp(np.clip(tone + 0.07 * stray, 0, 1), WATER)
    for which, skin in ((0, GOLD), (1, PEARL)):
        t, d = fish(x, y, which)
        half = girth(t) + 1e-6
        scales = 0.12 * np.sin(t * 62) * np.cos(d * 260)
        body = 0.62 - 0.36 * np.abs(d / half) ** 2.2 + scales + 0.06 * stray
        body += 0.10 * (d < 0)
        fins = 0.50 + 0.30 * np.sin(d * 190 + 20 * t) + 0.07 * stray
        scaled = ramp(np.clip(body, 0, 1), skin)
        if which == 1:
            blots = noise(np.random.default_rng(14), x, y, 6.5, 1) > 0.35
            blots |= t < 0.02
            scaled[blots] = ramp(np.clip(body - 0.12, 0, 1), GOLD)[blots]
        colour = np.where((region == FISH + which)[:, None], scaled, colour)
        finned = ramp(np.clip(fins, 0, 1), skin)
        colour = np.where((region == FINS + which)[:, None], finned, colour)
    for ring, tone_of in enumerate((0.24, 0.48, 0.72, 1.0)):
        petals = ramp(np.clip(tone_of + 0.06 * stray, 0, 1), PETAL)
        colour = np.where((region == LOTUS + ring)[:, None], petals, colour)
    bands = rgb("f0dcae", "7a1f1c", "e9d3a0")
    for ring in range(3):
        band = bands[ring] * (1 + 0.09 * stray[:, None])
        if ring == 1:
            step = np.sin(((x + y) * 62).astype(int) * np.pi / 2 + 0.6) > 0.5
            band = np.where(step[:, None], rgb("d9a441")[0], band)
        colour = np.where((region == FRAME + ring)[:, None], band, colour)
    colour = np.where((region == EYE)[:, None], rgb("0b0b10")[0], colour)
    return colour + rng.normal(0, 0.022, (len(x), 3))


def lit(
    rng: np.random.Generator,
    x: Field,
    y: Field,
    owner: Field,
    stones: Pieces,
    colours: Field,
) -> Field:
    """Return the wall: every stone bevelled, tilted a little, and set in grout."""
    scale = x.shape[1] / 1536
    depth = seam(owner) / scale  # the numbers below were found at 1536 pixels
    down, across = np.gradient(np.minimum(depth, 5.0))
    bevel = 1 - 0.16 * scale * (down + across)
    tilt = rng.normal(0, 1.0, (2, len(colours)))
    facing = tilt[0][owner] * (x - stones.x[owner]) + tilt[1][owner] * (
        y - stones.y[owner]
    )
    stone = colours[owner] * (bevel * (1 + 9 * facing))[..., None]
    vein = noise(rng, x, y, 60, 4, 0.7)
    grain = noise(rng, x, y, 300, 2, 0.9)
    stone *= (1 + 0.045 * vein + 0.03 * grain)[..., None]
    cover = np.clip((depth - 1.0) / 1.5, 0, 1)[..., None]
    grout = GROUT * (1 + 0.12 * grain)[..., None]
    return np.asarray(grout + (stone - grout) * cover)
