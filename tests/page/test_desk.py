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

from nst_core.images import read_picture
from nst_core.recipe import read_recipe
from nst_core.serving.limits import Limits
from nst_core.serving.pool import Pool
from nst_core.settings import Settings
from page.desk import Desk
from tests.conftest import draw_picture

BRIEF = Settings(
    size=64, scales=1, iterations=4, network="vgg16", precision="float32", plateau=0
)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NST_OFFLINE", "1")
        pool = Pool(Limits(data=tmp_path_factory.mktemp("data")))
    yield pool
    pool.close()


@pytest.fixture
def desk(pool):
    return Desk(pool)


@pytest.fixture
def uploads(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def files(uploads, rng):
    """What the two pickers send after an upload."""
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(uploads / f"{name}.png")
    return {"path": f"{uploads}/content.png"}, {"path": f"{uploads}/style.png"}


@pytest.fixture(autouse=True)
def toasts(monkeypatch):
    """What gr.Warning says; it needs a page to say it to."""
    said = []
    monkeypatch.setattr(gr, "Warning", said.append)
    return said


def bring(desk, files, settings=BRIEF):
    token, status = desk.bring(*files, "me", *asdict(settings).values())
    assert token, status
    return token


def refused(desk, toasts, *sent):
    """Return what the status line and the toast say of what must be refused."""
    token, line = desk.bring(*sent)
    assert not token
    return line, toasts[-1]


def watch(desk, token):
    """Return all that the page is shown of a job until its end."""

    async def collect():
        return [shown async for shown in desk.watch(token)]

    return asyncio.run(collect())


def test_a_job_is_watched_to_its_end_and_offered_as_a_png(desk, files):
    *_, (canvas, words, paint, pause, stop, download) = watch(desk, bring(desk, files))
    assert "iteration 4 of 4" in words and "total cost" in words
    assert "vgg16 (embedded int8)" in words
    assert (paint["interactive"], pause["interactive"], stop["interactive"]) == (
        True,
        False,
        False,
    )
    path = Path(download.value["path"])
    assert path == Path(canvas) and download.interactive
    assert read_recipe(path).settings == replace(BRIEF, frame_every=BRIEF.frame_every)
    assert read_picture(path).shape == (51, 64, 3)


def test_previews_are_small_files_below_the_upload_folder(desk, files, uploads):
    settings = replace(BRIEF, iterations=120, size=96)
    shown = watch(desk, bring(desk, files, settings))
    previews = [canvas for canvas, *_ in shown if str(canvas).endswith("frame.jpg")]
    assert len(set(previews)) >= 3
    for preview in previews:
        assert Path(preview).is_relative_to(uploads)
        assert Path(preview).stat().st_size < 20_000


def test_a_page_without_a_job_is_ready_to_paint(desk):
    ((canvas, words, paint, pause, stop, _),) = watch(desk, "")
    assert canvas == words == gr.skip()
    assert paint["interactive"] and not pause["interactive"] and not stop["interactive"]


def test_a_link_to_a_deleted_job_says_so(desk):
    ((_, words, paint, *_),) = watch(desk, "A" * 22)
    assert "not here any more" in words
    assert paint["interactive"]


def test_the_controls_of_a_job_that_is_found_again_show_its_settings(desk, files):
    settings = replace(BRIEF, beta=33.0, start="picture")
    token = bring(desk, files, settings)  # fails, as no start is given; it has settings
    shown = dict(zip(asdict(BRIEF), desk.settings_of(token), strict=True))
    assert shown["beta"] == 33
    assert shown["start"] == gr.skip(), "the page has no such choice"
    assert set(map(str, desk.settings_of("nothing"))) == {str(gr.skip())}


def test_pausing_stopping_and_steering_reach_the_job(desk, files, pool):
    long = replace(BRIEF, iterations=2000, size=96)
    token = bring(desk, files, long)

    async def until(is_so):
        async for _ in desk.watch(token):
            if is_so(pool.view(token)):
                return

    asyncio.run(until(lambda view: view.about.get("iteration")))
    desk.pause_or_resume(token)
    asyncio.run(until(lambda view: view.state == "paused"))
    desk.steer(token, *asdict(replace(long, beta=77.0)).values())
    desk.pause_or_resume(token)
    desk.stop(token)
    *_, (_, words, *_, download) = watch(desk, token)
    assert "Stopped at iteration" in words
    assert download.interactive
    assert pool.view(token).settings.beta == 77


def test_steering_with_nothing_to_steer_is_no_mistake(desk):
    desk.steer("", *asdict(BRIEF).values())


def test_a_job_that_failed_says_why_in_the_cores_words(desk, files, uploads):
    whole = (uploads / "content.png").read_bytes()
    (uploads / "content.png").write_bytes(whole[: len(whole) // 2])
    *_, (_, words, paint, *_, download) = watch(desk, bring(desk, files))
    assert "The content picture is damaged or incomplete" in words
    assert paint["interactive"] and not download.interactive


def test_a_missing_picture_is_asked_for(desk, files, toasts):
    values = asdict(BRIEF).values()
    photo, painting = files
    for pair, word in (((None, painting), "photo"), ((photo, None), "painting")):
        _, toast = refused(desk, toasts, *pair, "me", *values)
        assert f"The {word} is missing" in toast


def test_what_the_core_refuses_reaches_the_person_word_for_word(
    desk, files, toasts, uploads
):
    broken = uploads / "broken.png"
    broken.write_text("<b>no picture</b>")
    sent = {"path": str(broken)}, files[1], "me", *asdict(BRIEF).values()
    line, toast = refused(desk, toasts, *sent)
    assert "The content picture" in toast
    assert toast in line, "the status says the same sentence"


def test_what_a_forged_request_says_is_not_rendered(desk, files, toasts):
    values = asdict(BRIEF) | {"family": "<b>"}
    line, toast = refused(desk, toasts, *files, "me", *values.values())
    assert "family is &#x27;&lt;b&gt;&#x27;" in toast
    assert toast in line


@pytest.mark.parametrize("value", [math.nan, None, True, "50", [1], {}, 10**400])
def test_a_forged_value_is_refused_by_name(desk, files, toasts, value):
    values = asdict(BRIEF) | {"beta": value}
    assert "beta is" in refused(desk, toasts, *files, "me", *values.values())[1]


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
    sent = payload, files[1], "me", *asdict(BRIEF).values()
    assert "photo was not uploaded here" in refused(desk, toasts, *sent)[1]


def test_a_program_gets_pictures_and_the_results_file(desk, files):
    request = gr.Request(session_hash="a program")

    async def collect():
        values = asdict(BRIEF).values()
        return [said async for said in desk.stylize(*files, *values, request=request)]

    *before, (picture, where, result, token) = asyncio.run(collect())
    assert "iteration 4 of 4" in where and html.escape(where) == where
    assert read_recipe(Path(result)).settings == BRIEF
    assert all(said[2] is None and said[3] == token for said in before)
    np.testing.assert_array_equal(
        read_picture(Path(picture)), read_picture(Path(result))
    )
