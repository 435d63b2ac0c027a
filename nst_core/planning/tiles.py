"""Tiles of a picture that is too large for the network as a whole.

Pure arithmetic: knows no pixels, no network and no TensorFlow. Each tile is a box
that goes through the network and, inside it, the part that counts. Boxes overlap by the
receptive radius, so features of that part are exactly those of the whole picture; the
parts do not overlap and cover everything.
"""

from dataclasses import dataclass
from itertools import product

# Boxes begin on whole pixels of the deepest layer, so pooling meets the same fields.
GRAIN_PX = 16


@dataclass(frozen=True)
class Span:
    """One tile along one axis, in pixels of the picture; ends are exclusive."""

    begin: int
    end: int
    inner_begin: int
    inner_end: int


@dataclass(frozen=True)
class Tile:
    """A box that goes through the network, and the part of it that counts."""

    rows: Span
    columns: Span


def cut_tiles(
    height: int, width: int, halo: int, edge_px: int, wraps: bool = False
) -> tuple[Tile, ...]:
    """Tiles whose boxes have edges of at most about `edge_px`.

    Args:
        height: Of the picture, in pixels.
        width: Of the picture, in pixels.
        halo: `Architecture.receptive_radius_px` of the layers that count.
        edge_px: Longest edge of a box, halo included; must leave room for a grain.
        wraps: True if boxes at an edge continue at the opposite one; then the
            picture's edges must be whole grains.
    """
    rows, columns = (
        _cut_axis(length, halo, edge_px, wraps) for length in (height, width)
    )
    return tuple(Tile(*spans) for spans in product(rows, columns))


def _cut_axis(length: int, halo: int, edge_px: int, wraps: bool) -> list[Span]:
    """Spans of nearly one length, so that few shapes have to be compiled."""
    if length <= edge_px:
        return [Span(0, length, 0, length)]
    halo = _round_up(halo)
    inner = (edge_px - 2 * halo) // GRAIN_PX * GRAIN_PX
    assert inner > 0, f"{edge_px} px leave nothing inside two halos of {halo} px"
    count = -(-length // inner)
    inner = _round_up(-(-length // count))  # even shares
    box = min(inner + 2 * halo, length)
    spans = []
    for inner_begin in range(0, length, inner):
        inner_end = min(inner_begin + inner, length)
        if wraps:
            spans.append(
                Span(inner_begin - halo, inner_end + halo, inner_begin, inner_end)
            )
            continue
        last = max(
            0, _round_up(length - box)
        )  # where a box that ends at the border begins
        begin = min(max(0, inner_begin - halo), last)
        end = length if begin == last else begin + box
        spans.append(Span(begin, end, inner_begin, inner_end))
    return spans


def _round_up(pixels: int) -> int:
    return -(-pixels // GRAIN_PX) * GRAIN_PX
