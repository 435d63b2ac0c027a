"""A job's status as the browser shows it, in finished sentences of its language.

Which sentence it is, is decided here alone; the sentences stand in words/.
"""

import itertools
from dataclasses import asdict
from typing import Any

from nst_core.jobs.messages import FrameStatus
from nst_core.serving.status import JobStatus
from nst_core.settings.settings import LOSS_WEIGHTS
from page.controls import preset_of
from page.languages import Language

_numbers = itertools.count(1)  # no two messages are equal, so each is heard of

PLACE = ("scale", "scales", "width", "height")


def status_line(status: JobStatus, language: Language) -> str:
    """The job's state and progress, in one sentence."""
    say, duration, frame = language.say, language.duration, status.frame
    done = {"iteration": status.iteration, "iterations": status.iterations}
    match status.state:
        case "queued" if status.is_finishing:
            return say("finishing")
        case "queued" if not status.is_ready:
            return say("getting_ready")
        case "queued" if status.wait_s < 1:
            return say("next")
        case "queued":
            return say("waiting", place=status.place, time=duration(status.wait_s))
        case "painting" if frame and frame.cell:
            cell = dict(zip(("number", "cells", "label"), frame.cell, strict=True))
            return say("sheet_at", **cell, time=duration(frame.seconds_left))
        case "painting" if frame:
            place = {x: getattr(frame, x) for x in PLACE}
            left = duration(frame.seconds_left)
            return say("painting_at", **place, **done, time=left)
        case "painting":
            return say("looking")
        case "paused":
            return say("paused_at", **done)
        case "stopped":
            return say("stopped_at" if status.result else "stopped_early", **done)
        case "done" if frame:
            return say("finished", **done, time=duration(frame.seconds))
        case "done":
            return say("finished_once", **done)
        case "failed":
            return say("failed")


def _network_line(frame: FrameStatus, language: Language) -> str:
    note = language.translate(frame.network_note) if frame.network_note else ""
    return f"{frame.network}. {note}".strip()


def error_message(sentence: str, is_gone: bool = False) -> dict[str, Any]:
    """Message to the stage that nothing came of what was asked for.

    `is_gone`: because the job that is looked at is not here any more.
    """
    return {"number": next(_numbers), "refused": sentence, "is_gone": is_gone}


def status_message(
    token: str, status: JobStatus, files: list[str], language: Language
) -> dict[str, Any]:
    """Message to the stage: all that it shows of a job.

    Args:
        token: The job's, as it was asked for; it may be one to look only.
        status: What is known of it.
        files: Which files it has that the browser may ask for.
        language: The visitor's.
    """
    settings = asdict(status.settings)
    picture = ""
    if status.result:
        picture = "result.png"
    elif status.preview:
        picture = f"preview.jpg?{status.version}"
    frame = status.frame
    return {
        "number": next(_numbers),
        "token": token,
        "state": status.state,
        "sentence": status_line(status, language),
        "note": language.translate(status.note) if status.note else "",
        "is_over": status.is_over,
        "share": status.share_done,
        "iteration": status.iteration,
        "picture": picture and f"jobs/{status.files_key}/{picture}",
        "files_path": f"jobs/{status.files_key}",
        "view_token": status.view_token,
        "is_own": token != status.view_token,
        "is_sheet": status.is_sheet,
        "before": "" if token == status.view_token else status.before,
        "has_result": status.result is not None,
        "files": files,
        "width": frame.width if frame else None,
        "height": frame.height if frame else None,
        "costs": frame.losses.model_dump() if frame else None,
        "network": _network_line(frame, language) if frame else "",
        "weights": {name: settings[name] for name in LOSS_WEIGHTS},
        "preset": preset_of(status.settings),
    }
