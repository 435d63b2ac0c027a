"""The photo's alpha on its painting, which was painted as if the photo lay on white."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from nst_core.images.decoding import Alpha, Picture

WHITE = 255.0


def with_alpha(painting: Picture, alpha: Alpha) -> npt.NDArray[np.uint8]:
    """Painting as transparent as its photo, uint8 RGBA, (height, width, 4).

    The white that shines through is taken out of the colours, so that there is no halo
    on other grounds, and on white the painting looks as it was painted, as far as
    colours go. What nobody sees keeps its colour.

    Args:
        painting: uint8 RGB.
        alpha: The photo's, of any size.
    """
    height, width, _ = painting.shape
    resized = Image.fromarray(alpha).resize((width, height), Image.Resampling.BILINEAR)
    opacity = np.asarray(resized)[:, :, np.newaxis]
    result = np.concatenate([painting, opacity], axis=2)
    is_partly = np.logical_and(opacity > 0, opacity < 255)[:, :, 0]
    share = opacity[is_partly] / 255.0
    without_white = (painting[is_partly] - (1 - share) * WHITE) / share
    result[is_partly, :3] = np.clip(np.rint(without_white), 0, 255)
    return result
