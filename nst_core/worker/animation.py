"""A painting's moments as one moving picture: WebP, and H.264 where ffmpeg is."""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

from nst_core.images.canvas import fit, resize_picture
from nst_core.images.decoding import Picture
from nst_core.images.encoding import encode_jpeg
from nst_core.jobs.folder import frames
from nst_core.system.files import write_atomically

EDGE_PX = 512  # at most; of the film's longest edge
PACE = 12  # pictures a second
HOLD_S = 2  # for which the last one stays
# Somebody waits who has pressed Stop, so the quickest settings that look well: 48
# pictures of 512 x 340 px take 0.6 s; method 2 saves 6 % of the bytes and takes 1 s.
WEBP = {"quality": 65, "method": 0}
JPEG_QUALITY = 90  # on the way to ffmpeg
FFMPEG_S = 10.0  # after which it is given up

Film = list[Picture]  # all of one size, both edges even


def make_film(folder: Path, result: Picture, iteration: int) -> Film:
    """Return the kept moments before the result, and the result.

    Args:
        folder: Of the moments; those of coarse scales are enlarged smoothly.
        result: The film's last picture, which decides the size.
        iteration: The result's. Later moments come from before an interruption.

    Raises:
        OSError: A moment cannot be read.
    """
    height, width, _ = result.shape
    tall, wide = fit(height, width, min(EDGE_PX, max(height, width)))
    size = (_even(wide), _even(tall))
    film: Film = []
    for path in frames(folder):
        if int(path.stem) >= iteration:
            break
        with Image.open(path, formats=["JPEG"]) as moment:
            moment.draft("RGB", size)  # decodes a large one at a half, 1/4 or 1/8
            film.append(np.asarray(moment.resize(size, Image.Resampling.LANCZOS)))
    return [*film, resize_picture(result, *reversed(size))]


def _even(edge: int) -> int:
    """Return an edge that H.264 can halve, for its colours."""
    return max(2, edge // 2 * 2)


def write_webp(film: Film, path: Path) -> None:
    """Write an animation that begins anew after its last picture.

    Raises:
        OSError: There is no room.
    """
    first, *others = map(Image.fromarray, film)
    stored = io.BytesIO()
    first.save(
        stored,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=[round(1000 / PACE)] * len(others) + [1000 * HOLD_S],
        loop=0,
        **WEBP,
    )
    write_atomically(path, stored.getvalue())


def write_mp4(film: Film, path: Path) -> None:
    """Write what every phone can play; nothing where there is no ffmpeg.

    Raises:
        OSError: There is no room, or ffmpeg cannot be run.
        subprocess.SubprocessError: ffmpeg took too long, or could not do it.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        return
    jpegs = [encode_jpeg(picture, JPEG_QUALITY) for picture in film]
    given = b"".join(jpegs + jpegs[-1:] * (PACE * HOLD_S - 1))
    write_atomically(
        path,
        lambda file: subprocess.run(
            [ffmpeg, *_options(), f"file:{file.name}"],
            input=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=FFMPEG_S,
            check=True,
        ),
    )


def _options() -> list[str]:
    """Return what stands before the output: JPEGs in, H.264 in HD's colours out."""
    return (
        f"-loglevel error -y -f image2pipe -c:v mjpeg -framerate {PACE} -i - "
        "-vf scale=out_color_matrix=bt709:out_range=tv -pix_fmt yuv420p "
        "-colorspace bt709 -c:v libx264 -preset veryfast -crf 23 "
        "-movflags +faststart -f mp4"
    ).split()
