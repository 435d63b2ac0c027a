"""What a painting leaves for those who look at it afterwards, in its folder.

    photo.jpg               the photo as it was understood: upright, sRGB, smaller
    thumb.jpg               the result, very small
    photo-colors.png        the result in the photo's colours
    time-lapse.webp, .mp4   how it came to be

Made in the worker, as the server never decodes a picture. None of them is worth a
painting: what cannot be made is left out.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nst_core.images.canvas import resize_picture, shrink
from nst_core.images.colors import keep_colors
from nst_core.images.decoding import Picture
from nst_core.images.encoding import encode_jpeg, write_picture
from nst_core.system.files import write_atomically
from nst_core.worker.animation import Film, make_film, write_mp4, write_webp

log = logging.getLogger("nst_core.worker")

PHOTO_EDGE_PX = 1024
THUMB_EDGE_PX = 192
QUALITY = 88


def keep_photo(folder: Path, photo: Picture) -> None:
    """Leave the photo, unless it is there: the painting may be resumed."""
    path = folder / "photo.jpg"
    if not path.exists():
        _keep_jpeg(path, photo, PHOTO_EDGE_PX)


def keep_result(
    folder: Path,
    result: Picture,
    iteration: int,
    photo: Picture | None,
    text: Mapping[str, str],
) -> None:
    """Leave all that is made of a result, the quickest first.

    Args:
        folder: The job's.
        result: uint8 RGB, (height, width, 3).
        iteration: How many it has had.
        photo: Of any size; None for a contact sheet, which has no one photo's colours.
        text: The recipe, as result.png carries it.
    """
    _keep_jpeg(folder / "thumb.jpg", result, THUMB_EDGE_PX)
    if photo is not None:
        with _left_out_if_it_fails("photo-colors.png"):
            height, width, _ = result.shape
            recolored = keep_colors(result, resize_picture(photo, height, width))
            write_picture(recolored, folder / "photo-colors.png", text)
    with _left_out_if_it_fails("the time-lapse"):
        film = make_film(folder / "frames", result, iteration)
        with ThreadPoolExecutor() as both:  # ffmpeg is a process of its own
            both.submit(_keep_film, write_mp4, film, folder / "time-lapse.mp4")
            both.submit(_keep_film, write_webp, film, folder / "time-lapse.webp")


def _keep_jpeg(path: Path, picture: Picture, edge_px: int) -> None:
    with _left_out_if_it_fails(path.name):
        write_atomically(path, encode_jpeg(shrink(picture, edge_px), QUALITY))


def _keep_film(write: Callable[[Film, Path], None], film: Film, path: Path) -> None:
    with _left_out_if_it_fails(path.name):
        write(film, path)


@contextlib.contextmanager
def _left_out_if_it_fails(name: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever it is, the painting is worth more
        log.warning("%s is left out: %r", name, error)
