"""Part f: what each of the painter's controls costs, in time and in memory.

Each is one call of the objective, taking turns with a plain one in another process; the
ratio is that of the medians. Memory is the most that each process held to warm up.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.findings import Findings, median, spread
from benchmarks.pictures import canvas_pair
from benchmarks.processes import Extent, Step, rival, take_turns
from nst_core.settings.presets import STANDARD
from nst_core.system.terminal import load_tensorflow

SIZES: dict[Extent, int] = {"full": 512, "quick": 256, "toy": 64}
ROUNDS: dict[Extent, int] = {"full": 9, "quick": 5, "toy": 1}
TOYS = ("two masks",)  # enough to see it work

# Settings that differ from the plain run's, paintings, and masks for the first ones.
CONTROLS: Mapping[str, tuple[dict[str, Any], int, int]] = {
    "plain": ({}, 1, 0),
    "two paintings": ({}, 2, 0),
    "four paintings": ({}, 4, 0),
    "one mask": ({}, 1, 1),
    "two masks": ({}, 2, 2),
    "style_scale 2": ({"style_scale": 2.0}, 1, 0),
    "style_term gaussian": ({"style_term": "gaussian"}, 1, 0),
    "style_term sliced": ({"style_term": "sliced"}, 1, 0),
    "content_term self_similarity": ({"content_term": "self_similarity"}, 1, 0),
    "without neighbors": ({"neighbors": 0.0}, 1, 0),
    "laplacian": ({"laplacian": 100.0}, 1, 0),
    "total_variation": ({"total_variation": 1.0}, 1, 0),
    "padding wrap": ({"padding": "wrap"}, 1, 0),
}


def measure(extent: Extent) -> Findings:
    """Each control's seconds and gigabytes against the plain run's."""
    found, size = Findings(), SIZES[extent]
    names = TOYS if extent == "toy" else [name for name in CONTROLS if name != "plain"]
    with rival(extent, prepare, "plain", size) as plain:
        for name in names:
            with rival(extent, prepare, name, size) as changed:
                turns = {"plain": plain, name: changed}
                seconds = take_turns(turns, ROUNDS[extent])
            ratio = median(seconds[name]) / median(seconds["plain"])
            gb, plain_gb = changed.peak_gb, plain.peak_gb
            much = f"{ratio:.2f} times, {gb - plain_gb:+.2f} GB"
            found.say(f"{name}, {size} px", f"{much}; {spread(seconds[name])}")
            found.figures[f"control {name}"] = ratio
            found.details[name] = {"seconds": seconds, "gb": gb, "plain_gb": plain_gb}
    return found


def prepare(name: str, size: int) -> Step:
    """A call of the objective with this control."""
    load_tensorflow()
    from nst_core.images.canvas import resize
    from nst_core.network.vgg import load_network
    from nst_core.objective.objective import Objective

    changes, paintings, masked = CONTROLS[name]
    settings = replace(STANDARD, network="vgg16", **changes)
    content, style = canvas_pair(size, size)
    edge = round(size * settings.style_scale)
    styles = [resize(style[:, ::turn], edge, edge) for turn in (1, -1) * 2][:paintings]
    slope = np.linspace(0, 1, size, dtype=np.float32)[None, None, :, None]
    slope = slope * np.ones((1, size, 1, 1), np.float32)
    masks = [*(slope, 1 - slope)[:masked], *[None] * (paintings - masked)]
    network = load_network("vgg16").computing_in(settings.precision)
    objective = Objective(network, content, styles, settings, None, masks)
    return lambda: objective(content).loss
