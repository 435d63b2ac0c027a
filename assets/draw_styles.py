"""Draw the style pictures of assets/styles/ anew.

    python assets/draw_styles.py                  all of them, about two minutes
    python assets/draw_styles.py kashi marbling   only these

Needs numpy, Pillow and SciPy (a maker's tool: the app itself does not need it). Each
picture comes from one file in painters/ and from fixed seeds, so it never changes by
itself. What is drawn here is dedicated to the public domain, CC0.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from painters import (
    ink_hatching,
    kashi,
    marbling,
    mosaic,
    night_swirls,
    pointillism,
    red_sky,
    stained_glass,
    woodblock_wave,
)
from PIL import Image

STYLES: dict[str, Callable[[int], npt.NDArray[np.uint8]]] = {
    "night-swirls": night_swirls.paint,
    "red-sky": red_sky.paint,
    "woodblock-wave": woodblock_wave.paint,
    "kashi": kashi.paint,
    "stained-glass": stained_glass.paint,
    "mosaic": mosaic.paint,
    "marbling": marbling.paint,
    "pointillism": pointillism.paint,
    "ink-hatching": ink_hatching.paint,
}
FOLDER = Path(__file__).parent / "styles"
LONG_EDGE_PX = 768
QUALITY = 84  # the finest grain survives; below 300 kB each


def main(names: list[str]) -> None:
    """Draw the named styles, or all."""
    FOLDER.mkdir(exist_ok=True)
    for name in names or STYLES:
        picture = Image.fromarray(STYLES[name](LONG_EDGE_PX))
        path = FOLDER / f"{name}.jpg"
        picture.save(path, quality=QUALITY, optimize=True, progressive=True)
        print(
            f"{path.name}: {picture.width} x {picture.height}, {path.stat().st_size} B"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
