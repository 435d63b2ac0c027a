"""A file comes whole or not at all, and every misfortune ends in one sentence."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import filelock
import pytest

from nst_core.errors import WeightsError
from nst_core.network import download
from nst_core.network.download import fetch_file
from nst_core.network.fetching import RemoteFile, Timeouts
from tests.file_server import (
    Server,
    allow_only_this_machine,
    forbid_connections,
    serve,
)

ROOT = Path(__file__).parents[2]
SIZE = 300_000
SHORT = Timeouts(answer_s=5, stall_s=5, retry_s=0, lock_s=20)


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    allow_only_this_machine(monkeypatch)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(hashlib.shake_128(b"weights").digest(SIZE)) as state:
        yield state


@pytest.fixture
def remote(server: Server) -> RemoteFile:
    return server.file


def names(folder: Path) -> set[str]:
    """File names in the folder, without the lock, which is empty and may stay."""
    return {path.name for path in folder.iterdir()} - {"weights.h5.lock"}


def test_a_fetched_file_is_whole_and_vouched_for(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    fetched = fetch_file(remote, tmp_path / "new" / "folder", SHORT)
    assert fetched.path.read_bytes() == server.content
    assert fetched.note is None
    assert names(fetched.path.parent) == {"weights.h5", "weights.h5.sha256"}
    vouched = (fetched.path.parent / "weights.h5.sha256").read_text()
    assert vouched == f"{hashlib.sha256(server.content).hexdigest()}  weights.h5\n"


def test_a_file_that_is_there_is_taken_without_a_connection(
    server: Server, remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights.h5").write_bytes(server.content)
    forbid_connections(monkeypatch)
    assert fetch_file(remote, tmp_path, SHORT).path == tmp_path / "weights.h5"
    assert (
        fetch_file(remote, tmp_path, SHORT, offline=True).path
        == tmp_path / "weights.h5"
    )


def test_a_right_md5_does_not_help_against_a_wrong_sha256(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    """Two files can be made to share an MD5; the first one seen is the one we know."""
    forged = replace(remote, md5=hashlib.md5(b"x" * SIZE).hexdigest())
    fetch_file(remote, tmp_path, SHORT)
    (tmp_path / "weights.h5").write_bytes(b"x" * SIZE)
    assert not download.is_whole(tmp_path / "weights.h5", forged)


def test_a_nonsensical_sha256_leaves_the_md5_to_decide(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    """A power cut may leave the little file empty."""
    path = tmp_path / "weights.h5"
    path.write_bytes(server.content)
    (tmp_path / "weights.h5.sha256").write_bytes(b"")
    assert download.is_whole(path, remote)
    assert (tmp_path / "weights.h5.sha256").stat().st_size > 64


@pytest.mark.parametrize("damage", ["truncated", "flipped", "zeros", "empty"])
def test_a_damaged_file_is_set_aside_and_fetched_again(
    server: Server, remote: RemoteFile, tmp_path: Path, damage: str
) -> None:
    whole = server.content
    flipped = bytes([whole[0] ^ 1]) + whole[1:]
    kinds = {
        "truncated": whole[:-1],
        "flipped": flipped,
        "zeros": bytes(SIZE),
        "empty": b"",
    }
    (tmp_path / "weights.h5").write_bytes(kinds[damage])
    fetched = fetch_file(remote, tmp_path, SHORT)
    assert fetched.path.read_bytes() == whole
    assert (tmp_path / "weights.h5.damaged").read_bytes() == kinds[damage]
    assert "weights.h5.damaged" in str(fetched.note)


def test_a_damaged_file_stays_where_it_is_when_no_other_can_be_had(
    remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights.h5").write_bytes(b"damaged")
    forbid_connections(monkeypatch)
    with pytest.raises(WeightsError, match="is damaged, and NST_OFFLINE forbids"):
        fetch_file(remote, tmp_path, SHORT, offline=True)
    assert names(tmp_path) == {"weights.h5"}


def test_the_next_start_goes_on_where_the_last_one_was_cut(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    (tmp_path / "weights.h5.part").write_bytes(server.content[:1000])
    fetch_file(remote, tmp_path, SHORT)
    assert server.ranges == ["bytes=1000-"]


def test_a_server_that_hangs_up_for_good_leaves_its_beginning_for_the_next_start(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.cuts = 99
    with pytest.raises(WeightsError, match="hung up 4 times"):
        fetch_file(remote, tmp_path, SHORT)
    assert names(tmp_path) == {"weights.h5.part"}


def test_a_beginning_gone_bad_is_fetched_once_more_from_nothing(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    """After a power cut a file may be long and empty."""
    (tmp_path / "weights.h5.part").write_bytes(bytes(1000))
    fetched = fetch_file(remote, tmp_path, SHORT)
    assert fetched.path.read_bytes() == server.content
    assert server.ranges == ["bytes=1000-", None]


def test_a_wrong_checksum_is_refused_and_nothing_is_kept(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.content = server.content[::-1]
    with pytest.raises(WeightsError, match="checksum is wrong"):
        fetch_file(remote, tmp_path, SHORT)
    assert names(tmp_path) == set()
    assert len(server.ranges) == 1


def test_a_folder_that_cannot_be_made_is_told(
    remote: RemoteFile, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WeightsError, match="could not be read or stored"):
        fetch_file(remote, tmp_path / "file" / "models", SHORT)


def test_too_little_room_is_told_before_anything_is_fetched(
    server: Server, remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=SIZE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(WeightsError, match="The disk has 0 MB left"):
        fetch_file(remote, tmp_path, SHORT)
    assert server.ranges == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_disk_that_fills_up_gets_its_room_back(
    remote: RemoteFile, tmp_path: Path
) -> None:
    (tmp_path / "weights.h5.part").symlink_to("/dev/full")
    with pytest.raises(WeightsError, match="No space left"):
        fetch_file(remote, tmp_path, SHORT)
    assert names(tmp_path) == set()


def test_a_good_file_in_a_folder_without_write_permission_is_taken(
    server: Server, remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("read-only")

    (tmp_path / "weights.h5").write_bytes(server.content)
    monkeypatch.setattr(download, "write_atomically", refuse)
    assert fetch_file(remote, tmp_path, SHORT).path.exists()


@pytest.mark.parametrize(
    "timeouts", [replace(SHORT, lock_s=0.1), replace(SHORT, total_s=0.1)]
)
def test_another_process_is_not_waited_for_without_an_end(
    remote: RemoteFile, tmp_path: Path, timeouts: Timeouts
) -> None:
    with (
        filelock.FileLock(tmp_path / "weights.h5.lock"),
        pytest.raises(WeightsError, match=r"for more than 0\.1 seconds"),
    ):
        fetch_file(remote, tmp_path, timeouts)


def test_two_processes_at_once_fetch_the_file_once(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    """The first is held up before the body, so the second surely meets its lock."""
    server.delay_s = 1.0
    script = (
        "import sys; from pathlib import Path\n"
        "from nst_core.network.download import fetch_file\n"
        "from nst_core.network.fetching import Timeouts, RemoteFile\n"
        f"remote = {remote!r}\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(fetch_file(remote, Path(sys.argv[1]), Timeouts()).path.stat().st_size)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == "ready\n"
    outputs = []
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        outputs.append(process.communicate(timeout=30)[0])
    assert outputs == [f"{SIZE}\n"] * 2
    assert len(server.ranges) == 1


def test_importing_loads_nothing_heavy() -> None:
    """A start with the weights in place should not pay for a downloader."""
    script = "import sys, nst_core.network.download; print('httpx' in sys.modules)"
    found = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT)
    assert found == b"False\n"
