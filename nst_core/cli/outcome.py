"""Result, frames and problems of one run of the command line.

No problem here costs the picture: what cannot be written, or ends the painting early,
is remembered, and told when the rest is done.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from nst_core.cli.output import ExitCode
from nst_core.cli.report import Stopwatch, frame_report
from nst_core.errors import DivergedError, ImageError
from nst_core.images.canvas import DeepPicture
from nst_core.images.decoding import Alpha, Picture
from nst_core.images.encoding import AS_USUAL, FileSpec, write_picture
from nst_core.system.files import require_free, write_atomically

if TYPE_CHECKING:
    from nst_core.transfer.frame import Frame

BAR: Mapping[str, Any] = {
    "total": 1.0,
    "bar_format": "{percentage:3.0f}% |{bar:20}| {desc}",
    "desc": "looking at the pictures",
    "disable": None,  # only on a terminal ...
    "leave": False,  # ... and gone at the end
}


@dataclass
class Outcome:
    """The last frame of a run, and what went wrong.

    Of the frame only its pictures stay: while the next one is painted, the canvas of a
    large one would take as much as half a gigabyte.
    """

    depth: int  # bits of the result's channels
    picture: Picture = field(init=False)  # in 8 bits
    result: Picture | DeepPicture = field(init=False)
    iteration: int = 0
    iterations: int = 0  # in the whole run
    history: list[dict[str, Any]] = field(default_factory=list)  # of all frames
    problems: list[str] = field(default_factory=list)  # one sentence or more each
    code: ExitCode = ExitCode.DONE

    @property
    def stopped_after(self) -> int | None:
        """Iterations; None at the end of the run, which a plateau may bring early."""
        return None if self.iteration == self.iterations else self.iteration

    def take(self, frame: "Frame") -> None:
        """Keep this frame instead of the last one."""
        self.picture = frame.picture
        self.result = frame.deep_picture if self.depth == 16 else frame.picture
        self.iteration, self.iterations = frame.iteration, frame.iterations
        self.history.append(frame_report(frame))

    def warn(self, problem: str, code: ExitCode = ExitCode.FAILED) -> None:
        """Remember what to tell at the end, and the exit code that it means."""
        self.problems.append(problem)
        self.code = max(self.code, code)

    def write_frame(self, folder: Path, reserve_bytes: int) -> bool:
        """Write the last frame; False if it could not be."""
        try:
            require_free(folder, reserve_bytes)
            write_picture(self.picture, folder / f"{self.iteration:05}.jpg")
        except (OSError, ImageError) as error:
            why = str(getattr(error, "strerror", None) or error).rstrip(".")
            since = f"from iteration {self.iteration} on"
            self.warn(f"No frames were written {since}: {why}.")
            return False
        return True

    def write_result(
        self,
        path: Path,
        text: dict[str, str],
        alpha: Alpha | None = None,
        spec: FileSpec = AS_USUAL,
    ) -> Path:
        """Write the result at `path`, or else among temporary files; its place."""
        try:
            write_picture(self.result, path, text, alpha, spec)
            return path
        except ImageError as error:  # though the place was good before the painting
            try:
                refuge = Path(tempfile.mkdtemp(prefix="nst_core-")) / path.name
            except OSError:
                raise error from None
            write_picture(self.result, refuge, text, alpha, spec)
            self.warn(f"{error} Until then it is kept as {refuge}.")
            return refuge

    def write_report(self, report: dict[str, Any], path: Path) -> None:
        """Write the report as JSON, if that can be."""
        try:
            write_atomically(path, json.dumps(report, indent=2).encode())
        except OSError as error:
            self.warn(f"The report could not be written ({error.strerror}).")
        except KeyboardInterrupt:
            self.warn(
                "stopped; the result was written, but no report.", ExitCode.INTERRUPTED
            )


def follow_frames(
    frames: Iterator["Frame"],
    *,
    depth: int,
    stop_after: int | None,
    folder: Path | None,
    reserve_bytes: int,
    watch: Stopwatch,
) -> Outcome:
    """Take all frames, with a progress bar.

    A frame that cannot be written ends the writing of frames, not the painting.

    Args:
        frames: Of `stylize`.
        depth: Bits of the result's channels.
        stop_after: The iteration to stop at; None: the last one.
        folder: For the frames; None: they are not written.
        reserve_bytes: Left free on the frames' disk, for the result.
        watch: Gets a lap of each scale.

    Raises:
        DivergedError, KeyboardInterrupt: Before there was any frame.
    """
    outcome = Outcome(depth)
    with tqdm(**BAR) as bar:
        try:
            for frame in frames:
                outcome.take(frame)
                watch.lap(f"scale {frame.scale}")
                bar.n = frame.share_done
                bar.set_description_str(frame.sentence())
                if folder and not outcome.write_frame(folder, reserve_bytes):
                    folder = None
                del frame
                if stop_after is not None and outcome.iteration >= stop_after:
                    break
        except DivergedError as error:
            if not outcome.history:
                raise
            outcome.warn(str(error))
        except KeyboardInterrupt:
            if not outcome.history:
                raise
            done = f"iteration {outcome.iteration} of {outcome.iterations}"
            outcome.warn(
                f"stopped at {done}; the picture so far was kept.", ExitCode.INTERRUPTED
            )
    assert outcome.history, "the start is a frame"
    return outcome
