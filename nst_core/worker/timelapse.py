"""A bounded number of frames of one job, for its time-lapse."""

from nst_core.jobs.folder import JobFolder, frame_name
from nst_core.worker.thinning import densest

MAX_FRAMES = 48


class TimeLapse:
    """Frames of a job's folder, evenly spread once there are many.

    Remembers nothing but its folder, so it goes on after an interruption.
    """

    def __init__(self, folder: JobFolder) -> None:
        self._folder = folder

    def add(self, iteration: int, jpeg: bytes) -> None:
        """Keep a frame; one too many goes where frames are closest together.

        Raises:
            OSError: There is no room.
        """
        self._folder.put(frame_name(iteration), jpeg)
        kept = self._folder.frames()
        if len(kept) > MAX_FRAMES:
            self._folder.delete(frame_name(kept[densest(kept)]))
