"""A tall window at sunrise: rays, hills and a river in hand-made glass and lead."""

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from painters.canvas import SUPERSAMPLE, Field, finish, noise, plane, ramp, rgb
from painters.tiles import Pieces, lines, seam

ASPECT = 6 / 5
SUN = (0.44, 0.46)
SKY, SUNNY, HILL, RIVER, FLOWER, FRAME, JEWEL = 0, 100, 200, 300, 400, 500, 600
FLOWERS = ((0.20, 0.93, 0.082), (0.795, 0.985, 0.092), (0.825, 0.775, 0.058))
DISC = rgb("fff6c9", "ffe070", "ffc233", "fb9a1e")
RAY = rgb(
    "ffd75e", "fbab35", "f27a2c", "e5484d", "b43a86", "6a3fa0", "2f3fa8", "17306f"
)
FIELD = rgb("bcd35a", "6fb04a", "2f8f5b", "176a5e", "0f4650")
STREAM = rgb("d8f3ea", "7fd6d8", "34a5c9", "1f6fb5")
BLOOM = rgb("e3264a", "f45d8a", "ffb02e", "b81e5b")
EDGE = rgb("7a1024", "a5182f", "133a86", "0d2a66")


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, higher than wide."""
    rng = np.random.default_rng(9)
    x, y = plane(400, ASPECT)
    region = regions(x, y)
    angle = lines(region, 4.0)
    glass = cut(rng, x, y, region, angle)
    glass.settle(x, y, region, angle, 5)
    colours = glass_colours(rng, glass)

    x, y = plane(round(long_edge_px / ASPECT) * SUPERSAMPLE, ASPECT)
    shiver = 0.0016
    u = x + shiver * noise(rng, x, y, 14, 2)
    v = y + shiver * noise(rng, x, y, 14, 2)
    region = regions(u, v)
    owner = glass.owner(u, v, region)
    return finish(lit(rng, x, y, owner, region, glass, colours), long_edge_px)


def regions(x: Field, y: Field) -> Field:
    """Region code of each point."""
    dx, dy = x - SUN[0], y - SUN[1]
    far, turn = np.hypot(dx, dy), np.arctan2(dy, dx)
    ray = np.floor((turn + np.pi) / (2 * np.pi) * 24 + 0.55 * np.sin(far * 11)) % 24
    ring = np.floor(3.1 * np.log1p(far * 7) + 0.9 * np.sin(7.3 * ray))
    code = SKY + ray + ring / 64  # 64: exact in binary, so codes can be compared
    code[far < 0.150] = SUNNY + 1 + np.floor((turn[far < 0.150] + np.pi) * 2.5) % 16
    code[far < 0.098] = SUNNY + 20
    for fold in range(4):
        crest = (
            0.60
            + 0.095 * fold
            - (0.050 - 0.004 * fold) * np.sin(5.0 * x + 1.9 * fold + 0.7)
        )
        code[y > crest] = HILL + fold
    bend = 0.50 + 0.17 * np.sin(9.0 * (y - 0.55)) * (y - 0.40)
    wide = 0.004 + 0.21 * np.clip(y - 0.60, 0, 1) ** 1.25
    stream = (np.abs(x - bend) < wide) & (y > 0.625)
    code[stream] = RIVER + np.floor((y[stream] - 0.6) * 9)
    for which, (a, b, size) in enumerate(FLOWERS):
        here = FLOWER + 30 * which
        reach, place = np.hypot(x - a, y - b), np.arctan2(y - b, x - a)
        petal = reach < size * (0.72 + 0.28 * np.abs(np.sin(2.5 * place + 9 * a)))
        code[petal] = here + np.floor(
            np.mod(2.5 * place[petal] + 9 * a, 5 * np.pi) / np.pi
        )
        code[reach < 0.30 * size] = here + 20
    return arch(x, y, code)


def arch(x: Field, y: Field, code: Field) -> Field:
    """Return the codes with a pointed arch of stone-red glass set around them."""
    spring = 0.60  # where the two arcs of the arch begin
    half = np.where(y > spring, 0.0, 1.0)
    reach = np.hypot(np.abs(x - 0.5) + 0.055, (y - spring) * half)
    inset = np.minimum(0.555 - reach, np.minimum(0.5 - np.abs(x - 0.5), ASPECT - y))
    code[inset < 0.060] = FRAME + 1
    code[inset < 0.022] = FRAME + 2
    outside = inset < 0.0
    code[outside] = FRAME + 10
    for a in (0.085, 0.915):
        reach = np.hypot(x - a, y - 0.085)
        code[reach < 0.062] = JEWEL + 1
        code[reach < 0.034] = JEWEL
    return code


def cut(
    rng: np.random.Generator, x: Field, y: Field, region: Field, angle: Field
) -> Pieces:
    """Cut the glass: small panes in sun and frame, large ones in hills and sky."""
    size = np.where(region < SUNNY, 9.0, 0.060)
    size[(region >= SUNNY) & (region < HILL)] = 0.075
    size[(region >= RIVER) & (region < FLOWER)] = 0.055
    size[(region >= FLOWER) & (region < FRAME)] = 9.0  # one pane for each petal
    size[region >= FRAME] = 0.042
    chosen = rng.random(x.shape) < ((x[0, 1] - x[0, 0]) / size) ** 2
    for code in np.unique(region):  # no part of the drawing goes without a pane
        inside = np.argwhere(region == code)
        if not chosen[region == code].any():
            chosen[tuple(inside[len(inside) // 2])] = True
    a, b, way = (np.array(grid[chosen], dtype=np.float64) for grid in (x, y, angle))
    even = np.ones(chosen.sum())  # glass borders halfway, whatever the pane's size
    return Pieces(a, b, way, even, region[chosen], square=False)


def glass_colours(rng: np.random.Generator, glass: Pieces) -> Field:
    """Return one colour per pane, shape (panes, 3)."""
    x, y, region = glass.x, glass.y, glass.region
    stray = rng.normal(0, 1, len(x))
    far = np.hypot(x - SUN[0], y - SUN[1])
    odd = np.floor(region) % 2 - 0.5
    sky = np.clip(1.55 * (far - 0.13) + 0.17 * odd + 0.05 * stray, 0, 1)
    colour = ramp(sky, RAY)
    fold = region - HILL
    hill = np.clip(0.18 + 0.20 * fold + 0.15 * stray, 0, 1)
    parts = (
        (SUNNY, HILL, ramp(np.clip((far - 0.04) / 0.11 + 0.1 * stray, 0, 1), DISC)),
        (HILL, RIVER, ramp(hill, FIELD)),
        (RIVER, FLOWER, ramp(np.clip(0.4 + 0.28 * stray, 0, 1), STREAM)),
        (FLOWER, FRAME, ramp(np.clip(0.3 + 0.3 * stray, 0, 1), BLOOM)),
        (FRAME, JEWEL, EDGE[rng.integers(0, 2, len(x)) + 2 * (region == FRAME + 1)]),
        (JEWEL, 999, np.where((region == JEWEL)[:, None], DISC[1], BLOOM[3])),
    )
    for low, high, part in parts:
        colour = np.where(((region >= low) & (region < high))[:, None], part, colour)
    flower = (region >= FLOWER) & (region < FRAME)
    colour = np.where(
        (flower & ((region - FLOWER) % 30 == 20))[:, None], DISC[1], colour
    )
    return np.clip(colour + rng.normal(0, 0.03, (len(x), 3)), 0, 1)


def lit(
    rng: np.random.Generator,
    x: Field,
    y: Field,
    owner: Field,
    region: Field,
    glass: Pieces,
    colours: Field,
) -> Field:
    """Return the window with day behind it: streaks, bubbles, halo, rounded lead."""
    scale = x.shape[1] / 1280  # the numbers below were found at 1280 pixels across
    depth = seam(owner) / scale
    lean = rng.normal(0, 1.0, (2, len(colours)))
    wash = lean[0][owner] * (x - glass.x[owner]) + lean[1][owner] * (y - glass.y[owner])
    c, s = np.cos(glass.angle[owner]), np.sin(glass.angle[owner])
    streak = noise(rng, (c * x + s * y) * 0.3, c * y - s * x, 34, 4, 0.65)
    ripple = noise(rng, x, y, 24, 3)
    light = 1.02 + 4.0 * wash + 0.085 * streak + 0.05 * ripple
    light *= 0.66 + 0.34 * np.clip(depth / 17, 0, 1) ** 0.7
    light *= 1.16 - 0.55 * np.hypot(x - SUN[0], y - SUN[1])
    bubbles = noise(rng, x, y, 120, 1)
    light += 0.22 * np.clip(bubbles - 1.9, 0, 1) - 0.12 * np.clip(bubbles - 2.3, 0, 1)
    pane = np.clip(colours[owner], 0.02, 1) ** 0.92 * light[..., None]
    glow = ndimage.gaussian_filter(np.clip(pane, 0, 1.4), (13 * scale, 13 * scale, 0))

    thick = 4.6 + 1.0 * noise(rng, x, y, 9, 2)
    thick = np.where(region >= FRAME, thick * 1.15, thick)
    lead = np.clip(thick + 1 - depth, 0, 1)[..., None]
    round_ = 1 - np.clip(depth / thick, 0, 1) ** 2
    grain = noise(rng, x, y, 190, 2, 0.9)
    metal = 0.055 + 0.085 * round_ + 0.018 * grain
    metal = metal[..., None] * rgb("f2ece6")[0] + 0.13 * glow
    picture = pane + 0.24 * glow**1.5
    return np.asarray(picture + (metal - picture) * lead)
