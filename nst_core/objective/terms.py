"""The terms of J, each once: its weight in `Settings`, and its loss.

    J = alpha J_content + total_variation TV + laplacian L
        + beta (J_style + neighbors N) + value_range V

N counts less at coarser scales, see `Objective`.

J_content compares features, or their self-similarity if `content_term` says so. Where
the photo's forms are kept, positions count keep_strength times more, by their features
always. The part "keep" is what they count more, so the strength can be steered.

To add a loss of pixels: its formula in losses.py, a row here, a field in `Settings` of
the row's name. Everything else goes through this table.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.objective.costs import Costs
from nst_core.objective.losses import (
    laplacian,
    laplacian_loss,
    total_variation,
    value_range_loss,
)
from nst_core.settings.settings import Settings

Loss = Callable[[tf.Tensor], tf.Tensor]  # of a canvas, (1, height, width, 3)


@dataclass(frozen=True)
class Term:
    """One term of J."""

    weight: str  # its field in `Settings`
    # The loss of pixels, given the content and whether padding is circular; None for
    # what is made of features, layer by layer.
    loss: Callable[[tf.Tensor, bool], Loss] | None = None
    factor: str | None = None  # another field, which multiplies the weight


TERMS: Mapping[str, Term] = {
    "content": Term("alpha"),
    "total_variation": Term(
        "total_variation",
        lambda content, wraps: partial(total_variation, wraps=wraps),
    ),
    "laplacian": Term(
        "laplacian",
        lambda content, wraps: partial(laplacian_loss, target=laplacian(content)),
    ),
    "style": Term("beta"),
    "neighbors": Term("neighbors", factor="beta"),
    "value_range": Term("value_range", lambda content, wraps: value_range_loss),
}

OF_STYLES = {"style", "neighbors"}  # terms that each style has losses of


class Part(NamedTuple):
    """Name of one loss.

    The term "style" has one for each style and layer, "neighbors" for each style.
    "keep" is a part of the content's term.
    """

    term: str
    style: int = 0
    layer: str = ""


KEEP = Part("keep")

# They came later than others, and have a part only where they count: one summand more
# might move the last bit of J, and the paintings of older recipes with it.
LATER = ("neighbors", "value_range", "keep")


def list_parts(
    styles: int, layers: Sequence[str], more: Collection[str] = ()
) -> tuple[Part, ...]:
    """All losses of J, in the order in which they are added up.

    Args:
        styles: Their number.
        layers: Style layers that count.
        more: Those of LATER that count.
    """
    first = [Part(name) for name in TERMS if name not in {*OF_STYLES, *LATER}]
    each = [Part("style", style, layer) for style in range(styles) for layer in layers]
    last = [
        Part(name, style)
        for name in LATER
        if name in more
        for style in range(styles if name in OF_STYLES else 1)
    ]
    return (*first, *each, *last)


class Weights:
    """The factor of each loss in J, and what J is made of by them."""

    def __init__(
        self,
        settings: Settings,
        style_weights: Sequence[float],
        layers: Sequence[str],
        more: Collection[str] = (),
    ) -> None:
        """Weigh the losses.

        Args:
            settings: Weights of terms and layers.
            style_weights: Of each style; see `Regions.style_weights`.
            layers: Style layers that count.
            more: Those of LATER that count.
        """
        self._settings, self._styles = settings, style_weights
        self._parts = list_parts(len(style_weights), layers, more)
        self._layers = layers
        self.vector = tf.constant([self._of(x) for x in self._parts], tf.float32)

    def _of(self, part: Part) -> float:
        if part == KEEP:
            return self._settings.alpha * self._settings.keep_strength
        term = TERMS[part.term]
        weight: float = getattr(self._settings, term.weight)
        if part.term not in OF_STYLES:
            return weight
        if term.factor:
            weight *= getattr(self._settings, term.factor)
        layer_weight = self._settings.layer_weights[part.layer] if part.layer else 1
        return weight * self._styles[part.style] * layer_weight

    def costs(self, total: tf.Tensor, losses: tf.Tensor) -> Costs:
        """J and its losses by name, given them in the order of `list_parts`."""
        by_part = dict(zip(self._parts, losses.numpy().tolist(), strict=True))
        shares = [*enumerate(self._styles)]
        layers = {
            layer: sum(
                weight * by_part[Part("style", style, layer)]
                for style, weight in shares
            )
            for layer in self._layers
        }
        importance = self._settings.layer_weights
        by_term = {name: by_part.get(Part(name), 0.0) for name in TERMS}
        by_term["style"] = sum(importance[x] * loss for x, loss in layers.items())
        by_term["neighbors"] = sum(
            weight * by_part.get(Part("neighbors", style), 0.0)
            for style, weight in shares
        )
        by_term["content"] += self._settings.keep_strength * by_part.get(KEEP, 0)
        return Costs(float(total), by_term, layers)


def active_pixel_terms(settings: Settings) -> tuple[str, ...]:
    """Names of the terms of pixels that have a weight."""
    return tuple(
        name
        for name, term in TERMS.items()
        if term.loss and getattr(settings, term.weight) > 0
    )


class PixelLosses:
    """The losses of pixels at one scale, by term; one without weight is 0."""

    def __init__(self, active: Collection[str], content: Canvas, wraps: bool) -> None:
        self._losses = {
            name: term.loss(tf.constant(content), wraps) if name in active else None
            for name, term in TERMS.items()
            if term.loss
        }

    def __call__(self, canvas: tf.Tensor | None = None) -> dict[Part, tf.Tensor]:
        """Each loss; the canvas may be left out if none has a weight."""
        return {
            Part(name): loss(canvas) if loss else tf.constant(0.0)
            for name, loss in self._losses.items()
        }
