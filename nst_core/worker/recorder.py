"""Records of a run: previews, checkpoints, losses, time-lapse, the result.

A full disk costs no painting: what cannot be kept is left out, and a note says so.
"""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from nst_core.errors import ImageError, Sentence, why
from nst_core.images.encoding import encode_preview, write_picture
from nst_core.jobs.folder import CHECKPOINT, RESULT
from nst_core.jobs.messages import (
    CheckpointSaved,
    Event,
    FrameShown,
    FrameStatus,
    Losses,
)
from nst_core.transfer.checkpoint import write_checkpoint
from nst_core.worker.cost_history import CostHistory
from nst_core.worker.tasks import JobInputs, PictureTask, SheetTask
from nst_core.worker.timelapse import TimeLapse

if TYPE_CHECKING:
    from nst_core.sheets.contact_sheet import SheetFrame
    from nst_core.transfer.frame import Frame

PREVIEW_S = 0.5  # at most two pictures a second, for the page and for the time-lapse
CHECKPOINT_S = 3.0
CHECKPOINT_SHARE = 0.1  # of the time, at most, goes into writing checkpoints


class Recorder:
    """Records of one run."""

    def __init__(
        self,
        token: str,
        inputs: JobInputs,
        task: PictureTask | SheetTask,
        emit: Callable[[Event], None],
    ) -> None:
        """Nothing is sent or written yet.

        Args:
            token: The job's.
            inputs: Of the run; its folder gets the records.
            task: That is painted; its problems are shown.
            emit: Sends previews, and news of checkpoints.
        """
        self.note: Sentence | None = None  # for a person, to the end of the run
        self._shortage: Sentence | None = None  # until there is room again
        self._token, self._inputs, self._task, self._emit = token, inputs, task, emit
        self._time_lapse = TimeLapse(inputs.folder)
        self._costs = CostHistory(inputs.folder)
        self._shown_at = 0.0
        self._saved_at, self._pause_s = time.monotonic(), CHECKPOINT_S

    def show(self, frame: "Frame | SheetFrame") -> None:
        """Send and keep a preview, unless one has just been sent."""
        now = time.monotonic()
        is_last = frame.iteration == frame.iterations
        if now - self._shown_at < PREVIEW_S and not is_last:
            return
        # What follows the start, the first stroke, is shown as soon as it is there.
        self._shown_at = now if frame.iteration else 0.0
        self._add_costs(frame)
        preview = encode_preview(frame.picture)
        try:
            self._time_lapse.add(frame.iteration, preview)
        except OSError:
            pass  # no room: the time-lapse has a gap, and `save` tells why
        self._send_preview(frame, preview)

    def save_if_due(self, frame: "Frame | SheetFrame") -> None:
        """Write a checkpoint, unless one has just been written."""
        if time.monotonic() - self._saved_at > self._pause_s:
            self.save(frame)

    def save(self, frame: "Frame | SheetFrame") -> bool:
        """Write a checkpoint; False if there is no room, and the one before stays."""
        began = time.monotonic()
        self._costs.save()  # first: what goes beyond a checkpoint is forgotten
        changes = tuple(self._inputs.timeline.changes)
        try:
            path = self._inputs.folder.path(CHECKPOINT)
            write_checkpoint(path, frame.checkpoint, changes)
            self._shortage = None
            self._emit(CheckpointSaved(token=self._token, iteration=frame.iteration))
        except OSError as error:
            self._shortage = Sentence(
                "No checkpoint can be written ({reason}); the painting goes on, but "
                "would not survive a restart of the server.",
                {"reason": why(error)},
            )
        self._saved_at = time.monotonic()
        self._pause_s = max(CHECKPOINT_S, (self._saved_at - began) / CHECKPOINT_SHARE)
        return self._shortage is None

    def write_result(
        self, frame: "Frame | SheetFrame", text: Mapping[str, str]
    ) -> Sentence | None:
        """Write the result with its recipe; what was in the way, if something was."""
        try:
            path = self._inputs.folder.path(RESULT)
            write_picture(frame.picture, path, text, self._task.alpha)
        except ImageError as error:
            return error.sentence
        except OSError as error:
            return why(error)
        self._shortage = None
        self._add_costs(frame)
        self._costs.save()
        return None

    def show_waiting(self, frame: "Frame | SheetFrame") -> None:
        """Show the result that cannot be written yet."""
        self._shortage = Sentence(
            "The picture cannot be saved: there is no room on the server's disk. It is "
            "tried again until there is.",
            {},
        )
        self._send_preview(frame, encode_preview(frame.picture))

    def note_unsaved(self, reason: Sentence) -> None:
        """Note that the result could not be written."""
        self._shortage = Sentence(
            "The picture could not be saved. {reason} Continue tries again.",
            {"reason": reason},
        )

    def status(self, frame: "Frame | SheetFrame") -> FrameStatus:
        """Facts of a frame, for the browser."""
        height, width = frame.picture.shape[:2]
        network = self._inputs.network
        return FrameStatus(
            iteration=frame.iteration,
            iterations=frame.iterations,
            scale=frame.scale,
            scales=frame.scales,
            width=width,
            height=height,
            seconds=frame.seconds,
            seconds_left=frame.seconds_left,
            share_done=frame.share_done,
            losses=Losses(**frame.costs.as_dict()),
            network=f"{network.title}, {network.precision}",
            network_note=network.note,
            cell=getattr(frame, "cell", None),
            note=self.note or self._shortage or self._task.problem,
        )

    def _send_preview(self, frame: "Frame | SheetFrame", jpeg: bytes) -> None:
        status = self.status(frame)
        self._emit(FrameShown(token=self._token, status=status, payload=jpeg))

    def _add_costs(self, frame: "Frame | SheetFrame") -> None:
        costs = frame.costs
        self._costs.add(frame.iteration, costs.total, costs.content, costs.style)
