"""What the page's events do, called as Gradio calls them, with a real worker."""

import asyncio
import html
import math
from dataclasses import asdict, replace
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from nst_core.images.decoding import read_picture
from nst_core.settings.presets import PRESETS
from nst_core.settings.recipe import describe, to_json
from tests.conftest import draw_picture
from tests.page.conftest import ALONE, BRIEF, bring, watch


def refused(desk, toasts, *sent):
    """Return what the status line and the toast say of what must be refused."""
    token, said = desk.bring(*sent)
    assert not token
    return said["refused"], toasts[-1]


def test_a_job_is_watched_to_its_end_and_offered_as_files(desk, files):
    token = bring(desk, files)
    *_, last = watch(desk, token)
    assert (last["state"], last["iteration"], last["iterations"]) == ("done", 4, 4)
    assert last["has_result"] and "result.png" in last["files"]
    assert last["picture"] == f"jobs/{token}/result.png"
    assert set(last["costs"]["layers"]) == set(BRIEF.layer_weights)
    assert last["weights"]["beta"] == BRIEF.beta
    assert "vgg16 (embedded int8)" in last["network"]


def test_no_two_messages_are_equal_so_each_is_heard_of(desk, files):
    token = bring(desk, files)
    ((first,), (second,)) = watch(desk, token)[-1:], watch(desk, token)
    assert first.pop("number") != second.pop("number")
    assert first == second


def test_a_page_without_a_job_is_told_nothing(desk):
    assert watch(desk, "") == []


def test_a_link_to_a_deleted_job_says_so(desk):
    (said,) = watch(desk, "A" * 22)
    assert "not here any more" in said["refused"]


def test_a_new_look_of_one_page_ends_the_one_before(desk, files):
    """Who opens other pictures leaves no watcher behind."""
    tokens = [
        bring(desk, files, replace(BRIEF, iterations=2000, seed=x)) for x in (1, 2)
    ]

    async def look_twice():
        first = desk.watch(tokens[0], "a page")
        await anext(first)
        second = desk.watch(tokens[1], "a page")
        await anext(second)
        rest = [said async for said in first]
        await second.aclose()
        return rest

    assert len(asyncio.run(look_twice())) <= 1
    for token in tokens:
        desk.command(token, {"command": "stop"})
        watch(desk, token)


def test_the_controls_of_a_job_that_is_found_again_show_its_settings(desk, files):
    settings = replace(BRIEF, beta=33.0, start="picture")
    token = bring(desk, files, settings)  # fails, as no start is given; it has settings
    content, style, _, _, _, masks, preset, *values = desk.restore(token)
    assert masks == {}
    shown = dict(zip(asdict(BRIEF), values, strict=True))
    assert shown["beta"] == 33
    assert shown["start"] == gr.skip(), "the page has no such choice"
    assert preset == "", "it is none of the presets"
    for picture, file in zip((content, style), files, strict=True):
        assert Path(picture).read_bytes() == Path(file["path"]).read_bytes()
        assert Path(picture).suffix == ".png", "else no browser shows it"
    assert set(map(str, desk.restore("nothing"))) == {str(gr.skip())}


def test_a_picture_painted_here_brings_its_settings_back(desk, files, pool, uploads):
    token = bring(desk, files, replace(BRIEF, beta=44.0))
    watch(desk, token)
    path = uploads / "painted.png"
    path.write_bytes((pool.files(token) / "result.png").read_bytes())
    masks, preset, *values = desk.take_recipe(None, {"path": str(path)})
    assert masks == {}
    assert (preset, dict(zip(asdict(BRIEF), values, strict=True))["beta"]) == ("", 44)


@pytest.mark.parametrize("path", ["{uploads}/content.png", "/etc/passwd", None, 7])
def test_what_carries_no_recipe_is_refused_in_words(desk, files, uploads, path):
    path = path.format(uploads=uploads) if isinstance(path, str) else path
    with pytest.raises(gr.Error, match="recipe"):
        desk.take_recipe(None, {"path": path})


def draw_more(files, uploads, rng):
    """Return what is sent of two paintings, the second in the photo's left half."""
    Image.fromarray(draw_picture(rng, 50, 60)).save(uploads / "more.png")
    mask = Image.new("L", (80, 64))
    mask.paste(255, (0, 0, 40, 64))
    mask.save(uploads / "mask.png")
    sent = [{"path": f"{uploads}/{name}.png"} for name in ("more", "mask")]
    return *files, sent[0], None, None, {"mask2": sent[1]}


def test_paintings_and_masks_are_painted_with_and_found_again(
    desk, files, pool, uploads, rng
):
    given = draw_more(files, uploads, rng)
    token, status = desk.bring(*given, "me", *asdict(BRIEF).values())
    assert watch(desk, token)[-1]["state"] == "done", status
    photo, _, second, third, _, masks, *_ = desk.restore(token)
    assert Path(second).read_bytes() == (uploads / "more.png").read_bytes()
    assert third is None
    assert masks.pop("photo") == photo, "so the page knows whose masks they are"
    (mask,) = masks.values()
    assert Path(mask["path"]).read_bytes() == (uploads / "mask.png").read_bytes()
    assert (pool.files(token) / "mask2").exists()

    result = uploads / "painted.png"
    result.write_bytes((pool.files(token) / "result.png").read_bytes())
    chosen, *_ = desk.take_recipe({"path": "photo"}, {"path": str(result)})
    assert chosen.pop("photo") == "photo"
    again = read_picture(Path(chosen.pop("mask2")["path"]))
    np.testing.assert_array_equal(again, read_picture(uploads / "mask.png"))
    assert not chosen


def test_a_recipe_whose_mask_is_no_picture_is_refused_in_words(desk, uploads):
    recipe = to_json(describe(BRIEF, "vgg16", masks=[b"no picture"]))
    (uploads / "bad.json").write_text(recipe)
    with pytest.raises(gr.Error, match="The mask"):
        desk.take_recipe(None, {"path": f"{uploads}/bad.json"})


def test_a_painting_after_a_gap_is_refused_in_words(desk, files, toasts, uploads, rng):
    photo, style, more, *_ = draw_more(files, uploads, rng)
    sent = photo, style, None, more, None, {}, "me", *asdict(BRIEF).values()
    assert "painting 2 is missing" in refused(desk, toasts, *sent)[1]


def test_a_mask_without_its_painting_is_left_out(desk, files, uploads, rng):
    *_, masks = draw_more(files, uploads, rng)
    found = asyncio.run(
        desk.forecast(*files, None, None, None, masks, *asdict(BRIEF).values())
    )
    assert "seconds" in found


def test_a_mask_of_other_proportions_is_refused_in_words(desk, files, uploads, rng):
    given = draw_more(files, uploads, rng)
    Image.new("L", (64, 80), 255).save(uploads / "mask.png")
    found = asyncio.run(desk.forecast(*given, *asdict(BRIEF).values()))
    assert "must have the photo's proportions" in found["trouble"]


def test_a_preset_is_known_by_its_settings(desk, files):
    token = bring(desk, files, PRESETS["quick"])
    desk.command(token, {"command": "stop"})
    assert desk.restore(token)[6] == "quick"


def forecast(desk, files, settings):
    return asyncio.run(desk.forecast(*files, *ALONE, *asdict(settings).values()))


def test_a_run_is_forecast_before_it_begins(desk, files):
    brief, long = (
        forecast(desk, files, replace(BRIEF, iterations=n)) for n in (10, 1000)
    )
    assert 0 < brief["seconds"] < long["seconds"]
    assert 0.1 < brief["gb"] < 10
    assert forecast(desk, (None, files[1]), BRIEF) == {}, "there is no photo yet"


def test_what_cannot_be_painted_is_said_before_it_is_tried(desk, files, uploads):
    tight = replace(BRIEF, size=4096, memory_gb=1.0)
    found = forecast(desk, files, tight)
    assert "does not fit into 1.0 GB" in found["trouble"]
    cured = replace(tight, size=found["cure_size"])
    assert "seconds" in forecast(desk, files, cured)
    (uploads / "content.png").write_text("no picture")
    for pair in (files, (files[0], None)):
        assert "The content picture" in forecast(desk, pair, BRIEF)["trouble"]


@pytest.mark.parametrize("kind", ["more", "larger", "again"])
def test_a_painting_goes_on_as_a_new_job(desk, files, pool, kind):
    token = bring(desk, files)
    watch(desk, token)
    other = asdict(replace(BRIEF, beta=55.0)).values()
    wish = {"token": token, "kind": kind}
    follower, _ = desk.follow("me", *other, wish=wish)
    view = pool.view(follower)
    assert view.settings.start == "picture"
    assert view.settings.size == (128 if kind == "larger" else 64)
    assert view.settings.beta == (55 if kind == "again" else BRIEF.beta)
    *_, last = watch(desk, follower)
    assert last["state"] == "done"


def test_a_painting_goes_on_from_an_earlier_moment(desk, files, pool):
    token = bring(desk, files)
    watch(desk, token)
    wish = {"token": token, "kind": "again", "moment": 0}
    follower, _ = desk.follow("me", *asdict(BRIEF).values(), wish=wish)
    start = pool.files(token) / "frames" / "00000.jpg"
    assert (pool.files(follower) / "start").read_bytes() == start.read_bytes()


@pytest.mark.parametrize(
    "wish",
    [{}, {"token": "x", "kind": "more"}, {"token": ["x"]}, {"moment": "../x"}, [], "x"],
)
def test_a_forged_wish_is_refused_in_words(desk, toasts, wish):
    token, said = desk.follow("me", *asdict(BRIEF).values(), wish=wish)
    assert token == "" and "not here any more" in said["refused"]


def test_deleting_is_for_whoever_knows_the_token(desk, files, pool):
    token = bring(desk, files)
    watch(desk, token)
    folder = pool.files(token)
    desk.remove({"tokens": [token, "nothing", 7]})
    desk.remove({"tokens": "no list"})
    desk.remove("no dictionary")
    assert not folder.exists()


def test_pausing_stopping_and_steering_reach_the_job(desk, files, pool):
    long = replace(BRIEF, iterations=2000, size=96)
    token = bring(desk, files, long)

    async def until(is_so):
        async for _ in desk.watch(token):
            if is_so(pool.view(token)):
                return

    asyncio.run(until(lambda view: view.about.get("iteration")))
    desk.command(token, {"command": "pause"})
    asyncio.run(until(lambda view: view.state == "paused"))
    desk.steer(token, *asdict(replace(long, beta=77.0)).values())
    desk.command(token, {"command": "pause"})
    desk.command(token, {"command": "stop"})
    *_, last = watch(desk, token)
    assert last["state"] == "stopped" and last["has_result"]
    assert pool.view(token).settings.beta == 77


def test_steering_with_nothing_to_steer_is_no_mistake(desk):
    desk.steer("", *asdict(BRIEF).values())


def test_a_job_that_failed_says_why_in_the_cores_words(desk, files, uploads):
    whole = (uploads / "content.png").read_bytes()
    (uploads / "content.png").write_bytes(whole[: len(whole) // 2])
    *_, last = watch(desk, bring(desk, files))
    assert "The content picture is damaged or incomplete" in last["note"]
    assert (last["state"], last["has_result"]) == ("failed", False)


def test_a_missing_picture_is_asked_for(desk, files, toasts):
    values = asdict(BRIEF).values()
    photo, painting = files
    for pair, word in (((None, painting), "photo"), ((photo, None), "painting")):
        _, toast = refused(desk, toasts, *pair, *ALONE, "me", *values)
        assert f"The {word} is missing" in toast


def test_what_the_core_refuses_reaches_the_person_word_for_word(
    desk, files, toasts, uploads
):
    broken = uploads / "broken.png"
    broken.write_text("<b>no picture</b>")
    sent = {"path": str(broken)}, files[1], *ALONE, "me", *asdict(BRIEF).values()
    line, toast = refused(desk, toasts, *sent)
    assert "The content picture" in toast
    assert html.escape(line) == toast, "the stage says the same sentence"


def test_what_a_forged_request_says_is_not_rendered(desk, files, toasts):
    values = asdict(BRIEF) | {"family": "<b>"}
    line, toast = refused(desk, toasts, *files, *ALONE, "me", *values.values())
    assert "family is &#x27;&lt;b&gt;&#x27;" in toast
    assert html.escape(line) == toast, "the stage writes text, no HTML"


@pytest.mark.parametrize("value", [math.nan, None, True, "50", [1], {}, 10**400])
def test_a_forged_value_is_refused_by_name(desk, files, toasts, value):
    values = asdict(BRIEF) | {"beta": value}
    assert "beta is" in refused(desk, toasts, *files, *ALONE, "me", *values.values())[1]


@pytest.mark.parametrize(
    "payload",
    [
        {"path": __file__},
        {"path": "/etc/passwd", "orig_name": "x.svg"},
        {"path": "{uploads}/../../etc/passwd"},
        {"path": "{uploads}/photo\0.png"},
        {"path": None, "url": "data:image/png;base64,AAAA"},
        {"path": ["a"]},
        {},
        "/etc/passwd",
        7,
    ],
)
def test_a_file_that_was_not_uploaded_is_not_read(
    desk, uploads, files, toasts, payload
):
    """A forged request may name any path of this machine."""
    if isinstance(payload, dict) and isinstance(payload.get("path"), str):
        payload = {"path": payload["path"].format(uploads=uploads)}
    sent = payload, files[1], *ALONE, "me", *asdict(BRIEF).values()
    assert "photo was not uploaded here" in refused(desk, toasts, *sent)[1]
