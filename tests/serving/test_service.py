"""Jobs from their submission to their end, painted by a real worker."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nst_core.errors import BusyError, ImageError, JobError, SettingsError
from nst_core.images.decoding import Picture, read_picture
from nst_core.jobs.folder import frame_name
from nst_core.jobs.job import Job
from nst_core.jobs.store import JobStore
from nst_core.jobs.tokens import new_token
from nst_core.serving.limits import Limits
from nst_core.serving.scheduler import Scheduler
from nst_core.serving.service import JobService
from nst_core.serving.status import JobStatus
from nst_core.settings.recipe import Recipe
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.settings.steering import SettingsChange, SettingsTimeline
from nst_core.transfer.stylize import stylize
from tests import zoo
from tests.conftest import draw_picture

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60  # for whatever is waited for; the machine may be busy

SHORT = Settings(
    size=64,
    scales=1,
    iterations=8,
    network="vgg16",
    precision="float32",
    plateau=0,
    padding="zero",  # traced in half the time
)
LONG = replace(SHORT, iterations=60)  # can be caught in mid-run
ENDLESS = replace(SHORT, iterations=5000)

Pictures = dict[str, Path]
Submit = Callable[..., str]


@pytest.fixture(scope="module", autouse=True)
def offline() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NST_OFFLINE", "1")
        yield


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    folder, rng = tmp_path_factory.mktemp("pictures"), np.random.default_rng(5)
    paths = {name: folder / f"{name}.png" for name in ("content", "style")}
    for path in paths.values():
        Image.fromarray(draw_picture(rng, 36, 64)).save(path)
    return paths


@pytest.fixture
def early_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[JobService]:
    """A service whose worker never gets ready, so that all jobs wait."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "asleep"))
    with contextlib.closing(JobService(Limits(data=tmp_path / "early"))) as service:
        yield service


@pytest.fixture
def submit(service: JobService, paths: Pictures) -> Iterator[Submit]:
    """Submit a job, which goes when the test ends."""
    tokens = []

    def submit(
        settings: Settings, visitor: str = "ann", pictures: Pictures = paths
    ) -> str:
        tokens.append(service.submit(pictures, settings, visitor))
        return tokens[-1]

    yield submit
    for token in tokens:
        with contextlib.suppress(JobError):
            service.remove(token)


@pytest.fixture(scope="module")
def painted(service: JobService, paths: Pictures) -> str:
    """The token of a job that has become a picture, from noise."""
    settings = replace(SHORT, beta=7, start="noise")
    token = service.submit(paths, settings, "the fixture")
    ended(service, token)
    return token


@pytest.fixture(scope="module")
def undisturbed(service: JobService, paths: Pictures) -> Picture:
    """Picture of a long job that nothing happened to."""
    return pixels_of(ended(service, service.submit(paths, LONG, "the fixture")))


def wait_for(
    service: JobService, token: str, moment: Callable[[JobStatus], bool]
) -> JobStatus:
    """First status of which this is true."""
    deadline = time.monotonic() + PATIENCE_S
    while not moment(status := service.status(token)):
        assert time.monotonic() < deadline, status
        time.sleep(0.01)
    return status


def ended(service: JobService, token: str) -> JobStatus:
    return wait_for(service, token, lambda status: status.is_over)


def caught(service: JobService, token: str, iteration: int = 1) -> JobStatus:
    """Status of a job that is being painted, from this iteration on."""
    wait_for(service, token, lambda status: status.state == "painting")
    status = wait_for(service, token, lambda status: iteration_of(status) >= iteration)
    assert (
        status.state == "painting" and iteration_of(status) < status.settings.iterations
    )
    return status


def iteration_of(status: JobStatus) -> int:
    return status.frame.iteration if status.frame else 0


def pixels_of(status: JobStatus) -> Picture:
    assert status.result, status
    return read_picture(status.result)


def recipe_of(status: JobStatus) -> Recipe:
    assert status.result, status
    return read_recipe(status.result)


def repeated(paths: Pictures, recipe: Recipe) -> Picture:
    """Paint what a recipe tells, without any server."""
    pictures = (read_picture(paths["content"]), read_picture(paths["style"]))
    last = recipe.stopped_after or recipe.settings.iterations
    timeline = SettingsTimeline(
        replace(recipe.settings, frame_every=1), list(recipe.changes)
    )
    for frame in stylize(*pictures, timeline):
        if frame.iteration == last:
            return frame.picture
    raise AssertionError("the recipe ends before its picture was finished")


def test_two_servers_do_not_share_a_folder(service: JobService) -> None:
    """Refused after some seconds, in which this module's worker gets ready."""
    data = service.limits.data
    with pytest.raises(SettingsError) as caught:
        JobService(Limits(data=data))
    assert f"Another server keeps its jobs in {data}. Stop it" in str(caught.value)


def test_a_job_is_painted_to_a_picture_with_its_recipe(
    service: JobService, paths: Pictures, painted: str
) -> None:
    status = service.status(painted)
    assert (status.state, status.note, status.share_done) == ("done", None, 1)
    assert status.frame
    assert (status.frame.width, status.frame.height, status.iteration) == (64, 36, 8)
    recipe = recipe_of(status)
    assert replace(recipe.settings, frame_every=SHORT.frame_every) == status.settings
    assert (recipe.settings.beta, recipe.stopped_after, recipe.changes) == (7, None, ())
    np.testing.assert_array_equal(pixels_of(status), repeated(paths, recipe))
    assert status.preview and read_picture(status.preview).shape == (36, 64, 3)


def test_a_job_may_have_several_paintings_masks_and_a_keep_map(
    service: JobService, paths: Pictures, submit: Submit, tmp_path: Path
) -> None:
    """Each is painted as the same command would; a follow-up has them too."""
    mask = np.zeros((36, 64, 3), np.uint8)
    mask[:, 20:] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    drawn = dict.fromkeys(("mask2", "keep"), tmp_path / "mask.png")
    given = paths | {"style2": paths["content"], **drawn}
    settings = replace(SHORT, blend_2=0.5)
    token = submit(settings, pictures=given)
    status = ended(service, token)
    photo, style = (read_picture(paths[name]) for name in ("content", "style"))
    *_, frame = stylize(photo, [style, photo], settings, masks=[None, mask], keep=mask)
    assert np.array_equal(pixels_of(status), frame.picture)
    follower = service.follow_up(token, SHORT, "visitor")
    folder = service.folder(follower)
    names = {x.name for x in folder.root.iterdir()}
    assert {"style", "style2", "mask2", "keep", "start"} <= names
    service.remove(follower)


def test_a_job_leaves_its_moments_from_the_first_to_the_last(
    service: JobService, painted: str
) -> None:
    kept = service.folder(painted).frames()
    assert (kept[0], kept[-1]) == (0, 8)


def test_a_job_may_come_before_the_painter_is_ready(
    early_service: JobService, paths: Pictures
) -> None:
    status = early_service.status(early_service.submit(paths, SHORT, "ann"))
    assert (status.state, status.place, status.is_ready) == ("queued", 1, False)


def test_a_visitor_takes_no_more_than_a_share(
    early_service: JobService, paths: Pictures
) -> None:
    for seed in range(1 + int(early_service.limits.waiting_each)):
        early_service.submit(paths, replace(SHORT, seed=seed), "ann")
    with pytest.raises(BusyError, match="all that one visitor may have"):
        early_service.submit(paths, replace(SHORT, seed=77), "ann")
    early_service.submit(paths, replace(SHORT, seed=77), "bob")


def test_who_has_no_place_is_refused_before_the_pictures_are_taken_in(
    early_service: JobService, paths: Pictures, tmp_path: Path
) -> None:
    first = early_service.submit(paths, SHORT, "ann")
    for seed in range(1, 1 + int(early_service.limits.waiting_each)):
        early_service.submit(paths, replace(SHORT, seed=seed), "ann")
    taken_in = set((tmp_path / "early" / "intake").rglob("*"))
    fresh = tmp_path / "fresh.png"
    Image.new("RGB", (64, 36), "red").save(fresh)
    with pytest.raises(BusyError, match="all that one visitor may have"):
        early_service.submit(paths | {"content": fresh}, SHORT, "ann")
    assert set((tmp_path / "early" / "intake").rglob("*")) == taken_in
    assert early_service.submit(paths, SHORT, "ann") == first, "it has its place"


def test_an_address_takes_no_more_than_a_share_whatever_names_it_invents(
    paths: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "asleep"))
    limits = Limits(data=tmp_path, per_address_jobs=3, per_address_jobs_hour=4)

    def submit(seed: int, address: str = "192.0.2.7") -> str:
        settings = replace(SHORT, seed=seed)
        return service.submit(paths, settings, f"name {seed}", address=address)

    with contextlib.closing(JobService(limits)) as service:
        tokens = [submit(seed) for seed in range(3)]
        with pytest.raises(BusyError, match="3 pictures from your network address"):
            submit(3)
        late = submit(9, address="198.51.100.1")
        assert service.status(late).place == 2, "behind one of the other client"
        service.remove(tokens[0])
        submit(4)
        service.remove(tokens[1])
        with pytest.raises(BusyError, match="4 pictures were begun"):
            submit(5)
    with contextlib.closing(JobService(limits)) as service:
        with pytest.raises(BusyError, match="network address"):
            submit(6), submit(7), submit(8)
    records = [*tmp_path.rglob("job.json")]
    assert records and not any("192.0.2" in path.read_text() for path in records)


def test_a_full_disk_is_told_before_the_pictures_are_taken_in(
    early_service: JobService, paths: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5e6))
    with pytest.raises(BusyError, match="no room for these .* kept for the result"):
        early_service.submit(paths, SHORT, "ann")
    assert not [*early_service.limits.data.glob("intake/*/*.png")]


def test_what_waits_leaves_no_room_for_more_than_the_quota(
    paths: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "asleep"))
    pictures_gb = sum(path.stat().st_size for path in paths.values()) / 1e9
    limits = Limits(data=tmp_path, quota_gb=1.8 * pictures_gb)
    with contextlib.closing(JobService(limits)) as service:
        token = service.submit(paths, SHORT, "ann")
        with pytest.raises(BusyError, match="leave no room for these"):
            service.submit(paths, SHORT, "bob")
        service.pause(token)
        service.submit(paths, SHORT, "bob")


def test_stopping_before_the_start_leaves_no_picture(
    early_service: JobService, paths: Pictures
) -> None:
    token, other = (early_service.submit(paths, SHORT, name) for name in ("ann", "bob"))
    early_service.stop(token)
    status = early_service.status(token)
    assert (status.state, status.place, status.result) == ("stopped", 0, None)
    assert early_service.status(other).place == 1


def test_a_paused_job_comes_back_to_its_place_in_the_queue(
    early_service: JobService, paths: Pictures
) -> None:
    token, other = (early_service.submit(paths, SHORT, name) for name in ("ann", "bob"))

    def places() -> list[tuple[str, int]]:
        statuses = [early_service.status(which) for which in (token, other)]
        return [(status.state, status.place) for status in statuses]

    early_service.pause(token)
    assert places() == [("paused", 0), ("queued", 1)]
    early_service.resume(token)
    assert places() == [("queued", 1), ("queued", 2)]


def test_nothing_starts_from_what_is_not_finished(
    early_service: JobService, paths: Pictures
) -> None:
    token = early_service.submit(paths, SHORT, "ann")
    with pytest.raises(JobError, match="not finished"):
        early_service.follow_up(token, SHORT, "ann")


def test_a_double_submission_is_one_job(service: JobService, submit: Submit) -> None:
    token = submit(SHORT)
    assert submit(SHORT) == token
    assert submit(SHORT, visitor="bob") != token
    assert submit(replace(SHORT, seed=1)) != token
    ended(service, token)
    assert submit(SHORT) != token  # whoever asks once more, wants it once more


def test_who_waits_is_told_the_place_and_for_how_long(
    service: JobService, submit: Submit
) -> None:
    caught(service, submit(ENDLESS))
    first, second = submit(SHORT, visitor="bob"), submit(SHORT, visitor="cem")
    assert [service.status(token).place for token in (first, second)] == [1, 2]
    assert service.status(second).wait_s > service.status(first).wait_s > 0
    service.remove(first)
    assert service.status(second).place == 1


def test_what_is_no_picture_is_refused_at_once(
    early_service: JobService, paths: Pictures, tmp_path: Path
) -> None:
    (tmp_path / "text").write_text("I am a picture, believe me.")
    with pytest.raises(ImageError, match="style"):
        early_service.submit(paths | {"style": tmp_path / "text"}, SHORT, "ann")
    assert os.listdir(early_service.limits.data / "jobs") == []


def test_a_picture_that_goes_before_it_is_copied_is_taken_in_again(
    early_service: JobService, paths: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when others' pictures take its room meanwhile."""
    add, tries = Scheduler.add, []

    def robbed(self: Scheduler, job: Job, pictures: Pictures) -> str:
        tries.append(job)
        if len(tries) == 1:
            pictures["style"].unlink()
        return add(self, job, pictures)

    monkeypatch.setattr(Scheduler, "add", robbed)
    token = early_service.submit(paths, SHORT, "ann")
    assert early_service.folder(token).has("style") and len(tries) == 2


def test_a_damaged_picture_fails_alone(
    service: JobService, paths: Pictures, submit: Submit, tmp_path: Path
) -> None:
    """Its header is whole, and it is refused at once."""
    damaged = tmp_path / "content.png"
    damaged.write_bytes(zoo.cut(partial(zoo.noise, "PNG"), 0.5))
    with pytest.raises(ImageError) as core_says:
        read_picture(damaged)

    with pytest.raises(ImageError) as service_says:
        submit(SHORT, pictures=paths | {"content": damaged})
    assert str(service_says.value) == str(core_says.value)


def test_stopping_keeps_the_picture_so_far(
    service: JobService, paths: Pictures, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(service, token)
    service.stop(token)
    status = ended(service, token)
    recipe = recipe_of(status)
    assert status.state == "stopped"
    assert recipe.stopped_after == iteration_of(status) > 0
    np.testing.assert_array_equal(pixels_of(status), repeated(paths, recipe))


def test_stopping_a_paused_job_keeps_its_picture(
    service: JobService, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(service, token)
    service.pause(token)
    paused = wait_for(service, token, lambda status: status.state == "paused")
    assert (paused.iteration, paused.iterations) == (iteration_of(paused), 5000)
    service.stop(token)
    status = ended(service, token)
    assert status.state == "stopped"
    assert recipe_of(status).stopped_after == iteration_of(paused) > 0


def test_pausing_makes_room_and_changes_no_pixel(
    service: JobService, submit: Submit, undisturbed: Picture
) -> None:
    token = submit(LONG)
    caught(service, token)
    service.pause(token)
    wait_for(service, token, lambda status: status.state == "paused")
    assert ended(service, submit(SHORT)).state == "done"
    assert service.status(token).state == "paused"

    service.resume(token)
    status = ended(service, token)
    assert status.state == "done"
    np.testing.assert_array_equal(pixels_of(status), undisturbed)
    assert (
        not service.folder(token).path("checkpoint.npz").exists()
    )  # of no use any more


def test_who_resumes_before_the_pause_has_come_is_obeyed(
    service: JobService, submit: Submit, undisturbed: Picture
) -> None:
    token = submit(LONG)
    caught(service, token)
    service.pause(token)
    service.resume(token)
    status = ended(service, token)
    assert status.state == "done"
    np.testing.assert_array_equal(pixels_of(status), undisturbed)


def test_who_stops_before_the_pause_has_come_is_obeyed(
    service: JobService, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(service, token)
    service.pause(token)
    service.stop(token)
    status = ended(service, token)
    assert status.state == "stopped" and status.result


def test_a_pause_outlives_its_worker(service: JobService, submit: Submit) -> None:
    """Else a killed worker's job would go on unasked."""
    token = submit(ENDLESS)
    caught(service, token)
    service.pause(token)
    os.kill(service.worker_pid, 9)
    wait_for(service, token, lambda status: status.state == "paused")


def test_what_is_steered_is_in_the_recipe_and_can_be_repeated(
    service: JobService, paths: Pictures, submit: Submit, undisturbed: Picture
) -> None:
    """Even if the painting was put aside since."""
    token = submit(LONG)
    status = caught(service, token)
    service.steer(token, replace(LONG, beta=10 * LONG.beta))
    caught(service, token, iteration_of(status) + 5)
    service.pause(token)
    wait_for(service, token, lambda status: status.state == "paused")
    service.resume(token)
    status = ended(service, token)
    recipe = recipe_of(status)

    (change,) = recipe.changes
    assert change == SettingsChange(change.iteration, {"beta": 10 * LONG.beta})
    assert 0 < change.iteration < LONG.iterations
    assert (recipe.settings.beta, status.settings.beta) == (LONG.beta, 10 * LONG.beta)
    np.testing.assert_array_equal(pixels_of(status), repeated(paths, recipe))
    assert not np.array_equal(pixels_of(status), undisturbed)


def test_a_killed_worker_costs_no_pixel(
    service: JobService, submit: Submit, undisturbed: Picture
) -> None:
    """The next worker goes on from the checkpoint that pausing has written."""
    token = submit(LONG)
    caught(service, token)
    service.pause(token)
    paused_at = iteration_of(
        wait_for(service, token, lambda status: status.state == "paused")
    )
    service.resume(token)
    caught(service, token, paused_at + 1)

    worker = service.worker_pid
    os.kill(worker, 9)
    status = wait_for(service, token, lambda status: status.note is not None)
    assert str(status.note).startswith(
        "The painter ended unexpectedly. The painting goes on"
    )
    assert status.state == "queued"
    earliest = LONG.iterations
    while not (status := wait_for(service, token, lambda status: True)).is_over:
        earliest = min(earliest, iteration_of(status))
        time.sleep(0.01)
    assert (status.state, status.note) == ("done", None)
    assert paused_at <= earliest < LONG.iterations
    assert service.worker_pid != worker
    np.testing.assert_array_equal(pixels_of(status), undisturbed)


def test_a_worker_that_dies_after_its_outcome_is_believed(
    service: JobService, submit: Submit
) -> None:
    """Its outcome is on the disk, though its event never came."""
    token = submit(ENDLESS)
    caught(service, token)
    said = {"kind": "done", "about": {"iteration": 7, "iterations": 7}}
    service.folder(token).path("outcome.json").write_text(json.dumps(said))
    os.kill(service.worker_pid, 9)
    status = ended(service, token)
    assert (status.state, status.note) == ("done", None)


def test_removing_deletes_all_files(service: JobService, submit: Submit) -> None:
    token = submit(SHORT)
    ended(service, token)
    folder = service.folder(token)
    assert folder.root.is_dir()
    service.remove(token)
    assert not folder.root.exists()
    with pytest.raises(JobError, match="not here any more"):
        service.status(token)


def test_removing_deletes_all_files_while_it_is_painted(
    service: JobService, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(service, token)
    folder = service.folder(token)
    service.remove(token)
    assert ended(service, submit(SHORT)).state == "done"  # the painter is free again
    assert not folder.root.exists()
    with pytest.raises(JobError, match="not here any more"):
        service.status(token)


def test_what_is_being_removed_is_painted_anew_for_who_asks_again(
    service: JobService, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(service, token)
    service.remove(token)
    again = submit(ENDLESS)
    assert again != token
    caught(service, again)


def test_a_follow_up_starts_from_the_result(
    service: JobService, paths: Pictures, painted: str
) -> None:
    token = service.follow_up(painted, replace(SHORT, iterations=1), "ann")
    status = ended(service, token)
    assert status.state == "done"
    assert recipe_of(status).settings.start == "picture"

    start = pixels_of(service.status(painted))
    folder = service.folder(token)
    assert folder.frames()[0] == 0
    drawn = read_picture(folder.path(frame_name(0)))
    photo = read_picture(paths["content"])
    assert distance(drawn, start) < distance(drawn, photo) / 2  # it is a JPEG
    service.remove(token)


def test_a_touch_up_changes_one_place_of_the_result_and_keeps_both_pictures(
    service: JobService, painted: str, paths: Pictures, tmp_path: Path
) -> None:
    before = read_picture(service.folder(painted).path("result.png"))
    white = np.zeros(before.shape, np.uint8)
    white[10:20, 30:50] = 255
    Image.fromarray(white).save(tmp_path / "place.png")
    token = service.touch_up(
        painted, "painting", tmp_path / "place.png", "ann", style=paths["content"]
    )
    try:
        status = ended(service, token)
        assert status.result and status.before == painted
        after, outside = read_picture(status.result), white[:, :, 0] == 0
        np.testing.assert_array_equal(after[outside], before[outside])
        assert (after[~outside] != before[~outside]).any()
        kept = service.folder(token).path("start")
        np.testing.assert_array_equal(read_picture(kept), before)
        recipe = read_recipe(status.result)
        assert recipe.touch_up and recipe.settings.start == "recolored"
        assert status.settings.start == service.status(painted).settings.start
        with pytest.raises(SettingsError, match="choose one of stronger"):
            service.touch_up(painted, "bolder", tmp_path / "place.png", "ann")
    finally:
        service.remove(token)


def test_a_follow_up_starts_from_a_kept_moment(
    service: JobService, submit: Submit
) -> None:
    """Also while its parent is still painted."""
    parent = submit(ENDLESS)
    caught(service, parent)
    token = service.follow_up(parent, SHORT, "ann", moment=0)
    assert service.status(parent).state == "painting"
    assert service.status(token).settings.start == "picture"
    start, kept = (
        service.folder(token).path("start"),
        service.folder(parent).path("frames/00000.jpg"),
    )
    assert (read_picture(start) == read_picture(kept)).all()
    service.remove(token)


@pytest.mark.parametrize("moment", [-1, 3000, 10**30, 0.5, "../content"])
def test_a_moment_that_is_not_kept_is_refused(
    service: JobService, painted: str, moment: Any
) -> None:
    with pytest.raises(JobError, match="No picture is kept of iteration"):
        service.follow_up(painted, SHORT, "ann", moment)


def test_a_moment_that_goes_while_it_is_copied_is_refused(
    service: JobService, painted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nst_core.jobs.folder.JobFolder.frames", lambda folder: [4000])
    with pytest.raises(JobError, match="No picture is kept of iteration 4000"):
        service.follow_up(painted, SHORT, "ann", 4000)


def distance(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_a_follow_up_is_not_robbed_of_its_parent_to_make_room(
    paths: Pictures, tmp_path: Path
) -> None:
    job = Job(
        token=new_token(),
        visitor="ann",
        state="done",
        created=time.time(),
        ended=time.time(),
        initial_settings=SHORT,
        settings=SHORT,
        key="",
    )
    store = JobStore(tmp_path)
    with store.stage(job, paths) as staged:
        store.commit(job, staged)
    store.folder(job.token).put("result.png", paths["style"].read_bytes())
    with contextlib.closing(
        JobService(Limits(data=tmp_path, quota_gb=3.5e-5))
    ) as service:
        token = service.follow_up(job.token, SHORT, "ann")
        assert service.folder(token).path("start").exists()


@pytest.mark.parametrize("token", ["../x", "", None, 7, "x" * 22])
@pytest.mark.parametrize(
    "method", ["status", "folder", "pause", "resume", "stop", "remove"]
)
def test_whoever_has_no_token_gets_a_sentence(
    service: JobService, method: str, token: Any
) -> None:
    with pytest.raises(JobError, match="not here any more"):
        getattr(service, method)(token)


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="No jobs can be kept in .*/file"):
        JobService(Limits(data=tmp_path / "file"))


def test_the_next_server_goes_on(
    paths: Pictures, tmp_path: Path, undisturbed: Picture
) -> None:
    with contextlib.closing(JobService(Limits(data=tmp_path))) as first:
        token = first.submit(paths, LONG, "ann")
        aside = first.submit(paths, SHORT, "ann")
        first.pause(aside)
        caught(first, token)
        worker = first.worker_pid
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)

    with contextlib.closing(JobService(Limits(data=tmp_path))) as second:
        assert second.status(aside).state == "paused"
        status = ended(second, token)
        assert status.state == "done"
        np.testing.assert_array_equal(pixels_of(status), undisturbed)


# Lets one job be painted, tells what it has seen, and waits for its end. Its worker is
# idle then: one that paints would notice at its next event that nobody listens.
SERVER = """
import json, sys, time
from pathlib import Path
from nst_core.serving.limits import Limits
from nst_core.serving.service import JobService
from nst_core.settings.settings import Settings

data, content, style, settings, patience_s = sys.argv[1:]
service = JobService(Limits(data=Path(data)))
pictures = {"content": Path(content), "style": Path(style)}
token = service.submit(pictures, Settings(**json.loads(settings)), "ann")
deadline = time.monotonic() + float(patience_s)
while not service.status(token).is_over and time.monotonic() < deadline:
    time.sleep(0.01)
said = {
    "state": service.status(token).state,
    "worker": service.worker_pid,
    "modules": sorted(sys.modules),
}
print(json.dumps(said), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def server(
    paths: Pictures, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple["subprocess.Popen[bytes]", dict[str, Any]]]:
    """A server in a process of its own, and what it says."""
    chosen = json.dumps(asdict(SHORT))
    arguments = [tmp_path_factory.mktemp("server"), *paths.values(), chosen]
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, *map(str, arguments), str(PATIENCE_S)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def test_the_server_paints_without_loading_tensorflow(server: Any) -> None:
    _, said = server
    assert said["state"] == "done"
    assert "nst_core.serving.service" in said["modules"]
    for heavy in ("tensorflow", "nst_core.transfer.stylize", "nst_core.network.vgg"):
        assert heavy not in said["modules"]


def test_a_killed_server_leaves_no_worker_behind(server: Any) -> None:
    """The worker shares the server's standard error: it ends when both have ended."""
    process, said = server
    os.kill(said["worker"], 0)  # it lives
    process.kill()
    _, log = process.communicate(timeout=5)
    assert f" nst_core.worker {said['worker']}: ".encode() in log
