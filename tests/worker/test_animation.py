"""The time-lapse: every frame in one size, the result last and longest."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nst_core.images.decoding import Picture
from nst_core.images.encoding import encode_preview
from nst_core.jobs.folder import JobFolder, frame_name
from nst_core.worker import animation as animation_module
from nst_core.worker.animation import (
    FRAMES_PER_S,
    HOLD_S,
    encode_webp,
    read_animation,
    write_mp4,
)
from nst_core.worker.timelapse import TimeLapse
from tests.conftest import draw_picture

# Stands in for ffmpeg: writes what it was given into the file it is to write.
NARRATOR = """#!{python}
import sys
stream = sys.stdin.buffer.read()
text = f"{{stream.count(bytes([0xff, 0xd8, 0xff]))}} {{' '.join(sys.argv[1:-1])}}"
open(sys.argv[-1].removeprefix("file:"), "w").write(text)
"""


def flat(level: int, height: int, width: int) -> Picture:
    return np.full((height, width, 3), level, np.uint8)


@pytest.fixture
def folder(tmp_path: Path) -> JobFolder:
    """Two coarse frames, a fine one, and one from before an interruption."""
    folder = JobFolder(tmp_path / "job")
    folder.root.mkdir()
    time_lapse = TimeLapse(folder)
    for iteration, level, height in (
        (0, 0, 30),
        (4, 60, 30),
        (8, 120, 61),
        (20, 9, 61),
    ):
        picture = flat(level, height, 2 * height)
        time_lapse.add(iteration, encode_preview(picture))
    return folder


@pytest.fixture
def ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is taken for ffmpeg."""
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text(NARRATOR.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return program


def test_all_frames_have_the_results_size_and_it_is_the_last(folder: JobFolder) -> None:
    frames = read_animation(folder, flat(200, 61, 122), 12)
    assert {picture.shape for picture in frames} == {(60, 122, 3)}
    means = [picture.mean() for picture in frames]
    np.testing.assert_allclose(means, [0, 60, 120, 200], atol=2)


def test_a_frame_of_the_results_own_iteration_is_not_shown_twice(
    folder: JobFolder,
) -> None:
    assert len(read_animation(folder, flat(200, 61, 122), 8)) == 3


def test_a_large_result_makes_a_small_animation(
    folder: JobFolder, rng: np.random.Generator
) -> None:
    folder.put(frame_name(0), encode_preview(draw_picture(rng, 700, 900)))
    frames = read_animation(folder, draw_picture(rng, 700, 900), 2)
    assert {picture.shape for picture in frames} == {(398, 512, 3)}


def test_the_animation_loops_and_stays_at_its_end(
    folder: JobFolder,
) -> None:
    webp = encode_webp(read_animation(folder, flat(200, 61, 122), 12))
    with Image.open(io.BytesIO(webp)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (122, 60))
        assert (shown.n_frames, shown.info["loop"]) == (4, 0)
        durations = []
        for number in range(shown.n_frames):
            shown.seek(number)
            shown.load()
            durations.append(shown.info["duration"])
        assert np.asarray(shown.convert("RGB")).mean() == pytest.approx(200, abs=3)
    assert durations == [round(1000 / FRAMES_PER_S)] * 3 + [1000 * HOLD_S]


def test_without_frames_the_animation_is_the_result(tmp_path: Path) -> None:
    webp = encode_webp(read_animation(JobFolder(tmp_path), flat(7, 9, 1), 0))
    with Image.open(io.BytesIO(webp)) as shown:
        assert (shown.size, shown.n_frames) == ((2, 8), 1)


def test_ffmpeg_gets_every_frame_and_the_last_for_two_seconds(
    folder: JobFolder, tmp_path: Path, ffmpeg: Path
) -> None:
    write_mp4(read_animation(folder, flat(200, 61, 122), 12), tmp_path / "x.mp4")
    count, options = (tmp_path / "x.mp4").read_text().split(" ", 1)
    assert int(count) == 3 + FRAMES_PER_S * HOLD_S
    assert "-c:v libx264" in options and "-pix_fmt yuv420p" in options
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_without_ffmpeg_there_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    write_mp4([flat(7, 8, 8)], tmp_path / "x.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "does", ["import sys; sys.exit(1)", "import time; time.sleep(99)"]
)
def test_an_ffmpeg_that_fails_or_hangs_leaves_no_file(
    tmp_path: Path, ffmpeg: Path, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    ffmpeg.write_text(f"#!{sys.executable}\n{does}\n")
    monkeypatch.setattr(animation_module, "FFMPEG_TIMEOUT_S", 0.5)
    with pytest.raises((OSError, subprocess.SubprocessError)):
        write_mp4([flat(7, 8, 8)], tmp_path / "x.mp4")
    assert list(tmp_path.iterdir()) == [ffmpeg.parent]
