"""Which layers of a picture count, in which losses, and their features."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import tensorflow as tf

from nst_core.images.canvas import Canvas
from nst_core.images.flatness import mean_flat_share
from nst_core.network.padding import ALL_SIDES, Sides
from nst_core.network.vgg import Network, features
from nst_core.objective.losses import mean_square
from nst_core.objective.style_losses import STYLE_LOSSES, StyleLoss
from nst_core.objective.terms import active_pixel_terms
from nst_core.settings.settings import (
    NEIGHBOR_LAYERS,
    ContentTermName,
    FamilyName,
    PaddingName,
    PoolingName,
    Settings,
    StyleTermName,
)

NOISE_EDGE_PX = 64  # its mean square is known to some percent


@dataclass(frozen=True)
class FeatureSpec:
    """Everything but weights that losses depend on; without weight, none is listed.

    Two settings of equal spec differ in numbers only, so nothing is traced again.
    """

    family: FamilyName
    pooling: PoolingName
    padding: PaddingName
    content_layers: tuple[str, ...]
    style_layers: tuple[str, ...]
    style_term: StyleTermName
    pixel_terms: tuple[str, ...]  # of the table in terms.py
    neighbor_layers: tuple[str, ...] = ()
    content_term: ContentTermName = "features"

    @classmethod
    def of(cls, settings: Settings) -> "FeatureSpec":
        """The spec of these settings' losses."""
        weights = settings.layer_weights if settings.wants_style else {}
        return cls(
            settings.family,
            settings.pooling,
            settings.padding,
            (settings.content_layer,) if settings.alpha else (),
            tuple(layer for layer, weight in weights.items() if weight),
            settings.style_term,
            active_pixel_terms(settings),
            NEIGHBOR_LAYERS if settings.wants_neighbors else (),
            settings.content_term,
        )

    @property
    def style_loss(self) -> StyleLoss:
        """The loss of each style layer."""
        return STYLE_LOSSES[self.style_term]

    @property
    def wraps(self) -> bool:
        """Whether padding is circular."""
        return self.padding == "wrap"

    @property
    def for_style(self) -> "FeatureSpec":
        """The spec of style images, whose opposite edges do not fit each other."""
        return replace(self, padding="reflect") if self.wraps else self

    @property
    def error_layers(self) -> tuple[str, ...]:
        """Content layers whose features are compared."""
        return self.content_layers if self.content_term == "features" else ()

    @property
    def similarity_layers(self) -> tuple[str, ...]:
        """Content layers whose self-similarity is."""
        return () if self.content_term == "features" else self.content_layers

    @property
    def layers(self) -> set[str]:
        """All layers that count."""
        return {*self.content_layers, *self.masked_layers}

    @property
    def masked_layers(self) -> tuple[str, ...]:
        """Those whose positions belong to regions of styles."""
        return tuple(dict.fromkeys((*self.style_layers, *self.neighbor_layers)))

    def more_parts(self, keeps: bool) -> tuple[str, ...]:
        """Those of `terms.LATER` that count.

        Args:
            keeps: Whether there is a keep map.
        """
        counting = {
            "neighbors": bool(self.neighbor_layers),
            "value_range": "value_range" in self.pixel_terms,
            "keep": keeps,
        }
        return tuple(name for name, counts in counting.items() if counts)

    def min_content_square(self, network: Network, content: Canvas) -> float:
        """Least mean squared activation that a content counts as having.

        A flat photo has hardly any activation, so any stroke would be many times what
        it has, and the content loss would keep it flat. So its flat parts count as
        noise of all values. Of a content without flat parts this is 0.
        """
        share = mean_flat_share(content)
        if not share or self.family != "balanced" or not self.content_layers:
            return 0.0
        shape = (1, NOISE_EDGE_PX, NOISE_EDGE_PX, 3)
        noise = np.random.default_rng(0).uniform(0, 255, shape).astype(np.float32)
        (features,) = self.extract(network, noise, self.content_layers).values()
        return share * float(mean_square(features))

    def extract(
        self,
        network: Network,
        picture: tf.Tensor,
        layers: Collection[str],
        sides: Sides = ALL_SIDES,
    ) -> dict[str, tf.Tensor]:
        """Features of a canvas, (1, height / stride, width / stride, channels) each."""
        return features(network, picture, layers, self.pooling, self.padding, sides)
