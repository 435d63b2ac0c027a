"""Contact sheets: painted by a worker, asked for on the page."""

import zipfile
from dataclasses import replace

import pytest

from nst_core.sheets.runs import EXAMPLE_STYLES
from page.sheets import CELL
from tests.page.conftest import (
    BRIEF,
    inputs_of,
    watch,
)


def submit_sheet(handlers, files, spec, settings=BRIEF):
    return handlers.submit_sheet(inputs_of(files, settings), spec)


def test_a_sheet_is_one_job_with_a_picture_and_a_zip(handlers, files, service):
    brief = replace(BRIEF, iterations=1)
    token, status = submit_sheet(handlers, files, "alpha=1,2 beta=3,4", brief)
    *_, last = watch(handlers, token)
    assert last["state"] == "done", (status, last["note"])
    assert handlers.restore(token) == {}, "pickers and controls stay as they are"
    assert last["is_sheet"]
    assert "grid.zip" in last["files"] and "photo-colors.png" not in last["files"]
    with zipfile.ZipFile(service.folder(token).path("grid.zip")) as archive:
        assert len(archive.namelist()) == 4
    follower, message = handlers.follow(inputs_of(files), token, "more")
    assert follower == "" and "contact sheet" in message["refused"]


def test_steering_leaves_a_sheet_alone(handlers, files, service):
    token, _ = submit_sheet(handlers, files, "beta=3,4", replace(BRIEF, iterations=60))
    handlers.steer(inputs_of(files, replace(BRIEF, alpha=50.0), token=token))
    assert service.status(token).settings.alpha == BRIEF.alpha
    handlers.command(token, "stop")
    watch(handlers, token)


def test_a_sheet_over_all_examples_needs_a_photo_only(handlers, files, service):
    photo, _ = files
    token, _ = submit_sheet(
        handlers, (photo, None), "styles", replace(BRIEF, iterations=1)
    )
    *_, last = watch(handlers, token)
    assert last["state"] == "done", last["note"]
    assert len(list(service.folder(token).path("cells").glob("*.png"))) == len(
        EXAMPLE_STYLES
    )


def test_what_the_layers_see_needs_a_painting_only_and_is_painted_once(
    handlers, files, monkeypatch
):
    """Another photo and other settings ask for the very same sheet, also afterwards."""
    monkeypatch.setattr("page.sheets.OF_LAYERS", replace(BRIEF, iterations=1))
    photo, style = files
    first, status = submit_sheet(handlers, (None, style), "layers")
    *_, last = watch(handlers, first)
    assert last["state"] == "done", (status, last["note"])
    second, _ = submit_sheet(handlers, (photo, style), "layers", replace(BRIEF, beta=3))
    assert second == first


def test_pictures_of_a_sheet_are_small_whatever_the_controls_say(
    handlers, files, service
):
    token, _ = submit_sheet(
        handlers, files, "beta=3,4", replace(BRIEF, size=512, scales=4)
    )
    settings = service.status(token).settings
    handlers.command(token, "stop")
    watch(handlers, token)
    assert (settings.size, settings.scales) == (CELL.size, CELL.scales)


@pytest.mark.parametrize("axis", ["size=64,4096", "iterations=5000", "scales=1,6"])
def test_no_axis_goes_beyond_what_such_pictures_may_have(handlers, files, axis):
    token, message = submit_sheet(handlers, files, f"beta=3 {axis}")
    name = axis.partition("=")[0]
    assert token == "" and f"{name} is" in message["refused"]
    assert f"at most {getattr(CELL, name)}" in message["refused"]


@pytest.mark.parametrize(
    "spec", ["", "everything", None, {"a": 1}, "alpha=x", "beta=" + "1," * 999 + "1"]
)
def test_what_cannot_be_a_sheet_is_refused_in_words(handlers, files, toasts, spec):
    token, message = submit_sheet(handlers, files, spec)
    assert (
        token == "" and message["refused"] and len(message["refused"]) < 400 and toasts
    )
