"""What came of a painting from the command line, and what could not be kept of it.

Nothing here costs the picture: what cannot be written, or ends the painting early, is
noted, and told when the rest is done.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from nst_core.cli.report import Stopwatch, describe_frame
from nst_core.errors import DivergedError, ImageError
from nst_core.images.decoding import Picture
from nst_core.images.encoding import write_picture
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
    """What came of the painting, and what did not."""

    frame: "Frame"  # the last one
    diary: list[dict[str, Any]] = field(default_factory=list)  # of all of them
    problems: list[str] = field(default_factory=list)  # one sentence or more each
    code: int = 0

    @property
    def stopped_after(self) -> int | None:
        """Iterations; None at the end of the run, which a plateau may bring early."""
        done = self.frame.iteration
        return None if done == self.frame.iterations else done

    def note(self, problem: str, code: int = 2) -> None:
        """Remember what to tell at the end, and the exit code that it means."""
        self.problems.append(problem)
        self.code = max(self.code, code)

    def keep_frame(self, folder: Path, reserve: int) -> bool:
        """Return whether the last frame could be written."""
        frame = self.frame
        try:
            require_free(folder, reserve)
            write_picture(frame.picture, folder / f"{frame.iteration:05}.jpg")
        except (OSError, ImageError) as error:
            why = str(getattr(error, "strerror", None) or error).rstrip(".")
            since = f"from iteration {frame.iteration} on"
            self.note(f"No frames were written {since}: {why}.")
            return False
        return True

    def keep_result(self, picture: Picture, path: Path, text: dict[str, str]) -> Path:
        """Return where the result is: at `path`, or where temporary files go."""
        try:
            write_picture(picture, path, text)
            return path
        except ImageError as error:  # though the place was good before the painting
            try:
                refuge = Path(tempfile.mkdtemp(prefix="nst_core-")) / path.name
            except OSError:
                raise error from None
            write_picture(picture, refuge, text)
            self.note(f"{error} Until then it is kept as {refuge}.")
            return refuge

    def keep_report(self, report: dict[str, Any], path: Path) -> None:
        """Write the report as JSON, if that can be."""
        try:
            write_atomically(path, json.dumps(report, indent=2).encode())
        except OSError as error:
            self.note(f"The report could not be written ({error.strerror}).")
        except KeyboardInterrupt:
            self.note("stopped; the result was written, but no report.", 130)


def follow(
    frames: Iterator["Frame"],
    stop: int | None,
    folder: Path | None,
    reserve: int,
    watch: Stopwatch,
) -> Outcome:
    """Return what came of all frames, or of those until iteration `stop`.

    A frame that cannot be written ends the writing of frames, not the painting.
    `reserve` bytes of their disk are left for the result.

    Raises:
        DivergedError, KeyboardInterrupt: Before there was any frame.
    """
    outcome = None
    with tqdm(**BAR) as bar:
        try:
            for frame in frames:
                outcome = outcome or Outcome(frame)
                outcome.frame = frame
                outcome.diary.append(describe_frame(frame))
                watch.lap(f"scale {frame.scale}")
                bar.n = frame.share_done
                bar.set_description_str(frame.sentence())
                if folder and not outcome.keep_frame(folder, reserve):
                    folder = None
                if stop is not None and frame.iteration >= stop:
                    break
        except DivergedError as error:
            if outcome is None:
                raise
            outcome.note(str(error))
        except KeyboardInterrupt:
            if outcome is None:
                raise
            kept = outcome.frame
            where = f"stopped at iteration {kept.iteration} of {kept.iterations}"
            outcome.note(f"{where}; the picture so far was kept.", 130)
    assert outcome, "the start is a frame"
    return outcome
