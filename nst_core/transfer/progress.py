"""Progress of a run: iterations done at each scale."""

from dataclasses import dataclass

from nst_core.planning.plan import Plan
from nst_core.planning.schedule import share_iterations
from nst_core.settings.settings import Settings


@dataclass(frozen=True)
class Progress:
    """Iterations done so far of each scale that has begun; the last is going on."""

    iterations_per_scale: tuple[int, ...] = (0,)

    @property
    def scale(self) -> int:
        """Index of the scale that is going on; 0 is the coarsest."""
        return len(self.iterations_per_scale) - 1

    @property
    def done(self) -> int:
        """Iterations over all scales."""
        return sum(self.iterations_per_scale)

    @property
    def done_here(self) -> int:
        """Iterations of the scale that is going on."""
        return self.iterations_per_scale[-1]

    def after_iteration(self) -> "Progress":
        """One iteration further."""
        *behind, here = self.iterations_per_scale
        return Progress((*behind, here + 1))

    def at_next_scale(self) -> "Progress":
        """At the beginning of the next scale."""
        return Progress((*self.iterations_per_scale, 0))

    def plan_rest(self, plan: Plan, settings: Settings, is_scale_over: bool) -> Plan:
        """The plan of a run with these settings that has come so far.

        What was done stays as it was; the scale that is going on and those to come get
        what they would have got if it had been wished from the start.
        """
        long_edges = [max(scale.height, scale.width) for scale, _ in plan.stages]
        shares = share_iterations(settings, long_edges)
        here = self.done_here
        if not is_scale_over:
            here = max(here, shares[self.scale])
        ahead = shares[self.scale + 1 :]
        return plan.lasting([*self.iterations_per_scale[:-1], here, *ahead])
