"""Contact sheets: painted by a worker, asked for on the page."""

import io
import urllib.request
import zipfile
from dataclasses import asdict, replace

import gradio as gr
import pytest
from playwright.sync_api import expect

from nst_core.images.decoding import read_picture
from page.handlers import CELL
from tests.page.conftest import (
    ALONE,
    BRIEF,
    button,
    choose_examples,
    choose_quick,
    downloaded,
    watch,
    where,
)


def bring_sheet(desk, files, wish, settings=BRIEF):
    sent = *files, *ALONE, "me", *asdict(settings).values()
    return desk.bring_sheet(*sent, wish={"spec": wish})


def test_a_sheet_is_one_job_with_a_picture_and_a_zip(desk, files, pool):
    token, status = bring_sheet(desk, files, "alpha=1,2 beta=3,4")
    *_, last = watch(desk, token)
    assert last["state"] == "done", (status, last["note"])
    nothing = set(map(str, desk.restore(token)))
    assert nothing == {str(gr.skip())}, "pickers and controls stay as they are"
    assert last["is_sheet"] and last["cell"][:2] == [4, 4]
    assert "grid.zip" in last["files"] and "photo-colors.png" not in last["files"]
    with zipfile.ZipFile(pool.files(token) / "grid.zip") as archive:
        assert len(archive.namelist()) == 4
    follower, said = desk.follow(
        "me", *asdict(BRIEF).values(), wish={"token": token, "kind": "more"}
    )
    assert follower == "" and "contact sheet" in said["refused"]


def test_steering_leaves_a_sheet_alone(desk, files, pool):
    token, _ = bring_sheet(desk, files, "beta=3,4", replace(BRIEF, iterations=60))
    desk.steer(token, *asdict(replace(BRIEF, alpha=50.0)).values())
    assert pool.view(token).settings.alpha == BRIEF.alpha
    desk.command(token, {"command": "stop"})
    watch(desk, token)


def test_a_sheet_over_all_examples_needs_a_photo_only(desk, files, pool):
    photo, _ = files
    token, _ = bring_sheet(desk, (photo, None), "styles", replace(BRIEF, iterations=1))
    *_, last = watch(desk, token)
    assert last["state"] == "done" and last["cell"][1] >= 9
    assert len(list((pool.files(token) / "cells").glob("*.png"))) == last["cell"][1]


def test_what_the_layers_see_needs_a_painting_only_and_is_painted_once(
    desk, files, monkeypatch
):
    """Another photo and other settings ask for the very same sheet, also afterwards."""
    monkeypatch.setattr("page.handlers.OF_LAYERS", replace(BRIEF, iterations=1))
    photo, style = files
    first, status = bring_sheet(desk, (None, style), "layers")
    *_, last = watch(desk, first)
    assert last["state"] == "done", (status, last["note"])
    second, _ = bring_sheet(desk, (photo, style), "layers", replace(BRIEF, beta=3))
    assert second == first


def test_pictures_of_a_sheet_are_small_whatever_the_controls_say(desk, files, pool):
    token, _ = bring_sheet(desk, files, "beta=3,4", replace(BRIEF, size=512, scales=4))
    settings = pool.view(token).settings
    desk.command(token, {"command": "stop"})
    watch(desk, token)
    assert (settings.size, settings.scales) == (CELL.size, CELL.scales)


@pytest.mark.parametrize("axis", ["size=64,4096", "iterations=5000", "scales=1,6"])
def test_no_axis_goes_beyond_what_such_pictures_may_have(desk, files, axis):
    token, said = bring_sheet(desk, files, f"beta=3 {axis}")
    name = axis.partition("=")[0]
    assert token == "" and f"{name} is" in said["refused"]
    assert f"at most {getattr(CELL, name)}" in said["refused"]


@pytest.mark.parametrize(
    "wish", ["", "everything", None, {"a": 1}, "alpha=x", "beta=" + "1," * 999 + "1"]
)
def test_what_cannot_be_a_sheet_is_refused_in_words(desk, files, toasts, wish):
    token, said = bring_sheet(desk, files, wish)
    assert token == "" and said["refused"] and len(said["refused"]) < 400 and toasts


def test_an_event_that_brings_no_wish_is_refused_in_words(desk, files):
    sent = *files, *ALONE, "me", *asdict(BRIEF).values()
    for forged in (None, [], "beta=1,2", 7):
        token, said = desk.bring_sheet(*sent, wish=forged)
        assert token == "" and said["refused"]


@pytest.mark.browser
def test_a_visitor_paints_a_contact_sheet(page, tmp_path, address):
    choose_examples(page)
    choose_quick(page, 3)
    page.get_by_role("button", name="Contact sheet").click()
    alone = page.locator("#sheet [data-spec=layers]")
    alone.click()
    expect(alone).to_have_attribute("aria-pressed", "true")
    page.get_by_label("One or two settings").fill("size=64,65 beta=3,30")
    expect(alone).to_have_attribute("aria-pressed", "false")
    button(page, "Paint the contact sheet").click()
    expect(button(page, "Paint the contact sheet")).to_be_disabled()
    expect(page.get_by_text("Not while a picture is being painted")).to_be_visible()
    expect(where(page)).to_contain_text("Finished after", timeout=90_000)
    sheet = read_picture(downloaded(page, tmp_path))
    assert sheet.shape[1] > 2 * 64
    for hidden in ("#contributions", "#stage .curves", "#stage [data-do=more]"):
        expect(page.locator(hidden)).to_be_hidden()
    link = page.get_by_role("link", name="All as ZIP")
    expect(link).to_be_visible()
    with urllib.request.urlopen(address + link.get_attribute("href")) as answer:
        assert len(zipfile.ZipFile(io.BytesIO(answer.read())).namelist()) == 4
