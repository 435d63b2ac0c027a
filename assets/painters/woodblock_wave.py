"""A great wave before a small mountain: indigo blocks on cream paper."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage

from painters.canvas import Field, finish, mix, noise, paper, plane, rgb, smoothstep

ASPECT = 5 / 6
OVERSIZE = 3  # blocks are cut without smoothing: three pixels for one
PAPER, DAWN, GREY, PALE, MID, DEEP, LINE, RED = rgb(
    "f3e6c8", "efc79a", "7f8a92", "b9cdc9", "5f8fae", "2a5585", "16244a", "c4462f"
)
BLOCKS = {"pale": PALE, "mid": MID, "deep": DEEP, "foam": PAPER, "line": LINE}

# back: from the foot up to the tip of the lip; face: from the same foot, inside, to it
GREAT = (
    (
        (-0.10, 0.80),
        (0.02, 0.52),
        (0.10, 0.20),
        (0.33, 0.05),
        (0.52, 0.13),
        (0.565, 0.30),
    ),
    (
        (0.60, 0.80),
        (0.36, 0.74),
        (0.24, 0.56),
        (0.27, 0.33),
        (0.40, 0.20),
        (0.565, 0.30),
    ),
)
SECOND = (
    (
        (0.56, 0.86),
        (0.68, 0.70),
        (0.78, 0.50),
        (0.92, 0.44),
        (1.02, 0.51),
        (1.025, 0.60),
    ),
    (
        (1.16, 0.86),
        (0.98, 0.83),
        (0.88, 0.74),
        (0.88, 0.62),
        (0.95, 0.55),
        (1.025, 0.60),
    ),
)
SWELL = (
    (
        (-0.12, 0.90),
        (0.10, 0.80),
        (0.26, 0.68),
        (0.40, 0.665),
        (0.47, 0.70),
        (0.475, 0.755),
    ),
    (
        (0.66, 0.92),
        (0.52, 0.90),
        (0.40, 0.85),
        (0.37, 0.78),
        (0.41, 0.735),
        (0.475, 0.755),
    ),
)


class Print:
    """The blocks while they are cut: one picture of indices, in colour order."""

    def __init__(self, width_px: int) -> None:
        """Take a plank `width_px` wide (before shrinking)."""
        self.width = width_px
        self.block = Image.new("P", (width_px, round(width_px * ASPECT)), 0)
        self.knife = ImageDraw.Draw(self.block)

    def area(self, points: Field, block: str) -> None:
        """Cut a closed shape; points (n, 2) in picture widths."""
        shape = [tuple(point) for point in (points * self.width).tolist()]
        self.knife.polygon(shape, fill=1 + list(BLOCKS).index(block))

    def stroke(self, points: Field, widths: Field, block: str) -> None:
        """Cut a line that swells: one width, in picture widths, for each point."""
        along = np.gradient(points, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
        aside = np.stack([-along[:, 1], along[:, 0]], axis=1) * widths[:, None] / 2
        self.area(np.concatenate([points + aside, (points - aside)[::-1]]), block)

    def blobs(self, points: Field, radii: Field) -> None:
        """Cut a cloud of foam: all rims first, so that only its outline remains."""
        for grow, block in ((0.0021, "line"), (0.0, "foam")):
            for (x, y), radius in zip(points, radii + grow, strict=True):
                box = np.array([x - radius, y - radius, x + radius, y + radius])
                index = 1 + list(BLOCKS).index(block)
                self.knife.ellipse((box * self.width).tolist(), fill=index)


def paint(long_edge_px: int) -> npt.NDArray[np.uint8]:
    """Return the picture, uint8 RGB, wider than high."""
    rng = np.random.default_rng(8)
    plank = Print(long_edge_px * OVERSIZE)
    mountain(plank)
    sea(plank, rng, 0.66, 0.018, 5)
    wave(plank, rng, SECOND, 0.62)
    wave(plank, rng, GREAT, 1.0)
    wave(plank, rng, SWELL, 0.50)
    sea(plank, rng, 0.815, 0.030, 7)
    spray(plank, rng)
    return finish(printed(rng, plank.block), long_edge_px)


def smooth(points: tuple[tuple[float, float], ...], count: int = 120) -> Field:
    """Return a Catmull-Rom curve through the points, shape (count, 2)."""
    knots = np.array([points[0], *points, points[-1]])
    t = np.linspace(0, len(points) - 1 - 1e-6, count)
    k, f = t.astype(int), (t % 1)[:, None]
    a, b, c, d = (knots[k + j] for j in range(4))
    return np.asarray(
        b
        + 0.5
        * f
        * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))
    )


def mountain(plank: Print) -> None:
    """Cut the far mountain and its snow."""
    x = np.linspace(0.60, 0.92, 90)
    side = np.abs(x - 0.755) / 0.155
    y = 0.645 - 0.155 * np.clip(1 - side, 0, 1) ** 1.25
    foot = np.array([[0.92, 0.70], [0.60, 0.70]])
    outline = np.stack([x, y], axis=1)
    plank.area(np.concatenate([outline, foot]), "deep")
    snow = side < 0.50
    teeth = 0.548 + 0.020 * np.abs(np.sin(x[snow] * 95)) + 0.06 * (side[snow] - 0.25)
    cap = np.stack([x[snow], np.maximum(teeth, y[snow])], axis=1)[::-1]
    plank.area(np.concatenate([outline[snow], cap]), "foam")
    plank.stroke(outline, np.full(len(x), 0.0022), "line")


def sea(
    plank: Print, rng: np.random.Generator, level: float, swing: float, rows: int
) -> None:
    """Cut rows of open water, each with its lines of current."""
    x = np.linspace(-0.05, 1.05, 160)
    for row in range(rows):
        y = level + row * (0.9 - level) / rows
        crest = y + swing * np.sin(6.0 * x + 1.7 * row) * (
            0.6 + 0.4 * np.sin(3 * x + row)
        )
        edge = np.stack([x, crest], axis=1)
        foot = np.array([[1.05, 0.9], [-0.05, 0.9]])
        plank.area(
            np.concatenate([edge, foot]), ("mid", "deep", "pale", "deep")[row % 4]
        )
        plank.stroke(edge, 0.0018 + 0.0012 * np.sin(9 * x + row) ** 2, "line")
        for line in range(3):
            start = int(rng.integers(0, 110))
            part = edge[start : start + int(rng.integers(22, 50))]
            lower = part + [0, 0.008 + 0.009 * line]
            taper = np.sin(np.linspace(0, np.pi, len(part)))
            plank.stroke(lower, 0.0042 * taper, ("foam", "line", "pale")[line])


def wave(
    plank: Print,
    rng: np.random.Generator,
    shape: tuple[tuple[tuple[float, float], ...], ...],
    size: float,
) -> None:
    """Cut one breaking wave: its body, the stripes that climb it, the foam."""
    back, face = smooth(shape[0]), smooth(shape[1])
    plank.area(np.concatenate([back, face[::-1]]), "deep")
    shares = np.linspace(0.10, 0.97, 13)
    for k, share in enumerate(shares):
        share = share + 0.012 * rng.normal()
        curve = back + (face - back) * share
        gap = np.linalg.norm(face - back, axis=1) / len(shares)
        wide = (
            gap
            * (0.50 if k % 2 else 0.30)
            * (1 + 0.25 * np.sin(np.arange(120) / 9 + k))
        )
        plank.stroke(curve, wide, ("pale", "mid", "foam", "mid")[k % 4])
        plank.stroke(curve + 0.5 * wide[:, None] * [0.8, 0.5], 0.07 * gap, "line")
    plank.stroke(face, np.full(120, 0.0030), "line")
    plank.stroke(back, np.full(120, 0.0034), "line")
    lip(plank, rng, back, face, size)


def lip(
    plank: Print, rng: np.random.Generator, back: Field, face: Field, size: float
) -> None:
    """Cut the foam: a cloud along the crest, and claws that hang from it."""
    start = 42
    for k in range(start, 120, 3):
        grown = (k - start) / (120 - start)
        where = back[k] * 0.88 + face[k] * 0.12
        reach = size * (0.05 + 0.035 * np.sin(np.pi * grown)) * (0.35 + 0.65 * grown)
        claw(plank, rng, where, reach, 0.9 + 1.1 * grown + 0.3 * rng.normal())
    where = back[start - 12 :: 2]
    swell = np.linspace(0.12, 1, len(where))
    spots, radii = [], []
    for layer in range(3):
        shake = rng.normal(0, 0.007 * size, where.shape)
        spots.append(where + shake + [0.006 * layer * size, 0.008 * layer * size])
        radii.append(size * swell * rng.uniform(0.011, 0.023, len(where)))
    plank.blobs(np.concatenate(spots), np.concatenate(radii))
    for k in range(start, 118, 4):  # inner scallops, so that the foam has folds
        turn = np.linspace(0, np.pi * 1.2, 14) + rng.uniform(0, 6)
        radius = size * rng.uniform(0.006, 0.012) * (0.3 + 0.7 * (k - start) / 78)
        curl = back[k] + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        plank.stroke(curl, 0.0016 * np.sin(np.linspace(0.2, 3.0, 14)), "mid")


def claw(
    plank: Print, rng: np.random.Generator, root: Field, reach: float, angle: float
) -> None:
    """Cut one finger of foam: it bends as it falls, and branches into smaller ones."""
    steps = 16
    bend = angle + np.linspace(0, 1.3, steps) * rng.choice((1, 1, -0.5))
    stride = reach / steps
    along = np.cumsum(np.stack([np.cos(bend), np.sin(bend)], axis=1) * stride, axis=0)
    path = root + along
    radii = 0.17 * reach * np.linspace(1, 0.16, steps) ** 0.8
    plank.blobs(path, radii)
    if reach > 0.03:
        for at in (5, 8, 11, 14):
            twig = bend[at] + rng.choice((-0.9, 0.8))
            claw(plank, rng, path[at], reach * 0.42, float(twig))


def spray(plank: Print, rng: np.random.Generator) -> None:
    """Cut drops flung ahead of the great wave and its neighbours."""
    for x, y, spread, count in ((0.55, 0.15, 0.085, 90), (1.0, 0.47, 0.05, 30)):
        spots = np.array([x, y]) + spread * rng.normal(size=(count, 2)) * [1.0, 0.8]
        radii = 0.0009 + 0.0030 * rng.random(count) ** 2
        plank.blobs(spots, radii)


def sky(x: Field, y: Field) -> Field:
    """Return the sky as it is wiped on the block: grey above, dawn at the horizon."""
    colour = np.broadcast_to(PAPER, (*x.shape, 3))
    colour = mix(colour, DAWN, 0.75 * smoothstep(0.30, 0.62, y))
    colour = mix(colour, GREY, 0.92 * smoothstep(0.20, 0.0, y))
    far = np.hypot(x - 0.845, y - 0.265)
    return mix(colour, RED, 0.9 * smoothstep(0.0625, 0.0615, far))


def printed(rng: np.random.Generator, block: Image.Image) -> Field:
    """Return the pull: each block a hair off, wood grain in the ink, paper beneath."""
    x, y = plane(block.width, ASPECT)
    knots = y + 0.020 * noise(rng, x * 0.5, y, 3, 3)
    grain = noise(rng, x * 0.035, knots, 150, 3, 0.8)
    baren = noise(rng, x, y, 9, 4, 0.65)
    tooth = noise(rng, x, y, 320, 2, 0.9)
    cover = np.clip(0.93 + 0.045 * grain + 0.035 * baren + 0.03 * tooth, 0.5, 1)
    sheet = np.broadcast_to(PAPER, (*x.shape, 3))
    picture = mix(sheet, sky(x, y), cover)
    index = np.asarray(block.filter(ImageFilter.ModeFilter(3)))
    slip = {
        "pale": (1, -2),
        "mid": (-2, 1),
        "deep": (1, 1),
        "foam": (0, 0),
        "line": (0, 0),
    }
    for number, (name, colour) in enumerate(BLOCKS.items(), start=1):
        mask = ndimage.gaussian_filter(np.float32(index == number), 0.9)
        mask = np.roll(mask, slip[name], (0, 1))
        rich = colour * (1 + 0.03 * baren + 0.02 * grain)[..., None]
        picture = mix(picture, rich, mask * cover)
    return np.asarray(picture * paper(rng, x, y)[..., None])
