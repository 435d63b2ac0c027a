"""Names of a run's pictures in sentences, so that one of several is known."""

from nst_core.settings.settings import MAX_STYLES

STYLE_NAMES = ("first style", "second style", "third style", "fourth style")
KEEP_NAME = "keep map"
TOUCH_NAME = "touch-up map"
MASK_NAMES = ("first mask", "second mask", "third mask", "fourth mask")
assert len(STYLE_NAMES) == len(MASK_NAMES) == MAX_STYLES


def style_names(count: int) -> tuple[str, ...]:
    """Names of so many styles; one alone, or one of too many, has no number."""
    return STYLE_NAMES[:count] if 1 < count <= MAX_STYLES else ("style",) * count


def mask_names(count: int) -> tuple[str, ...]:
    """Names of so many masks, as `style_names` has them."""
    return MASK_NAMES[:count] if 1 < count <= MAX_STYLES else ("mask",) * count
