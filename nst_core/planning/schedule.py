"""Scales of a run, iterations of each, and a forecast of its seconds.

Pure arithmetic: knows no pixels, no network and no TensorFlow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nst_core.images.canvas import fit
from nst_core.planning.tiles import GRAIN_PX
from nst_core.settings.settings import Settings

# A coarser scale than this shows the network's deepest layers too few pixels to find
# a painting's forms in; such scales are left out and their iterations go to the rest.
MIN_COARSE_EDGE_PX = 64

# Of an iteration's time, the share that bare convolutions take (benchmarks, part c:
# 0.75 to 0.77). The other three are rough and matter at small sizes only; the pace of
# the run corrects them: after the first scale the seconds left were right to 15 %.
CONVOLUTION_SHARE = 0.75
ITERATION_SECONDS = 0.01
SETUP_SECONDS = 0.4
SETUP_ITERATIONS = 1.5
MIN_MEASURED_SECONDS = 0.04  # of an iteration's convolutions; less is noise

# Beyond the largest preset's edge a scale takes at most a third of the iterations of
# the one of half its edges: forms stand by then, only the grain of the strokes is new
# (Galerne et al., "Scaling Painting Style Transfer", 2024, divide alike).
LARGE_EDGE_PX = 1024
LARGE_SHARE_PER_DOUBLING = 1 / 3
MIN_LARGE_ITERATIONS = 10

PLATEAU_ITERATIONS = 10  # longer than the slow first steps of L-BFGS
MIN_FALL = 0.05  # of the loss before a plateau; a scale that paints lowers it by more


@dataclass(frozen=True)
class Scale:
    """One size of the canvas and the iterations spent at it."""

    height: int
    width: int
    iterations: int


def plan_scales(height: int, width: int, settings: Settings) -> tuple[Scale, ...]:
    """Scales for a content picture of this size, coarsest first.

    Each scale has twice the edges of the one before it; the last has the size the
    person chose. `share_iterations` says how long each takes.
    """
    shapes = [_shape(height, width, settings.size, settings)]
    for halvings in range(1, settings.scales):
        long_edge = max(1, round(settings.size / 2**halvings))
        shape = _shape(height, width, long_edge, settings)
        if min(shape) < MIN_COARSE_EDGE_PX:
            break
        shapes.insert(0, shape)
    shapes = shapes[-settings.iterations :]
    shares = share_iterations(settings, [max(shape) for shape in shapes])
    return tuple(
        Scale(*shape, share) for shape, share in zip(shapes, shares, strict=True)
    )


def _shape(
    height: int, width: int, long_edge: int, settings: Settings
) -> tuple[int, int]:
    """Height and width of a scale; those of a seamless tile are whole grains.

    There pooling meets the last pixel and the first one as it meets any others.
    """
    rows, columns = fit(height, width, long_edge)
    if settings.padding != "wrap":
        return rows, columns
    rows, columns = (
        max(GRAIN_PX, round(edge / GRAIN_PX) * GRAIN_PX) for edge in (rows, columns)
    )
    return rows, columns


def _share_at(times: float, per_doubling: float) -> float:
    """Iterations at `times` the edges, as a share."""
    return math.pow(per_doubling, math.log2(times))


def share_iterations(settings: Settings, long_edges: Sequence[int]) -> tuple[int, ...]:
    """Iterations of each scale.

    Each larger scale gets `iterations_per_doubling` as many as the one before, beyond
    LARGE_EDGE_PX at most LARGE_SHARE_PER_DOUBLING; at least MIN_LARGE_ITERATIONS, never
    more than an equal share. What is left over goes to the coarsest, where an iteration
    costs least.

    Args:
        settings: With at least one iteration for each scale.
        long_edges: Of each scale, in pixels, coarsest first.
    """
    iterations = settings.iterations
    weights = _weights(settings.iterations_per_doubling, long_edges)
    peers = weights.count(weights[0])  # as many as the coarsest gets
    large = [_large_share(iterations, weight, weights) for weight in weights[peers:]]
    share, rest = divmod(iterations - sum(large), peers)
    return (share + rest, *[share] * (peers - 1), *large)


def _weights(per_doubling: float, long_edges: Sequence[int]) -> list[float]:
    """Iterations of each scale, as multiples of the coarsest's."""
    at_large = min(per_doubling, LARGE_SHARE_PER_DOUBLING)
    return [
        _share_at(min(edge, LARGE_EDGE_PX) / long_edges[0], per_doubling)
        * _share_at(max(1.0, edge / LARGE_EDGE_PX), at_large)
        for edge in long_edges
    ]


def _large_share(iterations: int, weight: float, weights: Sequence[float]) -> int:
    share = round(iterations * weight / sum(weights))
    return min(iterations // len(weights), max(MIN_LARGE_ITERATIONS, share))


def iterations_when_larger(iterations: int, times: float) -> int:
    """Iterations of a run that goes on from another's result, at `times` its edges."""
    share = round(iterations * _share_at(times, LARGE_SHARE_PER_DOUBLING))
    return min(iterations, max(MIN_LARGE_ITERATIONS, share))


@dataclass(frozen=True)
class Forecast:
    """Seconds of a run, modelled from the machine's own convolutions.

    An iteration is the operations of its pixels at the rate that bare convolutions
    reach, times what everything else costs, plus a little that no size saves. Every
    scale begins with the features of both pictures and compiling.
    """

    scales: tuple[Scale, ...]
    operations_per_px: float  # of one iteration
    rate: float  # operations a second that convolutions reach on this machine
    relative_costs: tuple[float, ...]  # by scale; 1: a whole image, Gram matrices

    def seconds_until(self, iteration: int) -> float:
        """Modelled seconds from the start to so many iterations."""
        seconds = 0.0
        for scale, cost in zip(self.scales, self.relative_costs, strict=True):
            if iteration <= 0 and seconds:
                break
            once = self._operations(scale, cost) / self.rate
            seconds += SETUP_SECONDS + SETUP_ITERATIONS * once
            seconds += min(iteration, scale.iterations) * (once + ITERATION_SECONDS)
            iteration -= scale.iterations
        return seconds

    def _operations(self, scale: Scale, cost: float) -> float:
        """Operations of one iteration; all else it does is counted as such."""
        pixels = scale.height * scale.width * cost
        return pixels * self.operations_per_px / CONVOLUTION_SHARE

    def rate_reached(self, stage: int, iteration_s: float) -> float | None:
        """Rate at which this model would have been right.

        Args:
            stage: Which scale, 0 is the coarsest.
            iteration_s: Seconds that an iteration of it really takes.

        Returns:
            Operations a second; None where the convolutions are too few to tell.
        """
        operations = self._operations(self.scales[stage], self.relative_costs[stage])
        spent = iteration_s - ITERATION_SECONDS
        if operations / self.rate < MIN_MEASURED_SECONDS or spent <= 0:
            return None
        return operations / spent

    @property
    def iterations(self) -> int:
        """Of the whole run."""
        return sum(scale.iterations for scale in self.scales)

    def share_done(self, iteration: int) -> float:
        """Share of the run that lies behind, 0 to 1, in modelled time."""
        if iteration == 0:
            return 0.0
        return self.seconds_until(iteration) / self.seconds_until(self.iterations)

    def seconds_left(self, iteration: int, seconds: float) -> float:
        """Seconds to go, after so many iterations in so many seconds.

        The model says how unlike the scales are, the run so far how fast it really is.
        """
        spent = self.seconds_until(iteration)
        pace = seconds / spent if iteration else 1.0
        return (self.seconds_until(self.iterations) - spent) * pace


def is_flat(totals: Sequence[float], share: float) -> bool:
    """True if the last iterations lowered the loss by less than a share of it.

    A loss that rises is no plateau: Adam's does so at first, away from the photo. Nor
    is one that has hardly fallen since the first: on a flat photo it falls slowly until
    the first strokes are there.

    Args:
        totals: The total loss, the first and then those after the last iterations.
        share: What PLATEAU_ITERATIONS must lower the loss by, at least; 0 asks nothing.
    """
    if not share or len(totals) <= PLATEAU_ITERATIONS:
        return False
    before = totals[-1 - PLATEAU_ITERATIONS]
    has_fallen = totals[-1] <= (1 - MIN_FALL) * totals[0]
    return has_fallen and 0 <= before - totals[-1] < share * before
