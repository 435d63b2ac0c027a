"""Pieces laid side by side: stones or glass that keep to their region's edges.

Knows nothing about any one picture.

Source: Hausner (2001), "Simulating Decorative Mosaics", SIGGRAPH: centroids are moved
under a square metric that is turned with the picture's lines.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from painters.canvas import Field

NEIGHBOURS = 7  # candidates asked for each pixel
STRANGER = 3.0  # how much further a piece of another region seems


@dataclass
class Pieces:
    """Position, angle, size and region of each piece."""

    x: Field
    y: Field
    angle: Field
    size: Field
    region: Field
    square: bool  # stones are square, glass is free

    def owner(self, x: Field, y: Field, region: Field) -> Field:
        """Index of the piece that covers each point, of the same shape as x."""
        tree = cKDTree(np.stack([self.x, self.y], axis=1))
        points = np.stack([x.ravel(), y.ravel()], axis=1)
        _, near = tree.query(points, k=NEIGHBOURS, workers=2)  # (points, NEIGHBOURS)
        dx = points[:, :1] - self.x[near]
        dy = points[:, 1:] - self.y[near]
        if self.square:
            c, s = np.cos(self.angle[near]), np.sin(self.angle[near])
            far = np.maximum(np.abs(c * dx + s * dy), np.abs(c * dy - s * dx))
        else:
            far = np.hypot(dx, dy)
        far /= self.size[near]
        far += STRANGER * (self.region[near] != region.ravel()[:, None])
        best = near[np.arange(len(points)), np.argmin(far, axis=1)]
        lost = self.region[best] != region.ravel()  # none of its own was near
        for code in np.intersect1d(region.ravel()[lost], self.region):
            own = np.flatnonzero(self.region == code)
            seek = np.flatnonzero(lost & (region.ravel() == code))
            _, nearest = cKDTree(tree.data[own]).query(points[seek])
            best[seek] = own[nearest]
        return np.asarray(best.reshape(x.shape))

    def settle(
        self, x: Field, y: Field, region: Field, angle: Field, rounds: int
    ) -> None:
        """Move every piece to the middle of what it covers, and turn it, in place.

        Args:
            x: A modest grid of points, (height, width); y, region, angle likewise.
            y: See x.
            region: Which region each point belongs to.
            angle: The direction of the picture's lines.
            rounds: How often to repeat.
        """
        pitch = float(x[0, 1] - x[0, 0])
        for _ in range(rounds):
            owner = self.owner(x, y, region).ravel()
            mass = np.bincount(owner, minlength=len(self.x))
            to_x = np.bincount(owner, x.ravel(), len(self.x)) / np.maximum(mass, 1)
            to_y = np.bincount(owner, y.ravel(), len(self.x)) / np.maximum(mass, 1)
            column = np.clip((to_x / pitch).astype(int), 0, x.shape[1] - 1)
            row = np.clip((to_y / pitch).astype(int), 0, x.shape[0] - 1)
            move = (mass > 0) & (region[row, column] == self.region)
            self.x[move], self.y[move] = to_x[move], to_y[move]
            self.angle[move] = angle[row, column][move]


def seam(owner: Field) -> Field:
    """Distance of each pixel to the nearest seam, in pixels."""
    edge = np.zeros(owner.shape, dtype=bool)
    edge[:, 1:] |= owner[:, 1:] != owner[:, :-1]
    edge[1:, :] |= owner[1:, :] != owner[:-1, :]
    return np.asarray(ndimage.distance_transform_edt(~edge).astype(np.float32))


def lines(region: Field, blur_px: float) -> Field:
    """Return the direction (radians) of the nearest edge between regions, per pixel."""
    edge = seam(region)
    down, across = np.gradient(ndimage.gaussian_filter(edge, blur_px))
    return np.asarray(np.arctan2(down, across) + np.pi / 2)
