"""A bounded number of moments of one painting, kept for its time-lapse."""

from pathlib import Path

from nst_core.files import write_atomically

MOST_FRAMES = 48


class TimeLapse:
    """Keeps every n-th picture that it is shown; n doubles whenever there are many.

    After an interruption it goes on with what lies in its folder.
    """

    def __init__(self, folder: Path) -> None:
        """Raises OSError: the folder cannot be made."""
        folder.mkdir(exist_ok=True)
        self._folder, self._every, self._shown = folder, 1, 0

    def show(self, iteration: int, picture: bytes) -> None:
        """Keep a JPEG, or not.

        Raises:
            OSError: There is no room.
        """
        self._shown += 1
        if self._shown % self._every:
            return
        write_atomically(self._folder / f"{iteration:05}.jpg", picture)
        kept = frames(self._folder)
        if len(kept) > MOST_FRAMES:
            self._every *= 2
            for path in kept[1:-1:2]:  # the first and the newest stay
                path.unlink()


def frames(folder: Path) -> list[Path]:
    """Return the kept pictures in the order of their iterations."""
    return sorted(folder.glob("*.jpg"))
