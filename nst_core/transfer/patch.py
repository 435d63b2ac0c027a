"""A place of a finished picture: cut out with its surroundings, and put back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nst_core.errors import ImageError
from nst_core.images.canvas import Canvas, to_canvas
from nst_core.images.decoding import Picture
from nst_core.images.masks import Mask, to_mask
from nst_core.planning.tiles import GRAIN_PX
from nst_core.settings.names import TOUCH_NAME

FAINTEST = np.float32(1 / 255)  # of a mask; less is the ringing of its resizing


@dataclass(frozen=True, eq=False)
class Patch:
    """The box around a brushed place; beyond the mask the picture stays as it is."""

    picture: Picture  # the whole one, as it was
    rows: slice  # of the box
    columns: slice
    mask: Mask  # of the box, (1, rows, columns, 1): 0 stays, 1 is free to move

    @classmethod
    def of(cls, picture: Picture, place: Picture, margin: int, least: int) -> "Patch":
        """The box of the brushed place and of what the network sees around it.

        Args:
            picture: uint8 RGB, (height, width, 3).
            place: Brushed white on black, uint8 RGB, of any size.
            margin: Pixels around the place, or to the picture's edge; the box begins
                on whole grains, so pooling meets the same fields as in the picture.
            least: Pixels that a box has at least each way, if the picture has.

        Raises:
            ImageError: Nothing is brushed.
        """
        height, width, _ = picture.shape
        mask = to_mask(place, height, width)
        mask[mask < FAINTEST] = 0
        if not mask.any():
            raise ImageError(
                "The {name} is black everywhere, so nothing would be painted anew. "
                "Draw white where it is to be.",
                name=TOUCH_NAME,
            )
        is_brushed = mask[0, :, :, 0] > 0
        rows = _box(is_brushed.max(axis=1), margin, least)
        columns = _box(is_brushed.max(axis=0), margin, least)
        return cls(picture, rows, columns, mask[:, rows, columns])

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the box."""
        _, height, width, _ = self.mask.shape
        return height, width

    @property
    def before(self) -> Canvas:
        """Canvas of the box as it was."""
        return to_canvas(self.picture[self.rows, self.columns])

    def cut(self, canvas: Canvas) -> Canvas:
        """The box of a canvas, or of a mask, of the picture's size."""
        return canvas[:, self.rows, self.columns]

    def blend(self, canvas: Canvas) -> Canvas:
        """The box as it was, and by the mask what the canvas holds."""
        before = self.before
        return before + self.mask * (canvas - before)

    def paste(self, box: Picture) -> Picture:
        """The whole picture with the box in it; beyond the mask not a byte changes."""
        whole = self.picture.copy()
        part = whole[self.rows, self.columns]
        part[...] = np.where(self.mask[0] > 0, box, part)
        return whole


def _box(is_brushed: npt.NDArray[np.bool_], margin: int, least: int) -> slice:
    """Box along one axis."""
    places = np.flatnonzero(is_brushed)
    length = len(is_brushed)
    begin, end = int(places[0]) - margin, int(places[-1]) + 1 + margin
    missing = max(0, least - (end - begin))
    begin = min(begin - missing // 2, length - least)
    begin = max(0, begin // GRAIN_PX * GRAIN_PX)
    return slice(begin, min(length, max(end, begin + least)))
