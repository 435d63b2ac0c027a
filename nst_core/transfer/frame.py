"""The picture at one moment of a run, and where the run is."""

from dataclasses import dataclass, replace
from functools import cached_property

from nst_core.images.canvas import DeepPicture, to_deep_picture, to_picture
from nst_core.images.colors import keep_colors
from nst_core.images.decoding import Picture
from nst_core.objective.costs import Costs
from nst_core.transfer.checkpoint import Checkpoint
from nst_core.transfer.patch import Patch


@dataclass(frozen=True, eq=False)
class Frame:
    """The picture at one moment, complete enough to show, to save or to go on from."""

    checkpoint: Checkpoint
    content: Picture  # at the canvas' size
    iterations: int  # in the whole run
    scale: int  # 1 is the coarsest
    scales: int
    costs: Costs  # comparable within one scale only
    share_done: float  # of the work, 0 to 1; a coarse iteration is less work
    seconds_left: float  # modelled before iteration 1, then from the pace so far
    is_plateau: bool = False  # the scale ends here: J hardly fell any more
    patch: Patch | None = None  # of a touch-up: where the canvas belongs

    @cached_property
    def picture(self) -> Picture:
        """uint8 RGB, (height, width, 3)."""
        canvas, settings = self.checkpoint.canvas, self.checkpoint.settings
        picture = to_picture(self.patch.blend(canvas) if self.patch else canvas)
        if settings.colors == "luminance":
            picture = keep_colors(picture, self.content, settings.color_strength)
        return self.patch.paste(picture) if self.patch else picture

    @property
    def deep_picture(self) -> Picture | DeepPicture:
        """The picture in 16 bits, where it is the canvas as it was painted."""
        if self.patch or self.checkpoint.settings.colors == "luminance":
            return self.picture
        return to_deep_picture(self.checkpoint.canvas)

    def without_state(self) -> "Frame":
        """The same to show and to save, not to go on from.

        Whoever keeps a frame while the next is painted keeps all arrays of its
        optimiser's state; of a large picture these are gigabytes.
        """
        return replace(self, checkpoint=replace(self.checkpoint, state_arrays={}))

    @property
    def iteration(self) -> int:
        """Done so far, over all scales; 0 is the start."""
        return self.checkpoint.iteration

    @property
    def seconds(self) -> float:
        """Since the run began, without interruptions."""
        return self.checkpoint.seconds

    def sentence(self) -> str:
        """Scale, size, iteration and seconds, in one line."""
        whole = self.patch.picture if self.patch else self.checkpoint.canvas[0]
        height, width, _ = whole.shape
        where = (
            f"scale {self.scale} of {self.scales}, {width} x {height} px, "
            f"iteration {self.iteration} of {self.iterations}"
        )
        if self.is_plateau:
            where += ", plateau reached"
        if self.iteration == self.iterations:
            return f"{where}, {self.seconds:.0f} s"
        return f"{where}, about {self.seconds_left:.0f} s left"
