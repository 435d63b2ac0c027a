"""One job from its folder to its result, in this process, with too little room."""

import errno
import json

import pytest
from PIL import Image

from nst_core.errors import ImageError
from nst_core.jobs.folder import JobFolder
from nst_core.jobs.messages import Interrupt, Paint, Steer
from nst_core.jobs.outcome import read_outcome
from nst_core.settings.recipe import read_recipe
from nst_core.settings.settings import Settings
from nst_core.worker import animation as film
from nst_core.worker import artifacts as keepsakes
from nst_core.worker import cost_history as costs
from nst_core.worker import job_run as painting
from nst_core.worker.cost_history import read_costs
from nst_core.worker.job_run import Painting
from tests.conftest import draw_picture

BRIEF = Settings(
    size=64,
    scales=1,
    iterations=3,
    network="vgg16",
    precision="float32",
    plateau=0,
    padding="zero",
)


@pytest.fixture
def order(tmp_path, rng):
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(tmp_path / name, "PNG")
    return Paint(
        token="T",
        folder=str(tmp_path),
        sheet="",
        initial_settings=BRIEF,
        settings=BRIEF,
        minutes=5,
        wants_stop=False,
    )


def run(order, *orders):
    """Return how it ended and what was told; `orders` are heard after each frame."""
    told, waiting = [], list(orders)
    report = Painting(
        order, lambda wait_s: iter([waiting.pop(0)] if waiting else []), told.append
    ).run()
    return report, told


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_the_result_waits_until_there_is_room(order, tmp_path, monkeypatch):
    write, tries = painting.write_picture, []

    def sometimes(*what):
        tries.append(what)
        if len(tries) < 3:
            raise ImageError("result.png cannot be written.")
        write(*what)

    monkeypatch.setattr(painting, "write_picture", sometimes)
    report, told = run(order)
    assert report.kind == "done" and report.note is None
    assert "there is no room" in str(told[-1].status.note)
    assert told[-1].payload, "the picture is still shown"
    assert read_recipe(tmp_path / "result.png").settings == BRIEF


def test_without_room_for_long_the_job_can_be_continued(order, monkeypatch):
    monkeypatch.setattr(painting, "write_picture", full)
    monkeypatch.setattr(painting, "ROOM_S", 0)
    report, _ = run(order)
    assert report.kind == "paused"
    assert "No space left" in str(report.note)
    assert "Continue tries again" in str(report.note)


def test_without_room_for_a_checkpoint_the_painting_goes_on(order, monkeypatch):
    monkeypatch.setattr(painting, "write_checkpoint", full)
    monkeypatch.setattr(painting, "CHECKPOINT_S", 0)
    monkeypatch.setattr(painting, "PREVIEW_S", 0)
    report, told = run(order)
    assert any(
        "No checkpoint can be written" in str(said.status.note)
        for said in told
        if said.kind == "frame"
    )
    assert report.kind == "done" and report.note is None


def test_without_room_for_moments_the_time_lapse_has_gaps(order, monkeypatch):
    monkeypatch.setattr(painting.TimeLapse, "show", full)
    assert run(order)[0].kind == "done"


def test_a_time_limit_keeps_the_picture_so_far(order, tmp_path):
    report, _ = run(order.model_copy(update={"minutes": 1e-6}))
    assert report.kind == "stopped"
    assert "limit of 1e-06 minutes is reached" in str(report.note)
    assert read_recipe(tmp_path / "result.png").stopped_after == 0


def test_a_finished_job_leaves_what_is_looked_at_afterwards(order, tmp_path):
    report, _ = run(order)
    assert report.kind == "done"
    for name in ("photo.jpg", "thumb.jpg", "time-lapse.webp"):
        with Image.open(tmp_path / name) as picture:
            picture.load()
    told = report.status.losses
    first, *_, last = read_costs(tmp_path / "costs.json")
    assert first[0] == 0
    assert last == pytest.approx((3, told.total, told.content, told.style), rel=1e-5)
    for name in ("result.png", "photo-colors.png"):
        assert read_recipe(tmp_path / name).settings == BRIEF


def test_the_photo_is_there_before_the_first_frame(order, tmp_path):
    seen = []

    def look(_):
        seen.append({path.name for path in tmp_path.iterdir()})

    Painting(order, lambda wait_s: iter([]), look).run()
    assert "photo.jpg" in seen[0]
    assert not seen[0] & {"thumb.jpg", "photo-colors.png", "outcome.json"}


def test_the_costs_go_on_where_the_checkpoint_is(order, tmp_path, monkeypatch):
    monkeypatch.setattr(painting, "PREVIEW_S", 0)
    shown = [
        *[Steer(token="T", settings=BRIEF)] * 2,
        Interrupt(kind="pause", token="T"),
    ]
    assert run(order, *shown)[0].kind == "paused"
    assert [point[0] for point in read_costs(tmp_path / "costs.json")] == [0, 1, 2]
    stray = [*read_costs(tmp_path / "costs.json"), (99, 1, 1, 1)]
    (tmp_path / "costs.json").write_text(json.dumps(stray))
    assert run(order)[0].kind == "done"
    assert [point[0] for point in read_costs(tmp_path / "costs.json")] == [0, 1, 2, 3]


def test_without_room_for_keepsakes_the_painting_ends_well(
    order, tmp_path, monkeypatch
):
    for module in (keepsakes, costs, film):
        monkeypatch.setattr(module, "write_atomically", full)
    monkeypatch.setattr(keepsakes, "write_picture", full)
    report, _ = run(order)
    assert (report.kind, report.note) == ("done", None)
    assert read_recipe(tmp_path / "result.png").settings == BRIEF
    assert not (tmp_path / "photo.jpg").exists()


def test_orders_about_another_job_are_not_obeyed(order):
    assert run(order, Interrupt(kind="stop", token="another"))[0].kind == "done"
    assert run(order, Interrupt(kind="stop", token="T"))[0].kind == "stopped"
    assert run(order, Interrupt(kind="abandon", token="T"))[0].kind == "abandoned"


def test_the_ending_is_left_in_the_folder_too(order, tmp_path):
    """The server may be gone before it has read the report."""
    report, _ = run(order)
    outcome = read_outcome(JobFolder(tmp_path))
    assert (outcome.kind, outcome.note) == (report.kind, report.note)
    assert outcome.iteration == outcome.iterations == BRIEF.iterations


def test_what_cannot_be_painted_ends_in_the_cores_sentence(order, tmp_path):
    (tmp_path / "style").write_text("this is no picture")
    report, told = run(order)
    assert report.kind == "failed" and told == []
    assert "The style picture is not a picture" in str(report.note)
