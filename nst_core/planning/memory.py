"""How much memory a painting may take, and how to paint within it.

Pure arithmetic: knows no TensorFlow. The constants are the peak resident memory of
VGG-16 down to conv5_1 at 512 and 1024 px, rounded up; the layers of the first block, at
full size, are nearly all of it, and VGG-19 has the same.
"""

from dataclasses import dataclass

from nst_core.errors import SettingsError, TooLargeError
from nst_core.images.canvas import fit
from nst_core.optimizers import OptimizerName, make_optimizer
from nst_core.system.machine import free_gb, resident_gb

BASE_GB = 0.8  # Python, TensorFlow, a network, compiled functions
LOOK_BYTES_PER_PX = {"float32": 2300, "bfloat16": 1900}  # of what is looked at at once
MASK_BYTES_PER_PX = {"float32": 900, "bfloat16": 500}  # more, for each mask
SORT_BYTES_PER_PX = 2200  # more, to sort what a layer fires along many lines
CANVAS_BYTES_PER_PX = 12  # three float32
CANVASES = 2  # photo and painting; the optimiser tells its own
PHOTO_BYTES_PER_PX = 48  # conv4_2 kept whole, and a copy while it is put together

HISTORIES = (10, 5, 3)  # steps that L-BFGS remembers; others ignore it
STYLE_BOX_PX = 512  # a painting's box may have this edge, however small the canvas is
BOX_EDGES_PX = (1536, 1280, 1024, 896, 768, 640, 512, 384)

# What the system needs for itself, and our arithmetic for its errors.
SHARE_OF_FREE = 0.8


@dataclass(frozen=True)
class MemoryPlan:
    """How one scale is painted in the memory there is."""

    edge_px: int | None  # longest edge of a tile's box; None looks at all at once
    history: int  # steps that L-BFGS remembers
    peak_gb: float  # of the whole process, as modelled


@dataclass(frozen=True)
class MemoryNeeds:
    """What a pixel needs while it is looked at."""

    precision: str
    optimizer: OptimizerName = "lbfgs"
    masks: int = 0
    sorts: bool = False  # then nothing can be looked at in tiles
    paintings: float = 1.0  # pixels of all of them, as a multiple of the canvas'
    largest: float = 1.0  # the same of the largest one

    @property
    def bytes_per_px(self) -> int:
        """Of what is looked at at once."""
        masks = self.masks * MASK_BYTES_PER_PX[self.precision]
        sorting = SORT_BYTES_PER_PX if self.sorts else 0
        return LOOK_BYTES_PER_PX[self.precision] + masks + sorting

    def looked_at(self, pixels: int, edge_px: int | None) -> float:
        """Return the most pixels that are looked at at once, of canvas or painting."""
        if edge_px is not None:
            return min(pixels, edge_px**2)
        largest = self.largest * pixels
        return max(pixels, largest if self.sorts else min(largest, STYLE_BOX_PX**2))


def find_memory_plan(
    height: int, width: int, needs: MemoryNeeds, budget_gb: float
) -> MemoryPlan | None:
    """Return the fastest way to paint this size in `budget_gb`; None if there is none.

    Whole pictures are faster than tiles, large boxes than small ones, and a long memory
    needs fewer iterations than a short one, in this order.
    """
    pixels = height * width
    for edge_px in (None,) if needs.sorts else (None, *BOX_EDGES_PX):
        looked_at = needs.looked_at(pixels, edge_px) * needs.bytes_per_px
        more = max(0.0, needs.paintings - 1) * CANVAS_BYTES_PER_PX
        for history in HISTORIES:
            optimizer = make_optimizer(needs.optimizer, 1.0, history)
            canvases = CANVAS_BYTES_PER_PX * (CANVASES + optimizer.peak_arrays)
            own = canvases + more + (0 if edge_px is None else PHOTO_BYTES_PER_PX)
            peak_gb = BASE_GB + (pixels * own + looked_at) / 2**30
            if peak_gb <= budget_gb:
                return MemoryPlan(edge_px, history, peak_gb)
    return None


def plan_memory(
    height: int, width: int, needs: MemoryNeeds, wish_gb: float
) -> MemoryPlan:
    """Return how to paint this size in the memory wished for (0: in what is free).

    Raises:
        TooLargeError: It cannot fit; the message names the largest size that does.
        SettingsError: Nothing fits.
    """
    budget_gb = wish_gb or usable_gb()
    room = find_memory_plan(height, width, needs, budget_gb)
    if room:
        return room
    for size in range(max(height, width) // 64 * 64, 0, -64):
        if find_memory_plan(*fit(height, width, size), needs, budget_gb):
            raise TooLargeError(
                "A picture of {width} x {height} pixels does not fit into "
                "{budget_gb:.1f} GB of memory. Choose a size of at most {fits}, or "
                "allow more memory.",
                width=width,
                height=height,
                budget_gb=budget_gb,
                fits=size,
            )
    raise SettingsError(
        "{budget_gb:.1f} GB of memory are too little to paint at all; at least "
        "{least_gb:.1f} GB are needed. Allow more memory, or free some.",
        budget_gb=budget_gb,
        least_gb=BASE_GB + 0.1,
    )


def usable_gb() -> float:
    """Return what this process may grow to, itself included, in GB."""
    return resident_gb() + SHARE_OF_FREE * free_gb()
