"""One job, painted from its folder to its result: the worker's only work.

Picks up a checkpoint if there is one, obeys between iterations, shows a small preview
now and then, and writes checkpoints, moments for the time-lapse, the result and what
is made of it.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nst_core.errors import DivergedError, ImageError, StyleTransferError
from nst_core.images.canvas import to_picture
from nst_core.images.encoding import encode_preview, write_picture
from nst_core.jobs.folder import masks_of
from nst_core.jobs.messages import Order, Report, to_line
from nst_core.settings.recipe import describe, png_text
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsTimeline
from nst_core.system.files import write_atomically
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

Hear = Callable[[float], Iterator[Order]]
Tell = Callable[[Report], None]


class Painting:
    """A job while it is painted."""

    def __init__(self, order: Order, hear: Hear, tell: Tell) -> None:
        """Make ready; nothing is read before `run`.

        Args:
            order: Of kind "paint". It tells the folder, the contact sheet wished for,
                if one is, the settings that the job began with and those wished now,
                the minutes it may take, and whether it is to end at its checkpoint.
            hear: Yields the orders that came, after waiting so many seconds for one.
            tell: Takes the reports of kind "frame" and "saved".
        """
        about = order.about
        self._token, self._folder = order.token, Path(about["folder"])
        self._grid = about["grid"]
        self._begun_with = Settings(**about["begun_with"])
        self._wish = Settings(**about["settings"])
        self._most_s = 60 * about["minutes"]
        self._ending = "stopped" if about["wants_stop"] else ""
        self._cells: CellFolder | None = None  # of a contact sheet
        self._note = ""  # for good
        self._shortage = ""  # until there is room again
        self._hear, self._tell = hear, tell
        self._shown_at = 0.0
        self._saved_at, self._pause_s = time.monotonic(), CHECKPOINT_S

    def run(self) -> Report:
        """Paint; return how it ended, or that the job was paused or left."""
        try:
            return self._paint()
        except StyleTransferError as error:  # before there was a picture
            return self._ended("failed", {"note": str(error)})

    def _paint(self) -> Report:
        from nst_core.images.masks import to_png
        from nst_core.network.vgg import load_network

        found = read_checkpoint(self._folder / "checkpoint.npz")
        checkpoint, changes = found or (None, ())
        begun_with = self._begun_with
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
                if frame.seconds > self._most_s and not self._ending:
                    self._ending = "stopped"
                    self._note = (
                        f"The limit of {self._most_s / 60:g} minutes is reached; the "
                        "picture so far is kept."
                    )
                if self._ending == "paused":
                    self._save(frame)
                    if self._shortage:  # without a checkpoint, a pause would lose it
                        self._ending = ""
                if self._ending:
                    break
                self._save_if_due(frame)
        except DivergedError as error:
            if frame is None:
                raise
            self._ending, self._note = "failed", str(error)
        assert frame, "the start is a frame"
        if self._ending == "left":
            return Report("left", self._token)
        if self._ending == "paused":
            return Report("paused", self._token, self._where(frame))
        is_complete = frame.iteration == frame.iterations and self._ending != "failed"
        if is_complete or not self._ending:  # a sheet's last cell may end early
            self._ending = "done"
        return self._finish(frame)

    def _choose(self, iteration: int) -> Settings:
        return replace(self._timeline.apply(iteration, self._wish), frame_every=1)

    def _obey(self, wait_s: float = 0) -> None:
        for order in self._hear(wait_s):
            if order.token != self._token:
                continue  # about a job that has ended meanwhile
            if order.kind == "steer":
                self._wish = Settings(**order.about["settings"])
            elif order.kind == "pause":
                self._ending = "paused"
            elif order.kind == "stop":
                self._ending = "stopped"
            elif order.kind == "leave":
                self._ending = "left"

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
        self._tell(Report("frame", self._token, self._where(frame), preview))

    def _note_costs(self, frame: "Frame | SheetFrame") -> None:
        costs = frame.costs
        self._costs.show(frame.iteration, costs.total, costs.content, costs.style)

    def _where(self, frame: "Frame | SheetFrame") -> dict[str, Any]:
        height, width = frame.picture.shape[:2]
        return {
            "sentence": frame.sentence(),
            "share_done": frame.share_done,
            "scale": frame.scale,
            "scales": frame.scales,
            "iteration": frame.iteration,
            "iterations": frame.iterations,
            "seconds": frame.seconds,
            "seconds_left": frame.seconds_left,
            "cell": getattr(frame, "cell", None),
            "width": width,
            "height": height,
            "costs": asdict(frame.costs),
            "network": self._network,
            "note": self._note or self._shortage or self._cells_note(),
        }

    def _cells_note(self) -> str:
        return str(self._cells.problem or "") if self._cells else ""

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
            self._shortage = ""
        except OSError as error:
            self._shortage = (
                f"No checkpoint can be written ({error.strerror}); the painting goes "
                "on, but would not survive a restart of the server."
            )
        else:
            self._tell(Report("saved", self._token, {"iteration": frame.iteration}))
        self._saved_at = time.monotonic()
        spent = self._saved_at - began
        self._pause_s = max(CHECKPOINT_S, spent / CHECKPOINT_SHARE)

    def _finish(self, frame: "Frame | SheetFrame") -> Report:
        """Write the result; while there is no room, wait, then offer to try again."""
        stopped_after = None if self._ending == "done" else frame.iteration
        recipe = describe(
            self._timeline.settings,
            self._title,
            stopped_after,
            self._timeline.changes,
            self._masks,
        )
        text = png_text(recipe)
        patience = time.monotonic() + ROOM_S
        ending = self._ending
        while True:
            try:
                write_picture(frame.picture, self._folder / "result.png", text)
                self._shortage = ""
                self._keep(frame, text)
                return self._ended(ending, self._where(frame))
            except (ImageError, OSError) as error:
                why = str(error)
            if self._ending == "left":
                return Report("left", self._token)
            self._shortage = (
                "The picture cannot be saved: there is no room on the server's disk. "
                "It is tried again until there is."
            )
            self._tell(
                Report(
                    "frame",
                    self._token,
                    self._where(frame),
                    encode_preview(frame.picture),
                )
            )
            if time.monotonic() > patience:
                self._shortage = (
                    f"The picture could not be saved. {why} Continue tries again."
                )
                return Report("paused", self._token, self._where(frame))
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

    def _ended(self, kind: Any, about: dict[str, Any]) -> Report:
        """Return the report of an ending, and leave it in the folder too.

        The server may be gone before it has read the report.
        """
        report = Report(kind, self._token, about)
        try:
            write_atomically(self._folder / "outcome.json", to_line(report))
        except OSError:
            pass  # no room: after a restart the end is painted once more
        return report
