"""An evening that shouts: bands of vermilion and orange over a blue-black fjord."""

import numpy as np
import numpy.typing as npt

from painters.brush import Layer, Oil, PerPoint
from painters.canvas import Field, finish, noise, ramp, rgb, smoothstep

ASPECT = 6 / 5
SKY = rgb(
    "7d1220", "c4261c", "ee5a1c", "f79a2b", "fbd36b", "f6e7b4", "d8602a", "a81d22"
)
WATER = rgb("0c1330", "16294f", "24506f", "3f7f86", "d98a3c", "f4c463")
LAND = rgb("0a0a18", "1a1430", "35204a", "5a2f4d", "8d4636")
TRUNK = rgb("060509", "140d14", "2a1518", "5c2418", "b9481f")
SUN = (0.40, 0.468)  # half sunk
HORIZON = 0.555
# foot x, top y, half width: the pines in front
PINES = ((0.86, 0.10, 0.024), (0.965, 0.26, 0.019), (0.745, 0.42, 0.011))


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, higher than wide."""
    rng = np.random.default_rng(4)
    canvas = Oil(round(long_edge_px / ASPECT), ASPECT, "6b1a1c")
    for count, width, length in ((2200, 0.036, 0.20), (6500, 0.016, 0.12)):
        canvas.paint(Layer(count, width, length, sky_angle, sky_colour(rng)), rng)
    canvas.paint(Layer(3600, 0.0075, 0.10, sky_angle, sky_colour(rng, 0.09)), rng)
    for count, radius in ((2600, 0.074), (3000, 0.058)):
        canvas.paint(
            Layer(30 * count, 0.008, 0.045, sun_angle, sun_colour(rng), disc(radius)),
            rng,
        )
    for count, width, length in ((6500, 0.024, 0.11), (8000, 0.009, 0.07)):
        canvas.paint(
            Layer(count, width, length, water_angle, water_colour(rng), in_water), rng
        )
    for count, width, length in ((9000, 0.016, 0.07), (9000, 0.008, 0.05)):
        canvas.paint(
            Layer(count, width, length, land_angle, land_colour(rng), in_land), rng
        )
    for count, width, length in ((26000, 0.010, 0.07), (26000, 0.005, 0.045)):
        canvas.paint(
            Layer(count, width, length, pine_angle, pine_colour(rng), in_pine), rng
        )
    return finish(canvas.dry(5.0), long_edge_px)


def band(x: Field, y: Field) -> Field:
    """Return the height at which a band of sky started: its name, so to say."""
    calm = smoothstep(HORIZON, 0.1, y)
    wave = 0.075 * np.sin(5.2 * x + 6.0 * y + 0.6) + 0.028 * np.sin(12 * x - 9 * y)
    lift = 0.10 * np.exp(-(((x - SUN[0]) / 0.16) ** 2)) * smoothstep(0.1, 0.45, y)
    return np.asarray(y + wave * (0.25 + 1.1 * calm) + lift)


def along(level: Field, right: Field, below: Field) -> Field:
    """Return the direction in which a level does not change."""
    return np.asarray(np.arctan2(-(right - level), below - level))


def sky_angle(x: Field, y: Field) -> Field:
    return along(band(x, y), band(x + 1e-3, y), band(x, y + 1e-3))


def sky_colour(rng: np.random.Generator, spread: float = 0.05) -> PerPoint:
    """Return the colour function of the sky: bands, warmest where the sun sinks."""

    def colour(x: Field, y: Field) -> Field:
        level = band(x, y) + 0.012 * noise(np.random.default_rng(8), x, y, 4, 2)
        phase = 0.5 - 0.5 * np.cos(level * 27 + 4 * level**2)
        near = np.exp(-((x - SUN[0]) ** 2 + (y - SUN[1]) ** 2) / 0.07)
        tone = 0.05 + 0.46 * phase + 0.22 * near + rng.normal(0, spread, x.shape)
        result = ramp(np.clip(tone, 0, 0.78), SKY)
        cold = smoothstep(0.80, 1.0, phase) * (0.16 + 0.5 * smoothstep(0.42, 0.0, y))
        strange = rng.random(x.shape) < cold  # green-blue slips between the reds
        result[strange] = rgb("3f6f86", "23416e", "7fa08c")[rng.integers(0, 3, len(x))][
            strange
        ]
        return result + rng.normal(0, 0.02, (len(x), 3))

    return colour


def disc(radius: float) -> PerPoint:
    return lambda x, y: np.hypot(x - SUN[0], y - SUN[1]) < radius


def sun_angle(x: Field, y: Field) -> Field:
    return np.arctan2(y - SUN[1], x - SUN[0]) + np.pi / 2


def sun_colour(rng: np.random.Generator) -> PerPoint:
    """Return the colour function of the sun: white-hot within, an ember rim."""

    def colour(x: Field, y: Field) -> Field:
        far = np.hypot(x - SUN[0], y - SUN[1]) / 0.078 + rng.normal(0, 0.05, x.shape)
        return ramp(np.clip(far, 0, 1), rgb("fffbe0", "fff0a8", "ffd84e", "e4451c"))

    return colour


def in_water(x: Field, y: Field) -> Field:
    return np.asarray(y > HORIZON + 0.004 * np.sin(9 * x))


def bend(x: Field, y: Field) -> Field:
    """Return the level of the water's current: a slow S towards the viewer."""
    down = y - HORIZON
    return np.asarray(y + 0.30 * down * np.sin(5 * x + 7 * down + 0.5))


def water_angle(x: Field, y: Field) -> Field:
    return along(bend(x, y), bend(x + 1e-3, y), bend(x, y + 1e-3))


def water_colour(rng: np.random.Generator) -> PerPoint:
    """Return the colour function of the fjord, with the sun's broken road on it."""

    def colour(x: Field, y: Field) -> Field:
        level = bend(x, y)
        tone = 0.22 + 0.17 * np.sin(level * 60) + rng.normal(0, 0.07, x.shape)
        road = SUN[0] + 0.05 * np.sin(14 * y) * (y - HORIZON) * 3
        wide = 0.045 + 0.22 * (y - HORIZON)
        lit = np.exp(-(((x - road) / wide) ** 2)) * (0.62 + 0.55 * np.sin(level * 75))
        tone = np.clip(tone, 0, 0.52) + 0.75 * np.clip(lit, 0, 1)
        return ramp(np.clip(tone, 0, 1), WATER)

    return colour


def in_land(x: Field, y: Field) -> Field:
    """Say where the far headland and the near bank are."""
    far = HORIZON - 0.062 * smoothstep(0.5, 0.95, x) - 0.012 * np.sin(13 * x)
    far_foot = HORIZON + 0.015 + 0.03 * smoothstep(0.5, 1.0, x)
    left = HORIZON - 0.055 * smoothstep(0.24, 0.0, x) - 0.006 * np.sin(31 * x)
    near = 1.13 - 0.26 * smoothstep(0.30, 1.0, x) + 0.015 * np.sin(9 * x)
    headland = (x > 0.52) & (y > far) & (y < far_foot)
    spit = (x < 0.24) & (y > left) & (y < HORIZON + 0.012)
    return np.asarray(headland | spit | (y > near))


def land_angle(x: Field, y: Field) -> Field:
    return np.where(y > 0.75, -0.42 + 0.35 * np.sin(9 * x + 12 * y), -0.09)


def land_colour(rng: np.random.Generator) -> PerPoint:
    """Return the colour function of the land: violet, with ember edges."""

    def colour(x: Field, y: Field) -> Field:
        tone = 0.30 + 0.20 * np.sin(26 * y + 12 * x) + rng.normal(0, 0.16, x.shape)
        return ramp(np.clip(tone, 0, 1), LAND)

    return colour


def in_pine(x: Field, y: Field) -> Field:
    """Say where the pines stand: a trunk, and boughs that widen downwards."""
    inside = np.zeros(x.shape, dtype=bool)
    for foot, top, half in PINES:
        rise = np.clip((y - top) / (0.98 - top), 0, 1)
        spine = foot + 0.012 * np.sin(7 * y + 20 * foot)
        tier = (rise * (7 + 3 * foot)) % 1.0  # each tier of boughs starts narrow
        reach = half * (0.25 + 4.2 * rise**0.9 * (0.15 + tier) * (rise < 0.80))
        inside |= (y > top) & (y < 1.02) & (np.abs(x - spine) < reach)
    return inside


def pine_angle(x: Field, y: Field) -> Field:
    """Angle of the boughs: away from the nearest trunk, and down."""
    feet = np.array([foot for foot, _, _ in PINES])
    nearest = feet[np.argmin(np.abs(np.asarray(x)[:, None] - feet), axis=1)]
    side = np.clip((x - nearest) / 0.03, -1, 1)
    return np.asarray(np.pi / 2 - side * 0.95)


def pine_colour(rng: np.random.Generator) -> PerPoint:
    """Return the colour function of the pines: black, the sun's side glows."""

    def colour(x: Field, y: Field) -> Field:
        feet = np.array([foot for foot, _, _ in PINES])
        nearest = feet[np.argmin(np.abs(x[:, None] - feet), axis=1)]
        tone = 0.18 - 3.2 * (x - nearest) + rng.normal(0, 0.17, x.shape)
        return ramp(np.clip(tone, 0, 1), TRUNK)

    return colour
