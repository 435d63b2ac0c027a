"""One job, painted from its folder to its result: the worker's only work.

Picks up a checkpoint if there is one, obeys between iterations, shows a small preview
now and then, and writes checkpoints, moments for the time-lapse, the result and what
is made of it.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nst_core.errors import (
    DivergedError,
    ImageError,
    Sentence,
    StyleTransferError,
)
from nst_core.images.canvas import to_picture
from nst_core.images.encoding import encode_preview, write_picture
from nst_core.jobs.folder import JobFolder, masks_of
from nst_core.jobs.messages import (
    CheckpointSaved,
    Command,
    Event,
    FrameShown,
    FrameStatus,
    Interrupt,
    InterruptKind,
    Losses,
    Paint,
    RunEnded,
    RunEnding,
    Steer,
)
from nst_core.jobs.outcome import write_outcome
from nst_core.settings.recipe import describe, png_text
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsTimeline
from nst_core.transfer.checkpoint import read_checkpoint, write_checkpoint
from nst_core.worker.artifacts import keep_photo, keep_result
from nst_core.worker.cost_history import CostCourse
from nst_core.worker.tasks import begin, read_given
from nst_core.worker.timelapse import TimeLapse

if TYPE_CHECKING:
    from nst_core.sheets.cell_folder import CellFolder
    from nst_core.sheets.contact_sheet import SheetFrame
    from nst_core.transfer.frame import Frame

PREVIEW_S = 0.5  # at most two pictures a second, for the page and for the time-lapse
CHECKPOINT_S = 3.0
CHECKPOINT_SHARE = 0.1  # of the time, at most, goes into writing checkpoints
ROOM_S = 60.0  # for which a result waits for room on the disk
LOOK_S = 2.0  # between two looks whether there is room

INTERRUPTED: Mapping[InterruptKind, RunEnding] = {
    "pause": "paused",
    "stop": "stopped",
    "abandon": "abandoned",
}

Hear = Callable[[float], Iterator[Command]]
Tell = Callable[[Event], None]


class Painting:
    """A job while it is painted."""

    def __init__(self, paint: Paint, hear: Hear, tell: Tell) -> None:
        """Make ready; nothing is read before `run`.

        Args:
            paint: The job.
            hear: Yields the commands that came, after waiting so many seconds for one.
            tell: Takes the events `FrameShown` and `CheckpointSaved`.
        """
        self._token, self._folder = paint.token, Path(paint.folder)
        self._grid = paint.sheet
        self._initial_settings = paint.initial_settings
        self._wish = paint.settings
        self._minutes = paint.minutes
        self._ending: RunEnding | None = "stopped" if paint.wants_stop else None
        self._cells: CellFolder | None = None  # of a contact sheet
        self._note: Sentence | None = None  # for good
        self._shortage: Sentence | None = None  # until there is room again
        self._hear, self._tell = hear, tell
        self._shown_at = 0.0
        self._saved_at, self._pause_s = time.monotonic(), CHECKPOINT_S

    def run(self) -> RunEnded:
        """Paint; return how it ended, or that the job was paused or left."""
        try:
            return self._paint()
        except StyleTransferError as error:  # before there was a picture
            return self._ended("failed", None, error.sentence)

    def _paint(self) -> RunEnded:
        from nst_core.images.masks import to_png
        from nst_core.network.vgg import load_network

        found = read_checkpoint(self._folder / "checkpoint.npz")
        checkpoint, changes = found or (None, ())
        begun_with = self._initial_settings
        if checkpoint:
            painted = checkpoint.settings
            begun_with = replace(
                begun_with, network=painted.network, precision=painted.precision
            )
        given = read_given(self._folder)
        keep_photo(self._folder, given["content"])
        self._masks = to_png(masks_of(given))
        network = load_network(begun_with.network)
        network = network.computing_in(begun_with.precision)
        self._timeline = SettingsTimeline(
            replace(begun_with, network=network.name, precision=network.precision),
            list(changes),
        )
        computing = f"{network.title}, {network.precision}"
        self._network = f"{computing}. {network.note}".strip()
        self._title = network.title
        self._time_lapse = TimeLapse(self._folder / "frames")
        self._costs = CostCourse(self._folder / "costs.json")
        frame = None
        try:
            frames, self._cells = begin(
                self._folder,
                given,
                self._grid,
                self._timeline.settings,
                self._choose,
                network,
                checkpoint,
            )
            for frame in frames:
                self._show(frame)
                self._obey()
                if frame.seconds > 60 * self._minutes and not self._ending:
                    self._ending = "stopped"
                    self._note = Sentence(
                        "The limit of {minutes:g} minutes is reached; the picture so "
                        "far is kept.",
                        {"minutes": self._minutes},
                    )
                if self._ending == "paused":
                    self._save(frame)
                    if self._shortage:  # without a checkpoint, a pause would lose it
                        self._ending = None
                if self._ending:
                    break
                self._save_if_due(frame)
        except DivergedError as error:
            if frame is None:
                raise
            self._ending, self._note = "failed", error.sentence
        assert frame, "the start is a frame"
        if self._ending == "abandoned":
            return RunEnded(kind="abandoned", token=self._token)
        if self._ending == "paused":
            return self._paused(frame)
        is_complete = frame.iteration == frame.iterations and self._ending != "failed"
        if is_complete or not self._ending:  # a sheet's last cell may end early
            self._ending = "done"
        return self._finish(frame, self._ending)

    def _choose(self, iteration: int) -> Settings:
        return replace(self._timeline.apply(iteration, self._wish), frame_every=1)

    def _obey(self, wait_s: float = 0) -> None:
        for command in self._hear(wait_s):
            if command.token != self._token:
                continue  # about a job that has ended meanwhile
            if isinstance(command, Steer):
                self._wish = command.settings
            elif isinstance(command, Interrupt):
                self._ending = INTERRUPTED[command.kind]

    def _show(self, frame: "Frame | SheetFrame") -> None:
        """Send the picture, unless one has just been sent."""
        now = time.monotonic()
        is_last = frame.iteration == frame.iterations
        if now - self._shown_at < PREVIEW_S and not is_last:
            return
        # What follows the start, the first stroke, is shown as soon as it is there.
        self._shown_at = now if frame.iteration else 0.0
        self._note_costs(frame)
        preview = encode_preview(frame.picture)
        try:
            self._time_lapse.show(frame.iteration, preview)
        except OSError:
            pass  # no room: the time-lapse has a gap, and `_save` tells why
        self._tell_frame(frame, preview)

    def _tell_frame(self, frame: "Frame | SheetFrame", preview: bytes) -> None:
        status = self._status(frame)
        self._tell(FrameShown(token=self._token, status=status, payload=preview))

    def _note_costs(self, frame: "Frame | SheetFrame") -> None:
        costs = frame.costs
        self._costs.show(frame.iteration, costs.total, costs.content, costs.style)

    def _status(self, frame: "Frame | SheetFrame") -> FrameStatus:
        height, width = frame.picture.shape[:2]
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
            losses=Losses(**asdict(frame.costs)),
            network=self._network,
            sentence=frame.sentence(),
            cell=getattr(frame, "cell", None),
            note=self._note or self._shortage or self._cells_note(),
        )

    def _cells_note(self) -> Sentence | None:
        return self._cells.problem if self._cells else None

    def _save_if_due(self, frame: "Frame | SheetFrame") -> None:
        if time.monotonic() - self._saved_at > self._pause_s:
            self._save(frame)

    def _save(self, frame: "Frame | SheetFrame") -> None:
        """Write a checkpoint; without room, go on with the one before."""
        began = time.monotonic()
        self._costs.save()  # first: what goes beyond a checkpoint is forgotten
        path = self._folder / "checkpoint.npz"
        try:
            write_checkpoint(path, frame.checkpoint, tuple(self._timeline.changes))
            self._shortage = None
        except OSError as error:
            self._shortage = Sentence(
                "No checkpoint can be written ({reason}); the painting goes on, but "
                "would not survive a restart of the server.",
                {"reason": error.strerror},
            )
        else:
            self._tell(CheckpointSaved(token=self._token, iteration=frame.iteration))
        self._saved_at = time.monotonic()
        spent = self._saved_at - began
        self._pause_s = max(CHECKPOINT_S, spent / CHECKPOINT_SHARE)

    def _finish(self, frame: "Frame | SheetFrame", ending: RunEnding) -> RunEnded:
        """Write the result; while there is no room, wait, then offer to try again."""
        stopped_after = None if ending == "done" else frame.iteration
        recipe = describe(
            self._timeline.settings,
            self._title,
            stopped_after,
            self._timeline.changes,
            self._masks,
        )
        text = png_text(recipe)
        patience = time.monotonic() + ROOM_S
        while True:
            try:
                write_picture(frame.picture, self._folder / "result.png", text)
                self._shortage = None
                self._keep(frame, text)
                return self._ended(ending, self._status(frame))
            except (ImageError, OSError) as error:
                why = str(error)
            if self._ending == "abandoned":
                return RunEnded(kind="abandoned", token=self._token)
            self._shortage = Sentence(
                "The picture cannot be saved: there is no room on the server's disk. "
                "It is tried again until there is.",
                {},
            )
            self._tell_frame(frame, encode_preview(frame.picture))
            if time.monotonic() > patience:
                self._shortage = Sentence(
                    "The picture could not be saved. {reason} Continue tries again.",
                    {"reason": why},
                )
                return self._paused(frame)
            self._obey(LOOK_S)

    def _keep(self, frame: "Frame | SheetFrame", text: dict[str, str]) -> None:
        """Leave what is looked at afterwards; it never stands in the result's way."""
        from nst_core.sheets.contact_sheet import SheetFrame

        self._note_costs(frame)
        self._costs.save()
        if self._cells:
            with contextlib.suppress(OSError):  # no room: the cells are still there
                self._cells.zip_to(self._folder / "grid.zip")
        photo = None if isinstance(frame, SheetFrame) else to_picture(frame.photo)
        keep_result(self._folder, frame.picture, frame.iteration, photo, text)

    def _paused(self, frame: "Frame | SheetFrame") -> RunEnded:
        status = self._status(frame)
        return RunEnded(
            kind="paused", token=self._token, status=status, note=status.note
        )

    def _ended(
        self, kind: RunEnding, status: FrameStatus | None, note: Sentence | None = None
    ) -> RunEnded:
        """The event of an ending, which is left in the folder too.

        The server may be gone before it has read the event.
        """
        note = status.note if status else note
        ended = RunEnded(kind=kind, token=self._token, status=status, note=note)
        try:
            write_outcome(JobFolder(self._folder), ended)
        except OSError:
            pass  # no room: after a restart the end is painted once more
        return ended
