"""The intake: strangers' files are opened by processes of their own, and only there."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nst_core.errors import BusyError, ImageError
from nst_core.images.decoding import decode, read_picture
from nst_core.images.formats import FORMATS
from nst_core.intake import main as intake_main
from nst_core.jobs.clean_pictures import TakeIn
from nst_core.serving import intake as intake_module
from nst_core.serving import intake_process
from nst_core.serving.intake import Intake
from tests import zoo


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    intake = Intake(tmp_path_factory.mktemp("intake"), 1e9)
    yield intake
    intake.close()


def stored_at(folder: Path, stored: bytes, name: str = "photo") -> Path:
    path = folder / name
    path.write_bytes(stored)
    return path


def test_every_kind_comes_in_as_a_clean_png(intake: Intake, tmp_path: Path) -> None:
    for known in FORMATS:
        path = stored_at(tmp_path, zoo.of_format(known), known.name)
        taken = intake.take_in(path, "content")
        with Image.open(taken.path) as image:
            assert image.format == "PNG" and image.info == {}
            assert taken.clean.size == (image.height, image.width)
        expected = read_picture(path)
        np.testing.assert_array_equal(read_picture(taken.path), expected)


def test_faces_are_found_by_the_process_that_opens_the_file(intake: Intake) -> None:
    photos = Path(__file__).parents[2] / "assets" / "photos"
    astronaut = photos / "astronaut.jpg"
    taken = intake.take_in(astronaut, "content", 1024, finds_faces=True)
    keep = read_picture(taken.path)
    assert keep[130, 225].min() == 255 and keep[400].max() == 0
    assert intake.take_in(astronaut, "content", 1024).path != taken.path
    with pytest.raises(ImageError, match="No face was found"):
        intake.take_in(photos / "cat.jpg", "content", 1024, finds_faces=True)


@pytest.mark.parametrize("name", ["png half transparent", "jpeg orientation 6",
                                  "png profile of swapped colours", "tiff LA",
                                  "gif palette, one index clear"])  # fmt: skip
def test_a_clean_picture_paints_the_same_to_the_byte(
    intake: Intake, tmp_path: Path, name: str
) -> None:
    path = stored_at(tmp_path, zoo.ODD_PICTURES[name]())
    taken = intake.take_in(path, "content")
    np.testing.assert_array_equal(read_picture(taken.path), read_picture(path))
    alpha = decode(path).alpha
    assert taken.clean.has_alpha == (alpha is not None)
    kept = decode(taken.path).alpha
    assert kept is None if alpha is None else (kept == alpha).all()


def test_nothing_of_the_files_metadata_is_left(intake: Intake, tmp_path: Path) -> None:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        stored = zoo.turned(kind, 6)
        assert b"SECRETCAMERA" in stored
        clean = intake.take_in(stored_at(tmp_path, stored), "content").path.read_bytes()
        assert b"SECRETCAMERA" not in clean and b"2001:01:01" not in clean


def test_the_second_time_asks_no_process(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stored_at(tmp_path, zoo.turned("JPEG", 3, quality=71))
    bad = stored_at(tmp_path, b"no picture at all", "text")
    assert intake.find(path, "content") is None
    first = intake.take_in(path, "content")
    with pytest.raises(ImageError, match="^The style picture is not a picture"):
        intake.take_in(bad, "style")

    def fail(*_: object) -> None:
        raise AssertionError("a process was asked")

    monkeypatch.setattr(intake_process.IntakeProcess, "ask", fail)
    monkeypatch.setattr("hashlib.file_digest", fail)  # nor is the file read
    assert intake.find(path, "style") == first == intake.take_in(path, "style")
    monkeypatch.undo()
    monkeypatch.setattr(intake_process.IntakeProcess, "ask", fail)
    assert intake.take_in(first.path, "start") == first  # and its own clean picture
    with pytest.raises(ImageError, match="^The style picture is not a picture"):
        intake.take_in(bad, "style")
    again = Intake(first.path.parents[1], 1e9)  # as after a restart
    assert again.take_in(path, "content") == first


def test_a_process_that_ends_costs_one_sentence_and_the_next_file_works(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stored_at(tmp_path, zoo.noise("PNG"))
    fifo = tmp_path / "stuck"
    monkeypatch.setattr(intake_process, "TIME_OUT_S", 0.05)
    monkeypatch.setattr(intake_module, "_read_hash", lambda *_: "0" * 64)
    os.mkfifo(fifo)  # reading it never ends
    with pytest.raises(ImageError, match="was given up: reading it took more time"):
        intake.take_in(fifo, "content")
    monkeypatch.undo()
    for pid in intake.pids:
        os.kill(pid, signal.SIGKILL)
    assert intake.take_in(path, "content").clean.size == (64, 64)


def test_a_process_goes_after_many_files(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_process, "MAX_FILES", 1)
    intake.take_in(stored_at(tmp_path, zoo.flat_png(9, 8)), "content")
    before = intake.pids
    intake.take_in(stored_at(tmp_path, zoo.flat_png(9, 9)), "content")
    assert intake.pids != before


def test_whoever_waits_too_long_for_others_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "TIME_OUT_S", 0.01)
    monkeypatch.setattr(intake_module, "PROCESSES", 0)
    busy = Intake(tmp_path / "kept", 1e9)
    with pytest.raises(BusyError, match="Many pictures are being opened"):
        busy.take_in(stored_at(tmp_path, zoo.flat_png(3, 3)), "content")


@pytest.mark.parametrize("name", [x for x in zoo.ODD_PICTURES if "9504" not in x])
def test_a_size_is_told_as_it_is_read_over_the_whole_zoo(
    name: str, tmp_path: Path
) -> None:
    source = stored_at(tmp_path, zoo.ODD_PICTURES[name]())
    command = TakeIn(
        source=str(source), target=str(tmp_path / "out"), name="content", max_edge=8192
    )
    answer = intake_main.take_in(command)
    try:
        picture = read_picture(source)
    except ImageError as error:
        assert answer.clean is None and str(answer.refusal) == str(error)
    else:
        assert answer.clean and answer.clean.size == picture.shape[:2]


def test_many_threads_may_ask_at_once(intake: Intake, tmp_path: Path) -> None:
    paths = [
        stored_at(tmp_path, zoo.flat_png(20 + n % 5, 30), f"{n}") for n in range(20)
    ]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda path: intake.take_in(path, "style"), paths))
    assert [x.clean.width for x in found] == [20 + n % 5 for n in range(20)]
    assert not list(found[0].path.parent.glob(".*"))


def test_pictures_that_nobody_asks_for_make_room(tmp_path: Path) -> None:
    small = Intake(tmp_path / "kept", 1.0)
    try:
        first = small.take_in(stored_at(tmp_path, zoo.flat_png(7, 8)), "content")
        hour_ago = time.time() - 3600
        os.utime(first.path, (hour_ago, hour_ago))
        second = small.take_in(stored_at(tmp_path, zoo.flat_png(8, 7)), "content")
        assert second.path.exists() and not first.path.exists()
        kept = {path.stem for path in second.path.parent.glob("*.json")}
        assert len(kept) == 2 and second.path.stem in kept  # its records went too
        path = stored_at(tmp_path, zoo.flat_png(7, 8))
        assert small.take_in(path, "content").path.exists()
    finally:
        small.close()


def test_a_missing_or_endless_file_is_refused_without_a_process(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (tmp_path / "none.png", tmp_path, tmp_path / "a\0b.png"):
        with pytest.raises(ImageError, match="cannot be opened"):
            intake.take_in(path, "content")
    monkeypatch.setattr(intake_module, "MAX_FILE_BYTES", 100)
    with pytest.raises(ImageError, match="which is the limit"):
        intake.take_in(stored_at(tmp_path, zoo.noise("BMP")), "content")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="read from Linux' /proc")
def test_the_processes_have_limits_and_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    own = Intake(tmp_path / "kept", 1e9)
    try:
        own.take_in(stored_at(tmp_path, zoo.flat_png(5, 5)), "content")
        (pid,) = own.pids
        assert b"secret" not in Path(f"/proc/{pid}/environ").read_bytes()
        limits = Path(f"/proc/{pid}/limits").read_text()
        soft = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
        assert soft["Max address space"] == str(intake_main.MEMORY_BYTES)
        assert soft["Max file size"] == str(intake_main.MAX_WRITTEN_BYTES)
        assert int(soft["Max cpu time"]) <= intake_main.CPU_S + 10
    finally:
        own.close()


def test_a_lack_of_memory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("nst_core.images.decoding.eight_bits", fail)
    source = stored_at(tmp_path, zoo.flat_png(5, 5))
    command = TakeIn(
        source=str(source), target=str(tmp_path / "out"), name="style", max_edge=8192
    )
    answer = intake_main.take_in(command)
    assert "style picture was given up" in str(answer.refusal)


def test_a_full_disk_is_not_the_files_fault(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = stored_at(tmp_path, zoo.flat_png(71, 70))
    command = TakeIn(
        source=str(source), target=str(tmp_path), name="style", max_edge=8192
    )
    answer = intake_main.take_in(command)  # the target is a folder
    assert answer.refusal is None and answer.write_errno
    monkeypatch.setattr(intake_process.IntakeProcess, "ask", lambda *_: answer)
    with pytest.raises(OSError):
        intake.take_in(source, "style")
    monkeypatch.undo()
    assert intake.take_in(source, "style").path.exists()  # and nothing was remembered


def test_pictures_of_an_earlier_version_go_at_the_start(tmp_path: Path) -> None:
    old = tmp_path / "kept" / "1"
    old.mkdir(parents=True)
    (old / "picture.png").touch()
    Intake(tmp_path / "kept", 1e9)
    assert not old.exists()


def test_a_picture_that_cannot_be_deleted_now_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, while somebody reads it."""
    small = Intake(tmp_path / "kept", 1.0)

    unlink = Path.unlink

    def fail(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".png":
            raise PermissionError(13, "in use")
        unlink(path, missing_ok)

    try:
        first = small.take_in(stored_at(tmp_path, zoo.flat_png(7, 8)), "content")
        os.utime(first.path, (0, 0))
        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", fail)
            small.take_in(stored_at(tmp_path, zoo.flat_png(8, 7)), "content")
        assert first.path.exists()
    finally:
        small.close()


def test_whoever_waits_for_the_same_file_waits_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Intake(tmp_path / "kept", 1e9)
    monkeypatch.setattr(intake_module, "TIME_OUT_S", 0.01)
    own._locks = [threading.Lock()] * 64
    with own._locks[0], pytest.raises(BusyError, match="Many pictures"):
        own.take_in(stored_at(tmp_path, zoo.flat_png(3, 3)), "content")


def test_the_host_is_told_why_a_process_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "numpy.py").write_text("raise ImportError('no such wheel')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    own = Intake(tmp_path / "kept", 1e9)
    with pytest.raises(ImageError, match="was given up"):
        own.take_in(stored_at(tmp_path, zoo.flat_png(3, 3)), "content")
    own.close()
    assert "no such wheel" in caplog.text
