"""The page's events without a browser, with a real worker."""

import html
import math
import re
from dataclasses import replace
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from PIL import Image, ImageFile

from nst_core.images.decoding import read_picture
from nst_core.images.formats import FORMATS, TIFF
from nst_core.jobs.tokens import files_key, view_token
from nst_core.settings.presets import PRESETS
from nst_core.settings.recipe import describe, to_json
from page.examples import PHOTOS
from page.languages import LANGUAGES
from page.wiring import field
from tests import zoo
from tests.conftest import draw_picture, run
from tests.page.conftest import BRIEF, inputs_of, submit, watch


def refused(handlers, toasts, inputs):
    """The status line and the toast of what must be refused."""
    token, message = handlers.submit(inputs)
    assert not token
    return message["refused"], toasts[-1]


def test_a_job_is_watched_to_its_end_and_offered_as_files(handlers, files):
    token = submit(handlers, files)
    *_, last = watch(handlers, token)
    assert (last["state"], last["iteration"]) == ("done", 4)
    assert last["sentence"].startswith("Finished after 4 iterations in")
    assert last["has_result"] and "result.png" in last["files"]
    assert last["picture"] == f"jobs/{files_key(token)}/result.png"
    assert last["is_own"] and last["view_token"] == view_token(token)
    assert set(last["costs"]["layers"]) == set(BRIEF.layer_weights)
    assert last["weights"]["beta"] == BRIEF.beta
    assert "vgg16 (embedded int8)" in last["network"]


def test_no_two_messages_are_equal_so_each_is_heard_of(handlers, finished):
    ((first,), (second,)) = watch(handlers, finished), watch(handlers, finished)
    assert first.pop("number") != second.pop("number")
    assert first == second


def test_a_page_without_a_job_is_told_nothing(handlers):
    assert watch(handlers, "") == []


def test_a_link_to_a_deleted_job_says_so(handlers):
    (message,) = watch(handlers, "A" * 22)
    assert "not here any more" in message["refused"]


def test_a_new_watch_of_one_page_ends_the_one_before(handlers, files):
    """Who opens other pictures leaves no watcher behind."""
    tokens = [
        submit(handlers, files, replace(BRIEF, iterations=2000, seed=x)) for x in (1, 2)
    ]

    async def watch_twice():
        first = handlers.watch(tokens[0], "a page")
        await anext(first)
        second = handlers.watch(tokens[1], "a page")
        await anext(second)
        rest = [message async for message in first]
        await second.aclose()
        return rest

    assert len(run(watch_twice())) <= 1
    for token in tokens:
        handlers.command(token, "stop")
        watch(handlers, token)


def test_the_controls_of_a_job_that_is_found_again_show_its_settings(handlers, files):
    settings = replace(BRIEF, beta=33.0, start="picture")
    token = submit(
        handlers, files, settings
    )  # fails, as no start is given; it has settings
    restored = handlers.restore(token)
    assert restored["masks"] == {}
    assert restored["beta"] == 33
    assert "start" not in restored, "the page has no such choice"
    assert restored["preset"] == "", "it is none of the presets"
    for name, file in zip(("content", "style"), files, strict=True):
        shown = read_picture(Path(restored[name]))
        assert (shown == read_picture(Path(file["path"]))).all()
        assert Path(restored[name]).suffix == ".png", "else no browser shows it"
    assert handlers.restore("nothing") == {}


def test_a_picture_painted_here_brings_its_settings_back(
    handlers, files, service, uploads
):
    token = submit(handlers, files, replace(BRIEF, beta=44.0))
    watch(handlers, token)
    path = uploads / "painted.png"
    path.write_bytes(service.folder(token).path("result.png").read_bytes())
    read = handlers.read_recipe(str(path))
    assert (read["masks"], read["preset"], read["beta"]) == ({}, "", 44)


@pytest.mark.parametrize("path", ["{uploads}/content.png", "/etc/passwd", None, 7])
def test_what_carries_no_recipe_is_refused_in_words(handlers, files, uploads, path):
    path = path.format(uploads=uploads) if isinstance(path, str) else path
    with pytest.raises(gr.Error, match="recipe"):
        handlers.read_recipe(path)


def draw_more(uploads, rng):
    """Inputs of a second painting, which goes to the photo's left half, kept too."""
    Image.fromarray(draw_picture(rng, 50, 60)).save(uploads / "more.png")
    mask = Image.new("L", (80, 64))
    mask.paste(255, (0, 0, 40, 64))
    mask.save(uploads / "mask.png")
    style, mask = ({"path": f"{uploads}/{name}.png"} for name in ("more", "mask"))
    return {"style2": style, "masks": {"mask2": mask, "keep": mask}}


def test_paintings_masks_and_what_is_kept_are_painted_with_and_found_again(
    handlers, files, service, uploads, rng
):
    token, message = handlers.submit(inputs_of(files, **draw_more(uploads, rng)))
    assert watch(handlers, token)[-1]["state"] == "done", message
    restored = handlers.restore(token)
    masks = restored["masks"]
    more = read_picture(Path(restored["style2"]))
    assert (more == read_picture(uploads / "more.png")).all()
    assert restored["style3"] is None
    whose = masks.pop("photo")
    assert whose == restored["content"], "so the page knows whose masks they are"
    assert masks.keys() == {"mask2", "keep"}
    for mask in masks.values():
        drawn = read_picture(Path(mask["path"]))
        assert (drawn == read_picture(uploads / "mask.png")).all()
    assert service.folder(token).path("mask2").exists()

    result = uploads / "painted.png"
    result.write_bytes(service.folder(token).path("result.png").read_bytes())
    found = handlers.read_recipe(str(result), "photo")["masks"]
    assert found.pop("photo") == "photo"
    for name in ("mask2", "keep"):
        again = read_picture(Path(found.pop(name)["path"]))
        np.testing.assert_array_equal(again, read_picture(uploads / "mask.png"))
    assert not found


def test_a_recipe_whose_mask_is_no_picture_is_refused_in_words(handlers, uploads):
    recipe = to_json(describe(BRIEF, "vgg16", masks=[b"no picture"]))
    (uploads / "bad.json").write_text(recipe)
    with pytest.raises(gr.Error, match="The first mask"):
        handlers.read_recipe(f"{uploads}/bad.json")
    recipe = to_json(describe(BRIEF, "vgg16", keep=b"no picture"))
    (uploads / "bad.json").write_text(recipe)
    with pytest.raises(gr.Error, match="The keep map"):
        handlers.read_recipe(f"{uploads}/bad.json")


def test_a_painting_after_a_gap_moves_up_with_its_mask(
    handlers, files, service, uploads, rng
):
    more = draw_more(uploads, rng)
    moved = {"style2": None, "style3": more["style2"], "blend_3": 0.5}
    moved["masks"] = {"mask3": more["masks"]["mask2"]}
    token, message = handlers.submit(inputs_of(files, **moved))
    handlers.command(token, "stop")
    found = handlers.restore(token)
    assert found["style2"] and not found["style3"], message
    assert (found["blend_2"], found["blend_3"]) == (0.5, 1)
    assert "mask2" in found["masks"] and "mask3" not in found["masks"]


def test_a_mask_without_its_painting_is_left_out(handlers, files, uploads, rng):
    masks = draw_more(uploads, rng)["masks"]
    assert "estimate" in forecast(handlers, files, masks=masks)


def test_a_mask_of_other_proportions_is_refused_in_words(handlers, files, uploads, rng):
    more = draw_more(uploads, rng)
    Image.new("L", (64, 80), 255).save(uploads / "mask.png")
    found = forecast(handlers, files, **more)
    assert "must have the photo's proportions" in found["trouble"]


def test_a_preset_is_known_by_its_settings(handlers, files):
    token = submit(handlers, files, PRESETS["quick"])
    handlers.command(token, "stop")
    assert handlers.restore(token)["preset"] == "quick"


def forecast(handlers, files, settings=BRIEF, **more):
    return run(handlers.forecast(inputs_of(files, settings, **more)))


def test_a_run_is_forecast_before_it_begins(handlers, files):
    brief, long = (
        forecast(handlers, files, replace(BRIEF, iterations=n))["estimate"]
        for n in (10, 5000)
    )
    assert re.fullmatch(r"About \d+ s and 0\.\d GB\.", brief)
    assert re.fullmatch(r"About \d+ (s|min) and 0\.\d GB\.", long)
    assert brief != long
    large = forecast(handlers, files, replace(BRIEF, size=4096))["estimate"]
    assert re.search(r"GB\. Prints as A\d at 150 dpi\.$", large)
    assert forecast(handlers, (None, files[1])) == {}, "there is no photo yet"


def test_a_painting_of_one_colour_is_told_before_it_is_tried(handlers, files, uploads):
    Image.new("RGB", (80, 64), "red").save(uploads / "red.png")
    pair = files[0], {"path": f"{uploads}/red.png"}
    assert "The painting is one colour" in forecast(handlers, pair)["estimate"]


def test_what_cannot_be_painted_is_said_before_it_is_tried(handlers, files, uploads):
    tight = replace(BRIEF, size=4096, memory_gb=1.0)
    found = forecast(handlers, files, tight)
    assert "does not fit into 1.0 GB" in found["trouble"]
    cured = replace(tight, size=found["cure_size"])
    assert "estimate" in forecast(handlers, files, cured)
    (uploads / "content.png").write_text("no picture")
    for pair in (files, (files[0], None)):
        assert "The content picture" in forecast(handlers, pair)["trouble"]


@pytest.mark.parametrize("kind", ["more", "larger", "again"])
def test_a_painting_goes_on_as_a_new_job(handlers, files, finished, service, kind):
    inputs = inputs_of(files, replace(BRIEF, beta=55.0))
    follower, _ = handlers.follow(inputs, finished, kind)
    view = service.status(follower)
    assert view.settings.start == "picture"
    assert view.settings.size == (128 if kind == "larger" else 64)
    assert view.settings.beta == (55 if kind == "again" else BRIEF.beta)
    service.remove(follower)


def test_a_new_job_that_goes_on_is_painted_to_its_end(handlers, files, finished):
    follower, _ = handlers.follow(inputs_of(files), finished, "more")
    *_, last = watch(handlers, follower)
    assert last["state"] == "done"


def test_a_painting_goes_on_from_an_earlier_moment(handlers, files, finished, service):
    follower, _ = handlers.follow(inputs_of(files), finished, "again", moment=0)
    start = service.folder(finished).path("frames/00000.jpg")
    copied = service.folder(follower).path("start")
    assert (read_picture(copied) == read_picture(start)).all()
    service.remove(follower)


@pytest.mark.parametrize("brought", [None, 7, [], "token", {}, {"token": ["x"]}])
def test_a_forged_event_is_refused_in_words(handlers, files, toasts, brought):
    event = gr.EventData(None, brought)
    token, kind, moment = (field(event, name) for name in ("token", "kind", "moment"))
    token, message = handlers.follow(inputs_of(files), token, kind, moment)
    assert token == "" and "not here any more" in message["refused"]


def test_deleting_is_for_whoever_knows_the_token(handlers, files, service):
    token = submit(handlers, files)
    watch(handlers, token)
    folder = service.folder(token)
    handlers.remove([token, "nothing", 7])
    handlers.remove("no list")
    handlers.remove(None)
    assert not folder.root.exists()


def test_pausing_stopping_and_steering_reach_the_job(handlers, files, service):
    long = replace(BRIEF, iterations=2000, size=96)
    token = submit(handlers, files, long)

    async def until(is_so):
        async for _ in handlers.watch(token):
            if is_so(service.status(token)):
                return

    run(until(lambda view: view.frame and view.frame.iteration))
    handlers.command(token, "pause")
    run(until(lambda view: view.state == "paused"))
    handlers.steer(inputs_of(files, replace(long, beta=77.0), token=token))
    handlers.command(token, "resume")
    handlers.command(token, "stop")
    *_, last = watch(handlers, token)
    assert last["state"] == "stopped" and last["has_result"]
    assert service.status(token).settings.beta == 77


def test_steering_with_nothing_to_steer_is_no_mistake(handlers, files):
    handlers.steer(inputs_of(files))


def test_a_damaged_picture_is_refused_in_the_cores_words(handlers, files, uploads):
    whole = (uploads / "content.png").read_bytes()
    (uploads / "content.png").write_bytes(whole[: len(whole) // 2])
    token, message = handlers.submit(inputs_of(files))
    assert not token
    assert "The content picture is damaged or incomplete" in str(message)


def test_a_file_that_no_browser_shows_has_a_small_preview(
    handlers, uploads, monkeypatch
):
    monkeypatch.setattr("page.handlers.PREVIEW_EDGE_PX", zoo.WIDTH // 2)
    (uploads / "scan.tif").write_bytes(zoo.of_format(TIFF))
    path = f"{uploads}/scan.tif"
    found = handlers.preview("style2", path)
    assert (found["picker"], found["file"]) == ("style2", path)
    shown = read_picture(Path(found["preview"].removeprefix("gradio_api/file=")))
    assert max(shown.shape) == zoo.WIDTH // 2
    assert handlers._service.take_in(Path(path), "style2").clean.width == zoo.WIDTH


def test_faces_are_answered_by_number_with_a_keep_map_or_with_why_not(
    handlers, uploads
):
    astronaut, cat = (
        next(str(photo.path) for photo in PHOTOS if photo.path.stem == name)
        for name in ("astronaut", "cat")
    )
    found = handlers.find_faces(astronaut, 3)
    assert found["number"] == 3
    assert read_picture(Path(found["keep"]["path"]))[130, 225].min() == 255
    assert "No face was found" in handlers.find_faces(cat, 4)["trouble"]
    for photo in ("/etc/passwd", f"{uploads}/none.jpg", None, 7):
        assert handlers.find_faces(photo, "five").keys() == {"number", "trouble"}


def test_a_forecast_of_known_pictures_waits_for_nobodys_files(
    handlers, files, monkeypatch
):
    assert "estimate" in forecast(handlers, files)

    def fail(*_):
        raise AssertionError("it queued for the intake")

    monkeypatch.setattr(handlers, "wait", fail)
    assert "estimate" in forecast(handlers, files)


def test_where_a_transparent_photo_will_be_white_is_told(handlers, files, uploads):
    (uploads / "sticker.png").write_bytes(zoo.half_transparent("PNG"))
    pair = {"path": f"{uploads}/sticker.png"}, files[1]
    assert "contact sheets lie on white" in forecast(handlers, pair)["estimate"]


@pytest.mark.parametrize("name", ["content", "mask1", None, 7])
def test_a_forged_or_unfit_file_has_no_preview(handlers, uploads, name):
    (uploads / "text.tif").write_text("no picture")
    for path in (f"{uploads}/text.tif", "/etc/passwd", None, 7):
        assert handlers.preview(name, path) == {}


def test_the_servers_process_decodes_nothing(handlers, files, uploads, monkeypatch):
    """From upload to result and back to the form, for every kind of file."""

    def fail(*_):
        raise AssertionError("the page's process has decoded a picture")

    for known in FORMATS:
        (uploads / known.name).write_bytes(zoo.of_format(known))
    for name in ("draft", "load", "load_prepare"):
        monkeypatch.setattr(ImageFile.ImageFile, name, fail)
    for known in FORMATS:
        picked = {"path": str(uploads / known.name)}
        forecast = run(handlers.forecast(inputs_of((picked, files[1]))))
        assert "estimate" in forecast, known.name
    token = submit(handlers, (picked, files[1]))
    watch(handlers, token)
    assert handlers.restore(token)


def test_a_sticker_stays_a_sticker(handlers, service, files, uploads):
    with Image.open(uploads / "content.png") as image:
        image.putalpha(Image.new("L", image.size, 128))
        image.save(uploads / "content.png")
    token = submit(handlers, files)
    watch(handlers, token)
    for name in ("result.png", "photo-colors.png"):
        with Image.open(service.folder(token).path(name)) as image:
            assert image.mode == "RGBA"
            assert image.getchannel("A").getextrema() == (128, 128)
    assert handlers.restore(token)["content"].endswith(".png")


def test_a_missing_picture_is_asked_for(handlers, files, toasts):
    for name, word in (("content", "photo"), ("style", "painting")):
        _, toast = refused(handlers, toasts, inputs_of(files, **{name: None}))
        assert f"The {word} is missing" in toast


def test_a_german_visitor_is_refused_in_german(handlers, files, toasts):
    german = LANGUAGES["de"]
    _, message = handlers.submit(inputs_of(files, content=None), german)
    assert message["refused"].startswith("Es fehlt: Foto.") and toasts
    _, message = handlers.submit(inputs_of(files, size=7), german)
    assert message["refused"] == "size ist 7; möglich ist 64 bis 8192."
    found = run(handlers.forecast(inputs_of(files, size=7), language=german))
    assert found["trouble"] == message["refused"]


def test_what_the_core_refuses_reaches_the_person_word_for_word(
    handlers, files, toasts, uploads
):
    broken = uploads / "broken.png"
    broken.write_text("<b>no picture</b>")
    inputs = inputs_of(files, content={"path": str(broken)})
    line, toast = refused(handlers, toasts, inputs)
    assert "The content picture" in toast
    assert html.escape(line) == toast, "the stage says the same sentence"


def test_what_a_forged_request_says_is_not_rendered(handlers, files, toasts):
    line, toast = refused(handlers, toasts, inputs_of(files, family="<b>"))
    assert "family is &#x27;&lt;b&gt;&#x27;" in toast
    assert html.escape(line) == toast, "the stage writes text, no HTML"


@pytest.mark.parametrize("value", [math.nan, None, True, "50", [1], {}, 10**400])
def test_a_forged_value_is_refused_by_name(handlers, files, toasts, value):
    assert "beta is" in refused(handlers, toasts, inputs_of(files, beta=value))[1]


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
    handlers, uploads, files, toasts, payload
):
    """A forged request may name any path of this machine."""
    if isinstance(payload, dict) and isinstance(payload.get("path"), str):
        payload = {"path": payload["path"].format(uploads=uploads)}
    _, toast = refused(handlers, toasts, inputs_of(files, content=payload))
    assert "photo was not uploaded here" in toast


def test_a_link_to_look_only_changes_nothing(handlers, files, service, toasts):
    token = submit(handlers, files, replace(BRIEF, iterations=900))
    link = view_token(token)
    for command in ("pause", "stop"):
        with pytest.raises(gr.Error, match="only shows the picture"):
            handlers.command(link, command)
    handlers.steer(inputs_of(files, replace(BRIEF, beta=77), token=link))
    handlers.remove([link])
    status = service.status(token)
    assert not status.is_over and status.settings.beta == BRIEF.beta
    handlers.command(token, "stop")
    *_, last = watch(handlers, link)
    assert last["token"] == link and not last["is_own"]
    assert token not in str(last), "whoever looks never learns the owner's"
    handlers.remove([token])


def test_a_link_to_look_only_brings_settings_and_starts_a_job_of_one_s_own(
    handlers, files, service, finished
):
    link = view_token(finished)
    assert handlers.restore(link)["iterations"] == BRIEF.iterations
    token, message = handlers.follow(inputs_of(files), link, "more")
    assert token not in ("", finished, link), message
    watch(handlers, token)
    assert service.status(finished).is_over


def test_a_job_gives_clean_pictures_back_also_an_older_one(handlers, service, files):
    """Older jobs keep the files as they came, with the place where they were taken."""
    token = submit(handlers, files)
    watch(handlers, token)
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"  # a place on the earth
    photo = service.folder(token).path("content")
    photo.unlink()  # it may be a link to a picture of the cache
    Image.new("RGB", (80, 64), "red").save(photo, "JPEG", exif=exif)
    assert b"Exif" in photo.read_bytes()
    restored = Path(handlers.restore(token)["content"])
    with Image.open(restored) as picture:
        assert picture.format == "PNG" and not picture.getexif() and not picture.text


def test_a_touch_up_shows_nobody_a_token_that_he_did_not_have(
    handlers, files, finished, service, uploads
):
    """Who was given a link to look only cannot stop or delete the picture behind it."""
    place = np.zeros(read_picture(service.folder(finished).path("result.png")).shape)
    place[16:40, 16:40] = 255
    Image.fromarray(place.astype(np.uint8)).save(uploads / "place.png")
    wish = {"touch": "weaker", "place": {"path": str(uploads / "place.png")}}
    for asked in (finished, view_token(finished)):
        token, message = handlers.touch_up(inputs_of(files), asked, wish)
        last = watch(handlers, token)[-1]
        assert (last["state"], last["before"]) == ("done", asked), message
        assert watch(handlers, view_token(token))[-1]["before"] == ""


def test_a_touch_up_needs_a_brushed_place_and_a_wish(
    handlers, files, finished, uploads
):
    _, message = handlers.touch_up(inputs_of(files), finished, {"touch": "stronger"})
    assert "touch-up map is missing" in message["refused"]
    Image.fromarray(np.full((64, 80, 3), 255, np.uint8)).save(uploads / "place.png")
    wish = {"touch": "bolder", "place": {"path": str(uploads / "place.png")}}
    _, message = handlers.touch_up(inputs_of(files), finished, wish)
    assert "choose one of stronger" in message["refused"]
