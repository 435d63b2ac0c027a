"""What of a picture counts, in which layers, and what the painting says there."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import tensorflow as tf

from nst_core.network.vgg import Network, features
from nst_core.objective.style_losses import TERMS, Term
from nst_core.settings.settings import (
    FamilyName,
    PaddingName,
    PoolingName,
    Settings,
    StyleTermName,
)


@dataclass(frozen=True)
class Look:
    """How to look at a picture; layers and terms of no weight are not computed."""

    family: FamilyName
    pooling: PoolingName
    padding: PaddingName
    content_layers: tuple[str, ...]
    style_layers: tuple[str, ...]
    style_term: StyleTermName
    at_roughness: bool
    at_lines: bool

    @classmethod
    def of(cls, settings: Settings) -> "Look":
        """Return the look that these settings need."""
        weights = settings.layer_weights if settings.wants_style else {}
        return cls(
            settings.family,
            settings.pooling,
            settings.padding,
            (settings.content_layer,) if settings.alpha else (),
            tuple(layer for layer, weight in weights.items() if weight),
            settings.style_term,
            settings.total_variation > 0,
            settings.laplacian > 0,
        )

    @property
    def term(self) -> Term:
        """How style is told."""
        return TERMS[self.style_term]

    @property
    def wraps(self) -> bool:
        """Whether what lies beyond one edge is what stands at the opposite one."""
        return self.padding == "wrap"

    @property
    def of_paintings(self) -> "Look":
        """How to look at a painting: its edges do not fit each other."""
        return replace(self, padding="reflect") if self.wraps else self

    @property
    def layers(self) -> set[str]:
        """All layers that count."""
        return {*self.content_layers, *self.style_layers}

    def at(
        self, network: Network, picture: tf.Tensor, layers: Collection[str]
    ) -> dict[str, tf.Tensor]:
        """Return these layers' features of a canvas."""
        return features(network, picture, layers, self.pooling, self.padding)
