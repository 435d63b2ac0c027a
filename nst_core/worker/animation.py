"""The time-lapse of a job as an animation: WebP, and H.264 where ffmpeg is."""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

from nst_core.images.canvas import fit, resize_picture
from nst_core.images.decoding import Picture
from nst_core.images.encoding import encode_jpeg
from nst_core.jobs.folder import JobFolder, frame_name
from nst_core.system.files import write_atomically

MAX_EDGE_PX = 512
FRAMES_PER_S = 12
HOLD_S = 2  # for which the last frame stays
# Somebody waits who has pressed Stop, so the quickest settings that look well: 48
# pictures of 512 x 340 px take 0.6 s; method 2 saves 6 % of the bytes and takes 1 s.
WEBP = {"quality": 65, "method": 0}
JPEG_QUALITY = 90  # on the way to ffmpeg
FFMPEG_TIMEOUT_S = 10.0

Animation = list[Picture]  # all of one size, both edges even


def read_animation(folder: JobFolder, result: Picture, iteration: int) -> Animation:
    """Kept frames before the result, and the result.

    Args:
        folder: Of the frames; those of coarse scales are enlarged smoothly.
        result: The last frame, which decides the size.
        iteration: Of the result. Later frames come from before an interruption.

    Raises:
        OSError: A frame cannot be read.
    """
    height, width, _ = result.shape
    tall, wide = fit(height, width, min(MAX_EDGE_PX, max(height, width)))
    size = (_even(wide), _even(tall))
    animation: Animation = []
    for kept in folder.frames():
        if kept >= iteration:
            break
        with Image.open(folder.path(frame_name(kept)), formats=["JPEG"]) as frame:
            frame.draft("RGB", size)  # decodes a large one at a half, 1/4 or 1/8
            animation.append(np.asarray(frame.resize(size, Image.Resampling.LANCZOS)))
    return [*animation, resize_picture(result, *reversed(size))]


def _even(edge: int) -> int:
    """Even length of an edge: H.264 halves the resolution of colours."""
    return max(2, edge // 2 * 2)


def encode_webp(animation: Animation) -> bytes:
    """WebP file that begins anew after its last frame."""
    first, *others = map(Image.fromarray, animation)
    stored = io.BytesIO()
    first.save(
        stored,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=[round(1000 / FRAMES_PER_S)] * len(others) + [1000 * HOLD_S],
        loop=0,
        **WEBP,
    )
    return stored.getvalue()


def write_mp4(animation: Animation, path: Path) -> None:
    """Write a file that every phone can play; none where there is no ffmpeg.

    Raises:
        OSError: There is no room, or ffmpeg cannot be run.
        subprocess.SubprocessError: ffmpeg took too long, or could not do it.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        return
    jpegs = [encode_jpeg(picture, JPEG_QUALITY) for picture in animation]
    stream = b"".join(jpegs + jpegs[-1:] * (FRAMES_PER_S * HOLD_S - 1))
    write_atomically(
        path,
        lambda file: subprocess.run(
            [ffmpeg, *_options(), f"file:{file.name}"],
            input=stream,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=FFMPEG_TIMEOUT_S,
            check=True,
        ),
    )


def _options() -> list[str]:
    """Options before the output: JPEGs in, H.264 in HD's colours out."""
    return (
        f"-loglevel error -y -f image2pipe -c:v mjpeg -framerate {FRAMES_PER_S} -i - "
        "-vf scale=out_color_matrix=bt709:out_range=tv -pix_fmt yuv420p "
        "-colorspace bt709 -c:v libx264 -preset veryfast -crf 23 "
        "-movflags +faststart -f mp4"
    ).split()
