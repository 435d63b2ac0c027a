"""Modes of files and folders: nobody but their own user reads them."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from nst_core.system.files import write_atomically
from nst_core.system.private_files import keep_files_private, mend_modes

pytestmark = pytest.mark.skipif(os.name == "nt", reason="has no modes")


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def old_data(tmp_path: Path) -> Path:
    """A data folder as older versions left it."""
    data = tmp_path / "data"
    (data / "jobs" / "token" / "frames").mkdir(parents=True)
    (data / "jobs" / "token" / "frames" / "00001.jpg").touch()
    (data / "jobs" / "token" / "job.json").touch()
    (data / "server.lock").touch()
    return data


def test_folders_get_700_and_files_600(tmp_path: Path) -> None:
    keep_files_private()
    (tmp_path / "folder").mkdir()
    write_atomically(tmp_path / "folder" / "file", b"")
    assert mode(tmp_path / "folder") == 0o700
    assert mode(tmp_path / "folder" / "file") == 0o600


def test_what_older_versions_left_is_mended(old_data: Path) -> None:
    mend_modes(old_data, {"jobs", "server.lock"})
    for path in [old_data, *old_data.rglob("*")]:
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path


def test_a_shared_folder_keeps_its_mode_and_others_files_theirs(old_data: Path) -> None:
    (old_data / "holiday.jpg").touch()
    mend_modes(old_data, {"jobs", "server.lock"})
    assert mode(old_data) == 0o755 and mode(old_data / "holiday.jpg") == 0o644
    assert mode(old_data / "jobs") == 0o700


def test_no_link_leads_the_mending_out(old_data: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").touch()
    (old_data / "jobs" / "link").symlink_to(outside)
    (old_data / "uploads").symlink_to(outside)
    mend_modes(old_data, {"jobs", "uploads", "server.lock"})
    assert mode(outside) == 0o755 and mode(outside / "file") == 0o644
