"""Names and numbers that page and browser share, read from the core."""

from typing import Any

from nst_core.images.formats import SHOWN_SUFFIXES, SUFFIXES
from nst_core.images.masks import MASK_EDGE_PX
from nst_core.jobs.folder import MASKS, STYLES
from nst_core.planning.plan import MAX_MASK_DEVIATION
from nst_core.settings.presets import STANDARD
from nst_core.settings.settings import MAX_STYLES

BLENDS = tuple(f"blend_{number}" for number in range(1, 1 + MAX_STYLES))
# Of each painting: its picker, its mask and its share, by the names in the form.
STYLE_SLOTS = tuple(
    {"style": style, "mask": mask, "blend": blend}
    for style, mask, blend in zip(STYLES, MASKS, BLENDS, strict=True)
)
SCRIPT_TABLE: dict[str, Any] = {
    "shown_suffixes": SHOWN_SUFFIXES,
    "read_suffixes": SUFFIXES,
    "styles": STYLE_SLOTS,
    "alpha": STANDARD.alpha,
    "beta": STANDARD.beta,
    "mask_edge_px": MASK_EDGE_PX,
    "mask_tolerance": MAX_MASK_DEVIATION,  # how far its proportions may be off
}
