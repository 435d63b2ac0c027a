"""One job from its folder to its result, in this process, with too little room."""

import errno
import json
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from nst_core.errors import ImageError
from nst_core.jobs.folder import JobFolder
from nst_core.jobs.messages import Interrupt, Paint, Steer
from nst_core.jobs.outcome import read_outcome
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.worker import animation, artifacts, job_run, recorder
from nst_core.worker.cost_history import read_costs
from nst_core.worker.job_run import JobRun
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
def command(tmp_path, rng):
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(tmp_path / name, "PNG")
    return Paint(
        token="T",
        folder=str(tmp_path),
        sheet_spec="",
        initial_settings=BRIEF,
        settings=BRIEF,
        minutes=5,
        wants_stop=False,
    )


def run(command, *commands):
    """The ending and the events; one of `commands` is heard after each frame."""
    events, waiting = [], list(commands)
    ended = JobRun(
        command, lambda wait_s: iter([waiting.pop(0)] if waiting else []), events.append
    ).run()
    return ended, events


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_the_result_waits_until_there_is_room(command, tmp_path, monkeypatch):
    write, tries = recorder.write_picture, []

    def sometimes(*what):
        tries.append(what)
        if len(tries) < 3:
            raise ImageError("result.png cannot be written.")
        write(*what)

    monkeypatch.setattr(recorder, "write_picture", sometimes)
    ended, events = run(command)
    assert ended.kind == "done" and ended.note is None
    assert "there is no room" in str(events[-1].status.note)
    assert events[-1].payload, "the picture is still shown"
    assert read_recipe(tmp_path / "result.png").settings == BRIEF


def test_without_room_for_long_the_job_can_be_continued(command, monkeypatch):
    monkeypatch.setattr(recorder, "write_picture", full)
    monkeypatch.setattr(job_run, "ROOM_S", 0)
    ended, _ = run(command)
    assert ended.kind == "paused"
    assert "No space left" in str(ended.note)
    assert "Continue tries again" in str(ended.note)


def test_without_room_for_a_checkpoint_the_painting_goes_on(command, monkeypatch):
    monkeypatch.setattr(recorder, "write_checkpoint", full)
    monkeypatch.setattr(recorder, "CHECKPOINT_S", 0)
    monkeypatch.setattr(recorder, "PREVIEW_S", 0)
    ended, events = run(command)
    assert any(
        "No checkpoint can be written" in str(event.status.note)
        for event in events
        if event.kind == "frame"
    )
    assert ended.kind == "done" and ended.note is None


def test_without_room_for_frames_the_time_lapse_has_gaps(command, monkeypatch):
    monkeypatch.setattr(recorder.TimeLapse, "add", full)
    assert run(command)[0].kind == "done"


def test_a_time_limit_keeps_the_picture_so_far(command, tmp_path):
    ended, _ = run(command.model_copy(update={"minutes": 1e-6}))
    assert ended.kind == "stopped"
    assert "limit of 1e-06 minutes is reached" in str(ended.note)
    assert read_recipe(tmp_path / "result.png").stopped_after == 0


def test_a_finished_job_leaves_what_is_looked_at_afterwards(command, tmp_path):
    ended, _ = run(command)
    assert ended.kind == "done"
    for name in ("photo.jpg", "thumb.jpg", "time-lapse.webp"):
        with Image.open(tmp_path / name) as picture:
            picture.load()
    losses = ended.status.losses
    first, *_, last = read_costs(JobFolder(tmp_path))
    assert first[0] == 0
    assert last == pytest.approx(
        (3, losses.total, losses.content, losses.style), rel=1e-5
    )
    for name in ("result.png", "photo-colors.png"):
        assert read_recipe(tmp_path / name).settings == BRIEF


def test_a_contact_sheet_leaves_its_cells_too(command, tmp_path):
    ended, _ = run(command.model_copy(update={"sheet_spec": "beta=1,9"}))
    assert (ended.kind, ended.status.iteration) == ("done", 2 * BRIEF.iterations)
    assert ended.status.cell == (2, 2, "beta 9")
    with zipfile.ZipFile(tmp_path / "grid.zip") as archive:
        assert archive.namelist() == ["01-beta-1.png", "02-beta-9.png"]
    assert not (tmp_path / "photo-colors.png").exists()


def test_steering_takes_effect_and_is_told_by_the_recipe(command, tmp_path):
    steered = replace(BRIEF, beta=50.0, size=512)
    assert run(command, Steer(token="T", settings=steered))[0].kind == "done"
    recipe = read_recipe(tmp_path / "result.png")
    assert [change.values for change in recipe.changes] == [{"beta": 50.0}]
    assert recipe.settings == BRIEF


def test_the_photo_is_there_before_the_first_frame(command, tmp_path):
    seen = []

    def look(_):
        seen.append({path.name for path in tmp_path.iterdir()})

    JobRun(command, lambda wait_s: iter([]), look).run()
    assert "photo.jpg" in seen[0]
    assert not seen[0] & {"thumb.jpg", "photo-colors.png", "outcome.json"}


def test_the_costs_go_on_where_the_checkpoint_is(command, tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "PREVIEW_S", 0)
    shown = [
        *[Steer(token="T", settings=BRIEF)] * 2,
        Interrupt(kind="pause", token="T"),
    ]
    assert run(command, *shown)[0].kind == "paused"
    assert [point[0] for point in read_costs(JobFolder(tmp_path))] == [0, 1, 2]
    stray = [*read_costs(JobFolder(tmp_path)), (99, 1, 1, 1)]
    (tmp_path / "costs.json").write_text(json.dumps(stray))
    assert run(command)[0].kind == "done"
    assert [point[0] for point in read_costs(JobFolder(tmp_path))] == [0, 1, 2, 3]


def test_without_room_for_artifacts_the_job_ends_well(command, tmp_path, monkeypatch):
    monkeypatch.setattr(JobFolder, "put", full)
    monkeypatch.setattr(animation, "write_atomically", full)
    monkeypatch.setattr(artifacts, "write_picture", full)
    ended, _ = run(command)
    assert (ended.kind, ended.note) == ("done", None)
    assert read_recipe(tmp_path / "result.png").settings == BRIEF
    assert not (tmp_path / "photo.jpg").exists()


def test_commands_about_another_job_are_not_obeyed(command):
    assert run(command, Interrupt(kind="stop", token="another"))[0].kind == "done"
    assert run(command, Interrupt(kind="stop", token="T"))[0].kind == "stopped"
    assert run(command, Interrupt(kind="abandon", token="T"))[0].kind == "abandoned"


def test_the_ending_is_left_in_the_folder_too(command, tmp_path):
    """The server may be gone before it has read the ended."""
    ended, _ = run(command)
    outcome = read_outcome(JobFolder(tmp_path))
    assert (outcome.kind, outcome.note) == (ended.kind, ended.note)
    assert outcome.iteration == outcome.iterations == BRIEF.iterations


def test_what_cannot_be_painted_ends_in_the_cores_sentence(command, tmp_path):
    (tmp_path / "style").write_text("this is no picture")
    ended, events = run(command)
    assert ended.kind == "failed" and events == []
    assert "The style picture is not a picture" in str(ended.note)
