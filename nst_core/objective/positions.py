"""Positions of a layer that stand for all of them."""

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int_]


def spread_positions(positions: int, most: int) -> Positions:
    """At most so many positions, spread evenly: one of each equal stretch, by chance.

    The same ones every time; all of them, if there are no more.
    """
    if positions <= most:
        return np.arange(positions)
    within = np.random.default_rng(positions).random(most)
    places = (np.arange(most) + within) * (positions / most)
    chosen: Positions = np.minimum(places.astype(int), positions - 1)
    return chosen
