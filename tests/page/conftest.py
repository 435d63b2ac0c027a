"""Helpers of the page's tests: submitting, watching, pressing buttons."""

import re
import time
from dataclasses import asdict

import gradio as gr
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.random import default_rng
from PIL import Image
from playwright.sync_api import expect

from nst_core.jobs.folder import STYLES
from nst_core.settings.presets import PRESETS
from nst_core.settings.settings import Settings
from page.handlers import Handlers
from tests.conftest import draw_picture, run

BRIEF = Settings(
    size=64,
    scales=1,
    iterations=4,
    network="vgg16",
    precision="float32",
    plateau=0,
    padding="zero",  # traced in half the time
)


@pytest.fixture(scope="session")
def finished(service, tmp_path_factory):
    """Token of a job that is done, for all who only look at it or go on from it."""
    folder, rng, paths = tmp_path_factory.mktemp("pictures"), default_rng(1), {}
    for name in ("content", "style"):
        paths[name] = folder / f"{name}.png"
        Image.fromarray(draw_picture(rng, 64, 80)).save(paths[name])
    token = service.submit(paths, BRIEF, "the fixture")
    while not service.status(token).is_over:
        time.sleep(0.01)
    return token


@pytest.fixture
def handlers(service):
    return Handlers(service)


@pytest.fixture
def uploads(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def files(uploads, rng):
    """Values of the first two pickers after an upload."""
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(uploads / f"{name}.png")
    return {"path": f"{uploads}/content.png"}, {"path": f"{uploads}/style.png"}


@pytest.fixture(autouse=True)
def toasts(monkeypatch):
    """Texts of gr.Warning, which needs a page to show them on."""
    texts = []
    monkeypatch.setattr(gr, "Warning", texts.append)
    return texts


def inputs_of(files, settings=BRIEF, **more):
    """Values of the page's form by their names; `more` takes the place of some."""
    content, style = files
    inputs = {"token": "", "visitor": "me", "content": content, "style": style}
    inputs |= dict.fromkeys(STYLES[1:]) | {"masks": {}, "preset": ""}
    return inputs | asdict(settings) | more


def submit(handlers, files, settings=BRIEF):
    token, message = handlers.submit(inputs_of(files, settings))
    assert token, message
    return token


def watch(handlers, token):
    """All messages about a job until its end."""

    async def collect():
        return [message async for message in handlers.watch(token)]

    return run(collect())


PAINTING = re.compile(r"scale \d of \d, .* iteration [1-9]\d* of")
GRADIO_LEAVING = (
    "AbortError|TypeError: network|.*ERR_INTERNET_DISCONNECTED|.*Connection errored out"
)
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def desk(browser):
    """One browser profile for all: Gradio's scripts are fetched and compiled once."""
    context = browser.new_context(viewport=DESK)
    yield context
    context.close()


@pytest.fixture
def page(desk, address):
    """The page as on a first visit; every console error fails the test."""
    window = desk.new_page()
    complaints = listen_for_errors(window)
    window.goto(address)
    button(window, "Paint").wait_for()
    yield window
    storage = desk.new_cdp_session(window)
    window.goto("about:blank")  # nothing writes to it any more
    stored = {"origin": address.rstrip("/"), "storageTypes": "local_storage"}
    storage.send("Storage.clearDataForOrigin", stored)
    window.close()
    assert complaints == []


@pytest.fixture(scope="session")
def painted(browser, address):
    """Link to a picture of 6 iterations, for all who only look at it or go on."""
    window = browser.new_page(viewport=DESK)
    window.goto(address)
    paint_briefly(window)
    link = window.url
    window.context.close()
    return link


def open_painted(page, link):
    page.goto(link)
    expect(where(page)).to_contain_text("Finished after 6", timeout=30_000)


def listen_for_errors(window):
    """A list that grows with every error but those of a page that is left.

    Gradio complains when it is left, or loses its line, with a stream open.
    """
    complaints = []

    def note(text):
        if not re.match(GRADIO_LEAVING, text):
            complaints.append(text)

    window.on("console", lambda entry: note(entry.text) if entry.type == "error" else 0)
    window.on("pageerror", lambda error: note(str(error)))
    return complaints


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def where(page):
    """The line that says where the painting is."""
    return page.locator("#stage .sentence")


def open_details(page):
    """Open them before anything is changed: Gradio draws what is inside only now.

    What is typed there in the same 20 ms as another change elsewhere is lost.
    """
    page.get_by_role("button", name="Details").click()


def choose_examples(page):
    page.locator("#content-examples .gallery-item").nth(2).click()
    page.locator("#style-examples .gallery-item").nth(0).click()
    expect(page.get_by_label("Remove Image")).to_have_count(2)


def choose_quick(page, iterations):
    """Choose the quick preset, wait for its numbers, and change one of them."""
    page.get_by_label("quick", exact=True).check()
    number = page.get_by_label("number input for iterations")
    expect(number).to_have_value(str(PRESETS["quick"].iterations))
    set_iterations(page, iterations)


def set_iterations(page, iterations):
    set_number(page, "iterations", iterations)


def set_number(page, name, value):
    number = page.get_by_label(f"number input for {name}")
    number.fill(str(value))
    number.press("Tab")


def paint_briefly(page, iterations=6):
    choose_examples(page)
    choose_quick(page, iterations)
    button(page, "Paint").click()
    expect(where(page)).to_contain_text(
        f"Finished after {iterations} iterations", timeout=90_000
    )


def paint_for_long(page):
    choose_examples(page)
    choose_quick(page, 900)
    button(page, "Paint").click()
    expect(where(page)).to_contain_text(PAINTING, timeout=60_000)


def serious_violations(page):
    found = Axe().run(page).response["violations"]
    return {
        each["id"]: [node["html"][:200] for node in each["nodes"]]
        for each in found
        if each["impact"] in ("serious", "critical")
    }


def downloaded(page, folder, name="Download"):
    """Path of the file that a press on the link brings."""
    link = page.get_by_role("link", name=name, exact=True)
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as downloading:
        link.click()
    path = folder / downloading.value.suggested_filename
    downloading.value.save_as(path)
    return path
