"""Thinning of records in the order of their iterations."""

from collections.abc import Sequence


def densest(iterations: Sequence[int]) -> int:
    """Index of the record whose neighbours are closest together.

    Never the first or the last one, so a row that is thinned again and again stays
    evenly spread between the two.
    """
    inner = range(1, len(iterations) - 1)
    return min(inner, key=lambda i: iterations[i + 1] - iterations[i - 1])
