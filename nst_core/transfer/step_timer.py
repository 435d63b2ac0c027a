"""Seconds of optimiser steps, and the convolution rate that follows from them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from nst_core.planning.plan import counted_layers
from nst_core.planning.schedule import Forecast
from nst_core.planning.step_times import StepTimes
from nst_core.settings.settings import Settings


class StepTimer:
    """Times the steps of one run."""

    def __init__(self, settings: Settings) -> None:
        """Begin a run that is planned for these settings."""
        self._planned_layers = self._layers = counted_layers(settings)
        self._times = StepTimes()

    @contextmanager
    def step(self, scale: int) -> Iterator[None]:
        """Time one step at a scale; 0 is the coarsest."""
        began = time.perf_counter()
        yield
        self._times.add(scale, time.perf_counter() - began)

    def restart(self, settings: Settings) -> None:
        """Forget all steps: with other weights, other layers may count."""
        self._times.clear()
        self._layers = counted_layers(settings)

    def rate_reached(self, forecast: Forecast) -> float | None:
        """Operations a second; None if too few steps, or unplanned ones, were timed."""
        if self._layers != self._planned_layers:
            return None
        return self._times.rate_reached(forecast)
