"""The two kinds of task: one picture, which can be steered, or a contact sheet.

Both kinds of task have the same methods, so that a run need not know which it has.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nst_core.errors import Sentence
from nst_core.images.decoding import (
    Alpha,
    Picture,
    decode,
    read_mask,
    read_picture,
)
from nst_core.images.masks import to_png
from nst_core.jobs.folder import (
    CELLS,
    CELLS_ZIP,
    CHECKPOINT,
    KEEP,
    START,
    STYLES,
    TOUCH,
    TOUCH_STYLE,
    JobFolder,
    kind_of,
    label_of,
    masks_of,
)
from nst_core.jobs.messages import Paint
from nst_core.settings.recipe import Recipe, describe
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsTimeline
from nst_core.sheets.grid import SheetSpec, plan_grid
from nst_core.sheets.runs import EXAMPLE_STYLES
from nst_core.transfer.checkpoint import Checkpoint, read_checkpoint
from nst_core.worker.artifacts import keep_artifacts, keep_photo

if TYPE_CHECKING:
    from nst_core.network.vgg import Network
    from nst_core.sheets.contact_sheet import SheetFrame
    from nst_core.transfer.frame import Frame


@dataclass(frozen=True, eq=False)
class JobInputs:
    """All that a task is painted from."""

    folder: JobFolder
    pictures: Mapping[str, Picture]  # by their names in the folder
    alpha: Alpha | None  # of the content, if it is transparent anywhere
    network: "Network"
    timeline: SettingsTimeline  # grows while the task is steered
    checkpoint: Checkpoint | None

    @property
    def styles(self) -> list[Picture]:
        if TOUCH_STYLE in self.pictures:
            return [self.pictures[TOUCH_STYLE]]
        return [self.pictures[name] for name in STYLES if name in self.pictures]

    @property
    def masks(self) -> list[Picture | None]:
        """Of the styles; another painting goes everywhere in the touched place."""
        return [] if TOUCH_STYLE in self.pictures else masks_of(self.pictures)

    def recipe(self, stopped_after: int | None) -> Recipe:
        """Recipe of the result; None: the run came to its end."""
        maps = self.pictures.get(KEEP), self.pictures.get(TOUCH)
        *masks, keep, touched = to_png([*self.masks, *maps])
        return describe(
            self.timeline.settings,
            self.network.title,
            stopped_after,
            self.timeline.changes,
            masks,
            keep,
            touched,
        )


class PictureTask:
    """One picture."""

    def __init__(self, inputs: JobInputs, settings: Settings) -> None:
        """Nothing is painted yet.

        Args:
            inputs: What to paint from.
            settings: To follow from now on; see `steer`.
        """
        self._inputs = inputs
        self._wanted = settings

    @property
    def problem(self) -> Sentence | None:
        """A problem that a person should know of."""
        return None

    @property
    def alpha(self) -> Alpha | None:
        """Alpha of the result."""
        return self._inputs.alpha

    def steer(self, settings: Settings) -> None:
        """Follow these settings from the next iteration on."""
        self._wanted = settings

    def frames(self) -> "Iterator[Frame]":
        """Paint, from the checkpoint if there is one; a frame after each iteration.

        Raises:
            StyleTransferError: As `stylize`.
        """
        from nst_core.transfer.stylize import stylize

        if TOUCH in self._inputs.pictures:
            return self._touch_up()

        return stylize(
            self._inputs.pictures["content"],
            self._inputs.styles,
            self._settings_after,
            network=self._inputs.network,
            start=self._inputs.pictures.get(START),
            masks=self._inputs.masks,
            keep=self._inputs.pictures.get(KEEP),
            checkpoint=self._inputs.checkpoint,
        )

    def _touch_up(self) -> "Iterator[Frame]":
        """Frames of a touch-up, which is too short to be steered."""
        from nst_core.transfer.touch_up import touch_up

        inputs, pictures = self._inputs, self._inputs.pictures
        return touch_up(
            pictures[START],
            pictures[TOUCH],
            pictures["content"],
            inputs.styles,
            replace(inputs.timeline.settings, frame_every=1),
            network=inputs.network,
            masks=inputs.masks,
            keep=pictures.get(KEEP),
            checkpoint=inputs.checkpoint,
        )

    def keep_artifacts(self, frame: "Frame", text: Mapping[str, str]) -> None:
        """Keep what is made of the result, whose recipe is `text`."""
        whole = self._inputs.pictures["content"]
        keep_artifacts(
            self._inputs.folder,
            frame.picture,
            frame.iteration,
            whole if frame.patch else frame.content,
            text,
            self.alpha,
        )

    def _settings_after(self, iteration: int) -> Settings:
        timeline = self._inputs.timeline
        return replace(timeline.apply(iteration, self._wanted), frame_every=1)


class SheetTask:
    """A contact sheet."""

    def __init__(self, inputs: JobInputs, spec: SheetSpec) -> None:
        """Nothing is painted yet.

        Raises:
            SettingsError: Such a sheet cannot be painted.
        """
        from nst_core.sheets.cell_folder import CellFolder, SheetInputs

        names = [name for name in STYLES if name in inputs.pictures]
        content, keep = inputs.pictures["content"], inputs.pictures.get(KEEP)
        styles, masks = inputs.styles, masks_of(inputs.pictures)
        if spec.kind == "styles":
            names = [path.stem for path in EXAMPLE_STYLES]
            styles, masks = [read_picture(path) for path in EXAMPLE_STYLES], []
        self._inputs = inputs
        self._grid = plan_grid(spec, inputs.timeline.settings, names)
        self._sheet_inputs = SheetInputs(content, styles, masks, keep)
        self._cells = CellFolder(
            inputs.folder.path(CELLS),
            self._grid,
            self._sheet_inputs,
            inputs.network.title,
        )

    @property
    def problem(self) -> Sentence | None:
        """A problem that a person should know of."""
        return self._cells.problem

    @property
    def alpha(self) -> Alpha | None:
        """Alpha of the result; a sheet of many pictures has none."""
        return None

    def steer(self, settings: Settings) -> None:
        """Nothing changes: each cell has its own settings."""

    def frames(self) -> "Iterator[SheetFrame]":
        """Paint the cells that are missing.

        Raises:
            StyleTransferError: As `stylize`, of any cell.
        """
        from nst_core.sheets.contact_sheet import paint_sheet

        return paint_sheet(
            self._sheet_inputs,
            self._grid,
            self._cells,
            self._inputs.network,
            self._inputs.checkpoint,
            self._inputs.folder.path(CHECKPOINT),
        )

    def keep_artifacts(self, frame: "SheetFrame", text: Mapping[str, str]) -> None:
        """Keep what is made of the result, whose recipe is `text`."""
        folder = self._inputs.folder
        with contextlib.suppress(OSError):  # no room: the cells are still there
            self._cells.zip_to(folder.path(CELLS_ZIP))
        keep_artifacts(folder, frame.picture, frame.iteration, None, text)


def read_inputs(folder: JobFolder, initial_settings: Settings) -> JobInputs:
    """Pictures, network and checkpoint of a job; the content is kept for the page.

    Raises:
        ImageError: A picture is damaged.
        WeightsError: The network's weights cannot be had.
    """
    from nst_core.network.vgg import load_network

    checkpoint, changes = read_checkpoint(folder.path(CHECKPOINT)) or (None, ())
    settings = initial_settings
    if checkpoint:  # goes on with the network that it began with
        initial = checkpoint.settings
        settings = replace(
            settings, network=initial.network, precision=initial.precision
        )
    pictures, alpha = {}, None
    for name, path in folder.pictures().items():
        if kind_of(name) in ("mask", KEEP, TOUCH):
            pictures[name] = read_mask(path, label_of(name))
        else:
            decoded = decode(path, label_of(name))
            pictures[name] = decoded.on_white()
            alpha = decoded.alpha if name == "content" else alpha
    keep_photo(folder, pictures["content"])
    network = load_network(settings.network).computing_in(settings.precision)
    settings = replace(settings, network=network.name, precision=network.precision)
    timeline = SettingsTimeline(settings, list(changes))
    return JobInputs(folder, pictures, alpha, network, timeline, checkpoint)


def make_task(inputs: JobInputs, command: Paint) -> PictureTask | SheetTask:
    """Task of a job.

    Raises:
        SettingsError: It cannot be painted.
    """
    if command.sheet_spec:
        return SheetTask(inputs, SheetSpec.parse(command.sheet_spec))
    return PictureTask(inputs, command.settings)
