"""A visitor brings files, and goes on with a finished picture."""

import io
import re
import urllib.request
import zipfile

import pytest
from playwright.sync_api import expect

from nst_core.images.decoding import read_picture
from nst_core.settings.presets import PRESETS
from nst_core.settings.recipe_reader import read_recipe
from nst_core.sheets.runs import EXAMPLE_STYLES
from page.examples import PHOTOS
from tests import zoo
from tests.page.conftest import (
    button,
    choose_examples,
    choose_quick,
    downloaded,
    open_details,
    open_painted,
    paint_briefly,
    where,
)

pytestmark = pytest.mark.browser


def hand_over(page, path, kind, target="document.body", type=None, *, more=()):
    """Drop files somewhere on the page, or paste them."""
    page.evaluate(
        """async ([files, type, kind, target]) => {
          const data = new DataTransfer();
          for (const [bytes, name, usual] of files) {
            const options = { type: type ?? usual };
            data.items.add(new File([new Uint8Array(bytes)], name, options));
          }
          const event = kind === "drop"
            ? new DragEvent("drop", { dataTransfer: data, bubbles: true })
            : new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
          eval(target).dispatchEvent(event);
        }""",
        [
            [
                [
                    list(each.read_bytes()),
                    each.name,
                    f"image/{each.suffix[1:].replace('jpg', 'jpeg')}",
                ]
                for each in (path, *more)
            ],
            type,
            kind,
            target,
        ],
    )


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_pictures_come_in_where_they_are_missing(page, kind):
    hand_over(page, PHOTOS[0].path, kind)
    expect(page.locator("#content img")).to_have_count(1)
    hand_over(page, EXAMPLE_STYLES[0], kind)
    expect(page.locator("#style img")).to_have_count(1)
    expect(page.locator("#forecast")).to_contain_text("About", timeout=30_000)


def test_a_picture_is_dropped_on_the_picker_that_shall_have_it(page):
    target = (
        "document.querySelector('#style [data-testid=image] button, #style button')"
    )
    hand_over(page, EXAMPLE_STYLES[1], "drop", target)
    expect(page.locator("#style img")).to_have_count(1)
    expect(page.locator("#content img")).to_have_count(0)


def test_pictures_dropped_at_once_go_into_the_pickers_in_turn(page):
    """From the first, or the one they are dropped on; an address goes nowhere."""
    page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.setData("text/plain", "https://example.org/cat.jpg");
          const more = { bubbles: true, cancelable: true };
          const event = new DragEvent("drop", { dataTransfer, ...more });
          document.querySelector("#content button").dispatchEvent(event);
        }"""
    )
    expect(where(page)).to_contain_text("A web address cannot be fetched")
    names = [PHOTOS[0].path, EXAMPLE_STYLES[0], EXAMPLE_STYLES[1]]
    hand_over(page, names[0], "drop", more=names[1:2])
    for picker, path in zip(("content", "style"), names, strict=False):
        shown = page.locator(f"#{picker} img")
        expect(shown).to_have_attribute("src", re.compile(rf"{path.name}$"))
    page.get_by_label("Remove Image").nth(1).click()
    target = "document.querySelector('#style button')"
    hand_over(page, names[2], "drop", target, more=names[1:2])
    for picker, path in (("style", names[2]), ("style2", names[1])):
        shown = page.locator(f"#{picker} img")
        expect(shown).to_have_attribute("src", re.compile(rf"{path.name}$"))


@pytest.mark.parametrize("how", ["drop", "choose"])
def test_a_picture_that_no_browser_knows_is_shown_cleaned(page, tmp_path, how):
    """A HEIC, one of them under a wrong name, and a photo without an ending."""
    content = "IMG_1.HEIC" if how == "drop" else "IMG_1.jpg"
    for picker, name in (("content", content), ("style", "IMG_2")):
        path = tmp_path / name
        path.write_bytes(zoo.heic() if picker == "content" else zoo.turned("JPEG", 6))
        if how == "drop":
            target = f"document.querySelector('#{picker} button')"
            hand_over(page, path, "drop", target, type="")
        else:
            page.locator(f"#{picker} input[type=file]").set_input_files(path)
        shown = page.locator(f"#{picker} [data-testid=image] img, #{picker} img").first
        expect(shown).to_have_attribute("src", re.compile(r"[0-9a-f]{64}\.png$"))
        width = "(image) => image.decode().then(() => image.naturalWidth)"
        assert shown.evaluate(width) == (
            zoo.WIDTH if picker == "content" else zoo.HEIGHT
        )
    expect(page.locator("#forecast")).to_contain_text("About", timeout=30_000)


def test_photo_and_painting_change_places(page):
    choose_examples(page)
    before = page.locator("#content img").get_attribute("src")
    button(page, "Swap the two").click()
    expect(page.locator("#style img")).to_have_attribute("src", before)
    expect(page.locator("#content img")).not_to_have_attribute("src", before)


def test_a_painted_picture_dropped_beside_the_pickers_brings_its_settings_back(
    page, painted, tmp_path
):
    open_painted(page, painted)
    path = downloaded(page, tmp_path)
    page.get_by_label("standard", exact=True).check()
    iterations = page.get_by_label("number input for iterations")
    expect(iterations).to_have_value(str(PRESETS["standard"].iterations))
    hand_over(page, path, "drop")
    expect(iterations).to_have_value("6")
    expect(where(page)).to_contain_text("The settings of this picture")


def test_photo_and_picture_are_compared_under_a_divider(page, painted):
    open_painted(page, painted)
    button(page, "Compare").click()
    divider = page.get_by_label("Drag to see the photo")
    photo = page.locator("#stage .photo")
    expect(photo).to_be_visible()
    cuts = []
    for value in ("0", "100"):
        divider.fill(value)
        style = photo.evaluate("(image) => image.style.clipPath")
        cuts.append(float(re.search(r"([\d.]+)%", style)[1]))
    assert cuts[0] > cuts[1], "to the right there is more of the photo"
    button(page, "Picture").click()
    expect(photo).to_be_hidden()


def test_a_time_lapse_is_scrubbed_saved_and_painted_on_from(page, tmp_path):
    paint_briefly(page, 8)
    button(page, "Time-lapse").click()
    scrubber = page.get_by_role("slider", name="Time-lapse")
    shown = page.locator("#stage .shown")
    scrubber.fill("0")
    expect(shown).to_have_attribute("src", re.compile(r"frames/0\.jpg"))
    film = downloaded(page, tmp_path, "WebP").read_bytes()
    assert film[8:12] == b"WEBP" and b"ANIM" in film[:64]
    token = page.url
    button(page, "Start from this moment").click()
    expect(where(page)).to_contain_text("Finished after 8", timeout=90_000)
    assert page.url != token, "it is a job of its own"
    assert read_recipe(downloaded(page, tmp_path)).settings.start == "picture"


@pytest.mark.parametrize(("name", "size"), [("More iterations", 256), ("Larger", 512)])
def test_a_painting_goes_on_after_its_end(page, painted, tmp_path, name, size):
    open_painted(page, painted)
    button(page, name).click()
    expect(where(page)).not_to_contain_text("Finished")
    expect(where(page)).to_contain_text("Finished after 6", timeout=90_000)
    settings = read_recipe(downloaded(page, tmp_path)).settings
    assert (settings.size, settings.start) == (size, "picture")


def test_a_place_is_touched_up_and_the_touch_up_undone(page, painted, tmp_path):
    open_painted(page, painted)
    before, link = read_picture(downloaded(page, tmp_path)), page.url
    button(page, "Touch up").click()
    dialog = page.locator("#stage dialog.touch")
    expect(button(dialog, "Paint this place")).to_be_disabled()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        button(dialog, "More of the photo").click()  # in sight
        box = dialog.locator(".own").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
        page.mouse.down()
        page.mouse.up()
    button(dialog, "Undo").click()
    page.route("**/upload*", lambda route: route.fulfill(json=[]))  # nothing arrived
    button(dialog, "Paint this place").click()
    expect(dialog.get_by_role("alert")).to_contain_text("could not be sent")
    page.unroute("**/upload*")
    button(dialog, "Paint this place").click()
    expect(where(page)).not_to_contain_text("Finished")
    expect(where(page)).to_contain_text("Finished after 6", timeout=90_000)
    after = read_picture(downloaded(page, tmp_path))
    has_changed = (after != before).any(axis=2)
    height, width = has_changed.shape
    assert has_changed[: height // 2, : width // 2].any()
    assert (
        not has_changed[height // 2 :].any() and not has_changed[:, width // 2 :].any()
    )
    button(page, "Undo the touch-up").click()
    expect(page).to_have_url(link)
    expect(button(page, "Undo the touch-up")).to_be_hidden(timeout=30_000)
    assert (read_picture(downloaded(page, tmp_path)) == before).all()


def test_colours_are_chosen_after_the_run(page, painted, tmp_path):
    open_painted(page, painted)
    paintings = downloaded(page, tmp_path)
    button(page, "photo's").click()
    expect(page.locator("#stage .shown")).to_have_attribute(
        "src", re.compile("photo-colors.png")
    )
    photos = downloaded(page, tmp_path)
    assert paintings.name != photos.name
    assert read_recipe(paintings) == read_recipe(photos)


def test_what_will_not_fit_is_mended_by_one_press(page):
    open_details(page)
    choose_examples(page)
    size = page.get_by_label("number input for size")
    size.fill("4096")
    memory = page.get_by_label("number input for memory (GB)")
    memory.fill("1")
    memory.press("Tab")
    forecast = page.locator("#forecast")
    expect(forecast).to_contain_text("does not fit into 1.0 GB", timeout=30_000)
    forecast.get_by_role("button").click()
    expect(forecast).to_contain_text("About", timeout=30_000)
    assert int(size.input_value()) < 4096


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
