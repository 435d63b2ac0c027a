"""What was chosen for a run, and what was turned while it was painted.

A running picture can be steered. What was changed, and after which iteration, is kept
with the settings, so that a steered run can be told and repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from nst_core.settings.settings import Settings

# What a running picture is pulled towards ...
PULLS = frozenset(
    {"alpha", "beta", "total_variation", "laplacian", "learning_rate"}
    | {
        spec.name
        for spec in fields(Settings)
        if spec.name.startswith(("weight_", "blend_"))
    }
)
# ... and all that it follows; the rest is fixed at its start.
STEERABLE = PULLS | {"iterations", "frame_every"}


@dataclass(frozen=True)
class Turn:
    """What was changed after so many iterations: new values by the settings' names."""

    iteration: int
    changes: Mapping[str, Any]


@dataclass
class Course:
    """Settings, and turns in the order of their iterations."""

    settings: Settings
    turns: list[Turn] = field(default_factory=list)

    def __call__(self, iteration: int) -> Settings:
        """Return the settings after so many iterations; what `stylize` asks for."""
        now = self.settings
        for turn in self.turns:
            if turn.iteration <= iteration:
                now = replace(now, **turn.changes)
        return now

    def steer(self, iteration: int, wish: Settings) -> Settings:
        """Turn to what is wished, as far as it is steerable, and return what holds."""
        now = self(iteration)
        changes = {
            name: getattr(wish, name)
            for name in sorted(STEERABLE)
            if getattr(wish, name) != getattr(now, name)
        }
        if changes:
            self.turns.append(Turn(iteration, changes))
        return self(iteration)
