"""The page on a phone, in the dark, in another language, and for all senses."""

import re

import pytest
from playwright.sync_api import expect

from page.languages import LANGUAGES
from tests.page.conftest import (
    DESK,
    PHONE,
    button,
    choose_examples,
    listen_for_errors,
    open_details,
    open_painted,
    paint_for_long,
    serious_violations,
    where,
)

pytestmark = pytest.mark.browser

GERMAN = LANGUAGES["de"].words


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling(page, address, theme):
    page.set_viewport_size(PHONE)
    page.goto(f"{address}?__theme={theme}")
    button(page, "Paint").wait_for()
    choose_examples(page)
    name = "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"  # as long as words get
    where(page).evaluate("(line, name) => (line.textContent = name)", name)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_a_phone_the_canvas_comes_first_while_it_is_painted(page):
    page.set_viewport_size(PHONE)
    paint_for_long(page)
    tops = [page.locator(name).bounding_box()["y"] for name in ("#middle", "#choose")]
    assert tops == sorted(tops)
    expect(page.locator("#stage .canvas")).to_be_in_viewport(ratio=0.9)
    button(page, "Stop").click()
    expect(where(page)).to_contain_text("Stopped at", timeout=30_000)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_serious_violation(page, painted, theme, size):
    page.set_viewport_size(size)
    open_painted(page, f"{painted}&__theme={theme}")
    expect(button(page, "Time-lapse")).to_be_visible()
    button(page, "Time-lapse").click()
    open_details(page)
    for more in ("More paintings", "Strokes and colours", "Contact sheet"):
        page.get_by_role("button", name=more).click()
    expect(button(page, "Paint the contact sheet")).to_be_visible()
    assert serious_violations(page) == {}
    button(page, "Where each painting goes").click()
    expect(button(page, "Done")).to_be_visible()
    assert serious_violations(page) == {}


def test_a_german_browser_reads_german(browser, address, tmp_path):
    window = browser.new_context(locale="de-DE").new_page()
    complaints = listen_for_errors(window)
    window.goto(address)
    expect(button(window, GERMAN["paint"])).to_be_visible()
    expect(where(window)).to_have_text(GERMAN["idle"])
    expect(window.get_by_text(GERMAN["name_size"], exact=True)).to_be_visible()
    expect(window.get_by_text(GERMAN["about_alpha"])).to_be_visible()
    button(window, GERMAN["paint"]).click()
    expect(where(window)).to_have_text(re.compile("^Es fehlt: Foto"))
    toast = window.get_by_test_id("toast-body")
    expect(toast).to_contain_text("Es fehlt: Foto")
    expect(toast).to_contain_text(GERMAN["toast_warning"])  # Gradio's own word
    text = tmp_path / "text.png"
    text.write_text("this is no picture")
    window.locator("input[type=file]").first.set_input_files(text)
    expect(window.locator("#forecast")).to_contain_text("Foto: Das ist kein Bild")
    assert complaints == []
    window.context.close()


def test_at_twice_the_text_nothing_is_cut_off(page):
    """200 % zoom is half the width in CSS pixels."""
    page.set_viewport_size({"width": 640, "height": 400})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    expect(button(page, "Paint")).to_be_visible()
