"""Targets of style images, computed once for each size."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock

from nst_core.images.canvas import Canvas
from nst_core.network.vgg import Network
from nst_core.objective.features import Look
from nst_core.objective.style_losses import Tensors, add
from nst_core.objective.tile_boxes import cut_out, inner_bounds, keep_inner
from nst_core.planning.tiles import Tile


class TargetCache:
    """The style of paintings that were looked at lately.

    Small (some 2.5 MB for five layers) and dear: a painting is looked at once for each
    size, however often it is painted with.
    """

    def __init__(self, capacity: int = 64) -> None:
        self._capacity, self._lock = capacity, Lock()
        self._known: OrderedDict[tuple[object, ...], Mapping[str, Tensors]]
        self._known = OrderedDict()

    def targets(
        self, network: Network, look: Look, style: Canvas, tiles: Sequence[Tile]
    ) -> Mapping[str, Tensors]:
        """Return the term's target of each style layer, looking only if needed."""
        look = look.of_paintings
        seen = hashlib.sha256(style.tobytes()).hexdigest()
        way = replace(look, content_layers=(), at_roughness=False, at_lines=False)
        key = (network.title, network.precision, way, style.shape, seen, tuple(tiles))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        targets = _find_targets(network, look, style, tiles)
        with self._lock:
            self._known[key] = targets
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
        return targets


def _find_targets(
    network: Network, look: Look, style: Canvas, tiles: Sequence[Tile]
) -> dict[str, Tensors]:
    sums: dict[str, Tensors] = {layer: [] for layer in look.style_layers}
    for tile in tiles if look.style_layers else ():
        found = look.at(network, cut_out(style, tile), look.style_layers)
        for layer in look.style_layers:
            stride = network.layers[layer].stride_px
            inner = keep_inner(found.pop(layer), stride, inner_bounds(tile))
            sums[layer] = add(sums[layer], look.term.sums(inner, None))
    positions = network.count_positions(look.style_layers, *style.shape[1:3])
    return {
        layer: look.term.target(
            look.term.statistics(sums[layer], positions[layer]), look.family
        )
        for layer in look.style_layers
    }
