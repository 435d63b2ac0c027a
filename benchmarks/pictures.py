"""The content and the style picture that every part of the benchmark uses.

Both come with the program, and both are cut to one shape, so that programs which treat
a painting of another shape differently still look at the very same pixels. Part l alone
compares whole pictures, of many pairs.
"""

from pathlib import Path

from nst_core.images.canvas import Canvas, crop_to_shape, to_canvas, to_picture
from nst_core.images.decoding import Picture, read_picture

ASSETS = Path(__file__).parents[1] / "assets"
PHOTO = ASSETS / "photos" / "coffee.jpg"
PAINTING = ASSETS / "styles" / "night-swirls.jpg"

Pair = tuple[str, str]  # paths of a photo and of a painting


def shipped_pairs(count: int) -> list[Pair]:
    """The first pairs of a row in which all photos and all paintings take turns."""
    photos, paintings = (
        sorted(map(str, (ASSETS / folder).glob("*.jpg")))
        for folder in ("photos", "styles")
    )
    numbers = range(min(count, len(photos) * len(paintings)))
    return [(photos[n % len(photos)], paintings[n % len(paintings)]) for n in numbers]


def picture_pair(height: int, width: int) -> tuple[Picture, Picture]:
    """Photo and painting, uint8 RGB (height, width, 3)."""
    photo, painting = canvas_pair(height, width)
    return to_picture(photo), to_picture(painting)


def canvas_pair(height: int, width: int) -> tuple[Canvas, Canvas]:
    """Photo and painting, float32 RGB (1, height, width, 3), 0 to 255."""
    photo = to_canvas(read_picture(PHOTO, "content"))
    painting = to_canvas(read_picture(PAINTING, "style"))
    return crop_to_shape(photo, height, width), crop_to_shape(painting, height, width)
