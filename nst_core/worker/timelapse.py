"""A bounded number of moments of one painting, kept for its time-lapse."""

from pathlib import Path

from nst_core.jobs.folder import frames
from nst_core.system.files import write_atomically

MOST_FRAMES = 48


class TimeLapse:
    """Keeps every picture it is shown, until there are many; then those that are even.

    It remembers nothing but its folder, so it goes on after an interruption.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def show(self, iteration: int, picture: bytes) -> None:
        """Keep a JPEG; one too many goes where pictures are closest together.

        Raises:
            OSError: There is no room.
        """
        self._folder.mkdir(exist_ok=True)
        write_atomically(self._folder / f"{iteration:05}.jpg", picture)
        kept = frames(self._folder)
        if len(kept) > MOST_FRAMES:
            at = [int(path.stem) for path in kept]
            inner = range(1, len(kept) - 1)  # the first and the newest stay
            kept[min(inner, key=lambda i: at[i + 1] - at[i - 1])].unlink()
