"""Peak memory of a run, modelled, and the fastest way to stay within a budget.

Pure arithmetic: knows no TensorFlow. The constants are the peak resident memory of
VGG-16 down to conv5_1 at 512 and 1024 px, rounded up; the layers of the first block, at
full size, are nearly all of it, and VGG-19 has the same.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nst_core.errors import SettingsError, TooLargeError
from nst_core.images.canvas import fit
from nst_core.optimizers import OptimizerName, make_optimizer
from nst_core.system.machine import free_gb, resident_gb

BASE_GB = 0.8  # Python, TensorFlow, a network, compiled functions
# Of pixels that go through the network at once; more for each mask.
NETWORK_BYTES_PER_PX = {"float32": 2300, "bfloat16": 1900}
MASK_BYTES_PER_PX = {"float32": 900, "bfloat16": 500}
NEIGHBOR_BYTES_PER_PX = {"float32": 400, "bfloat16": 200}  # gradients by match
SORT_BYTES_PER_PX = 2200  # more, to sort features along many lines
# The nearest-neighbour term: positions of a painting's bank, in each layer, and of the
# canvas that are compared with it at once.
BANK_POSITIONS = 2048
CHUNK_POSITIONS = 1024
BANK_BYTES = 4 * BANK_POSITIONS * (256 + 512)  # conv3_1 and conv4_1
PRODUCT_BYTES = 4 * BANK_POSITIONS * CHUNK_POSITIONS
# Content by self-similarity: positions that are compared with each other.
SIMILARITY_POSITIONS = 1024
SIMILARITY_BYTES = 4 * 12 * SIMILARITY_POSITIONS**2  # as matrices of all pairs
CANVAS_BYTES_PER_PX = 12  # three float32
INPUT_CANVASES = 2  # content and style; `peak_arrays` are the optimiser's
# In tiles: the content's picture, and a frame's picture and canvas while the next one
# is painted; content and styles as canvases are gone by the first iteration.
TILED_INPUT_BYTES_PER_PX = CANVAS_BYTES_PER_PX + 2 * 3
SETUP_CANVASES = 6  # while a scale begins, beside the largest style
CONTENT_BYTES_PER_PX = {"float32": 32, "bfloat16": 16}  # conv4_2, kept whole
# In tiles, as was measured at 4096 x 3072 px (five scales) and 8192 x 6144 px (six), in
# bfloat16 with boxes of 512 px: each coarser scale's compiled functions, and what was
# freed in pieces, stay.
COARSER_SCALE_GB = 0.09
TILED_EXCESS = 1.04  # resident over modelled

HISTORIES = (10, 5, 3)  # steps that L-BFGS remembers; others ignore it
LAST_HISTORIES = (2, 1)  # slower to the same loss, and where nothing else fits
STYLE_BOX_PX = 512  # a style's box may have this edge, however small the canvas is
BOX_EDGES_PX = (1536, 1280, 1024, 896, 768, 640, 512, 384)

# The rest is for the system, and for the errors of this model.
SHARE_OF_FREE = 0.8


@dataclass(frozen=True)
class MemoryPlan:
    """Tiles and L-BFGS history of one scale, and the memory they take."""

    edge_px: int | None  # of a square as large as a tile's box may be; None: no tiles
    history: int  # steps that L-BFGS remembers
    peak_gb: float  # of the whole process, as modelled
    network_gb: float  # of it, what goes through the network at once


@dataclass(frozen=True)
class MemoryNeeds:
    """Facts of a run that decide its memory per pixel."""

    precision: str
    optimizer: OptimizerName = "lbfgs"
    masks: int = 0
    coarser_scales: int = 0  # that were painted before in the same process
    banks: int = 0  # of nearest neighbours, one for each style
    self_similarity: bool = False  # of the content
    sorts: bool = False  # then there are no tiles
    styles: float = 1.0  # pixels of all styles, as a multiple of the canvas'
    largest_style: float = 1.0  # the same of the largest one

    @property
    def bytes_per_px(self) -> int:
        """Of pixels that go through the network at once."""
        masks = self.masks * MASK_BYTES_PER_PX[self.precision]
        sorting = SORT_BYTES_PER_PX if self.sorts else 0
        near = NEIGHBOR_BYTES_PER_PX[self.precision] if self.banks else 0
        return NETWORK_BYTES_PER_PX[self.precision] + masks + near + sorting

    @property
    def pairs_gb(self) -> float:
        """Banks, and products of pairs of positions; the same at every size."""
        near = self.banks * BANK_BYTES + PRODUCT_BYTES * bool(self.banks)
        return (near + SIMILARITY_BYTES * self.self_similarity) / 2**30

    def pixels_at_once(self, pixels: int, edge_px: int | None) -> float:
        """Most pixels that go through the network at once, of canvas or style."""
        if edge_px is not None:
            return min(pixels, edge_px**2)
        largest = self.largest_style * pixels
        return max(pixels, largest if self.sorts else min(largest, STYLE_BOX_PX**2))


def find_memory_plan(
    height: int,
    width: int,
    needs: MemoryNeeds,
    budget_gb: float,
    most_network_gb: float = math.inf,
) -> MemoryPlan | None:
    """Fastest way to paint this size in `budget_gb`; None if there is none.

    Whole pictures are faster than tiles, large boxes than small ones, and a long memory
    needs fewer iterations than a short one, in this order.
    """
    pixels = height * width
    for histories in (HISTORIES, LAST_HISTORIES):
        for edge_px in (None,) if needs.sorts else (None, *BOX_EDGES_PX):
            base_gb, excess = BASE_GB, 1.0
            if edge_px is not None:
                base_gb += COARSER_SCALE_GB * needs.coarser_scales
                excess = TILED_EXCESS
            network_bytes = needs.pixels_at_once(pixels, edge_px) * needs.bytes_per_px
            network_gb = excess * network_bytes / 2**30
            for history in histories:
                own_gb = (
                    needs.pairs_gb
                    + pixels * _own_bytes_per_px(needs, edge_px, history) / 2**30
                )
                peak_gb = excess * (base_gb + own_gb) + network_gb
                if peak_gb <= budget_gb and network_gb <= most_network_gb:
                    return MemoryPlan(edge_px, history, peak_gb, network_gb)
    return None


def _own_bytes_per_px(needs: MemoryNeeds, edge_px: int | None, history: int) -> float:
    """Of the canvas' pixels, whatever goes through the network."""
    optimizer = make_optimizer(needs.optimizer, 1.0, history)
    if edge_px is None:
        canvases = optimizer.peak_arrays + INPUT_CANVASES + max(0.0, needs.styles - 1)
        return CANVAS_BYTES_PER_PX * canvases
    own: float = CANVAS_BYTES_PER_PX * optimizer.peak_arrays
    own += TILED_INPUT_BYTES_PER_PX + CONTENT_BYTES_PER_PX[needs.precision]
    return max(own, CANVAS_BYTES_PER_PX * (SETUP_CANVASES + needs.largest_style))


def plan_memory_of_scales(
    scales: Sequence[tuple[int, int, MemoryNeeds]], wanted_gb: float
) -> list[MemoryPlan]:
    """Memory plan of each scale (height, width, needs), coarsest first.

    TensorFlow keeps what a network has taken once, so a coarse scale leaves to the
    finer ones what they need beside it.

    Raises:
        TooLargeError, SettingsError: See `plan_memory`.
    """
    budget_gb, most_network_gb = wanted_gb or usable_gb(), math.inf
    plans: list[MemoryPlan] = []
    for height, width, needs in reversed(scales):
        plan = find_memory_plan(height, width, needs, budget_gb, most_network_gb)
        plan = plan or plan_memory(height, width, needs, budget_gb)
        plans.insert(0, plan)
        rest_gb = budget_gb - (plan.peak_gb - plan.network_gb)
        most_network_gb = min(most_network_gb, rest_gb)
    return plans


def plan_memory(
    height: int, width: int, needs: MemoryNeeds, wanted_gb: float
) -> MemoryPlan:
    """Memory plan of this size within `wanted_gb` (0: within what is free).

    Raises:
        TooLargeError: It cannot fit; the message names the largest size that does.
        SettingsError: Nothing fits.
    """
    budget_gb = wanted_gb or usable_gb()
    plan = find_memory_plan(height, width, needs, budget_gb)
    if plan:
        return plan
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
    """Memory that this process may grow to, itself included, in GB."""
    return resident_gb() + SHARE_OF_FREE * free_gb()
