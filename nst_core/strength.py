"""One friendly number for how strong the style is, in place of alpha and beta."""

from nst_core.errors import SettingsError
from nst_core.settings import STANDARD

REACH = 20.0  # times more, or less, beta than by default


def pulls_of(strength: float) -> tuple[float, float]:
    """Return alpha and beta for a style strength from 0 (the photo) to 1 (the style).

    One half is the default.

    Raises:
        SettingsError: It is not from 0 to 1.
    """
    if not 0 <= strength <= 1:
        raise SettingsError(
            f"The style strength is {strength:g}; choose from 0 to 1. The default is "
            "0.5."
        )
    beta = STANDARD.beta * REACH ** (2 * strength - 1)
    return STANDARD.alpha, float(f"{beta:.3g}")
