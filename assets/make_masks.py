"""Draws the masks of the gallery: where the cup stands, and all that is around it.

.venv/bin/python -m assets.make_masks
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageOps

MASKS = Path(__file__).parent / "masks"
SIZE = 600, 400  # of assets/photos/coffee.jpg
CUP = 92, 8, 486, 394
SOFT_PX = 10


def main() -> None:
    """Write both."""
    MASKS.mkdir(exist_ok=True)
    cup = Image.new("L", SIZE)
    ImageDraw.Draw(cup).ellipse(CUP, 255)
    cup = cup.filter(ImageFilter.GaussianBlur(SOFT_PX))
    cup.save(MASKS / "cup.png")
    ImageOps.invert(cup).save(MASKS / "around.png")


if __name__ == "__main__":
    main()
