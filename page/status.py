"""A job's view as the browser is told it; the browser finds the words."""

import itertools
from dataclasses import asdict
from typing import Any

from nst_core.serving.status import View
from nst_core.settings.settings import RESTARTING
from page.controls import preset_of

_numbers = itertools.count(1)  # no two messages are equal, so each is heard of

ABOUT = (
    *("scale", "scales", "width", "height"),
    *("seconds", "seconds_left", "costs", "cell"),
)


def refused(sentence: str, is_gone: bool = False) -> dict[str, Any]:
    """Return what the stage is told when nothing came of a wish.

    `is_gone`: because the job that is looked at is not here any more.
    """
    return {"number": next(_numbers), "refused": sentence, "is_gone": is_gone}


def seen(token: str, view: View, files: list[str]) -> dict[str, Any]:
    """Return what the stage shows of a job.

    Args:
        token: The job's.
        view: What there is to see.
        files: Which files it has that the browser may ask for.
    """
    settings = asdict(view.settings)
    picture = ""
    if view.result:
        picture = "result.png"
    elif view.preview:
        picture = f"preview.jpg?{view.version}"
    return {name: view.about.get(name) for name in ABOUT} | {
        "number": next(_numbers),
        "token": token,
        "state": view.state,
        "is_over": view.is_over,
        "is_ready": view.is_ready,
        "is_finishing": view.is_finishing,
        "place": view.place,
        "wait_s": view.wait_s,
        "note": view.note,
        "share": view.share_done,
        "iteration": view.iteration,
        "iterations": view.iterations,
        "picture": picture and f"jobs/{token}/{picture}",
        "is_sheet": view.is_sheet,
        "has_result": view.result is not None,
        "files": files,
        "network": view.about.get("network", ""),
        "weights": {name: settings[name] for name in sorted(RESTARTING)},
        "preset": preset_of(view.settings),
    }
