"""Tiles of a picture that is too large for the network as a whole.

Pure arithmetic: knows no pixels, no network and no TensorFlow. Each tile is a box
that goes through the network and, inside it, the part that counts. Boxes overlap by the
receptive radius, so features of that part are exactly those of the whole picture; the
parts do not overlap and cover everything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import product

# Inner parts begin on whole pixels of the deepest layer, so pooling meets the same
# fields. A margin of `Architecture.receptive_radius_px` keeps to that: what is left of
# it at each pooling is even.
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
    height: int, width: int, margin: int, max_pixels: int, wraps: bool = False
) -> tuple[Tile, ...]:
    """Tiles whose boxes have at most so many pixels, with the least overlap.

    Args:
        height: Of the picture, in pixels.
        width: Of the picture, in pixels.
        margin: `Architecture.receptive_radius_px` of the layers that count. A box goes
            so far beyond its inner part, or to the picture's edge.
        max_pixels: Of a box; must leave room for a grain.
        wraps: True if boxes at an edge continue at the opposite one; then the
            picture's edges must be whole grains.
    """
    columns = _ways_to_cut(width, margin, wraps)
    ways = []
    for rows in _ways_to_cut(height, margin, wraps):
        longest = max_pixels // max(map(_length, rows))
        for way in columns:
            if max(map(_length, way)) <= longest:
                ways.append((rows, way))
                break  # more columns only overlap more
    assert ways, f"{max_pixels} px leave nothing inside margins of {margin} px"
    best = min(ways, key=_pixels_of_boxes)
    return tuple(Tile(*spans) for spans in product(*best))


def _pixels_of_boxes(way: tuple[list[Span], list[Span]]) -> int:
    rows, columns = way
    return sum(map(_length, rows)) * sum(map(_length, columns))


def _ways_to_cut(length: int, margin: int, wraps: bool) -> list[list[Span]]:
    """Spans with inner parts of nearly one length, the longest first."""
    counts = range(2, 2 + length // GRAIN_PX)
    parts = {_round_up(-(-length // count)) for count in counts}
    return [
        [Span(0, length, 0, length)],
        *(
            [
                _span(begin, min(begin + part, length), length, margin, wraps)
                for begin in range(0, length, part)
            ]
            for part in sorted(parts, reverse=True)
            if part < length
        ),
    ]


def _span(begin: int, end: int, length: int, margin: int, wraps: bool) -> Span:
    if wraps:
        return Span(begin - margin, end + margin, begin, end)
    return Span(max(0, begin - margin), min(length, end + margin), begin, end)


def _length(span: Span) -> int:
    return span.end - span.begin


def pixels_computed(spans: Collection[Span], length: int, radius: int) -> int:
    """Pixels along an axis that a layer of this receptive radius is computed for.

    It needs no more of the margin than the layers after it.
    """
    inner_ends = sum((span.begin != 0) + (span.end != length) for span in spans)
    return sum(map(_length, spans)) - radius * inner_ends


def cut_boxes(height: int, width: int, margin: int, edge_px: int) -> tuple[Tile, ...]:
    """Tiles with boxes of one shape, edges at most about `edge_px`, on whole grains.

    Boxes that are padded on all sides alike: what the margin then holds at the inner
    ones is wrong, up to the receptive radius.
    """
    spans = (_cut_axis(length, margin, edge_px) for length in (height, width))
    return tuple(Tile(*each) for each in product(*spans))


def _cut_axis(length: int, margin: int, edge_px: int) -> list[Span]:
    """Spans of nearly one length, so that few shapes have to be compiled."""
    if length <= edge_px:
        return [Span(0, length, 0, length)]
    margin = _round_up(margin)
    inner = (edge_px - 2 * margin) // GRAIN_PX * GRAIN_PX
    assert inner > 0, f"{edge_px} px leave nothing inside two margins of {margin} px"
    count = -(-length // inner)
    inner = _round_up(-(-length // count))  # even shares
    box = min(inner + 2 * margin, length)
    last = max(0, _round_up(length - box))  # where a box that ends at the border begins
    spans = []
    for inner_begin in range(0, length, inner):
        inner_end = min(inner_begin + inner, length)
        begin = min(max(0, inner_begin - margin), last)
        end = length if begin == last else begin + box
        spans.append(Span(begin, end, inner_begin, inner_end))
    return spans


def _round_up(pixels: int) -> int:
    return -(-pixels // GRAIN_PX) * GRAIN_PX
