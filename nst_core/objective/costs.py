"""The losses of one picture, by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Costs:
    """J of one picture and what it is made of; smaller is closer, no unit.

    The losses are before the weights of terms.py; one without weight is not computed
    and is 0 or absent.
    """

    total: float  # J
    losses: Mapping[str, float]  # by term; "style" is the weighted sum of `layers`
    layers: Mapping[str, float]  # of each style layer, before its weight; all styles'

    @property
    def content(self) -> float:
        """J_content, eq. 1 of Gatys et al. (2016) but for the scale."""
        return self.losses["content"]

    @property
    def style(self) -> float:
        """J_style, eq. 5 of Gatys et al. (2016): the layers' losses times weights."""
        return self.losses["style"]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: total, each term by its name, layers."""
        return {"total": self.total, **self.losses, "layers": dict(self.layers)}
