"""Which sizes the picture is painted at, and how many iterations each one gets.

Pure arithmetic: knows no pixels, no network and no TensorFlow.
"""

from dataclasses import dataclass

from nst_core.images import fit
from nst_core.settings import Settings

# A coarser scale than this shows the network's deepest layers too few pixels to find
# a painting's forms in; such scales are left out and their iterations go to the rest.
MIN_COARSE_EDGE_PX = 64


@dataclass(frozen=True)
class Scale:
    """One size of the canvas and the iterations spent at it."""

    height: int
    width: int
    iterations: int


def plan_scales(height: int, width: int, settings: Settings) -> tuple[Scale, ...]:
    """Return the scales for a content picture of this size, coarsest first.

    Each scale has twice the edges of the one before it; the last has the size the
    person chose. The iterations are shared equally, and what is left over after
    division goes to the coarsest, where an iteration costs least.
    """
    shapes = [fit(height, width, settings.size)]
    for halvings in range(1, settings.scales):
        shape = fit(height, width, max(1, round(settings.size / 2**halvings)))
        if min(shape) < MIN_COARSE_EDGE_PX:
            break
        shapes.insert(0, shape)
    shapes = shapes[-settings.iterations :]
    share, rest = divmod(settings.iterations, len(shapes))
    return tuple(
        Scale(*shape, share + (rest if number == 0 else 0))
        for number, shape in enumerate(shapes)
    )


def work_until(scales: tuple[Scale, ...], iteration: int) -> int:
    """Return the pixels worked on in the first so many iterations of the run.

    The seconds of an iteration grow with its pixels, so this, not the count of
    iterations, says how far a run is.
    """
    work = 0
    for scale in scales:
        spent = min(iteration, scale.iterations)
        work += spent * scale.height * scale.width
        iteration -= spent
    return work
