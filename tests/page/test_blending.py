"""Several paintings, where each goes, and how strongly, in a real browser."""

import base64
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from nst_core.images.decoding import read_mask, read_picture
from nst_core.settings.recipe_reader import read_recipe
from nst_core.sheets.runs import EXAMPLE_STYLES
from tests.page.conftest import (
    button,
    choose_examples,
    choose_quick,
    downloaded,
    where,
)

pytestmark = pytest.mark.browser

DROP = """([target, bytes, name]) => {
  const file = Uint8Array.from(atob(bytes), (x) => x.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([file], name, { type: "image/png" }));
  const event = { dataTransfer, bubbles: true, cancelable: true };
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector(target).dispatchEvent(new DragEvent(kind, event));
  }
}"""


def drop(page, target, path):
    stored = base64.b64encode(path.read_bytes()).decode()
    page.evaluate(DROP, [target, stored, path.name])


def choose_more(page, number, path):
    page.locator(f"#style{number} input[type=file]").set_input_files(path)
    expect(page.locator(f"#style{number} img")).to_be_visible()


def add_second(page, path=EXAMPLE_STYLES[2]):
    """Choose the examples, and another painting beside."""
    choose_examples(page)
    page.get_by_role("button", name="More paintings").click()
    choose_more(page, 2, path)


def open_masks(page, painting=1):
    button(page, "Where each painting goes").click()
    page.locator(f"#masks [data-number='{painting}']").click()


def brush_left_half(page):
    box = page.locator("#masks .own").bounding_box()
    page.locator("#masks .size").fill("50")
    x, y = box["x"] + box["width"] / 5, box["y"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] - 2, steps=12)
    page.mouse.up()


def opacity_at(page, share, canvas=".own"):
    """Opacity of the mask, 0 to 255, at a share of its width."""
    return page.locator(f"#masks {canvas}").evaluate(
        "(c, at) => c.getContext('2d').getImageData(at * c.width, c.height / 2, 1, 1)"
        ".data[3]",
        share,
    )


def legend(page):
    """The line that says which paintings go only where it was brushed."""
    return page.locator("#masks .legend")


def paint(page):
    button(page, "Paint").click()
    expect(where(page)).to_contain_text("Finished after", timeout=90_000)


def test_a_brush_says_where_a_painting_goes(page, tmp_path):
    """A red painting, brushed on the left, reddens it; a reload finds it again."""
    Image.new("RGB", (64, 64), "red").save(tmp_path / "red.png")
    add_second(page, tmp_path / "red.png")
    open_masks(page, painting=2)
    brush_left_half(page)
    button(page, "Done").click()
    expect(legend(page)).to_contain_text("Painting 2")
    expect(page.locator("#masks .preview")).to_be_visible()
    choose_quick(page, 6)
    paint(page)
    painted = read_picture(downloaded(page, tmp_path)).astype(float)
    red, third = painted[..., 0] - painted[..., 2], painted.shape[1] // 3
    assert red[:, :third].mean() > red[:, -third:].mean() + 40

    page.reload()
    expect(legend(page)).to_contain_text("Painting 2", timeout=30_000)
    open_masks(page, painting=2)
    assert opacity_at(page, 0.2) > 200, "what was brushed is there again"
    assert opacity_at(page, 0.9) == 0
    page.locator("#masks [data-number='1']").click()
    assert opacity_at(page, 0.2) == 0
    assert opacity_at(page, 0.2, ".others") > 200, "it is seen beneath the next one"


def test_a_brush_says_what_is_kept_and_the_recipe_carries_it(page, tmp_path):
    """With one painting too; a reload finds it again, "Nowhere" forgets it."""
    choose_examples(page)
    button(page, "Keep parts of the photo").click()
    expect(page.locator("#masks [data-number='0']")).to_have_attribute(
        "aria-pressed", "true"
    )
    brush_left_half(page)
    button(page, "Done").click()
    expect(legend(page)).to_have_text(re.compile("^ *Kept as in the photo$"))
    expect(page.locator("#masks .preview")).to_be_visible()
    choose_quick(page, 2)
    paint(page)
    recipe = read_recipe(downloaded(page, tmp_path))
    assert recipe.keep and not recipe.masks
    kept = read_mask(recipe.keep)
    assert kept[:, : kept.shape[1] // 8].mean() > 150 and kept[:, -9:].max() == 0

    page.reload()
    expect(legend(page)).to_contain_text("Kept as in the photo", timeout=30_000)
    open_masks(page)
    assert opacity_at(page, 0.2) == 0
    assert opacity_at(page, 0.2, ".others") > 200
    page.locator("#masks [data-number='0']").click()
    assert opacity_at(page, 0.2) > 200
    button(page, "Nowhere").click()
    button(page, "Done").click()
    expect(legend(page)).to_be_empty()


def test_a_face_that_is_found_is_a_stroke_that_can_be_undone(page):
    """And where there is none, that is said in words."""
    choose_examples(page)
    page.locator("#content-examples .gallery-item").first.click()
    expect(page.locator("#content img")).to_have_attribute("src", re.compile("astro"))
    button(page, "Where each painting goes").click()
    expect(button(page, "Keep the face")).to_be_hidden()
    page.locator("#masks [data-number='0']").click()
    assert opacity_at(page, 0.44) == 0
    button(page, "Keep the face").click()
    expect(button(page, "Undo")).to_be_enabled(timeout=30_000)
    assert opacity_at(page, 0.44) == 0, "the astronaut's face is above the middle"
    height = "(c) => c.getContext('2d').getImageData(225, 130, 1, 1).data[3]"
    assert page.locator("#masks .own").evaluate(height) == 255
    button(page, "Undo").click()
    assert page.locator("#masks .own").evaluate(height) == 0
    button(page, "Cancel").click()

    page.locator("#content-examples .gallery-item").nth(2).click()
    button(page, "Keep parts of the photo").click()
    button(page, "Keep the face").click()
    trouble = page.locator("#masks .trouble")
    expect(trouble).to_contain_text("No face was found", timeout=30_000)


def test_masks_go_with_their_photo(page):
    choose_examples(page)
    open_masks(page)
    brush_left_half(page)
    page.keyboard.press("Escape")
    expect(legend(page)).to_contain_text("Painting 1")
    page.locator("#content-examples .gallery-item").nth(1).click()
    expect(legend(page)).to_contain_text("The photo has changed")
    expect(page.locator("#masks .preview")).to_be_hidden()
    open_masks(page)
    assert opacity_at(page, 0.2) == 0
    expect(button(page, "Everywhere")).to_have_attribute("aria-pressed", "true")
    button(page, "Cancel").click()
    page.get_by_label("Remove Image").first.click()
    button(page, "Where each painting goes").click()
    expect(legend(page)).to_contain_text("Choose a photo first")
    page.locator("#content-examples .gallery-item").nth(1).click()
    expect(legend(page)).to_be_empty()


def test_a_mask_that_is_brought_is_checked_before_it_is_taken(page, tmp_path):
    path = tmp_path / "mask.png"
    choose_examples(page)
    open_masks(page)
    width, height = page.locator("#masks .drawing img").evaluate(
        "(image) => [image.naturalWidth, image.naturalHeight]"
    )

    def upload(mask):
        mask.save(path)
        page.locator("#masks input[type=file]").set_input_files(path)

    trouble = page.locator("#masks .trouble")
    upload(Image.new("L", (90, 400), 255))
    expect(trouble).to_contain_text("This mask has 90 x 400 pixels")
    upload(Image.new("L", (width, height)))
    expect(trouble).to_contain_text("black everywhere")
    path.write_text("no picture")
    page.locator("#masks input[type=file]").set_input_files(path)
    expect(trouble).to_contain_text("no picture")
    assert opacity_at(page, 0.2) == 0

    mask = Image.new("RGBA", (width, height), (255, 255, 255, 0))  # as if on black
    mask.paste("white", (0, 0, width // 2, height))
    upload(mask)
    expect(trouble).to_be_empty()
    assert (opacity_at(page, 0.2), opacity_at(page, 0.9)) == (255, 0)
    button(page, "Done").click()
    expect(legend(page)).to_contain_text("Painting 1")


def test_an_open_dialog_keeps_files_and_keys_to_itself(page, tmp_path):
    choose_examples(page)
    photo = page.locator("#content img").get_attribute("src")
    open_masks(page)
    drop(page, "#masks dialog", EXAMPLE_STYLES[2])
    expect(page.locator("#masks .trouble")).to_contain_text("photo's proportions")
    brush_left_half(page)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+z")
    assert opacity_at(page, 0.2) == 0
    button(page, "Cancel").click()
    assert page.locator("#content img").get_attribute("src") == photo
    expect(page.locator(".has-job")).to_have_count(0)


def test_masks_that_cannot_be_sent_stay_in_the_dialog(page):
    choose_examples(page)
    open_masks(page)
    brush_left_half(page)
    page.route("**/upload*", lambda route: route.fulfill(json=[]))  # nothing arrived
    button(page, "Done").click()
    expect(page.locator("#masks .trouble")).to_contain_text("could not be sent")
    assert opacity_at(page, 0.2) > 200
    page.unroute("**/upload*")
    button(page, "Done").click()
    expect(legend(page)).to_contain_text("Painting 1")


def test_undo_everywhere_and_eraser_take_strokes_back(page):
    choose_examples(page)
    open_masks(page)
    expect(button(page, "Undo")).to_be_disabled()
    expect(button(page, "Invert")).to_be_disabled()
    brush_left_half(page)
    button(page, "Invert").click()
    assert opacity_at(page, 0.9) == 255
    button(page, "Undo").click()
    assert opacity_at(page, 0.9) == 0
    button(page, "Everywhere").click()
    button(page, "Eraser").click()
    brush_left_half(page)
    assert opacity_at(page, 0.9) == 255, "it is taken away from everywhere"
    button(page, "Everywhere").click()
    button(page, "Done").click()
    expect(legend(page)).to_be_empty()


def name_in(page, picker):
    shown = page.locator(f"#{picker} img")
    return shown.get_attribute("src").split("/")[-1] if shown.count() else ""


def test_no_painting_is_lost_and_one_after_a_gap_moves_up_as_it_is_painted(page):
    choose_quick(page, 2)
    add_second(page)
    choose_more(page, 3, EXAMPLE_STYLES[4])
    share = page.get_by_label("number input for share of painting 3")
    share.fill("0.3")
    share.press("Tab")
    drop(page, "#style2 [data-testid=image] img", EXAMPLE_STYLES[5])
    expect(page.locator("#style2 img")).to_have_attribute(
        "src", re.compile(EXAMPLE_STYLES[5].name)
    )
    assert name_in(page, "style3") == EXAMPLE_STYLES[4].name

    page.locator("#style2").get_by_label("Remove Image").click()
    expect(page.locator("#style2 img")).to_have_count(0)
    assert name_in(page, "style3") == EXAMPLE_STYLES[4].name
    paint(page)
    assert (name_in(page, "style2"), name_in(page, "style3")) == (
        EXAMPLE_STYLES[4].name,
        "",
    )
    share = page.get_by_label("number input for share of painting 2")
    expect(share).to_have_value("0.3")


def test_style_strength_moves_alpha_and_beta_and_follows_them(page):
    number = page.locator("#strength input[type=number]")
    expect(number).to_have_value("0.5")
    standard = page.get_by_label("standard", exact=True)
    expect(standard).to_be_checked()
    number.fill("0.8")
    number.press("Tab")
    alpha, beta = (page.locator(f"#{name}-dial .number") for name in ("alpha", "beta"))
    expect(alpha).to_have_value("0.4")
    expect(beta).to_have_value("16")
    expect(standard).not_to_be_checked()
    beta.fill("4")
    beta.press("Tab")
    expect(number).to_have_value("0.5")
