"""Targets of style images, computed once for each size."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Generic, TypeVar

import numpy as np

from nst_core.images.canvas import Canvas
from nst_core.network.vgg import Network
from nst_core.objective.features import FeatureSpec
from nst_core.objective.style_losses import Tensors, add
from nst_core.objective.tile_boxes import cut_out, mask_outside
from nst_core.planning.tiles import Tile

Key = tuple[object, ...]
Target = TypeVar("Target")
Compute = Callable[[Network, FeatureSpec, Canvas, Sequence[Tile]], Mapping[str, Target]]


class TargetCache(Generic[Target]):
    """The latest style images' targets, by everything that these depend on.

    Small (some 2.5 MB for five layers) and expensive: a forward pass over the style
    image for each size, however often the style is used.
    """

    def __init__(self, compute: Compute[Target], capacity: int = 64) -> None:
        self._compute, self._capacity, self._lock = compute, capacity, Lock()
        self._stored: OrderedDict[Key, Mapping[str, Target]] = OrderedDict()

    def targets(
        self, network: Network, spec: FeatureSpec, style: Canvas, tiles: Sequence[Tile]
    ) -> Mapping[str, Target]:
        """Target of each layer, computed only if needed."""
        spec = spec.for_style
        pixels = hashlib.sha256(np.ascontiguousarray(style).data).hexdigest()
        way = replace(spec, content_layers=(), content_term="features", pixel_terms=())
        key = (network.title, network.precision, way, style.shape, pixels, *tiles)
        with self._lock:
            if key in self._stored:
                self._stored.move_to_end(key)
                return self._stored[key]
        targets = self._compute(network, spec, style, tiles)
        with self._lock:
            self._stored[key] = targets
            while len(self._stored) > self._capacity:
                self._stored.popitem(last=False)
        return targets


def compute_targets(
    network: Network, spec: FeatureSpec, style: Canvas, tiles: Sequence[Tile]
) -> dict[str, Tensors]:
    """The style loss's target of each style layer."""
    loss = spec.style_loss
    sums: dict[str, Tensors] = {layer: [] for layer in spec.style_layers}
    for tile in tiles if spec.style_layers else ():
        features = spec.extract(network, cut_out(style, tile), spec.style_layers)
        for layer in spec.style_layers:
            stride = network.layers[layer].stride_px
            inner = mask_outside(features.pop(layer), stride, tile)
            sums[layer] = add(sums[layer], loss.sums(inner, None))
    positions = network.count_positions(spec.style_layers, *style.shape[1:3])
    return {
        layer: loss.target(loss.statistics(sums[layer], positions[layer]), spec.family)
        for layer in spec.style_layers
    }
