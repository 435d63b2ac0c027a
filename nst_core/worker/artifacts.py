"""Files made of a job's content and result, for the page.

    photo.jpg               the content as it was understood: upright, sRGB, smaller
    thumb.jpg               the result, very small
    photo-colors.png        the result in the content's colours
    time-lapse.webp, .mp4   how the result came to be

Made in the worker, as the server never decodes a picture. None of them is worth a
painting: what cannot be made is left out.
"""

import contextlib
import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from nst_core.images.canvas import resize_picture, shrink
from nst_core.images.colors import keep_colors
from nst_core.images.decoding import Alpha, Picture
from nst_core.images.encoding import encode_jpeg, write_picture
from nst_core.jobs.folder import (
    PHOTO,
    PHOTO_COLORS,
    THUMBNAIL,
    TIME_LAPSE_MP4,
    TIME_LAPSE_WEBP,
    JobFolder,
)
from nst_core.worker.animation import (
    Animation,
    encode_webp,
    read_animation,
    write_mp4,
)

log = logging.getLogger("nst_core.worker")

PHOTO_EDGE_PX = 1024
THUMBNAIL_EDGE_PX = 192
QUALITY = 88


def keep_photo(folder: JobFolder, content: Picture) -> None:
    """Keep the content, unless it is there: the job may be resumed."""
    if not folder.has(PHOTO):
        _keep_jpeg(folder, PHOTO, content, PHOTO_EDGE_PX)


def keep_artifacts(
    folder: JobFolder,
    result: Picture,
    iteration: int,
    content: Picture | None,
    text: Mapping[str, str],
    alpha: Alpha | None = None,
) -> None:
    """Keep all that is made of a result, the quickest first.

    Args:
        folder: The job's.
        result: uint8 RGB, (height, width, 3).
        iteration: Of the result.
        content: uint8 RGB of any size; None for a contact sheet, which has no one
            photo's colours.
        text: The recipe, as result.png carries it.
        alpha: The content's.
    """
    _keep_jpeg(folder, THUMBNAIL, result, THUMBNAIL_EDGE_PX)
    if content is not None:
        with _left_out_if_it_fails(PHOTO_COLORS):
            height, width, _ = result.shape
            recolored = keep_colors(result, resize_picture(content, height, width))
            write_picture(recolored, folder.path(PHOTO_COLORS), text, alpha)
    with _left_out_if_it_fails("the time-lapse"):
        animation = read_animation(folder, result, iteration)
        with ThreadPoolExecutor() as both:  # ffmpeg is a process of its own
            both.submit(_keep_mp4, folder, animation)
            both.submit(_keep_webp, folder, animation)


def _keep_jpeg(folder: JobFolder, name: str, picture: Picture, edge_px: int) -> None:
    with _left_out_if_it_fails(name):
        folder.put(name, encode_jpeg(shrink(picture, edge_px), QUALITY))


def _keep_mp4(folder: JobFolder, animation: Animation) -> None:
    with _left_out_if_it_fails(TIME_LAPSE_MP4):
        write_mp4(animation, folder.path(TIME_LAPSE_MP4))


def _keep_webp(folder: JobFolder, animation: Animation) -> None:
    with _left_out_if_it_fails(TIME_LAPSE_WEBP):
        folder.put(TIME_LAPSE_WEBP, encode_webp(animation))


@contextlib.contextmanager
def _left_out_if_it_fails(name: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever it is, the painting is worth more
        log.warning("%s is left out: %r", name, error)
