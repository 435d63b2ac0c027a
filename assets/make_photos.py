"""Make the photos of assets/photos/ anew, from the samples packaged with scikit-image.

    python assets/make_photos.py

Needs scikit-image 0.26 (a maker's tool: the app itself does not need it) and Pillow.
Only samples whose documentation names them public domain or CC0 are taken: see
CREDITS.md. Nothing is downloaded.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

PHOTOS: dict[str, Callable[[], Any]] = {
    "astronaut": data.astronaut,
    "cameraman": data.camera,
    "cat": data.chelsea,
    "coffee": data.coffee,
    "rocket": data.rocket,
}
FOLDER = Path(__file__).parent / "photos"
LONG_EDGE_PX = 800  # larger samples are shrunk, smaller ones are left alone


def main() -> None:
    """Write every photo as an RGB JPEG that holds nothing but the picture."""
    FOLDER.mkdir(exist_ok=True)
    for name, load in PHOTOS.items():
        picture = Image.fromarray(np.asarray(load())).convert("RGB")
        picture.thumbnail((LONG_EDGE_PX, LONG_EDGE_PX), Image.Resampling.LANCZOS)
        path = FOLDER / f"{name}.jpg"
        picture.save(path, quality=90, optimize=True, progressive=True)
        print(
            f"{path.name}: {picture.width} x {picture.height}, {path.stat().st_size} B"
        )


if __name__ == "__main__":
    main()
