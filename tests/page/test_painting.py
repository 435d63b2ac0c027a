"""A visitor paints: from the choice of two pictures to the file, in a real browser."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from nst_core.settings.presets import PRESETS
from nst_core.settings.recipe_reader import read_recipe
from tests.page.conftest import (
    PAINTING,
    button,
    choose_examples,
    choose_quick,
    downloaded,
    paint_briefly,
    paint_for_long,
    set_iterations,
    where,
)

pytestmark = pytest.mark.browser


def count_runs(page):
    """A list that grows with every painting that the page asks for."""
    runs = []
    events = page.evaluate(
        """gradio_config.dependencies
          .filter(({ targets }) => targets.some(([, event]) => event === "paint"))
          .map(({ id }) => id)"""
    )
    assert len(events) == 1

    def note(request):
        if request.url.partition("?")[0].endswith("queue/join"):
            asked = request.post_data_json
            runs.extend([asked["data"]] * (asked["fn_index"] in events))

    page.on("request", note)
    return runs


def test_a_visitor_paints_and_downloads(page, tmp_path):
    seen = set()
    page.on("request", lambda r: seen.add(r.url) if "/preview.jpg" in r.url else 0)
    paint_briefly(page)
    assert len(seen) >= 3, "the canvas showed pictures on the way"
    path = downloaded(page, tmp_path)
    assert path.suffix == ".png"
    painted = read_recipe(path).settings
    assert painted.precision != "auto", "the recipe says what auto came to"
    assert painted == replace(
        PRESETS["quick"], iterations=6, network="vgg16", precision=painted.precision
    )


def test_the_photo_is_on_the_canvas_from_the_first_moment(page):
    shown = page.locator("#stage .shown")
    page.locator("#content-examples .gallery-item").nth(2).click()
    expect(shown).to_have_attribute("src", re.compile("cat.jpg"))
    choose_examples(page)
    choose_quick(page, 4)
    button(page, "Paint").click()
    assert re.search("cat.jpg|blob:", shown.get_attribute("src")), "or its sketch"
    expect(shown).to_have_attribute("src", re.compile("preview.jpg"), timeout=60_000)
    expect(shown).to_have_attribute("src", re.compile("result.png"), timeout=60_000)


def test_a_visitor_stops_and_keeps_the_picture(page, tmp_path):
    paint_for_long(page)
    button(page, "Stop").click()
    expect(where(page)).to_contain_text("Stopped at iteration", timeout=30_000)
    assert read_recipe(downloaded(page, tmp_path)).stopped_after


def test_a_double_click_paints_once(page):
    runs = count_runs(page)
    choose_examples(page)
    choose_quick(page, 4)
    expect(button(page, "Stop")).to_be_disabled()
    button(page, "Paint").dblclick()
    expect(button(page, "Paint")).to_be_disabled()
    expect(button(page, "Stop")).to_be_enabled()
    expect(where(page)).to_contain_text("Finished after 4", timeout=90_000)
    expect(button(page, "Paint")).to_be_enabled()
    expect(button(page, "Stop")).to_be_disabled()
    assert len(runs) == 1


@pytest.mark.parametrize("delay_ms", [0, 500])
def test_nothing_goes_on_after_stop(page, delay_ms):
    """However soon it is pressed, also on a slow line."""
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
    expect(where(page)).to_contain_text("Stopped", timeout=30_000)
    expect(button(page, "Paint")).to_be_enabled()
    said = where(page).inner_text()
    page.wait_for_timeout(2000)
    assert where(page).inner_text() == said
    expect(button(page, "Stop")).to_be_disabled()
    assert len(runs) == 1


def test_an_old_picture_is_never_offered_as_a_new_one(page):
    download = page.get_by_role("link", name="Download")
    paint_briefly(page, 2)
    expect(download).to_be_visible()
    set_iterations(page, 60)
    button(page, "Paint").click()
    expect(download).to_be_hidden()
    expect(where(page)).to_contain_text("of 60", timeout=30_000)
    expect(download).to_be_hidden()
    button(page, "Stop").click()
    expect(download).to_be_visible(timeout=30_000)


def test_a_refusal_costs_nothing_that_was_there(page):
    paint_briefly(page, 2)
    shown = page.locator("#stage .shown")
    expect(shown).to_have_attribute("src", re.compile("result.png"))
    picture = shown.get_attribute("src")
    page.get_by_label("Remove Image").first.click()
    button(page, "Paint").click()
    expect(page.get_by_test_id("toast-text")).to_contain_text("The photo is missing")
    expect(where(page)).to_contain_text("The photo is missing")
    expect(button(page, "Paint")).to_be_enabled()
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    expect(shown).to_have_attribute("src", picture)


def test_a_bad_file_is_refused_at_once_and_again_when_it_is_painted(page, tmp_path):
    """The upload is named .png and holds text."""
    text = tmp_path / "text.png"
    text.write_text("this is no picture")
    choose_examples(page)
    page.get_by_label("Remove Image").first.click()
    page.locator("input[type=file]").first.set_input_files(text)
    expect(page.locator("#forecast")).to_contain_text("The content picture")
    button(page, "Paint").click()
    toast = page.get_by_test_id("toast-text")
    expect(toast).to_contain_text("The content picture", timeout=30_000)
    expect(where(page)).to_contain_text(toast.inner_text())


def test_the_keyboard_alone_paints_stops_and_compares(page):
    for name in ("cat", "mosaic"):
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Enter")
    expect(page.get_by_label("Remove Image")).to_have_count(2)
    page.get_by_label("standard", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("quick", exact=True)).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(where(page)).to_contain_text(PAINTING, timeout=60_000)
    page.keyboard.press("Escape")
    expect(where(page)).to_contain_text("Stopped at", timeout=30_000)
    divider = page.get_by_label("Drag to see the photo")
    expect(button(page, "Compare")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    expect(divider).to_be_visible()
    page.keyboard.press("Space")
    expect(divider).to_be_hidden()


def test_the_canvas_does_not_move_by_a_pixel(page):
    canvas = page.locator("#stage .canvas")
    before = canvas.bounding_box()
    choose_examples(page)
    page.evaluate("scrollTo(0, 0)")  # the galleries are long
    assert canvas.bounding_box() == before
    choose_quick(page, 30)
    button(page, "Paint").click()
    boxes = []
    while not where(page).inner_text().startswith("Finished"):
        boxes.append(canvas.bounding_box())
        page.wait_for_timeout(100)
    assert all(box == before for box in [*boxes, canvas.bounding_box()])


def test_a_visitor_pauses_steers_and_goes_on(page, tmp_path):
    paint_for_long(page)
    button(page, "Pause").click()
    expect(where(page)).to_contain_text("Paused at iteration", timeout=30_000)
    button(page, "Continue").click()
    expect(where(page)).to_contain_text(PAINTING, timeout=30_000)
    beta = page.get_by_label("number for beta")
    beta.fill("80")
    beta.press("Tab")
    page.get_by_label("large forms").check()
    for _ in range(3):  # the first frames may have been on their way before it
        page.wait_for_timeout(500)
        expect(where(page)).not_to_have_text(where(page).inner_text(), timeout=30_000)
    expect(page.locator("#contributions li")).to_have_count(8)
    button(page, "Stop").click()
    changes = read_recipe(downloaded(page, tmp_path)).changes
    values = {name: x for change in changes for name, x in change.values.items()}
    assert values["beta"] == 80
    assert values["weight_conv5_1"] > values["weight_conv1_1"]
    assert changes[0].iteration > 0


def test_what_is_changed_by_hand_is_no_preset_any_more(page):
    quick = page.get_by_label("quick", exact=True)
    choose_quick(page, 7)
    expect(quick).not_to_be_checked()
    expect(page.locator("#preset")).to_contain_text("Your own settings")
    quick.check()
    number = page.get_by_label("number input for iterations")
    expect(number).to_have_value(str(PRESETS["quick"].iterations))


def test_a_run_costs_little_on_the_line(page):
    """At most two small pictures a second, whatever the iterations."""
    sizes = []

    def note(response):
        if "/preview.jpg" in response.url:
            sizes.append(int(response.headers["content-length"]))

    page.on("response", note)
    choose_examples(page)
    page.get_by_label("standard", exact=True).check()
    set_iterations(page, 12)
    button(page, "Paint").click()
    expect(where(page)).to_contain_text("Finished after 12", timeout=90_000)
    assert 3 <= len(sizes) and max(sizes) < 120_000
