"""A job belongs to whoever holds its link: reloads, other devices, cut lines."""

import os

import pytest
from playwright.sync_api import expect

from tests.page.conftest import (
    PAINTING,
    button,
    choose_examples,
    choose_quick,
    downloaded,
    open_details,
    paint_briefly,
    paint_for_long,
    set_number,
    where,
)

pytestmark = pytest.mark.browser

# How long the line is cut; NST_TEST_OFFLINE_S=30 tries what takes a while.
OFFLINE_S = float(os.environ.get("NST_TEST_OFFLINE_S", 1))


def test_a_reload_and_a_link_find_the_running_picture(page, address, browser):
    """The link works in another browser, which has stored nothing."""
    paint_for_long(page)
    link = page.url
    page.goto(address)
    expect(where(page)).to_contain_text(PAINTING, timeout=30_000)
    expect(page.get_by_label("number input for iterations")).to_have_value("900")
    expect(page.get_by_label("Remove Image")).to_have_count(2)
    assert page.url == link, "the address tells the job again"

    other = browser.new_context().new_page()
    other.goto(link)
    expect(where(other)).to_contain_text(PAINTING, timeout=30_000)
    button(other, "Stop").click()
    for window in (page, other):
        expect(where(window)).to_contain_text("Stopped at", timeout=30_000)
        expect(window.get_by_role("link", name="Download")).to_be_visible()
    other.context.close()


def test_a_copied_link_shows_the_picture_and_lets_nobody_else_steer(page, browser):
    """No token stands in what the browser sends, but in the bodies of its requests."""
    asked = []
    page.on("request", lambda request: asked.append((request.url, request.headers)))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    paint_for_long(page)
    button(page, "Copy link").click()
    expect(where(page)).to_contain_text("The link is copied")
    link = page.evaluate("navigator.clipboard.readText()")
    own, shared = (address.partition("#job=")[2] for address in (page.url, link))
    assert len(own) == len(shared) == 22 and own != shared

    other = browser.new_context().new_page()
    other.on("request", lambda request: asked.append((request.url, request.headers)))
    other.goto(link)
    expect(where(other)).to_contain_text(PAINTING, timeout=30_000)
    expect(other.locator("#stage .note")).to_contain_text("Somebody else's picture")
    expect(button(other, "Stop")).to_be_hidden()
    expect(other.locator("#history li")).to_have_count(0)
    button(page, "Stop").click()
    expect(other.get_by_role("link", name="Download")).to_be_visible(timeout=30_000)
    other.context.close()
    said = str(asked)
    assert "/result.png" in said and own not in said and shared not in said


def test_a_second_tab_begins_its_own_picture_while_the_first_paints(page, address):
    """Once the first is closed, a new one finds its picture again."""
    paint_for_long(page)
    first = page.url
    second = page.context.new_page()
    second.goto(address)
    expect(where(second)).to_contain_text("Choose a photo and a painting")
    expect(second.locator("#history li")).to_have_count(1)
    expect(button(second, "Paint")).to_be_enabled()
    assert second.url == address
    second.close()

    page.reload()
    expect(where(page)).to_contain_text(PAINTING, timeout=30_000)
    assert page.url == first
    page.goto("about:blank")
    second = page.context.new_page()
    second.goto(address)
    expect(where(second)).to_contain_text(PAINTING, timeout=30_000)
    assert second.url == first
    button(second, "Stop").click()
    expect(where(second)).to_contain_text("Stopped at", timeout=30_000)
    second.close()


def test_a_cut_line_loses_nothing(page, tmp_path):
    """The final bytes are those of a run that nobody disturbed."""
    results = []
    for is_cut in (False, True):
        open_details(page)
        choose_examples(page)
        choose_quick(page, 20)
        set_number(page, "size", 128)
        page.get_by_label("precision").click()
        page.get_by_role("option", name="float32").click()
        button(page, "Paint").click()
        expect(where(page)).to_contain_text(PAINTING, timeout=60_000)
        if is_cut:
            page.context.set_offline(True)
            page.wait_for_timeout(1000 * OFFLINE_S)
            page.context.set_offline(False)
        expect(where(page)).to_contain_text("Finished after 20", timeout=120_000)
        results.append(downloaded(page, tmp_path).read_bytes())
        page.goto(page.url.partition("#")[0])  # where the job is found again
        expect(where(page)).to_contain_text("Finished after 20", timeout=30_000)
        expect(page.get_by_label("Remove Image")).to_have_count(2, timeout=30_000)
    assert results[0] == results[1]


def test_the_history_brings_pictures_and_settings_back(page, address, browser):
    paint_briefly(page, 3)
    entries = page.locator("#history li")
    expect(entries).to_have_count(1)
    page.get_by_label("Remove Image").first.click()
    page.get_by_label("standard", exact=True).check()
    entries.locator("button").first.click()
    expect(page.get_by_label("number input for iterations")).to_have_value("3")
    expect(page.get_by_label("Remove Image")).to_have_count(2)
    expect(where(page)).to_contain_text("Finished after 3")

    reached = page.url
    other = browser.new_context().new_page()
    other.goto(reached)
    expect(other.locator("#history li")).to_have_count(1)
    other.context.close()

    page.get_by_label("Delete: ").click()
    expect(entries).to_have_count(0)
    other = browser.new_context().new_page()
    other.goto(reached)
    expect(where(other)).to_contain_text("not here any more", timeout=30_000)
    assert other.url == address, "a reload is not told so again"
    other.context.close()


def test_a_running_picture_is_left_and_found_in_the_history(page):
    paint_briefly(page, 3)
    paint_for_long(page)
    entries = page.locator("#history li")
    expect(entries).to_have_count(2)
    entries.nth(1).locator("button").first.click()
    expect(where(page)).to_contain_text("Finished after 3")
    entries.nth(0).locator("button").first.click()
    expect(where(page)).to_contain_text(PAINTING, timeout=30_000)
    button(page, "Stop").click()
    expect(where(page)).to_contain_text("Stopped at", timeout=30_000)
