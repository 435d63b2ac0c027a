"""The page: its handlers as plain generators, its wiring over HTTP, and a browser."""

import html
import json
import math
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import get_args

import gradio as gr
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect, sync_playwright

import app
from nst_core import transfer
from nst_core.errors import DivergedError
from nst_core.images import read_picture
from nst_core.recipe import read_recipe
from nst_core.settings import PRESETS, Settings, StartName
from tests.conftest import draw_picture

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
PAINTING = re.compile(r"iteration [1-9]\d* of")
BRIEF = Settings(
    size=64, scales=1, iterations=4, frame_every=2, network="vgg16", precision="float32"
)
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


def refused(*sent):
    """Return what the status line and the toast say of a run that must fail."""
    with pytest.raises(gr.Error) as caught:
        for shown in app.paint(*sent):
            last = shown
    assert not caught.value.print_exception, "not our mistake: no traceback in the log"
    return last[1], caught.value.message


def test_the_canvas_shows_the_photo_first_and_then_the_painting(files):
    (photo, *_), _, *rest = paint(files)
    np.testing.assert_array_equal(photo, read_picture(Path(files[0]["path"])))
    assert [kept.frame.iteration for _, _, kept, _ in rest] == [0, 2, 4]
    assert all(canvas.shape == (51, 64, 3) for canvas, *_ in rest)


def test_waiting_for_the_network_is_said(files):
    """The first run may fetch 80 MB."""
    run = app.paint(*files, *asdict(BRIEF).values())
    assert next(run)[2] == app.Kept(), "the picture of the run before is forgotten"
    assert "Looking for the network's weights" in html.unescape(next(run)[1])
    run.close()


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
    kept = [next(run) for _ in range(4)][-1][2]
    run.close()
    _, words, _ = next(app.finish(kept))
    assert "stopped at iteration 2 of 4" in words


def test_stopping_before_the_first_picture_offers_nothing():
    canvas, words, download = next(app.finish(app.Kept()))
    assert "stopped before the first picture" in words
    assert canvas == download == gr.skip()


def test_a_failed_painting_says_why_and_keeps_the_last_good_picture(files, monkeypatch):
    whole = transfer.stylize

    def broken(*pictures, **network):
        yield next(whole(*pictures, **network))
        raise DivergedError("It left the finite numbers.")

    monkeypatch.setattr(transfer, "stylize", broken)
    run = app.paint(*files, *asdict(BRIEF).values())
    with pytest.raises(gr.Error, match="It left the finite numbers."):
        for shown in run:
            _, words, kept, _ = shown
    assert "It left the finite numbers." in words
    _, words, download = next(app.finish(kept))
    assert "It left the finite numbers." in words
    assert download.interactive


def test_a_missing_picture_is_asked_for(files):
    assert "The photo is missing" in refused(None, files[1])[1]
    assert "The painting is missing" in refused(files[0], None)[1]


def test_what_the_core_refuses_reaches_the_person_word_for_word(files, uploads):
    broken = uploads / "broken.png"
    broken.write_text("<b>no picture</b>")
    values = asdict(BRIEF).values()
    line, toast = refused({"path": str(broken)}, files[1], *values)
    assert "The content picture" in toast
    assert toast in line, "the status says the same sentence"


def test_what_a_forged_request_says_is_not_rendered(files):
    values = asdict(BRIEF) | {"family": "<b>"}
    line, toast = refused(*files, *values.values())
    assert "family is &#x27;&lt;b&gt;&#x27;" in toast
    assert toast in line


@pytest.mark.parametrize("value", [math.nan, None, True, "50", [1], {}, 10**400])
def test_a_forged_value_is_refused_by_name(files, value):
    values = asdict(BRIEF) | {"beta": value}
    assert "beta is" in refused(*files, *values.values())[1]


@pytest.mark.parametrize(
    "payload",
    [
        {"path": __file__},
        {"path": "/etc/passwd", "orig_name": "x.svg"},
        {"path": "{uploads}/../../etc/passwd"},
        {"path": "{uploads}/photo\0.png"},
        {"path": None, "url": "data:image/png;base64,AAAA"},
        {"path": ["a"]},
        {},
        "/etc/passwd",
        7,
    ],
)
def test_a_file_that_was_not_uploaded_is_not_read(uploads, files, payload):
    """A forged request may name any path of this machine."""
    if isinstance(payload, dict) and isinstance(payload.get("path"), str):
        payload = {"path": payload["path"].format(uploads=uploads)}
    assert "photo was not uploaded here" in refused(payload, files[1])[1]


def test_every_setting_has_exactly_one_control():
    labels = [
        block.label
        for block in app.build_page().blocks.values()
        if isinstance(block, gr.Slider | gr.Dropdown | gr.Number)
    ]
    names = [app.make_control(spec.name).label for spec in fields(Settings)]
    assert len(set(names)) == len(names)
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
        if isinstance(control, gr.Dropdown):
            assert value in dict(control.choices).values()


def test_a_start_that_cannot_be_picked_here_is_not_offered():
    """There is no picker for it; the command line has one."""
    starts = [value for _, value in app.make_control("start").choices]
    assert "picture" in get_args(StartName)
    assert starts == [start for start in get_args(StartName) if start != "picture"]


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


def test_programs_may_ask_for_a_painting_by_readable_names(address):
    with urllib.request.urlopen(f"{address}gradio_api/info") as answer:
        doors = json.load(answer)["named_endpoints"]
    assert list(doors) == ["/paint"], "what serves the buttons is private"
    names = [each["parameter_name"] for each in doors["/paint"]["parameters"]]
    assert names == ["content", "style", *(spec.name for spec in fields(Settings))]


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("there is no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


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
    button(window, "Paint").wait_for()
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
    set_iterations(page, iterations)


def set_iterations(page, iterations):
    number = page.get_by_label("number input for iterations")
    number.fill(str(iterations))
    number.press("Tab")


def count_runs(page):
    """Return a list that grows with every painting that the page asks for."""
    runs = []

    def note(request):
        if request.url.partition("?")[0].endswith("queue/join"):
            data = request.post_data_json["data"]
            runs.extend([data] * (len(data) > len(fields(Settings))))

    page.on("request", note)
    return runs


@pytest.mark.browser
def test_a_visitor_paints_and_downloads(page, tmp_path):
    choose_examples(page)
    choose_quick(page, 6)
    seen = set()
    page.on(
        "request", lambda r: seen.add(r.url) if r.url.endswith("/image.jpeg") else 0
    )
    button(page, "Paint").click()
    expect(page.locator("#where")).to_contain_text("iteration 6 of 6", timeout=90_000)
    assert len(seen) >= 3, "the canvas showed the photo and pictures on the way"

    download = button(page, "Download")
    expect(download).to_be_enabled()
    with page.expect_download() as downloading:
        download.click()
    path = tmp_path / "painting.png"
    downloading.value.save_as(path)
    painted = read_recipe(path).settings
    assert painted.precision != "auto", "the recipe says what auto came to"
    assert painted == replace(
        PRESETS["quick"], iterations=6, network="vgg16", precision=painted.precision
    )


@pytest.mark.browser
def test_a_visitor_stops_and_keeps_the_picture(page):
    choose_examples(page)
    button(page, "Paint").click()
    expect(page.locator("#where")).to_contain_text(PAINTING, timeout=90_000)
    button(page, "Stop").click()
    expect(page.locator("#where")).to_contain_text(
        "the picture so far is kept", timeout=30_000
    )
    expect(button(page, "Download")).to_be_enabled()


@pytest.mark.browser
def test_a_double_click_paints_once(page):
    runs = count_runs(page)
    choose_examples(page)
    choose_quick(page, 4)
    expect(button(page, "Stop")).to_be_disabled()
    button(page, "Paint").dblclick()
    expect(button(page, "Paint")).to_be_disabled()
    expect(button(page, "Stop")).to_be_enabled()
    expect(page.locator("#where")).to_contain_text("iteration 4 of 4", timeout=90_000)
    expect(button(page, "Paint")).to_be_enabled()
    expect(button(page, "Stop")).to_be_disabled()
    assert len(runs) == 1


@pytest.mark.browser
@pytest.mark.parametrize("delay_ms", [0, 500])
def test_nothing_goes_on_after_stop(page, delay_ms):
    """However soon it is clicked; on a slow line the server has not answered yet."""
    runs = count_runs(page)
    choose_examples(page)
    line = page.context.new_cdp_session(page)
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": delay_ms,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )
    button(page, "Paint").dblclick()
    button(page, "Stop").dblclick()
    where = page.locator("#where")
    expect(where).to_contain_text("stopped", timeout=30_000)
    expect(button(page, "Paint")).to_be_enabled()
    said = where.inner_text()
    page.wait_for_timeout(2000)
    assert where.inner_text() == said
    expect(button(page, "Stop")).to_be_disabled()
    assert len(runs) == 1


@pytest.mark.browser
def test_an_old_picture_is_never_offered_as_a_new_one(page):
    download = button(page, "Download")
    where = page.locator("#where")
    choose_examples(page)
    choose_quick(page, 2)
    button(page, "Paint").click()
    expect(download).to_be_enabled(timeout=90_000)
    set_iterations(page, 60)
    button(page, "Paint").click()
    expect(download).to_be_disabled()
    expect(where).to_contain_text("of 60", timeout=30_000)
    expect(download).to_be_disabled()
    button(page, "Stop").click()
    expect(download).to_be_enabled(timeout=30_000)

    picture = page.locator("#canvas img").get_attribute("src")
    page.get_by_label("Remove Image").first.click()
    button(page, "Paint").click()
    expect(page.get_by_test_id("toast-text")).to_contain_text("The photo is missing")
    expect(where).to_contain_text("The photo is missing")
    expect(button(page, "Paint")).to_be_enabled()
    expect(download).to_be_disabled()
    assert page.locator("#canvas img").get_attribute("src") == picture


@pytest.mark.browser
def test_a_bad_file_is_refused_in_words(page, tmp_path):
    """The upload is named .png and holds text."""
    text = tmp_path / "text.png"
    text.write_text("this is no picture")
    choose_examples(page)
    page.get_by_label("Remove Image").first.click()
    page.locator("input[type=file]").first.set_input_files(text)
    expect(page.get_by_label("Remove Image")).to_have_count(2)
    button(page, "Paint").click()
    toast = page.get_by_test_id("toast-text")
    expect(toast).to_contain_text("The content picture", timeout=30_000)
    expect(page.locator("#where")).to_contain_text(toast.inner_text())


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(page, address, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}?__theme={theme}")
    button(page, "Paint").wait_for()
    name = (
        "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"  # said when it is missing
    )
    page.locator("#where p").evaluate("(line, name) => (line.textContent = name)", name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_the_canvas_keeps_its_place_when_pictures_arrive(page):
    canvas = page.locator("#canvas")
    choose_examples(page)
    before = canvas.bounding_box()
    choose_quick(page, 4)
    button(page, "Paint").click()
    expect(page.locator("#where")).to_contain_text("iteration 4 of 4", timeout=90_000)
    assert canvas.bounding_box() == before
