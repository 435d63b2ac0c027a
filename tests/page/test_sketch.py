"""A sketch stands on the canvas before Paint is pressed, drawn by the browser alone."""

import pytest
from numpy.random import default_rng
from PIL import Image
from playwright.sync_api import expect

from tests.conftest import draw_picture
from tests.page.conftest import (
    DESK,
    PAINTING,
    PHONE,
    button,
    choose_examples,
    choose_quick,
    listen_for_errors,
    open_painted,
    paint_for_long,
    serious_violations,
    set_number,
    where,
)

pytestmark = pytest.mark.browser

WIDTH = "document.querySelector('#stage .shown').naturalWidth"


def label(page):
    return page.locator("#stage .label")


def photo(page, number):
    """One of the example photos."""
    return page.locator("#content-examples .gallery-item").nth(number)


def painting(page, number):
    return page.locator("#style-examples .gallery-item").nth(number)


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
    expect(where(page)).to_contain_text("A sketch. Paint adds")
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
    for number in range(15):
        photo(page, number % 5).click()
        painting(page, number % 9).click()
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


def test_a_result_is_not_covered_by_a_sketch_of_its_own_pictures(page, painted):
    open_painted(page, painted)
    expect(page.get_by_label("Remove Image")).to_have_count(2, timeout=30_000)
    set_number(page, "style strength", 0.3)
    expect(where(page)).to_contain_text("Finished after 6")
    page.wait_for_timeout(400)
    assert "result.png" in shown(page)
    painting(page, 3).click()
    wait_for_sketch(page)


def test_a_sketch_stands_while_the_job_waits_in_the_queue(page, browser, address):
    other = browser.new_page(viewport=DESK)
    other.goto(address)
    button(other, "Paint").wait_for()
    paint_for_long(other)
    choose_examples(page)
    wait_for_sketch(page)
    choose_quick(page, 4)
    button(page, "Paint").click()
    expect(where(page)).to_contain_text("Place 1 in the queue", timeout=30_000)
    expect(label(page)).to_have_text("Sketch")
    assert shown(page).startswith("blob:")
    other.keyboard.press("Escape")
    other.context.close()
    expect(where(page)).to_contain_text("Finished after 4", timeout=60_000)
    expect(label(page)).to_be_hidden()


def test_an_own_painting_is_read_in_the_browser(page, tmp_path):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    path = tmp_path / "own.png"
    Image.fromarray(draw_picture(default_rng(2), 96, 80)).save(path)
    photo(page, 2).click()
    page.locator("#style input[type=file]").set_input_files(path)
    wait_for_sketch(page)
    assert any("reader.bin" in url for url in asked)


def test_the_photo_is_seen_in_every_example_painting(page):
    photo(page, 2).click()
    sketches = page.locator("#style-examples .sketch img[src^=blob]")
    expect(sketches).to_have_count(9, timeout=30_000)
    painting(page, 4).hover()
    enlarged = page.locator(".enlarged:popover-open")
    expect(enlarged).to_contain_text("Your photo in night swirls")
    painting(page, 4).click()
    expect(enlarged).to_have_count(0)
    expect(painting(page, 4)).to_have_attribute("aria-pressed", "true")
    wait_for_sketch(page)


def test_the_gallery_is_walked_with_arrow_keys(page):
    painting(page, 0).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home", "ArrowRight"):
        page.keyboard.press(key)
    expect(painting(page, 1)).to_be_focused()
    expect(page.locator(".enlarged:popover-open")).to_contain_text("kashi")
    page.keyboard.press("Enter")
    expect(painting(page, 1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#style img")).to_be_visible()


def test_the_empty_canvas_shows_a_finished_example_to_take_over(page):
    divider = page.get_by_label("Drag to see the photo")
    expect(divider).to_be_visible()
    expect(label(page)).to_have_text("Example: drag the line")
    assert "astronaut-night-swirls.jpg" in shown(page)
    button(page, "Use this painting").click()
    expect(page.locator("#style img")).to_be_visible()
    expect(divider).to_be_visible()
    button(page, "Use this photo").click()
    wait_for_sketch(page)
    expect(divider).to_be_hidden()
    expect(button(page, "Use this photo")).to_be_hidden()
    for name in ("content", "style"):
        page.locator(f"#{name}").get_by_label("Remove Image").click()
    expect(divider).to_be_visible()


def test_the_camera_shows_live_paintings_and_takes_the_photo(page):
    button(page, "Live camera, in the chosen painting").click()
    expect(where(page)).to_contain_text("Choose a painting to see yourself in it")
    painting(page, 4).click()
    live = page.locator("#stage .camera canvas")
    expect(live).to_be_visible(timeout=30_000)
    first = live.evaluate("canvas => canvas.toDataURL()")
    page.wait_for_timeout(1000)
    frames = {first, live.evaluate("canvas => canvas.toDataURL()")}
    assert len(frames) == 2, "it moves"
    button(page, "Take the photo").click()
    expect(live).to_be_hidden()
    wait_for_sketch(page)
    size = "(image) => [image.naturalWidth, image.naturalHeight]"
    assert page.locator("#content img").evaluate(size) == [1920, 1080]


def test_without_a_camera_a_sentence_says_what_to_do(page):
    sentences = {
        "NotAllowedError": "The camera was not allowed.",
        "NotFoundError": "No camera could be opened.",
        "": "The browser gives the camera to safe addresses alone",
    }
    for error, sentence in sentences.items():
        page.evaluate(
            """(error) => {
              if (!error) Object.defineProperty(navigator, "mediaDevices", {});
              else navigator.mediaDevices.getUserMedia =
                async () => { throw new DOMException("", error); };
            }""",
            error,
        )
        button(page, "Live camera, in the chosen painting").click()
        expect(where(page)).to_contain_text(sentence)
        expect(page.locator("#stage .camera")).to_be_hidden()


@pytest.mark.parametrize(("theme", "size"), [("light", DESK), ("dark", PHONE)])
def test_axe_finds_nothing_serious_in_sketch_gallery_and_first_look(
    page, address, theme, size
):
    page.set_viewport_size(size)
    page.goto(f"{address}?__theme={theme}")
    expect(button(page, "Use this photo")).to_be_visible()
    assert serious_violations(page) == {}
    choose_examples(page)
    expect(label(page)).to_have_text("Sketch", timeout=30_000)
    expect(page.locator("#style-examples .sketch img[src]")).to_have_count(9)
    assert serious_violations(page) == {}
    button(page, "Live camera, in the chosen painting").click()
    expect(button(page, "Take the photo")).to_be_visible()
    assert serious_violations(page) == {}


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
