"""The page as it is served: its doors over HTTP, and a browser."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import fields, replace
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from playwright.sync_api import expect, sync_playwright

from nst_core.recipe import read_recipe
from nst_core.settings import PRESETS, Settings
from page.layout import PHOTOS, STYLES, TITLE

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
PAINTING = re.compile(r"scale \d of \d, .* iteration [1-9]\d* of")  # not paused
GRADIO_LEAVING = (
    "AbortError|TypeError: network|.*ERR_INTERNET_DISCONNECTED|.*Connection errored out"
)
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SWITCHES += ["--disable-component-update", "--disable-sync", "--no-first-run"]


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page as `make run` serves it, offline, on a free port."""
    port = free_port()
    data = tmp_path_factory.mktemp("data")
    environment = os.environ | {
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_TEMP_DIR": str(tmp_path_factory.mktemp("uploads")),
        "NST_OFFLINE": "1",
        "NST_WAITING_EACH": "5",
    }
    server = subprocess.Popen(
        [sys.executable, "app.py", "--data", str(data)],
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
        assert TITLE in answer.read().decode()


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
    assert list(doors) == ["/stylize"], "what serves the buttons is private"
    names = [each["parameter_name"] for each in doors["/stylize"]["parameters"]]
    assert names == ["content", "style", *(spec.name for spec in fields(Settings))]


def test_a_program_paints_with_what_it_names_and_defaults_for_the_rest(address):
    pictures = [handle_file(path) for path in (PHOTOS[2], STYLES[0])]
    wishes = {"size": 64, "scales": 1, "iterations": 3, "network": "vgg16"}
    client = Client(address, verbose=False)
    job = client.submit(*pictures, **wishes, api_name="/stylize")
    picture, where, result, token = job.result(timeout=90)
    assert len(job.outputs()) >= 2, "it is told how far the painting is"
    assert "iteration 3 of 3" in where
    settings = read_recipe(Path(result)).settings
    assert (settings.size, settings.iterations) == (64, 3)
    assert len(token) == 22 and Path(picture).exists()


def test_a_program_is_refused_in_words(address):
    pictures = [handle_file(path) for path in (PHOTOS[2], STYLES[0])]
    client = Client(address, verbose=False)
    with pytest.raises(AppError, match="there is nothing to paint towards"):
        client.predict(*pictures, alpha=0, beta=0, api_name="/stylize")


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


def listen_for_errors(window):
    """Return a list that grows with every error but those of a page that is left.

    Gradio complains when it is left, or loses its line, with a stream open.
    """
    complaints = []

    def note(text):
        if not re.match(GRADIO_LEAVING, text):
            complaints.append(text)

    window.on("console", lambda said: note(said.text) if said.type == "error" else 0)
    window.on("pageerror", lambda error: note(str(error)))
    return complaints


@pytest.fixture
def page(browser, address):
    """The page in a fresh browser window; every console error fails the test."""
    window = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints = listen_for_errors(window)
    window.goto(address)
    button(window, "Paint").wait_for()
    yield window
    window.close()
    assert complaints == []


def choose_examples(page):
    thumbnails = page.locator("button.gallery-item")
    expect(thumbnails).to_have_count(len(PHOTOS) + len(STYLES))
    thumbnails.nth(2).click()
    thumbnails.nth(len(PHOTOS)).click()
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
    page.on("request", lambda r: seen.add(r.url) if r.url.endswith("/frame.jpg") else 0)
    button(page, "Paint").click()
    expect(page.locator("#where")).to_contain_text("iteration 6 of 6", timeout=90_000)
    assert seen, "the canvas showed pictures on the way"

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
        "Stopped at iteration", timeout=30_000
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
    expect(where).to_contain_text("Stopped", timeout=30_000)
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


def paint_for_long(page):
    choose_examples(page)
    choose_quick(page, 900)
    button(page, "Paint").click()
    expect(page.locator("#where")).to_contain_text(PAINTING, timeout=60_000)


def stop_and_read_recipe(page, tmp_path):
    button(page, "Stop").click()
    download = button(page, "Download")
    expect(download).to_be_enabled(timeout=30_000)
    with page.expect_download() as downloading:
        download.click()
    downloading.value.save_as(tmp_path / "stopped.png")
    return read_recipe(tmp_path / "stopped.png")


@pytest.mark.browser
def test_a_reload_and_a_link_find_the_running_picture(page, address, browser):
    """The link works in another browser, which has stored nothing."""
    paint_for_long(page)
    link = page.url
    page.goto(address)
    expect(page.locator("#where")).to_contain_text(PAINTING, timeout=30_000)
    expect(page.get_by_label("number input for iterations")).to_have_value("900")
    assert page.url == link, "the address tells the job again"

    other = browser.new_context().new_page()
    other.goto(link)
    expect(other.locator("#where")).to_contain_text(PAINTING, timeout=30_000)
    button(other, "Stop").click()
    for window in (page, other):
        expect(window.locator("#where")).to_contain_text("Stopped at", timeout=30_000)
        expect(button(window, "Download")).to_be_enabled()
    other.context.close()


@pytest.mark.browser
def test_a_visitor_pauses_steers_and_goes_on(page, tmp_path):
    paint_for_long(page)
    button(page, "Pause").click()
    where = page.locator("#where")
    expect(where).to_contain_text("Paused at iteration", timeout=30_000)
    button(page, "Continue").click()
    expect(where).to_contain_text(PAINTING, timeout=30_000)
    beta = page.get_by_label("number input for beta")
    beta.fill("80")
    beta.press("Tab")
    for _ in range(3):  # the first frames may have been on their way before it
        page.wait_for_timeout(500)
        expect(where).not_to_have_text(where.inner_text(), timeout=30_000)
    turns = stop_and_read_recipe(page, tmp_path).turns
    assert [dict(turn.changes) for turn in turns] == [{"beta": 80.0}]
    assert turns[0].iteration > 0


@pytest.mark.browser
def test_a_cut_line_loses_nothing(page, address):
    paint_for_long(page)
    page.context.set_offline(True)
    page.wait_for_timeout(3000)
    page.context.set_offline(False)
    where = page.locator("#where")
    before = where.inner_text()
    expect(where).not_to_have_text(before, timeout=30_000)
    expect(where).to_contain_text(PAINTING)
    button(page, "Stop").click()
    expect(where).to_contain_text("Stopped at iteration", timeout=30_000)
