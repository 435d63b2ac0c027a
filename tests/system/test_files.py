"""Places are tried before they are needed, and what is written is whole."""

import os
from pathlib import Path

import pytest

from nst_core.system.files import require_free, require_place, write_atomically


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content in (b"one", b"two"):
        require_place(path)
        write_atomically(path, content)
        assert path.read_bytes() == content and os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("is_there", [True, False])
def test_what_a_link_points_to_is_written(tmp_path: Path, is_there: bool) -> None:
    (tmp_path / "disk").mkdir()
    target, link, chain = tmp_path / "disk" / "file", tmp_path / "link", tmp_path / "a"
    if is_there:
        target.write_bytes(b"old")
    link.symlink_to("disk/file")
    chain.symlink_to(link)
    require_place(chain)
    write_atomically(chain, b"new")
    assert chain.is_symlink() and link.is_symlink()
    assert target.read_bytes() == b"new" and os.listdir(target.parent) == ["file"]


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (".", "it is a folder"),
        ("none/file", "its folder does not exist"),
        ("file/below", "Not a directory"),
        ("x" * 300, "too long"),
        ("circle", "symbolic link"),
        ("dangling", "its folder does not exist"),
        ("pipe", "it is no ordinary file"),  # as /dev/null is, which nobody may replace
    ],
)
def test_a_path_that_cannot_be_written_is_refused(
    tmp_path: Path, place: str, reason: str
) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "dangling").symlink_to("none/file")
    with pytest.raises(OSError) as caught:
        require_place(tmp_path / place)
    assert reason in caught.value.strerror
    assert sorted(os.listdir(tmp_path)) == ["circle", "dangling", "file", "pipe"]


def test_a_folder_that_may_not_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Simulated: whoever is root may write everywhere."""

    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PermissionError):
        require_place(tmp_path / "file")


def test_the_last_space_of_a_disk_can_be_kept(tmp_path: Path) -> None:
    require_free(tmp_path, 1)
    with pytest.raises(OSError, match="kept for the result"):
        require_free(tmp_path, 2**80)
