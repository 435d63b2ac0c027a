"""Marbled paper: drops on water, combed into feathers, with one stirred heart.

Every drop and every stroke of the comb is an exact map of the plane; each pixel is
carried backwards through all of them until it meets the drop it came from.

Source: Lu, Jaffer, Jin, Zhao & Mao (2012), "Mathematical Marbling", IEEE Computer
Graphics and Applications 32(6).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from painters.canvas import Field, finish, noise, paper, plane, rgb

ASPECT = 1.0
INKS = rgb(
    "14213d", "f4ead6", "b3262e", "e6a532", "1f6f78", "f4ead6", "0e4f66", "d9722e"
)
OFTEN = (0.20, 0.13, 0.16, 0.13, 0.14, 0.05, 0.10, 0.09)


@dataclass(frozen=True)
class Drop:
    """Ink let fall at (x, y): it pushes everything outwards, keeping areas."""

    x: float
    y: float
    radius: float
    ink: int

    def undo(self, x: Field, y: Field) -> tuple[Field, Field, Field]:
        """Positions of points before the drop, and a mask of the drop's own points."""
        dx, dy = x - self.x, y - self.y
        far = dx**2 + dy**2
        own = far < self.radius**2
        pull = np.sqrt(np.where(own, 1, 1 - self.radius**2 / np.maximum(far, 1e-12)))
        return self.x + dx * pull, self.y + dy * pull, own


@dataclass(frozen=True)
class Tine:
    """A needle drawn straight along `angle`, through (x, y); the wake decays."""

    x: float
    y: float
    angle: float
    shift: float
    decay: float

    def undo(self, x: Field, y: Field) -> tuple[Field, Field]:
        """Positions of points before the needle passed."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        far = np.abs((y - self.y) * c - (x - self.x) * s)
        back = self.shift * self.decay / (far + self.decay)
        return x - c * back, y - s * back


@dataclass(frozen=True)
class Swirl:
    """A stick turned in place: the closer, the further round."""

    x: float
    y: float
    turn: float
    reach: float

    def undo(self, x: Field, y: Field) -> tuple[Field, Field]:
        """Positions of points before the turn."""
        dx, dy = x - self.x, y - self.y
        angle = -self.turn * np.exp(-np.sqrt(dx**2 + dy**2) / self.reach)
        c, s = np.cos(angle), np.sin(angle)
        return self.x + dx * c - dy * s, self.y + dx * s + dy * c


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, square."""
    rng = np.random.default_rng(21)
    x, y = plane(long_edge_px * 3, ASPECT)  # veins are finer than usual
    shiver = 0.0016  # the water is never quite still
    u = x + shiver * noise(rng, x, y, 9, 3)
    v = y + shiver * noise(rng, x, y, 9, 3)
    for motion in reversed(motions(rng)):
        u, v = motion.undo(u, v)
    ink = np.zeros(x.size, dtype=np.intp)
    depth = np.zeros(x.size, dtype=np.float32)  # 0 at a drop's centre, 1 at its rim
    free, u, v = np.arange(x.size), u.ravel(), v.ravel()  # pixels still without a drop
    for drop in reversed(drops(rng)):
        was = np.hypot(u - drop.x, v - drop.y) / drop.radius
        u, v, own = drop.undo(u, v)
        ink[free[own]], depth[free[own]] = drop.ink, was[own]
        free, u, v = free[~own], u[~own], v[~own]
    sheet = dry(rng, x, y, ink.reshape(x.shape), depth.reshape(x.shape))
    return finish(sheet, long_edge_px)


def drops(rng: np.random.Generator) -> list[Drop]:
    """Return the drops in the order they fall: rings in rings, then a fine spray."""
    fallen = []
    for count, low, high in ((44, 0.07, 0.12), (60, 0.03, 0.06)):
        for _ in range(count):
            x, y = rng.uniform(-0.12, 1.12, 2).tolist()
            radius = float(rng.uniform(low, high))
            for ring in range(int(rng.integers(2, 6))):
                ink = int(rng.choice(len(INKS), p=OFTEN))
                fallen.append(Drop(x, y, radius * 0.72**ring, ink))
    for _ in range(70):
        x, y = rng.uniform(-0.1, 1.1, 2).tolist()
        ink = int(rng.choice(len(INKS), p=OFTEN))
        fallen.append(Drop(x, y, float(rng.uniform(0.005, 0.016)), ink))
    return fallen


def motions(rng: np.random.Generator) -> list[Tine | Swirl]:
    """Motions of the floating ink, in order: there and back, combed, then stirred."""
    done: list[Tine | Swirl] = []
    for lane in range(9):
        way = 1 if lane % 2 else -1
        at = (lane + 0.5) / 9 + rng.normal(0, 0.008)
        done.append(Tine(0.5, at, 0.03 * rng.normal(), way * 0.30, 0.045))
    for lane in range(22):
        at = (lane + 0.5) / 22 + rng.normal(0, 0.004)
        done.append(Tine(at, 0.5, np.pi / 2 + 0.02 * rng.normal(), 0.085, 0.011))
    done += [
        Swirl(0.60, 0.42, 4.2, 0.125),
        Swirl(0.20, 0.78, -4.0, 0.085),
        Swirl(0.86, 0.86, 3.4, 0.07),
        Swirl(0.14, 0.20, 3.2, 0.065),
    ]
    return done


def dry(
    rng: np.random.Generator, x: Field, y: Field, ink: Field, depth: Field
) -> Field:
    """Return the sheet: ink thins and thickens, gathers at rims, and paper shows."""
    colour = INKS[ink]
    thin = 0.055 * noise(rng, x, y, 5, 5, 0.6)
    rim = 0.10 * np.clip(depth - 0.80, 0, 0.2) / 0.2
    colour = colour * (1 - rim + 0.5 * thin)[..., None]
    grain = noise(rng, x, y, 260, 2, 0.9)
    colour = colour + (INKS[1] - colour) * np.clip(0.05 + thin, 0, 0.3)[..., None]
    flecks = 0.4 * np.clip(1.6 * (grain - 1.9), 0, 1)[..., None]
    colour = colour + (INKS[1] - colour) * flecks
    return np.asarray(colour * paper(rng, x, y)[..., None])
