"""A turning night over hills: ultramarine, cerulean and lamp yellow, in thick oil."""

import numpy as np
import numpy.typing as npt

from painters.brush import Layer, Oil, PerPoint
from painters.canvas import Field, finish, noise, ramp, rgb

ASPECT = 5 / 6
SKY = rgb("0b1740", "15307a", "1f4fa8", "3a7fc4", "79b4cf", "c3dcc8")
GLOW = rgb("fffbe2", "ffe27a", "f2b233", "9db37a", "4f93b8")
HILL = rgb("081226", "10284a", "1b4a63", "2f6f72", "6f9a7c")
TREE = rgb("05070c", "0d1512", "1b2a18", "3d4a22", "6a5426")
# x, y, reach, turn: the great whirls of the air
WHIRLS = ((0.47, 0.30, 0.155, 1.0), (0.665, 0.385, 0.10, -1.0), (0.22, 0.13, 0.09, 0.8))
# x, y, radius of the light: a moon and its stars
LIGHTS = (
    (0.85, 0.145, 0.058),
    (0.60, 0.10, 0.026),
    (0.34, 0.075, 0.020),
    (0.06, 0.20, 0.022),
    (0.30, 0.42, 0.020),
    (0.93, 0.40, 0.024),
    (0.74, 0.25, 0.014),
    (0.44, 0.50, 0.015),
    (0.07, 0.43, 0.013),
)
# foot, height of the tip, half width, lean: the cypress
FLAMES = (
    (0.165, 0.10, 0.052, -0.01),
    (0.225, 0.34, 0.036, 0.035),
    (0.105, 0.42, 0.030, -0.035),
    (0.190, 0.22, 0.045, 0.012),
)


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, wider than high."""
    rng = np.random.default_rng(11)
    canvas = Oil(long_edge_px, ASPECT, "101c44")
    for count, width, length in ((2600, 0.024, 0.11), (9000, 0.0105, 0.062)):
        canvas.paint(Layer(count, width, length, sky_angle, sky_colour(rng)), rng)
    canvas.paint(Layer(5200, 0.0058, 0.045, sky_angle, sky_colour(rng, 0.12)), rng)
    for count, width, length in ((5000, 0.017, 0.07), (11000, 0.008, 0.04)):
        hill = Layer(count, width, length, hill_angle, hill_colour(rng), in_hills)
        canvas.paint(hill, rng)
    windows(canvas, rng)
    for count, width, length in ((16000, 0.009, 0.06), (16000, 0.0048, 0.045)):
        tree = Layer(count, width, length, tree_angle, tree_colour(rng), in_tree)
        canvas.paint(tree, rng)
    return finish(canvas.dry(5.5), long_edge_px)


def sky_angle(x: Field, y: Field) -> Field:
    """Direction of the air: to the right, but around whirls and lights."""
    u = np.ones_like(x)
    v = 0.35 * np.sin(7 * x + 3 * y) + 0.15 * np.sin(19 * x - 5 * y)
    turning = [*WHIRLS, *((a, b, 2.1 * r, 1.0) for a, b, r in LIGHTS)]
    for a, b, reach, turn in turning:
        dx, dy = x - a, y - b
        pull = 5 * np.exp(-((dx**2 + dy**2) / reach**2)) / reach
        u, v = u - turn * pull * dy * 1.3, v + turn * pull * dx * 1.3
        u, v = u - 0.25 * pull * dx, v - 0.25 * pull * dy  # a little inwards
    return np.asarray(np.arctan2(v, u))


def sky_colour(rng: np.random.Generator, lift: float = 0.0) -> PerPoint:
    """Return the colour function of the air; `lift` lightens a last, fine layer."""

    def colour(x: Field, y: Field) -> Field:
        tone = 0.30 + 0.42 * y + 0.11 * noise(np.random.default_rng(5), x, y, 5, 2)
        for a, b, reach, turn in WHIRLS:
            radius = np.hypot(x - a, y - b) / reach
            spiral = np.sin(
                turn * np.arctan2(y - b, x - a) + 5.5 * np.log(radius + 0.1)
            )
            tone += 0.24 * spiral * np.exp(-(radius**2) * 0.7)
        tone += lift + rng.normal(0, 0.10, x.shape)
        result = ramp(np.clip(tone, 0, 1), SKY)
        for a, b, size in LIGHTS:
            far = np.hypot(x - a, y - b) / size + rng.normal(0, 0.16, x.shape)
            shine = ramp(np.clip(far / 2.9, 0, 1), GLOW)
            cover = np.clip(1.75 - far * 0.62, 0, 1)[:, None]
            result = result + (shine - result) * cover
        warm = rng.random(x.shape) < 0.035
        result[warm] = 0.5 * result[warm] + 0.5 * GLOW[2]
        return result + rng.normal(0, 0.018, (len(x), 3))

    return colour


def ridge(x: Field, base: float, swing: float, phase: float) -> Field:
    """Return the height of one line of hills."""
    return (
        base - swing * np.sin(4.6 * x + phase) - 0.25 * swing * np.sin(11 * x + phase)
    )


def in_hills(x: Field, y: Field) -> Field:
    return y > ridge(x, 0.625, 0.038, 2.4)


def hill_angle(x: Field, y: Field) -> Field:
    slope = -0.04 * 4.6 * np.cos(4.6 * x + 2.4 + 6 * (y - 0.6))
    return np.asarray(
        np.arctan2(slope * 1.6 + 0.25 * np.sin(23 * y + 9 * x), np.ones_like(x))
    )


def hill_colour(rng: np.random.Generator) -> PerPoint:
    """Return the colour function of the hills: four folds, each lit along its crest."""

    def colour(x: Field, y: Field) -> Field:
        tone = np.full_like(x, 0.8)  # a stroke that starts above the first crest
        for fold in range(5):
            crest = ridge(
                x, 0.625 + 0.05 * fold, 0.038 + 0.006 * fold, 2.4 + 1.7 * fold
            )
            below = y - crest
            light = 0.85 - 9.5 * below
            tone = np.where(below > 0, np.clip(light, 0.12, 0.85), tone)
        tone += rng.normal(0, 0.11, x.shape)
        result = ramp(np.clip(tone, 0, 1), HILL)
        gold = rng.random(x.shape) < 0.05
        result[gold] = 0.6 * result[gold] + 0.4 * GLOW[2]
        return result

    return colour


def windows(canvas: Oil, rng: np.random.Generator) -> None:
    """Light a village at the foot of the hills, with a steeple."""
    x = np.concatenate([rng.normal(0.62, 0.11, 60), rng.normal(0.60, 0.02, 6)])
    y = 0.735 + rng.normal(0, 0.016, len(x)) + 0.10 * (x - 0.62)

    def at(count: int, lift: float, tall: float, colours: Field) -> Layer:
        return Layer(
            count,
            0.010,
            tall,
            lambda a, b: np.full_like(a, np.pi / 2),
            lambda a, b: colours[rng.integers(0, len(colours), len(a))],
            lambda a, b: (
                np.min(np.hypot(a[:, None] - x, b[:, None] - y + lift), axis=1) < 0.008
            ),
        )

    canvas.paint(at(9000, 0.012, 0.024, rgb("0a1430", "16264a", "223a5e")), rng)
    canvas.paint(at(2600, 0.004, 0.007, rgb("ffcf4a", "f79a2a", "ffe79a")), rng)


def in_tree(x: Field, y: Field) -> Field:
    """Say where the cypress stands: flames of one fire, each with its own tip."""
    inside = np.zeros(x.shape, dtype=bool)
    for foot, tip, wide, lean in FLAMES:
        rise = np.clip((y - tip) / (ASPECT - tip), 0, 1)  # 0 at the tip
        spine = foot + lean * (1 - rise) ** 1.5 + 0.010 * np.sin(16 * y + 30 * foot)
        lick = 1 + 0.13 * np.sin(27 * y + 50 * foot)
        inside |= (y > tip) & (np.abs(x - spine) < wide * rise**0.62 * lick)
    return inside


def tree_angle(x: Field, y: Field) -> Field:
    return np.asarray(-np.pi / 2 + 0.38 * np.sin(25 * y + 14 * x) + 1.2 * (0.17 - x))


def tree_colour(rng: np.random.Generator) -> PerPoint:
    """Return the colour function of the cypress, lighter on the moon's side."""

    def colour(x: Field, y: Field) -> Field:
        tone = 0.36 + 1.6 * (x - 0.19) + 0.16 * np.sin(60 * x + 20 * y)
        tone += rng.normal(0, 0.17, x.shape)
        return ramp(np.clip(tone, 0, 1), TREE)

    return colour
