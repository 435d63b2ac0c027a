"""Faces in a picture, and a keep map of them: soft ovals, white on black.

The network looks at the whole picture and at squares of it, so that a face of a
twenty-fifth of the long edge is found. Smaller ones would not be held anyway: a
position of the content layer is 8 px wide.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nst_core.images.canvas import resize, shrink
from nst_core.images.decoding import Picture
from nst_core.images.face_network import EDGE_PX, look
from nst_core.images.masks import MASK_EDGE_PX
from nst_core.images.reading_limits import SIGHT_EDGE_PX

PARTS = (1, 2, 4)  # squares of the long edge, of half of it, of a quarter
# Faces in photos had 0.84 and more, down to 36 px of 1000 and in profile; what is none
# in photos had up to 0.68, and 0.72 in the ornaments of paintings.
MIN_SCORE = 0.75
MAX_OVERLAP = 0.3  # of two boxes of different faces, of the smaller one's area
# The network's box goes from the brows to the mouth: an oval from the hair to the chin.
OVAL_WIDTH, OVAL_HEIGHT, OVAL_RISE = 1.35, 1.75, 0.1
SOFT = 0.2  # of the oval's radius


class Face(NamedTuple):
    """A face's box, as shares of the picture's long edge."""

    score: float  # 0 to 1
    x: float  # of its centre, from the left
    y: float  # from the top
    width: float
    height: float

    def overlap(self, other: "Face") -> float:
        """Common area, as a share of the smaller one's."""
        sides = (
            min(own + edge / 2, its + other_edge / 2)
            - max(own - edge / 2, its - other_edge / 2)
            for own, edge, its, other_edge in (
                (self.x, self.width, other.x, other.width),
                (self.y, self.height, other.y, other.height),
            )
        )
        across, down = (max(0.0, side) for side in sides)
        smaller = min(self.width * self.height, other.width * other.height)
        return across * down / smaller


def find_faces(picture: Picture) -> list[Face]:
    """The faces of a picture, the surest first."""
    picture = shrink(picture, SIGHT_EDGE_PX)
    long_edge = max(picture.shape[:2])
    found = []
    for left, top, edge in _squares(*picture.shape[:2]):
        scores, places = look(_cut_out(picture, left, top, edge)[np.newaxis])
        for at in np.flatnonzero(scores[0] >= MIN_SCORE):
            x, y, width, height = (float(part) * edge for part in places[0, at])
            box = [part / long_edge for part in (left + x, top + y, width, height)]
            found.append(Face(float(scores[0, at]), *box))
    faces: list[Face] = []
    for face in sorted(found, key=lambda each: -each.score):
        if all(face.overlap(other) < MAX_OVERLAP for other in faces):
            faces.append(face)
    return faces


def _squares(height: int, width: int) -> list[tuple[int, int, int]]:
    """Left, top and edge of each square, half over the next; in px."""
    squares = []
    for parts in PARTS:
        edge = max(height, width) // parts
        rows, columns = (
            range(0, max(1, length - edge // 2), max(1, edge // 2))
            for length in (height, width)
        )
        squares += [(left, top, edge) for top in rows for left in columns]
    return squares


def _cut_out(
    picture: Picture, left: int, top: int, edge: int
) -> npt.NDArray[np.float32]:
    """A square at the network's size; black beyond the picture."""
    part = picture[top : top + edge, left : left + edge]
    height, width = (max(1, round(x * EDGE_PX / edge)) for x in part.shape[:2])
    square = np.zeros((EDGE_PX, EDGE_PX, 3), np.float32)
    square[:height, :width] = resize(part[np.newaxis], height, width)[0]
    return square


def draw_faces(picture: Picture) -> Picture | None:
    """Keep map of a picture's faces, at most MASK_EDGE_PX long; None without a face."""
    faces = find_faces(picture)
    if not faces:
        return None
    height, width = shrink(picture, MASK_EDGE_PX).shape[:2]
    long_edge = max(height, width)
    rows, columns = np.mgrid[:height, :width] + 0.5
    mask = np.zeros((height, width))
    for face in faces:
        across = (columns / long_edge - face.x) / (face.width * OVAL_WIDTH / 2)
        middle = face.y - OVAL_RISE * face.height
        down = (rows / long_edge - middle) / (face.height * OVAL_HEIGHT / 2)
        inside = (1 - np.hypot(across, down)) / SOFT
        mask = np.maximum(mask, np.clip(inside, 0, 1))
    return np.rint(255 * mask[..., np.newaxis]).astype(np.uint8).repeat(3, axis=2)
