"""A sketch stands on the canvas before Paint is pressed, drawn by the browser alone."""

import pytest
from playwright.sync_api import expect

from tests.page.conftest import (
    DESK,
    PAINTING,
    button,
    choose_examples,
    choose_quick,
    listen_for_errors,
    set_number,
    where,
)

pytestmark = pytest.mark.browser

WIDTH = "document.querySelector('#stage .shown').naturalWidth"


def label(page):
    return page.locator("#stage .label")


def shown(page):
    """Address of the picture on the canvas."""
    return page.locator("#stage .shown").get_attribute("src")


def wait_for_sketch(page, other_than=""):
    expect(label(page)).to_have_text("Sketch", timeout=30_000)
    page.wait_for_function(f"{WIDTH} >= 508", timeout=30_000)
    expect(page.locator("#stage .shown")).not_to_have_attribute("src", other_than)
    return shown(page)


def test_two_pictures_make_a_sketch_without_the_server(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    choose_examples(page)
    wait_for_sketch(page)
    expect(where(page)).to_contain_text("A sketch by a small network in your browser")
    local = (address, "blob:", "data:")
    assert all(url.startswith(local) for url in asked), "no request leaves the origin"
    assert any("painter.bin" in url for url in asked)
    assert not any("reader.bin" in url for url in asked), "examples are known"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    expect(page.locator("#stage .photo")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#stage .photo")).to_be_hidden()


def test_the_sketch_stays_until_something_is_painted(page):
    choose_examples(page)
    wait_for_sketch(page)
    choose_quick(page, 900)
    button(page, "Paint").click()
    expect(label(page)).to_be_visible()
    expect(where(page)).to_contain_text(PAINTING, timeout=60_000)
    expect(label(page)).to_be_hidden()
    assert "preview.jpg" in shown(page)
    page.keyboard.press("Escape")


def test_what_acts_on_the_sketch_draws_it_anew(page):
    choose_examples(page)
    first = wait_for_sketch(page)
    set_number(page, "style strength", 0.2)
    weaker = wait_for_sketch(page, other_than=first)
    set_number(page, "style strength", 0.5)
    wait_for_sketch(page, other_than=weaker)


def test_of_many_changes_the_last_pair_is_sketched(page):
    photos = page.locator("#content-examples .gallery-item")
    styles = page.locator("#style-examples .gallery-item")
    for number in range(10):
        photos.nth(number % 5).click()
        styles.nth(number % 9).click()
    expect(page.get_by_label("Remove Image")).to_have_count(2)
    wait_for_sketch(page)
    page.wait_for_timeout(500)
    chosen, sketched = (
        page.evaluate(f"(({{naturalWidth: w, naturalHeight: h}}) => w / h)({element})")
        for element in (
            "document.querySelector('#content img')",
            "document.querySelector('#stage .shown')",
        )
    )
    assert abs(chosen - sketched) < 0.02, "the last photo is sketched"


def test_who_saves_data_sees_the_photo_as_before(browser, address):
    window = browser.new_page(viewport=DESK)
    complaints = listen_for_errors(window)
    window.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )
    asked = []
    window.on("request", lambda request: asked.append(request.url))
    window.goto(address)
    button(window, "Paint").wait_for()
    choose_examples(window)
    expect(where(window)).to_contain_text("Press Paint", timeout=30_000)
    expect(label(window)).to_be_hidden()
    assert not any("painter.bin" in url for url in asked)
    window.context.close()
    assert complaints == []
