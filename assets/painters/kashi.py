"""A dome from within, in glazed kashi: spiralling medallions around a golden sun.

After the tilework of Isfahan, where pieces of glaze are cut and set edge to edge: hence
the thin dark joint that `inlay` leaves around every shape.
"""

import numpy as np
import numpy.typing as npt

from painters.canvas import (
    SUPERSAMPLE,
    Field,
    finish,
    mix,
    noise,
    plane,
    ramp,
    rgb,
    smoothstep,
)

ASPECT = 1.0
ARMS = 18  # medallions around each ring
CORE, DOME, BAND = 0.072, 0.372, 0.462  # radii: the sun, the medallions, the stars
COBALT, NIGHT, TURQUOISE, JADE, GOLD, AMBER, CREAM, TAN, ROSE = rgb(
    "17378f",
    "0c1c55",
    "1fa5ad",
    "0f6f74",
    "f2b632",
    "cf7a1c",
    "f7ecd2",
    "d8ab6a",
    "a8402f",
)
# x, y, reach, sense: the spirals of one half corner
VINES = (
    (0.440, 0.345, 0.058, 1),
    (0.459, 0.238, 0.034, -1),
    (0.402, 0.292, 0.024, 1),
    (0.470, 0.160, 0.019, 1),
    (0.476, 0.105, 0.013, -1),
    (0.463, 0.437, 0.026, -1),
)
JOINT = rgb("1c1713")[0]


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, square."""
    rng = np.random.default_rng(6)
    x, y = plane(long_edge_px * SUPERSAMPLE, ASPECT)
    shiver = 0.0011
    u = x - 0.5 + shiver * noise(rng, x, y, 16, 3)
    v = y - 0.5 + shiver * noise(rng, x, y, 16, 3)
    radius, turn = np.hypot(u, v), np.arctan2(v, u)
    picture = spandrels(u, v)
    picture = inlay(picture, CREAM, radius - BAND - 0.020)
    picture = inlay(picture, TURQUOISE, radius - BAND - 0.013)
    picture = mix(picture, stars(radius, turn), cover(radius - BAND))
    picture = inlay(picture, GOLD, radius - DOME - 0.012)
    picture = inlay(picture, NIGHT, radius - DOME - 0.004)
    picture = mix(picture, medallions(radius, turn), cover(radius - DOME))
    picture = sun(picture, radius, turn)
    return finish(glaze(rng, x, y, picture), long_edge_px)


def cover(distance: Field, soft: float = 0.0007) -> Field:
    """Return 1 inside a shape (distance below 0, in picture widths), 0 outside."""
    return smoothstep(soft, -soft, distance)


def inlay(picture: Field, colour: Field, distance: Field) -> Field:
    """Return the picture with one shape set in, and the joint around it."""
    jointed = mix(picture, JOINT, 0.75 * cover(distance - 0.0012))
    return mix(jointed, colour, cover(distance))


def lemon(u: Field, v: Field, wide: float, high: float) -> Field:
    """Return the distance to a pointed oval with the given half axes."""
    total = high * high / wide
    big, off = (total + wide) / 2, (total - wide) / 2
    return np.hypot(np.abs(u) + off, v) - big


def rosette(u: Field, v: Field, size: float, petals: int) -> Field:
    """Return the distance to a flower of round petals."""
    lobe = np.abs(np.cos(petals / 2 * np.arctan2(v, u))) ** 0.7
    return np.hypot(u, v) - size * (0.55 + 0.45 * lobe)


def medallions(radius: Field, turn: Field) -> Field:
    """Return the dome: lozenges on two families of spirals, a medallion in each."""
    unit = 2 * np.pi / ARMS
    safe = np.maximum(radius, 1e-3)
    around, inward = turn / unit, 0.78 * np.log(safe / DOME) / unit
    p, q = around + inward, around - inward
    row = np.floor(p) - np.floor(q)
    s, w = p - np.floor(p) - 0.5, q - np.floor(q) - 0.5
    u, v = s + w, s - w  # across and along the lozenge, each -1 to 1
    size = safe * unit / 2  # picture widths for one step of u
    bricks = np.sin(np.pi * 5 * u) * np.sin(np.pi * 5 * v)
    ground = ramp(0.5 + 0.5 * bricks, np.stack([TAN * 0.86, TAN * 1.06]))
    lattice = (0.5 - np.maximum(np.abs(s), np.abs(w))) * size
    picture = inlay(ground, JADE, lattice - 0.045 * size)
    body = lemon(u, v, 0.62, 0.86) * size
    even = (row % 2 == 0)[..., None]
    field = np.where(even, COBALT, NIGHT)
    trim = np.where(even, TURQUOISE, ROSE)
    for inset, colour in ((0.0, CREAM), (0.075, trim), (0.15, field)):
        picture = inlay(picture, colour, body + inset * size)
    ring = np.abs(lemon(u, v, 0.40, 0.62)) * size - 0.018 * size
    picture = inlay(picture, GOLD, ring)
    for side in (-1, 1):
        leaf = lemon(u * 1.0, v - side * 0.40, 0.085, 0.17) * size
        picture = inlay(picture, TURQUOISE, leaf)
        curl = np.hypot(np.abs(u) - 0.24, v - side * 0.20)
        picture = inlay(picture, CREAM, (np.abs(curl - 0.085) - 0.018) * size)
    picture = inlay(picture, CREAM, rosette(u, v, 0.215, 8) * size)
    picture = inlay(picture, AMBER, rosette(u, v, 0.13, 8) * size)
    return inlay(picture, GOLD, (np.hypot(u, v) - 0.06) * size)


def stars(radius: Field, turn: Field) -> Field:
    """Return the band of eight-pointed stars and the crosses between them."""
    count = 30
    middle, half = (DOME + BAND) / 2, (BAND - DOME) / 2
    u = np.mod(turn * count / (2 * np.pi), 1) - 0.5
    u = u * 2 * np.pi * middle / count / half  # about -1 to 1, as v
    v = (radius - middle) / half
    edge = np.pi * middle / count / half

    def octagram(a: Field, b: Field, size: float) -> Field:
        square = np.maximum(np.abs(a), np.abs(b))
        diamond = (np.abs(a) + np.abs(b)) / np.sqrt(2)
        return np.asarray((np.minimum(square, diamond) - size) * half)

    picture = np.broadcast_to(COBALT, (*radius.shape, 3))
    gap = (np.maximum(np.abs(v) - 0.86, 0.16 - np.abs(v)) + 0.0 * u) * half
    picture = inlay(picture, JADE, np.where(np.abs(u) > edge - 0.30, gap, 1.0))
    picture = inlay(picture, CREAM, octagram(u, v, 0.66))
    picture = inlay(picture, TURQUOISE, octagram(u, v, 0.56))
    picture = inlay(picture, NIGHT, octagram(u, v, 0.40))
    picture = inlay(picture, GOLD, rosette(u, v, 0.34, 8) * half)
    picture = inlay(picture, ROSE, (np.hypot(u, v) - 0.10) * half)
    far = edge - np.abs(u)
    for side in (-1, 1):
        tip = rosette(far, v - side * 0.66, 0.20, 6) * half
        picture = inlay(picture, CREAM, tip)
        picture = inlay(picture, AMBER, (np.hypot(far, v - side * 0.66) - 0.07) * half)
    return inlay(picture, GOLD, (np.hypot(far, v) - 0.13) * half)


def sun(picture: Field, radius: Field, turn: Field) -> Field:
    """Return the dome with its shamsa: petals of fire over a cream ring."""
    picture = inlay(picture, NIGHT, radius - CORE - 0.012)
    picture = inlay(picture, CREAM, radius - CORE - 0.006)
    picture = inlay(picture, COBALT, radius - CORE)
    for size, petals, colour in (
        (0.070, 18, GOLD),
        (0.056, 18, CREAM),
        (0.050, 9, AMBER),
        (0.037, 9, GOLD),
    ):
        lobe = np.abs(np.cos(petals / 2 * turn + 0.4)) ** 1.4
        picture = inlay(picture, colour, radius - size * (0.62 + 0.38 * lobe))
    return inlay(picture, CREAM, radius - 0.011)


def spandrels(u: Field, v: Field) -> Field:
    """Return the corners: white vines with turquoise leaves on deep blue."""
    a, b = np.abs(u), np.abs(v)  # one corner, mirrored into four
    a, b = np.maximum(a, b), np.minimum(a, b)  # and along its diagonal
    picture = np.broadcast_to(COBALT, (*u.shape, 3))
    dots = np.hypot(np.mod(u * 46, 1) - 0.5, np.mod(v * 46, 1) - 0.5) / 46
    picture = mix(picture, TURQUOISE, 0.5 * cover(dots - 0.0022))
    for x, y, reach, way in VINES:
        dx, dy = a - x, b - y
        rho, phi = np.hypot(dx, dy) + 1e-6, way * np.arctan2(dy, dx)
        turns = np.log(rho / reach) / 0.17 - phi  # whole turns on the spiral's line
        wind = np.round(turns / (2 * np.pi))
        line = rho - reach * np.exp(0.17 * (phi + 2 * np.pi * wind))
        stem = np.where((rho < reach * 1.35) & (rho > 0.2 * reach), line, 1.0)
        picture = inlay(picture, CREAM, np.abs(stem) - 0.0026)
        beat = np.mod((phi + 2 * np.pi * wind) * 1.1, 1.0) - 0.5
        leaf = lemon(beat * rho * 0.9, stem + 0.010, 0.0075, 0.0062)
        picture = inlay(picture, TURQUOISE, leaf + 0.001)
        picture = inlay(picture, GOLD, rosette(dx, dy, 0.34 * reach, 6))
        picture = inlay(picture, ROSE, np.hypot(dx, dy) - 0.12 * reach)
    middle = rosette(a - 0.408, b - 0.408, 0.036, 8)
    for inset, colour in ((0.0, CREAM), (0.006, ROSE), (0.016, GOLD)):
        picture = inlay(picture, colour, middle + inset)
    rim = np.maximum(a, b)
    for edge, colour in ((0.484, GOLD), (0.488, NIGHT), (0.496, TURQUOISE)):
        picture = inlay(picture, colour, edge - rim)
    return picture


def glaze(rng: np.random.Generator, x: Field, y: Field, picture: Field) -> Field:
    """Return the fired picture: pooled glaze, crackle, and light from a high window."""
    pool = noise(rng, x, y, 22, 5, 0.62)
    speck = noise(rng, x, y, 210, 2, 0.9)
    fired = picture * (1 + 0.075 * pool + 0.045 * speck)[..., None]
    fired = mix(fired, fired * rgb("c9d8d2")[0], smoothstep(0.3, 1.6, pool))
    crack = np.abs(noise(rng, x, y, 38, 2)) + 0.5 * np.abs(noise(rng, x, y, 9, 1))
    fired *= (1 - 0.34 * smoothstep(0.09, 0.02, crack))[..., None]
    chip = noise(rng, x, y, 120, 1)
    fired = mix(fired, rgb("b89f7e")[0], 0.55 * smoothstep(2.9, 3.3, chip))
    light = 1.13 - 0.62 * np.hypot(x - 0.44, y - 0.42) ** 1.4
    gloss = np.exp(-(((x - y) * 0.9 + 0.16) ** 2) / 0.02) * (0.5 + 0.25 * pool)
    return np.asarray(
        fired * light[..., None] + 0.055 * np.clip(gloss, 0, 1)[..., None]
    )
