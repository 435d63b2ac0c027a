"""The page: its handlers as plain generators, its wiring over HTTP, and a browser."""

import json
import math
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import asdict, fields, replace
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect, sync_playwright

import app
from nst_core.images import read_picture
from nst_core.recipe import read_recipe
from nst_core.settings import PRESETS, Settings
from tests.conftest import draw_picture

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
BRIEF = Settings(size=64, scales=1, iterations=4, frame_every=2, network="vgg16")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SWITCHES += ["--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture
def uploads(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def files(uploads, rng):
    """What the two pickers send after an upload."""
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(uploads / f"{name}.png")
    return {"path": f"{uploads}/content.png"}, {"path": f"{uploads}/style.png"}


def paint(files, settings=BRIEF):
    return list(app.paint(*files, *asdict(settings).values()))


def test_the_canvas_shows_the_photo_first_and_then_the_painting(files):
    first, *rest = paint(files)
    np.testing.assert_array_equal(first[0], read_picture(Path(files[0]["path"])))
    assert [kept.frame.iteration for _, _, kept in rest] == [0, 2, 4]
    assert all(canvas.shape == (51, 64, 3) for canvas, _, _ in rest)


def test_progress_and_costs_are_said_in_words(files):
    words = paint(files)[-1][1]
    assert "scale 1 of 1, 64 x 51 px, iteration 4 of 4" in words
    assert "total cost" in words and "conv5_1" in words
    assert "vgg16 (embedded int8)" in words


def test_the_download_is_a_png_with_its_recipe(files):
    kept = paint(files)[-1][2]
    for canvas, _, download in app.finish(kept):
        assert canvas == download.value["path"] or Path(canvas).exists()
        assert read_recipe(Path(canvas)).settings == BRIEF
        np.testing.assert_array_equal(read_picture(Path(canvas)), kept.frame.picture)
    assert not Path(canvas).exists(), "the server keeps no second copy"


def test_a_stopped_painting_says_where_it_stopped(files):
    run = app.paint(*files, *asdict(BRIEF).values())
    kept = [next(run), next(run), next(run)][-1][2]
    run.close()
    (_, words, _) = next(app.finish(kept))
    assert "stopped at iteration 2 of 4" in words


def test_stopping_before_the_first_picture_offers_nothing():
    assert next(app.finish(None))[1] == app.where(app.IDLE, 0)


def test_a_missing_picture_is_asked_for(files):
    with pytest.raises(gr.Error, match="The photo is missing"):
        next(app.paint(None, files[1]))
    with pytest.raises(gr.Error, match="The painting is missing"):
        next(app.paint(files[0], None))


def test_what_the_core_refuses_reaches_the_person_word_for_word(files, uploads):
    broken = uploads / "broken.png"
    broken.write_text("<b>no picture</b>")
    with pytest.raises(gr.Error, match="content picture"):
        paint(({"path": str(broken)}, files[1]))


@pytest.mark.parametrize("value", [math.nan, None, True, "50", [1], {}, 10**400])
def test_a_forged_value_is_refused_by_name(files, value):
    values = asdict(BRIEF) | {"beta": value}
    with pytest.raises(gr.Error, match="beta is"):
        list(app.paint(*files, *values.values()))


@pytest.mark.parametrize(
    "payload",
    [
        {"path": __file__},
        {"path": "/etc/passwd", "orig_name": "x.svg"},
        {"path": "{uploads}/../../etc/passwd"},
        {"path": None, "url": "data:image/png;base64,AAAA"},
        {"path": ["a"]},
        {},
        "/etc/passwd",
        7,
    ],
)
def test_a_file_that_was_not_uploaded_is_not_read(uploads, payload):
    """A forged request may name any path of this machine."""
    if isinstance(payload, dict) and isinstance(payload.get("path"), str):
        payload = {"path": payload["path"].format(uploads=uploads)}
    with pytest.raises(gr.Error, match="not uploaded here"):
        app.uploaded(payload, "photo")


def test_every_setting_has_exactly_one_control():
    labels = [
        block.label
        for block in app.build_page().blocks.values()
        if isinstance(block, gr.Slider | gr.Dropdown | gr.Number)
    ]
    names = [
        spec.name.removeprefix("weight_").replace("_", " ")
        if spec.name not in app.LAYERS
        else spec.name.removeprefix("weight_")
        for spec in fields(Settings)
    ]
    assert sorted(labels) == sorted(names)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_fits_its_controls(preset):
    """A slider that cannot show a preset's value would change it unasked."""
    for name, value in asdict(PRESETS[preset]).items():
        control = app.make_control(name)
        if isinstance(control, gr.Slider):
            assert control.minimum <= value <= control.maximum
            steps = (value - control.minimum) / control.step
            assert steps == pytest.approx(round(steps), abs=1e-6)


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page as `make run` serves it, offline, on a free port."""
    port = free_port()
    environment = os.environ | {
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_TEMP_DIR": str(tmp_path_factory.mktemp("uploads")),
        "NST_OFFLINE": "1",
    }
    server = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}/"
    for _ in range(150):
        try:
            urllib.request.urlopen(url).close()
            break
        except OSError:
            assert server.poll() is None, server.stdout.read().decode()
            time.sleep(0.2)
    yield url
    server.terminate()
    server.wait()
    server.stdout.close()


def test_the_page_is_served(address):
    with urllib.request.urlopen(address) as answer:
        assert app.TITLE in answer.read().decode()


def test_nothing_is_told_to_others(address):
    """No telemetry, no public monitoring, no fonts from afar."""
    with urllib.request.urlopen(f"{address}config") as answer:
        config = json.load(answer)
    assert config["analytics_enabled"] is False
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{address}monitoring/summary").close()


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("there is no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, address):
    """The page in a fresh browser window; every console error fails the test."""
    window = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints = []
    window.on(
        "console", lambda m: complaints.append(m.text) if m.type == "error" else 0
    )
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.goto(address)
    window.get_by_role("button", name="Paint", exact=True).wait_for()
    yield window
    window.close()
    assert complaints == []


def choose_examples(page):
    thumbnails = page.locator("button.gallery-item")
    expect(thumbnails).to_have_count(len(app.PHOTOS) + len(app.STYLES))
    thumbnails.nth(2).click()
    thumbnails.nth(len(app.PHOTOS)).click()
    expect(page.get_by_label("Remove Image")).to_have_count(2)


def choose_quick(page, iterations):
    """Choose the quick preset, wait for its numbers, and change one of them."""
    page.get_by_label("quick").check()
    number = page.get_by_label("number input for iterations")
    expect(number).to_have_value(str(PRESETS["quick"].iterations))
    number.fill(str(iterations))
    number.press("Tab")


@pytest.mark.browser
def test_a_visitor_paints_and_downloads(page, tmp_path):
    choose_examples(page)
    choose_quick(page, 6)
    page.get_by_role("button", name="Paint", exact=True).click()
    seen = set()
    where = page.locator("#where")
    deadline = time.monotonic() + 90
    while "iteration 6 of 6" not in where.inner_text():
        assert time.monotonic() < deadline, where.inner_text()
        picture = page.locator("#canvas img")
        if picture.count():
            seen.add(picture.first.get_attribute("src"))
        time.sleep(0.02)
    assert len(seen) >= 3, "the canvas showed the photo and pictures on the way"

    download = page.get_by_role("button", name="Download")
    expect(download).to_be_enabled()
    with page.expect_download() as downloading:
        download.click()
    path = tmp_path / "painting.png"
    downloading.value.save_as(path)
    assert read_recipe(path).settings == replace(
        PRESETS["quick"], iterations=6, network="vgg16"
    )


@pytest.mark.browser
def test_a_visitor_stops_and_keeps_the_picture(page):
    choose_examples(page)
    page.get_by_role("button", name="Paint", exact=True).click()
    expect(page.locator("#where")).to_contain_text("iteration 5 of", timeout=90_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#where")).to_contain_text(
        "the picture so far is kept", timeout=30_000
    )
    expect(page.get_by_role("button", name="Download")).to_be_enabled()


@pytest.mark.browser
def test_a_bad_file_is_refused_in_words(page, tmp_path):
    """The upload is named .png and holds text."""
    text = tmp_path / "text.png"
    text.write_text("this is no picture")
    choose_examples(page)
    page.get_by_label("Remove Image").first.click()
    page.locator("input[type=file]").first.set_input_files(text)
    expect(page.get_by_label("Remove Image")).to_have_count(2)
    page.get_by_role("button", name="Paint", exact=True).click()
    expect(page.get_by_text("The content picture")).to_be_visible(timeout=30_000)


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(page, address, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}?__theme={theme}")
    page.get_by_role("button", name="Paint", exact=True).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_the_canvas_keeps_its_place_when_pictures_arrive(page):
    canvas = page.locator("#canvas")
    choose_examples(page)
    before = canvas.bounding_box()
    choose_quick(page, 4)
    page.get_by_role("button", name="Paint", exact=True).click()
    expect(page.locator("#where")).to_contain_text("iteration 4 of 4", timeout=90_000)
    assert canvas.bounding_box() == before
