"""One job, painted from its folder to its ending: the worker's only work.

Goes on from a checkpoint if there is one, and obeys commands between iterations.
"""

import time
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nst_core.errors import DivergedError, Sentence, StyleTransferError
from nst_core.jobs.folder import JobFolder
from nst_core.jobs.messages import (
    Command,
    Event,
    FrameStatus,
    Interrupt,
    Paint,
    RunEnded,
    Steer,
)
from nst_core.jobs.outcome import write_outcome
from nst_core.settings.recipe import png_text
from nst_core.worker.recorder import Recorder
from nst_core.worker.tasks import (
    JobInputs,
    PictureTask,
    SheetTask,
    make_task,
    read_inputs,
)

if TYPE_CHECKING:
    from nst_core.sheets.contact_sheet import SheetFrame
    from nst_core.transfer.frame import Frame

ROOM_S = 60.0  # for which a result waits for room on the disk
RETRY_S = 2.0  # between two tries

Receive = Callable[[float], Iterator[Command]]
Emit = Callable[[Event], None]


class Ending(Enum):
    """The ways in which a run ends, by the kinds of `RunEnded`."""

    DONE = "done"  # with a result
    STOPPED = "stopped"  # with the picture so far as its result
    FAILED = "failed"  # with the last good picture, if there was one
    PAUSED = "paused"  # with a checkpoint
    ABANDONED = "abandoned"  # with nothing


INTERRUPTED = {
    "pause": Ending.PAUSED,
    "stop": Ending.STOPPED,
    "abandon": Ending.ABANDONED,
}


class JobRun:
    """A job while it is painted."""

    def __init__(self, command: Paint, receive: Receive, emit: Emit) -> None:
        """Nothing is read or written before `run`.

        Args:
            command: What to paint.
            receive: Yields commands that came; waits up to so many seconds for one.
            emit: Sends previews, and news of checkpoints.
        """
        self._command, self._receive, self._emit = command, receive, emit
        self._folder = JobFolder(Path(command.folder))
        # None: the run goes on.
        self._ending = Ending.STOPPED if command.wants_stop else None

    def run(self) -> RunEnded:
        """Paint until the run ends, for whatever reason."""
        try:
            inputs = read_inputs(self._folder, self._command.initial_settings)
            task = make_task(inputs, self._command)
            recorder = Recorder(self._command.token, inputs, task, self._emit)
            frame = self._paint(task, recorder)
        except StyleTransferError as error:  # before there was a picture
            return self._conclude(Ending.FAILED, None, error.sentence)
        if self._ending is Ending.ABANDONED:
            return self._ended(Ending.ABANDONED)
        if self._ending is Ending.PAUSED:
            return self._ended(Ending.PAUSED, recorder.status(frame))
        return self._finish(frame, inputs, task, recorder)

    def _paint(
        self, task: PictureTask | SheetTask, recorder: Recorder
    ) -> "Frame | SheetFrame":
        """Paint until `_ending` is known; the last good frame.

        Raises:
            StyleTransferError: There was no frame.
        """
        frame: Frame | SheetFrame | None = None
        try:
            for frame in task.frames():
                recorder.show(frame)
                self._obey(task)
                self._keep_to_limit(frame, recorder)
                if self._ending is Ending.PAUSED and not recorder.save(frame):
                    self._ending = None  # without a checkpoint a pause would lose it
                if self._ending:
                    break
                recorder.save_if_due(frame)
                frame = frame.without_state()
        except DivergedError as error:
            if frame is None:
                raise
            self._ending, recorder.note = Ending.FAILED, error.sentence
        assert frame, "the start is a frame"
        if self._ending not in (Ending.FAILED, Ending.PAUSED, Ending.ABANDONED):
            is_complete = frame.iteration == frame.iterations
            if is_complete or not self._ending:  # a sheet's last cell may end early
                self._ending = Ending.DONE
        return frame

    def _obey(self, task: PictureTask | SheetTask, wait_s: float = 0) -> None:
        for command in self._receive(wait_s):
            if command.token != self._command.token:
                continue  # about a job that has ended meanwhile
            if isinstance(command, Steer):
                task.steer(command.settings)
            elif isinstance(command, Interrupt):
                self._ending = INTERRUPTED[command.kind]

    def _keep_to_limit(self, frame: "Frame | SheetFrame", recorder: Recorder) -> None:
        minutes = self._command.minutes
        if frame.seconds > 60 * minutes and not self._ending:
            self._ending = Ending.STOPPED
            recorder.note = Sentence(
                "The limit of {minutes:g} minutes is reached; the picture so far is "
                "kept.",
                {"minutes": minutes},
            )

    def _finish(
        self,
        frame: Any,  # of the task
        inputs: JobInputs,
        task: PictureTask | SheetTask,
        recorder: Recorder,
    ) -> RunEnded:
        """Write the result; while there is no room, wait, then offer to try again."""
        ending = self._ending
        assert ending
        recipe = inputs.recipe(None if ending is Ending.DONE else frame.iteration)
        text = png_text(recipe)
        waits_until = time.monotonic() + ROOM_S
        while reason := recorder.write_result(frame, text):
            if self._ending is Ending.ABANDONED:
                return self._ended(Ending.ABANDONED)
            recorder.show_waiting(frame)
            if time.monotonic() > waits_until:
                recorder.note_unsaved(reason)
                return self._ended(Ending.PAUSED, recorder.status(frame))
            self._obey(task, RETRY_S)
        task.keep_artifacts(frame, text)
        return self._conclude(ending, recorder.status(frame))

    def _conclude(
        self,
        ending: Ending,
        status: FrameStatus | None,
        note: Sentence | None = None,
    ) -> RunEnded:
        """End for good, and leave that in the folder: the server may be gone by now."""
        ended = self._ended(ending, status, note)
        try:
            write_outcome(self._folder, ended)
        except OSError:
            pass  # no room: after a restart the end is painted once more
        return ended

    def _ended(
        self,
        ending: Ending,
        status: FrameStatus | None = None,
        note: Sentence | None = None,
    ) -> RunEnded:
        if status:
            note = status.note
        token = self._command.token
        return RunEnded(kind=ending.value, token=token, status=status, note=note)
