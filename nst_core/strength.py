"""One friendly number for how strong the style is, in place of alpha and beta."""

from nst_core.errors import SettingsError
from nst_core.settings import STANDARD


def pulls_of(strength: float) -> tuple[float, float]:
    """Return alpha and beta for a style strength from 0 (the photo) to 1 (the style).

    What one pull gains the other loses, and at one half both are the default's. On
    this path the content cost of the painted picture grows about evenly from none to
    all that the style can bring; CONTRIBUTING.md has the figures.

    Raises:
        SettingsError: It is not from 0 to 1.
    """
    if not 0 <= strength <= 1:
        raise SettingsError(
            f"The style strength is {strength:g}; choose from 0 to 1. The default is "
            "0.5."
        )
    pulls = 2 * (1 - strength) * STANDARD.alpha, 2 * strength * STANDARD.beta
    return round(pulls[0], 6), round(pulls[1], 6)
