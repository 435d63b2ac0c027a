"""The losses of one picture, by part."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Costs:
    """What the objective says about one picture; smaller is closer.

    `total` is J = alpha J_content + beta J_style + total_variation TV + laplacian L.
    The parts are before alpha, beta and the layer weights; a part that counts for
    nothing is not computed and is 0 or absent.
    """

    total: float
    content: float  # J_content
    style: float  # J_style, the layers' costs times their weights
    layers: Mapping[str, float]  # of each style layer, before its weight; all styles'
    total_variation: float
    laplacian: float
