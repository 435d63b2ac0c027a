"""Several paintings, where each goes, and how strongly, in a real browser."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from nst_core.images import read_picture
from page.layout import STYLES
from tests.page.conftest import (
    button,
    choose_examples,
    choose_quick,
    downloaded,
    where,
)

pytestmark = pytest.mark.browser


def choose_more(page, number, path):
    page.locator(f"#style{number} input[type=file]").set_input_files(path)


def add_second(page):
    """Choose the examples, and another painting beside."""
    choose_examples(page)
    page.get_by_role("button", name="More paintings").click()
    choose_more(page, 2, STYLES[2])
    expect(page.locator("#style2 img")).to_be_visible()


def open_masks(page, painting=1):
    button(page, "Where each painting goes").click()
    page.locator(f"#masks [data-number='{painting}']").click()


def brush_left_half(page):
    box = page.locator("#masks canvas").bounding_box()
    page.locator("#masks .size").fill("50")
    x, y = box["x"] + box["width"] / 5, box["y"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] - 2, steps=12)
    page.mouse.up()


def opacity_at(page, share):
    """Return how opaque the mask is, 0 to 255, at a share of its width."""
    return page.locator("#masks canvas").evaluate(
        "(c, at) => c.getContext('2d').getImageData(at * c.width, c.height / 2, 1, 1)"
        ".data[3]",
        share,
    )


def paint(page, tmp_path):
    choose_quick(page, 6)
    button(page, "Paint").click()
    finished = "Finished after 6 iterations"
    expect(where(page)).not_to_contain_text(finished)
    expect(where(page)).to_contain_text(finished, timeout=90_000)
    return read_picture(downloaded(page, tmp_path)).astype(float)


def test_a_brush_says_where_a_painting_goes(page, tmp_path):
    add_second(page)
    everywhere = paint(page, tmp_path)
    open_masks(page, painting=2)
    brush_left_half(page)
    button(page, "Done").click()
    expect(page.locator("#masks .told")).to_contain_text("painting 2")
    masked = paint(page, tmp_path)
    assert np.abs(masked - everywhere).mean() > 1

    page.reload()
    expect(page.locator("#masks .told")).to_contain_text("painting 2")
    open_masks(page, painting=2)
    assert opacity_at(page, 0.2) > 200, "what was brushed is there again"
    assert opacity_at(page, 0.9) == 0


def test_a_mask_of_another_shape_is_refused_before_it_is_taken(page, tmp_path):
    choose_examples(page)
    open_masks(page)
    Image.new("L", (90, 400), 255).save(tmp_path / "mask.png")
    page.locator("#masks input[type=file]").set_input_files(tmp_path / "mask.png")
    trouble = page.locator("#masks .trouble")
    expect(trouble).to_contain_text("This mask has 90 x 400 pixels")
    (tmp_path / "mask.png").write_text("no picture")
    page.locator("#masks input[type=file]").set_input_files(tmp_path / "mask.png")
    expect(trouble).to_contain_text("no picture")
    button(page, "Done").click()
    expect(page.locator("#masks .told")).to_be_empty()


def test_undo_and_everywhere_take_strokes_back(page):
    choose_examples(page)
    open_masks(page)
    expect(button(page, "Undo")).to_be_disabled()
    brush_left_half(page)
    button(page, "Invert").click()
    assert opacity_at(page, 0.9) == 255
    button(page, "Undo").click()
    assert opacity_at(page, 0.9) == 0
    button(page, "Everywhere").click()
    button(page, "Done").click()
    expect(page.locator("#masks .told")).to_be_empty()


def test_a_painting_after_a_gap_moves_up_with_its_share(page):
    add_second(page)
    choose_more(page, 4, STYLES[4])
    expect(page.locator("#style3 img")).to_be_visible()
    expect(page.locator("#style4 img")).to_have_count(0)
    share = page.get_by_label("number input for blend 3")
    share.fill("0.3")
    share.press("Tab")
    page.locator("#style2").get_by_label("Remove Image").click()
    expect(page.locator("#style3 img")).to_have_count(0)
    expect(page.locator("#style2 img")).to_be_visible()
    expect(page.get_by_label("number input for blend 2")).to_have_value("0.3")


def test_style_strength_moves_alpha_and_beta_and_follows_them(page):
    number = page.locator("#strength input[type=number]")
    expect(number).to_have_value("0.5")
    number.fill("0.8")
    number.press("Tab")
    alpha, beta = (page.locator(f"#{name}-dial .number") for name in ("alpha", "beta"))
    expect(alpha).to_have_value("0.4")
    expect(beta).to_have_value("16")
    beta.fill("4")
    beta.press("Tab")
    expect(number).to_have_value("0.5")
