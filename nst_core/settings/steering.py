"""Settings that change while a picture is painted.

The changes, each after so many iterations, are kept with the settings a run began with,
so that a steered run can be written down and repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nst_core.settings.settings import STEERABLE, Settings


@dataclass(frozen=True)
class SettingsChange:
    """New values of some settings, by name, after so many iterations."""

    iteration: int
    values: Mapping[str, Any]


@dataclass
class SettingsTimeline:
    """Settings at the start, and their changes in the order of their iterations."""

    settings: Settings
    changes: list[SettingsChange] = field(default_factory=list)

    def __call__(self, iteration: int) -> Settings:
        """Settings after so many iterations, as `stylize` asks for them."""
        now = self.settings
        for change in self.changes:
            if change.iteration <= iteration:
                now = replace(now, **change.values)
        return now

    def apply(self, iteration: int, wanted: Settings) -> Settings:
        """Change what is steerable to what is wanted; the settings that hold then."""
        now = self(iteration)
        values = {
            name: getattr(wanted, name)
            for name in sorted(STEERABLE)
            if getattr(wanted, name) != getattr(now, name)
        }
        if values:
            self.changes.append(SettingsChange(iteration, values))
        return self(iteration)
