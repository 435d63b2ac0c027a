"""neural-style-pt's algorithm, the plain way in PyTorch, for so many seconds.

Its own numbers: content weight 5, style weight 100, total variation 1e-3, relu4_2 and
relu1_1 to relu5_1, L-BFGS with a memory of 100 and without line search, one size; the
start is faint noise, or the photo, which it offers too. Written for itself after Kevin
Schultz' program, which follows Justin Johnson's neural-style.

Differs from it: VGG-16 for VGG-19, as both programs must have one network; it ends by
the clock, not after 1000 iterations, and with the best canvas, not the last one, which
may be an overshoot.
"""

import math
import time
from typing import Any, Literal

import numpy as np

from benchmarks.picture_judge import canvases_of
from benchmarks.pictures import Pair
from benchmarks.plain_torch import (
    MEAN_BGR,
    features,
    functional,
    gram,
    load_layers,
    to_nchw,
    torch,
)
from nst_core.images.canvas import Canvas
from nst_core.settings.settings import STYLE_LAYERS, Settings

CONTENT_WEIGHT, STYLE_WEIGHT, TV_WEIGHT = 5.0, 100.0, 1e-3
CONTENT_LAYER = "conv4_2"
HISTORY = 100
NOISE = 0.001
ENDLESS = 1_000_000


class _TimeIsUpError(Exception):
    """The seconds are over; L-BFGS has no other end."""


def paint(
    pair: Pair, settings: Settings, seconds: float, start: Literal["noise", "photo"]
) -> Canvas:
    """The canvas after so many seconds, at the size of these settings, not clipped."""
    layers = load_layers()
    photo, painting = map(to_nchw, canvases_of(pair, settings))
    torch.manual_seed(0)
    noise = NOISE * torch.randn(photo.shape)
    canvas = (noise if start == "noise" else photo.clone()).requires_grad_(True)
    began, best = time.perf_counter(), (math.inf, _to_canvas(canvas))
    with torch.no_grad():
        content = features(layers, photo)[CONTENT_LAYER]
        painted = features(layers, painting)
        grams = {layer: _scaled_gram(painted[layer]) for layer in STYLE_LAYERS}
    optimizer = torch.optim.LBFGS(
        [canvas],
        max_iter=ENDLESS,
        max_eval=ENDLESS,
        tolerance_grad=-1,
        tolerance_change=-1,
        history_size=HISTORY,
    )

    def evaluate() -> Any:
        nonlocal best
        if time.perf_counter() - began > seconds:
            raise _TimeIsUpError
        optimizer.zero_grad()
        found = features(layers, canvas)
        loss = CONTENT_WEIGHT * functional.mse_loss(found[CONTENT_LAYER], content)
        for layer, target in grams.items():
            other = _scaled_gram(found[layer])
            loss = loss + STYLE_WEIGHT * functional.mse_loss(other, target)
        loss = loss + TV_WEIGHT * _total_variation(canvas)
        loss.backward()
        if loss.item() < best[0]:
            best = loss.item(), _to_canvas(canvas)
        return loss

    try:
        optimizer.step(evaluate)
    except _TimeIsUpError:
        pass
    return best[1]


def _scaled_gram(x: Any) -> Any:
    """Gram matrix, divided by positions and by channels."""
    return gram(x) / x.shape[1]


def _total_variation(x: Any) -> Any:
    """Sum of absolute steps between neighbours."""
    down = (x[:, :, 1:] - x[:, :, :-1]).abs().sum()
    return down + (x[:, :, :, 1:] - x[:, :, :, :-1]).abs().sum()


def _to_canvas(x: Any) -> Canvas:
    """RGB (1, height, width, 3), not clipped."""
    bgr = x.detach().numpy() + np.reshape(MEAN_BGR, (1, 3, 1, 1))
    return np.ascontiguousarray(bgr.transpose(0, 2, 3, 1)[..., ::-1], np.float32)
