"""Seconds of a run's iterations, and the convolution rate that follows from them."""

import statistics
from collections import defaultdict

from nst_core.planning.schedule import Forecast

MIN_STEPS = 5  # of a scale; fewer tell nothing of the machine


class StepTimes:
    """Seconds of iterations, by scale: of the optimiser alone, without any frame."""

    def __init__(self) -> None:
        self._seconds: defaultdict[int, list[float]] = defaultdict(list)

    def add(self, stage: int, seconds: float) -> None:
        """Take the seconds of one iteration; stage 0 is the coarsest scale."""
        self._seconds[stage].append(seconds)

    def clear(self) -> None:
        """Forget all: the iterations to come are other work."""
        self._seconds.clear()

    def rate_reached(self, forecast: Forecast) -> float | None:
        """Operations a second on the finest scale with enough iterations.

        The median of its seconds, so that a moment of other work or a long line search
        says nothing. None if no scale is long or large enough to tell.
        """
        for stage in sorted(self._seconds, reverse=True):
            if len(self._seconds[stage]) >= MIN_STEPS:
                median_s = statistics.median(self._seconds[stage])
                return forecast.rate_reached(stage, median_s)
        return None
