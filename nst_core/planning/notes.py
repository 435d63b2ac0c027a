"""Notes on a run that can be painted, but that little will come of."""

from collections.abc import Sequence
from dataclasses import dataclass

from nst_core.errors import Sentence
from nst_core.planning.plan import Shape
from nst_core.settings.settings import Settings

SMALL_STYLE_PX = 48  # long edge; not one stroke of such a painting is seen whole

# About a photo with alpha.
TRANSPARENT_PHOTO = Sentence(
    "The photo is transparent in places: so is the result as a PNG, but contact sheets "
    "lie on white.",
    {},
)


@dataclass(frozen=True)
class StyleFacts:
    """All that is known of a style without its pixels."""

    size: Shape
    is_one_color: bool


def style_notes(styles: Sequence[StyleFacts], settings: Settings) -> list[Sentence]:
    """Sentences about paintings of one colour, and about tiny ones."""
    notes = []
    for number, (style, share) in enumerate(
        zip(styles, settings.blend, strict=False), start=1
    ):
        if not settings.wants_style or not share:
            continue
        label = Sentence("painting", {})
        if len(styles) > 1:
            label = Sentence("painting {number}", {"number": number})
        if style.is_one_color:
            template = (
                "The {label} is one colour: it has no strokes to give, and the photo's "
                "forms go. Choose another one."
            )
            notes.append(Sentence(template, {"label": label}))
        elif max(style.size) < SMALL_STYLE_PX:
            height, width = style.size
            template = (
                "The {label} has only {width} x {height} pixels, so its strokes come "
                "out as blurred spots. Choose a larger file of it."
            )
            notes.append(
                Sentence(template, {"label": label, "width": width, "height": height})
            )
    return notes
