"""The presets, and style strength: one number in place of alpha and beta."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, get_args

from nst_core.errors import SettingsError, brief
from nst_core.settings.settings import Settings

# What came later is off in bare `Settings`, as in older recipes, which do not name it,
# and on here.
STANDARD = Settings(
    iterations=90,
    iterations_per_doubling=0.7,
    weight_conv5_1=0.1,
    neighbors=0.15,
    value_range=20_000,
)
QUICK = replace(STANDARD, size=256, iterations=60, scales=2)
FINE = replace(STANDARD, size=1024, iterations=300, scales=4)

# Faces stay faces: more of the photo, fewer large forms, which slash across them.
PORTRAIT = replace(STANDARD, alpha=2, weight_conv4_1=0.15, weight_conv5_1=0.05)

# The user's own algorithm. Every number is that of the notebook behind the document
# that this program started from, after Gatys et al. (2015); tests/test_paper.py holds
# it to the formulas.
PAPER = Settings(
    size=400,
    iterations=200,
    scales=1,
    alpha=10,
    beta=40,
    family="paper",
    precision="float32",
    plateau=0,
    pooling="average",
    padding="zero",
    optimizer="adam",
    learning_rate=2.0,
    start="blend",
    noise_ratio=0.6,
    frame_every=20,
)

# Of one place of a finished picture, which has its strokes already.
TOUCH_UP_ITERATIONS = 30

PRESETS: Mapping[str, Settings] = {
    "quick": QUICK,
    "standard": STANDARD,
    "fine": FINE,
    "portrait": PORTRAIT,
    "paper": PAPER,
}


def touch_up_settings(
    settings: Settings, shape: tuple[int, int], keeps_iterations: bool = False
) -> Settings:
    """Settings of a touch-up: one scale, of the picture's own size.

    Args:
        settings: As for a whole picture.
        shape: Height and width of the finished picture.
        keeps_iterations: They were chosen for this place.
    """
    iterations = settings.iterations
    if not keeps_iterations:
        iterations = min(iterations, TOUCH_UP_ITERATIONS)
    return replace(settings, size=max(shape), scales=1, iterations=iterations)


Touch = Literal["stronger", "weaker", "keep", "painting"]

# Of a touch-up, by what a person wants there: factors of alpha and beta, and whether
# the place goes on from the picture. What is to have less of the painting begins anew:
# strokes that are there already hardly go.
_TOUCHES: Mapping[str, tuple[float, float, bool]] = {
    "stronger": (1, 3, True),
    "weaker": (4, 1, False),
    "keep": (8, 1, False),
    "painting": (1, 1, False),
}


def settings_of_touch(settings: Settings, touch: str) -> Settings:
    """Settings of a touch-up, for what a person wants there.

    Args:
        settings: Of the finished picture.
        touch: One of `Touch`.

    Raises:
        SettingsError: It is none of them, or leads out of a range.
    """
    if touch not in get_args(Touch):
        raise SettingsError(
            "{name} is {value}; choose one of {choices}.",
            name="touch-up",
            value=brief(repr(touch)),
            choices=", ".join(get_args(Touch)),
        )
    alpha, beta, goes_on = _TOUCHES[touch]
    changed = replace(
        settings,
        alpha=alpha * settings.alpha,
        beta=beta * settings.beta,
        start="picture" if goes_on else "recolored",
        padding="reflect" if settings.padding == "wrap" else settings.padding,
        blend_1=1 if touch == "painting" else settings.blend_1,
    )
    return touch_up_settings(changed, (settings.size, settings.size))


def weights_for_strength(strength: float) -> tuple[float, float]:
    """Alpha and beta for a style strength from 0 (the photo) to 1 (the style).

    What one gains the other loses, and at one half both have their defaults. On this
    path the content cost of the painted picture grows about evenly from none to
    all that the style can bring; docs/defaults.md has the figures.

    Raises:
        SettingsError: It is not from 0 to 1.
    """
    if not 0 <= strength <= 1:
        raise SettingsError(
            "The style strength is {strength:g}; choose from 0 to 1. The default is "
            "0.5.",
            strength=strength,
        )
    weights = 2 * (1 - strength) * STANDARD.alpha, 2 * strength * STANDARD.beta
    return round(weights[0], 6), round(weights[1], 6)
