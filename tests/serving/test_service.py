"""Jobs from their submission to their end, painted by a real worker."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nst_core.errors import BusyError, ImageError, JobError, SettingsError
from nst_core.images.decoding import Picture, read_picture
from nst_core.jobs.folder import frames
from nst_core.jobs.job import Job, new_token
from nst_core.jobs.store import JobStore
from nst_core.serving.limits import Limits
from nst_core.serving.service import Pool
from nst_core.serving.status import View
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
def early_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool whose worker never gets ready, so that all jobs wait."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "asleep"))
    with contextlib.closing(Pool(Limits(data=tmp_path / "early"))) as pool:
        yield pool


@pytest.fixture
def submit(pool: Pool, paths: Pictures) -> Iterator[Submit]:
    """Return a function that submits a job, which goes when the test ends."""
    tokens = []

    def submit(
        settings: Settings, visitor: str = "ann", pictures: Pictures = paths
    ) -> str:
        tokens.append(pool.submit(pictures, settings, visitor))
        return tokens[-1]

    yield submit
    for token in tokens:
        with contextlib.suppress(JobError):
            pool.remove(token)


@pytest.fixture(scope="module")
def painted(pool: Pool, paths: Pictures) -> str:
    """The token of a job that has become a picture, from noise."""
    settings = replace(SHORT, beta=7, start="noise")
    token = pool.submit(paths, settings, "the fixture")
    ended(pool, token)
    return token


@pytest.fixture(scope="module")
def undisturbed(pool: Pool, paths: Pictures) -> Picture:
    """What a long job comes to when nothing happens to it."""
    return pixels_of(ended(pool, pool.submit(paths, LONG, "the fixture")))


def wait_for(pool: Pool, token: str, moment: Callable[[View], bool]) -> View:
    """Return the first view of which this is true."""
    deadline = time.monotonic() + PATIENCE_S
    while not moment(view := pool.view(token)):
        assert time.monotonic() < deadline, view
        time.sleep(0.01)
    return view


def ended(pool: Pool, token: str) -> View:
    return wait_for(pool, token, lambda view: view.is_over)


def caught(pool: Pool, token: str, iteration: int = 1) -> View:
    """Return the view of a job that is being painted, from this iteration on."""
    wait_for(pool, token, lambda view: view.state == "painting")
    view = wait_for(pool, token, lambda view: iteration_of(view) >= iteration)
    assert view.state == "painting" and iteration_of(view) < view.settings.iterations
    return view


def iteration_of(view: View) -> int:
    return view.frame.iteration if view.frame else 0


def pixels_of(view: View) -> Picture:
    assert view.result, view
    return read_picture(view.result)


def recipe_of(view: View) -> Recipe:
    assert view.result, view
    return read_recipe(view.result)


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


def test_two_servers_do_not_share_a_folder(pool: Pool) -> None:
    """Refused after some seconds, in which this module's worker gets ready."""
    data = pool.limits.data
    with pytest.raises(SettingsError) as caught:
        Pool(Limits(data=data))
    assert f"Another server keeps its jobs in {data}. Stop it" in str(caught.value)


def test_a_job_is_painted_to_a_picture_with_its_recipe(
    pool: Pool, paths: Pictures, painted: str
) -> None:
    view = pool.view(painted)
    assert (view.state, view.note, view.share_done) == ("done", None, 1)
    assert "64 x 36 px, iteration 8 of 8" in view.sentence
    recipe = recipe_of(view)
    assert replace(recipe.settings, frame_every=SHORT.frame_every) == view.settings
    assert (recipe.settings.beta, recipe.stopped_after, recipe.changes) == (7, None, ())
    np.testing.assert_array_equal(pixels_of(view), repeated(paths, recipe))
    assert view.preview and read_picture(view.preview).shape == (36, 64, 3)


def test_a_job_may_have_several_paintings_and_masks(
    pool: Pool, paths: Pictures, submit: Submit, tmp_path: Path
) -> None:
    """Each is painted as the same command would; a follow-up has them too."""
    mask = np.zeros((36, 64, 3), np.uint8)
    mask[:, 20:] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    given = paths | {"style2": paths["content"], "mask2": tmp_path / "mask.png"}
    settings = replace(SHORT, blend_2=0.5)
    token = submit(settings, pictures=given)
    view = ended(pool, token)
    photo, style = (read_picture(paths[name]) for name in ("content", "style"))
    *_, frame = stylize(photo, [style, photo], settings, masks=[None, mask])
    assert np.array_equal(pixels_of(view), frame.picture)
    follower = pool.follow_up(token, SHORT, "visitor")
    folder = pool.files(follower)
    assert {"style", "style2", "mask2", "start"} <= {x.name for x in folder.iterdir()}
    pool.remove(follower)


def test_a_job_leaves_its_moments_from_the_first_to_the_last(
    pool: Pool, painted: str
) -> None:
    kept = [path.stem for path in frames(pool.files(painted) / "frames")]
    assert (kept[0], kept[-1]) == ("00000", "00008")


def test_a_job_may_come_before_the_painter_is_ready(
    early_pool: Pool, paths: Pictures
) -> None:
    view = early_pool.view(early_pool.submit(paths, SHORT, "ann"))
    assert (view.state, view.place) == ("queued", 1)
    assert view.sentence == "The painter is getting ready."


def test_a_visitor_takes_no_more_than_a_share(
    early_pool: Pool, paths: Pictures
) -> None:
    for seed in range(1 + int(early_pool.limits.waiting_each)):
        early_pool.submit(paths, replace(SHORT, seed=seed), "ann")
    with pytest.raises(BusyError, match="all that one visitor may have"):
        early_pool.submit(paths, replace(SHORT, seed=77), "ann")
    early_pool.submit(paths, replace(SHORT, seed=77), "bob")


def test_stopping_before_the_start_leaves_no_picture(
    early_pool: Pool, paths: Pictures
) -> None:
    token, other = (early_pool.submit(paths, SHORT, name) for name in ("ann", "bob"))
    early_pool.stop(token)
    view = early_pool.view(token)
    assert (view.state, view.place, view.result) == ("stopped", 0, None)
    assert view.sentence == "Stopped before it began."
    assert early_pool.view(other).place == 1


def test_a_paused_job_comes_back_to_its_place_in_the_queue(
    early_pool: Pool, paths: Pictures
) -> None:
    token, other = (early_pool.submit(paths, SHORT, name) for name in ("ann", "bob"))

    def places() -> list[tuple[str, int]]:
        views = [early_pool.view(which) for which in (token, other)]
        return [(view.state, view.place) for view in views]

    early_pool.pause(token)
    assert places() == [("paused", 0), ("queued", 1)]
    early_pool.resume(token)
    assert places() == [("queued", 1), ("queued", 2)]


def test_nothing_starts_from_what_is_not_finished(
    early_pool: Pool, paths: Pictures
) -> None:
    token = early_pool.submit(paths, SHORT, "ann")
    with pytest.raises(JobError, match="not finished"):
        early_pool.follow_up(token, SHORT, "ann")


def test_a_double_submission_is_one_job(pool: Pool, submit: Submit) -> None:
    token = submit(SHORT)
    assert submit(SHORT) == token
    assert submit(SHORT, visitor="bob") != token
    assert submit(replace(SHORT, seed=1)) != token
    ended(pool, token)
    assert submit(SHORT) != token  # whoever asks once more, wants it once more


def test_who_waits_is_told_the_place_and_for_how_long(
    pool: Pool, submit: Submit
) -> None:
    caught(pool, submit(ENDLESS))
    first, second = submit(SHORT, visitor="bob"), submit(SHORT, visitor="cem")
    assert [pool.view(token).place for token in (first, second)] == [1, 2]
    assert pool.view(second).sentence.startswith("Place 2 in the queue, about ")
    pool.remove(first)
    assert pool.view(second).place == 1


def test_what_is_no_picture_is_refused_at_once(
    early_pool: Pool, paths: Pictures, tmp_path: Path
) -> None:
    (tmp_path / "text").write_text("I am a picture, believe me.")
    with pytest.raises(ImageError, match="style"):
        early_pool.submit(paths | {"style": tmp_path / "text"}, SHORT, "ann")
    assert os.listdir(early_pool.limits.data / "jobs") == []


def test_a_damaged_picture_fails_alone(
    pool: Pool, paths: Pictures, submit: Submit, tmp_path: Path
) -> None:
    """Its header is whole, so the worker is the first to find out."""
    damaged = tmp_path / "content.png"
    damaged.write_bytes(zoo.cut(partial(zoo.noise, "PNG"), 0.5))
    with pytest.raises(ImageError) as core_says:
        read_picture(damaged)

    worker = pool.worker_pid
    token = submit(SHORT, pictures=paths | {"content": damaged})
    after = submit(SHORT)
    view = ended(pool, token)
    assert (view.state, str(view.note)) == ("failed", str(core_says.value))
    assert view.result is None
    assert ended(pool, after).state == "done"
    assert pool.worker_pid == worker


def test_stopping_keeps_the_picture_so_far(
    pool: Pool, paths: Pictures, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(pool, token)
    pool.stop(token)
    view = ended(pool, token)
    recipe = recipe_of(view)
    assert view.state == "stopped"
    assert recipe.stopped_after == iteration_of(view) > 0
    np.testing.assert_array_equal(pixels_of(view), repeated(paths, recipe))


def test_stopping_a_paused_job_keeps_its_picture(pool: Pool, submit: Submit) -> None:
    token = submit(ENDLESS)
    caught(pool, token)
    pool.pause(token)
    paused = wait_for(pool, token, lambda view: view.state == "paused")
    assert paused.sentence == f"Paused at iteration {iteration_of(paused)} of 5000."
    pool.stop(token)
    view = ended(pool, token)
    assert view.state == "stopped"
    assert recipe_of(view).stopped_after == iteration_of(paused) > 0


def test_pausing_makes_room_and_changes_no_pixel(
    pool: Pool, submit: Submit, undisturbed: Picture
) -> None:
    token = submit(LONG)
    caught(pool, token)
    pool.pause(token)
    wait_for(pool, token, lambda view: view.state == "paused")
    assert ended(pool, submit(SHORT)).state == "done"
    assert pool.view(token).state == "paused"

    pool.resume(token)
    view = ended(pool, token)
    assert view.state == "done"
    np.testing.assert_array_equal(pixels_of(view), undisturbed)
    assert not (pool.files(token) / "checkpoint.npz").exists()  # of no use any more


def test_who_resumes_before_the_pause_has_come_is_obeyed(
    pool: Pool, submit: Submit, undisturbed: Picture
) -> None:
    token = submit(LONG)
    caught(pool, token)
    pool.pause(token)
    pool.resume(token)
    view = ended(pool, token)
    assert view.state == "done"
    np.testing.assert_array_equal(pixels_of(view), undisturbed)


def test_who_stops_before_the_pause_has_come_is_obeyed(
    pool: Pool, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(pool, token)
    pool.pause(token)
    pool.stop(token)
    view = ended(pool, token)
    assert view.state == "stopped" and view.result


def test_a_pause_outlives_its_worker(pool: Pool, submit: Submit) -> None:
    """Else a killed worker's job would go on unasked."""
    token = submit(ENDLESS)
    caught(pool, token)
    pool.pause(token)
    os.kill(pool.worker_pid, 9)
    wait_for(pool, token, lambda view: view.state == "paused")


def test_what_is_steered_is_in_the_recipe_and_can_be_repeated(
    pool: Pool, paths: Pictures, submit: Submit, undisturbed: Picture
) -> None:
    """Even if the painting was put aside since."""
    token = submit(LONG)
    view = caught(pool, token)
    pool.steer(token, replace(LONG, beta=10 * LONG.beta))
    caught(pool, token, iteration_of(view) + 5)
    pool.pause(token)
    wait_for(pool, token, lambda view: view.state == "paused")
    pool.resume(token)
    view = ended(pool, token)
    recipe = recipe_of(view)

    (change,) = recipe.changes
    assert change == SettingsChange(change.iteration, {"beta": 10 * LONG.beta})
    assert 0 < change.iteration < LONG.iterations
    assert (recipe.settings.beta, view.settings.beta) == (LONG.beta, 10 * LONG.beta)
    np.testing.assert_array_equal(pixels_of(view), repeated(paths, recipe))
    assert not np.array_equal(pixels_of(view), undisturbed)


def test_a_killed_worker_costs_no_pixel(
    pool: Pool, submit: Submit, undisturbed: Picture
) -> None:
    """The next worker goes on from the checkpoint that pausing has written."""
    token = submit(LONG)
    caught(pool, token)
    pool.pause(token)
    paused_at = iteration_of(wait_for(pool, token, lambda view: view.state == "paused"))
    pool.resume(token)
    caught(pool, token, paused_at + 1)

    worker = pool.worker_pid
    os.kill(worker, 9)
    view = wait_for(pool, token, lambda view: view.note is not None)
    assert str(view.note).startswith(
        "The painter ended unexpectedly. The painting goes on"
    )
    assert view.state == "queued"
    earliest = LONG.iterations
    while not (view := wait_for(pool, token, lambda view: True)).is_over:
        earliest = min(earliest, iteration_of(view))
        time.sleep(0.01)
    assert (view.state, view.note) == ("done", None)
    assert paused_at <= earliest < LONG.iterations
    assert pool.worker_pid != worker
    np.testing.assert_array_equal(pixels_of(view), undisturbed)


def test_a_worker_that_dies_after_its_last_word_is_believed(
    pool: Pool, submit: Submit
) -> None:
    """Its outcome is on the disk, though its report never came."""
    token = submit(ENDLESS)
    caught(pool, token)
    said = {"kind": "done", "about": {"iteration": 7, "iterations": 7}}
    (pool.files(token) / "outcome.json").write_text(json.dumps(said))
    os.kill(pool.worker_pid, 9)
    view = ended(pool, token)
    assert (view.state, view.note) == ("done", None)


def test_removing_deletes_all_files(pool: Pool, submit: Submit) -> None:
    token = submit(SHORT)
    ended(pool, token)
    folder = pool.files(token)
    assert folder.is_dir()
    pool.remove(token)
    assert not folder.exists()
    with pytest.raises(JobError, match="not here any more"):
        pool.view(token)


def test_removing_deletes_all_files_while_it_is_painted(
    pool: Pool, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(pool, token)
    folder = pool.files(token)
    pool.remove(token)
    assert ended(pool, submit(SHORT)).state == "done"  # the painter is free again
    assert not folder.exists()
    with pytest.raises(JobError, match="not here any more"):
        pool.view(token)


def test_what_is_being_removed_is_painted_anew_for_who_asks_again(
    pool: Pool, submit: Submit
) -> None:
    token = submit(ENDLESS)
    caught(pool, token)
    pool.remove(token)
    again = submit(ENDLESS)
    assert again != token
    caught(pool, again)


def test_a_follow_up_starts_from_the_result(
    pool: Pool, paths: Pictures, painted: str
) -> None:
    token = pool.follow_up(painted, replace(SHORT, iterations=1), "ann")
    view = ended(pool, token)
    assert view.state == "done"
    assert recipe_of(view).settings.start == "picture"

    start = pixels_of(pool.view(painted))
    first, *_ = frames(pool.files(token) / "frames")
    drawn, photo = read_picture(first), read_picture(paths["content"])
    assert first.name == "00000.jpg"
    assert distance(drawn, start) < distance(drawn, photo) / 2  # it is a JPEG
    pool.remove(token)


def test_a_follow_up_starts_from_a_kept_moment(pool: Pool, submit: Submit) -> None:
    """Also while its parent is still painted."""
    parent = submit(ENDLESS)
    caught(pool, parent)
    token = pool.follow_up(parent, SHORT, "ann", moment=0)
    assert pool.view(parent).state == "painting"
    assert pool.view(token).settings.start == "picture"
    start, kept = (pool.files(token) / "start", pool.files(parent) / "frames/00000.jpg")
    assert start.read_bytes() == kept.read_bytes()
    pool.remove(token)


@pytest.mark.parametrize("moment", [-1, 3000, 10**30, 0.5, "../content"])
def test_a_moment_that_is_not_kept_is_refused(
    pool: Pool, painted: str, moment: Any
) -> None:
    with pytest.raises(JobError, match="No picture is kept of iteration"):
        pool.follow_up(painted, SHORT, "ann", moment)


def test_a_moment_that_goes_while_it_is_copied_is_refused(
    pool: Pool, painted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nst_core.jobs.folder.JobFolder.frames", lambda folder: [4000])
    with pytest.raises(JobError, match="No picture is kept of iteration 4000"):
        pool.follow_up(painted, SHORT, "ann", 4000)


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
    with contextlib.closing(Pool(Limits(data=tmp_path, quota_gb=1e-6))) as pool:
        token = pool.follow_up(job.token, SHORT, "ann")
        assert (pool.files(token) / "start").exists()


@pytest.mark.parametrize("token", ["../x", "", None, 7, "x" * 22])
@pytest.mark.parametrize(
    "method", ["view", "files", "pause", "resume", "stop", "remove"]
)
def test_whoever_has_no_token_gets_a_sentence(
    pool: Pool, method: str, token: Any
) -> None:
    with pytest.raises(JobError, match="not here any more"):
        getattr(pool, method)(token)


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="No jobs can be kept in .*/file"):
        Pool(Limits(data=tmp_path / "file"))


def test_the_next_server_goes_on(
    paths: Pictures, tmp_path: Path, undisturbed: Picture
) -> None:
    with contextlib.closing(Pool(Limits(data=tmp_path))) as first:
        token = first.submit(paths, LONG, "ann")
        aside = first.submit(paths, SHORT, "ann")
        first.pause(aside)
        caught(first, token)
        worker = first.worker_pid
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)

    with contextlib.closing(Pool(Limits(data=tmp_path))) as second:
        assert second.view(aside).state == "paused"
        view = ended(second, token)
        assert view.state == "done"
        np.testing.assert_array_equal(pixels_of(view), undisturbed)


# Lets one job be painted, tells what it has seen, and waits for its end. Its worker is
# idle then: one that paints would notice at its next report that nobody listens.
SERVER = """
import json, sys, time
from pathlib import Path
from nst_core.serving.limits import Limits
from nst_core.serving.service import Pool
from nst_core.settings.settings import Settings

data, content, style, settings, patience_s = sys.argv[1:]
pool = Pool(Limits(data=Path(data)))
pictures = {"content": Path(content), "style": Path(style)}
token = pool.submit(pictures, Settings(**json.loads(settings)), "ann")
deadline = time.monotonic() + float(patience_s)
while not pool.view(token).is_over and time.monotonic() < deadline:
    time.sleep(0.01)
said = {
    "state": pool.view(token).state,
    "worker": pool.worker_pid,
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
