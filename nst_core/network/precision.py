"""Whether this machine convolves faster in bfloat16, found by trying.

CPUs with matrix units for bfloat16 (AMX) are several times faster with it, those with
bfloat16 dot products about twice, all others slower. No list of names knows which one
this is; a fifth of a second of convolutions does. The answer is kept for the machine:
the best of the first few runs', for one of them may find the machine busy.
"""

import json
import os
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import tensorflow as tf

from nst_core.settings.settings import PrecisionName
from nst_core.system.files import write_atomically
from nst_core.system.machine import describe_machine

Precision = Literal["float32", "bfloat16"]

# bfloat16 turns the gradient a little; it has to be worth that.
WORTHWHILE_SPEEDUP = 1.2
EDGE_PX, CHANNELS, TRIES = 128, 128, 5
RUNS = 3  # that measure; later ones believe them


def choose_precision(wish: PrecisionName) -> Precision:
    """Return the precision of convolutions; "auto" measures once per machine."""
    if wish != "auto":
        return wish
    rates = convolution_rates()
    faster = rates["bfloat16"] > WORTHWHILE_SPEEDUP * rates["float32"]
    return "bfloat16" if faster else "float32"


@cache
def convolution_rates() -> Mapping[Precision, float]:
    """Return the operations a second that convolutions reach here, by precision."""
    machine = f"{describe_machine()}, TensorFlow {tf.__version__}"
    notes = _notes_path()
    known = _read_notes(notes)
    measured = known.setdefault(machine, [])
    if len(measured) < RUNS:
        measured.append({name: _measure_rate(name) for name in get_args(Precision)})
        try:
            notes.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(notes, json.dumps(known, indent=2).encode())
        except OSError:
            pass  # a home that cannot be written to: measured again at every start
    return {name: max(run[name] for run in measured) for name in get_args(Precision)}


def _measure_rate(precision: Precision) -> float:
    dtype = tf.as_dtype(precision)
    layer = tf.ones((1, EDGE_PX, EDGE_PX, CHANNELS), dtype)
    kernel = tf.ones((3, 3, CHANNELS, CHANNELS), dtype)
    seconds = []
    for _ in range(1 + TRIES):
        began = time.perf_counter()
        tf.nn.conv2d(layer, kernel, 1, "SAME").numpy()
        seconds.append(time.perf_counter() - began)
    return 2 * 9 * CHANNELS**2 * EDGE_PX**2 / min(seconds[1:])  # the first prepares


def _notes_path() -> Path:
    folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(folder) / "neural-style-transfer" / "convolution-rates.json"


def _read_notes(path: Path) -> dict[str, list[dict[Precision, float]]]:
    """Return what was measured before; nothing where the notes are damaged."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
        return {
            machine: [
                {name: float(run[name]) for name in get_args(Precision)} for run in runs
            ]
            for machine, runs in notes.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
