"""A file comes whole or not at all, and every misfortune ends in one sentence."""

import hashlib
import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from nst_core import download
from nst_core.download import Patience, RemoteFile, obtain
from nst_core.errors import WeightsError

ROOT = Path(__file__).parent.parent
SIZE = 300_000
HASTE = Patience(connect_s=2, stall_s=0.3, retry_s=0, retries=3, lock_s=20)


@dataclass
class Server:
    """A server on this machine that serves one file and knows how to misbehave."""

    content: bytes
    url: str = ""
    ranges: list[str | None] = field(default_factory=list)  # one entry per request
    cuts: int = 0  # how many answers break off half-way through what is asked for
    status: int = 200
    kind: str = "application/octet-stream"
    knows_ranges: bool = True
    delay_s: float = 0.0  # before the body
    stalls: bool = False
    gone: threading.Event = field(default_factory=threading.Event)

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        self.ranges.append(asked)
        start = 0
        if asked and self.knows_ranges:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            request.send_response(206)
            last = len(self.content) - 1
            request.send_header(
                "Content-Range", f"bytes {start}-{last}/{len(self.content)}"
            )
        else:
            request.send_response(self.status)
        body = self.content[start:]
        request.send_header("Content-Length", str(len(body)))
        request.send_header("Content-Type", self.kind)
        request.end_headers()
        self.gone.wait(self.delay_s)
        if self.cuts > 0 or self.stalls:
            self.cuts -= 1
            body = body[: len(body) // 2]
        request.wfile.write(body)
        request.wfile.flush()
        if self.stalls:
            self.gone.wait(20)


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server(hashlib.shake_128(b"weights").digest(SIZE))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{httpd.server_port}/weights.h5"
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
    thread.start()
    yield state
    state.gone.set()
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def remote(server: Server) -> RemoteFile:
    md5 = hashlib.md5(server.content).hexdigest()
    return RemoteFile(server.url, "weights.h5", SIZE, md5)


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(socket.socket, "connect", _only_loopback(socket.socket.connect))


def _only_loopback(connect: Callable[..., None]) -> Callable[..., None]:
    def guarded(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] in ("127.0.0.1", "::1"), f"a connection to {address}"
        connect(self, address)

    return guarded


def forbid_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def names(folder: Path) -> set[str]:
    """Return what a person finds in the folder; the lock is empty and may stay."""
    return {path.name for path in folder.iterdir()} - {"weights.h5.lock"}


def test_a_fetched_file_is_whole_and_vouched_for(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    obtained = obtain(remote, tmp_path / "new" / "folder", patience=HASTE)
    assert obtained.path.read_bytes() == server.content
    assert obtained.note == ""
    assert names(obtained.path.parent) == {"weights.h5", "weights.h5.sha256"}
    vouched = (obtained.path.parent / "weights.h5.sha256").read_text()
    assert vouched == f"{hashlib.sha256(server.content).hexdigest()}  weights.h5\n"


def test_a_file_that_is_there_is_taken_without_a_connection(
    server: Server, remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights.h5").write_bytes(server.content)
    forbid_connections(monkeypatch)
    assert obtain(remote, tmp_path).path == tmp_path / "weights.h5"
    assert obtain(remote, tmp_path, offline=True).path == tmp_path / "weights.h5"


def test_a_right_md5_does_not_help_against_a_wrong_sha256(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    """Two files can be made to share an MD5; the first one seen is the one we know."""
    forged = replace(remote, md5=hashlib.md5(b"x" * SIZE).hexdigest())
    obtain(remote, tmp_path, patience=HASTE)
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
    obtained = obtain(remote, tmp_path, patience=HASTE)
    assert obtained.path.read_bytes() == whole
    assert (tmp_path / "weights.h5.damaged").read_bytes() == kinds[damage]
    assert "weights.h5.damaged" in obtained.note


def test_a_damaged_file_stays_where_it_is_when_no_other_can_be_had(
    remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights.h5").write_bytes(b"damaged")
    forbid_connections(monkeypatch)
    with pytest.raises(WeightsError, match="is damaged, and NST_OFFLINE forbids"):
        obtain(remote, tmp_path, offline=True)
    assert names(tmp_path) == {"weights.h5"}


def test_after_a_cut_only_the_rest_is_fetched(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.cuts = 1
    obtained = obtain(remote, tmp_path, patience=HASTE)
    assert obtained.path.read_bytes() == server.content
    assert server.ranges == [None, f"bytes={SIZE // 2}-"]


def test_a_server_that_knows_no_ranges_starts_again_after_a_cut(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.cuts, server.knows_ranges = 1, False
    assert obtain(remote, tmp_path, patience=HASTE).path.stat().st_size == SIZE
    assert len(server.ranges) == 2


def test_a_server_that_always_hangs_up_is_left_after_three_retries(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.cuts = 99
    with pytest.raises(WeightsError, match="hung up 4 times"):
        obtain(remote, tmp_path, patience=HASTE)
    assert len(server.ranges) == 4
    assert names(tmp_path) == {"weights.h5.part"}


def test_the_next_start_goes_on_where_the_last_one_was_cut(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    (tmp_path / "weights.h5.part").write_bytes(server.content[:1000])
    obtain(remote, tmp_path, patience=HASTE)
    assert server.ranges == ["bytes=1000-"]


def test_a_beginning_gone_bad_is_fetched_once_more_from_nothing(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    """After a power cut a file may be long and empty."""
    (tmp_path / "weights.h5.part").write_bytes(bytes(1000))
    obtained = obtain(remote, tmp_path, patience=HASTE)
    assert obtained.path.read_bytes() == server.content
    assert server.ranges == ["bytes=1000-", None]


def test_a_beginning_longer_than_the_file_is_dropped(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    (tmp_path / "weights.h5.part").write_bytes(bytes(SIZE + 1))
    assert obtain(remote, tmp_path, patience=HASTE).path.stat().st_size == SIZE
    assert server.ranges == [None]


def test_a_silent_server_is_left_after_a_while(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.stalls = True
    began = time.monotonic()
    with pytest.raises(WeightsError, match=r"sent nothing for 0\.3 seconds"):
        obtain(remote, tmp_path, patience=HASTE)
    # Far above 0.3 s, so that a busy machine does not fail; far below the 20 s for
    # which the server is silent, and only one request.
    assert time.monotonic() - began < 10
    assert len(server.ranges) == 1


def test_a_wrong_checksum_is_refused_and_nothing_is_kept(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.content = server.content[::-1]
    with pytest.raises(WeightsError, match="checksum is wrong"):
        obtain(remote, tmp_path, patience=HASTE)
    assert names(tmp_path) == set()
    assert len(server.ranges) == 1


def test_a_web_page_with_status_200_is_not_taken_for_the_file(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.content, server.kind = b"<html>Welcome!</html>", "text/html; charset=utf-8"
    with pytest.raises(WeightsError, match="a web page in place of"):
        obtain(remote, tmp_path, patience=HASTE)
    assert names(tmp_path) == set()


def test_more_bytes_than_the_file_has_are_refused(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.content += b"more"
    with pytest.raises(WeightsError, match="more bytes"):
        obtain(remote, tmp_path, patience=HASTE)


def test_a_missing_page_is_told_by_its_status(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    server.status = 404
    with pytest.raises(WeightsError, match="status 404"):
        obtain(remote, tmp_path, patience=HASTE)


def test_nobody_answering_is_told_at_once(remote: RemoteFile, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/weights.h5"
        with pytest.raises(WeightsError, match=r"No connection to 127\.0\.0\.1"):
            obtain(replace(remote, url=url), tmp_path, patience=HASTE)


def test_a_name_server_that_never_answers_does_not_hold_the_program_up(
    remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own look-up may take half a minute and knows no time-out."""
    released = threading.Event()

    def look_up(*_: object, **__: object) -> None:
        released.wait(20)
        raise OSError("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    began = time.monotonic()
    with pytest.raises(WeightsError, match=r"within 0\.1 seconds"):
        obtain(remote, tmp_path, patience=replace(HASTE, connect_s=0.1))
    assert time.monotonic() - began < 10  # far below the look-up's 20 s
    released.set()


@pytest.mark.parametrize("url", ["", "http://", "http://[", "http://a:b/", "ftp://a/"])
def test_what_is_no_web_address_is_told_as_such(
    remote: RemoteFile, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: socket.socket())
    with pytest.raises(WeightsError):
        obtain(replace(remote, url=url), tmp_path, patience=HASTE)


def test_an_unusable_proxy_is_told(
    remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("ALL_PROXY", "nonsense://127.0.0.1:1")
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: socket.socket())
    with pytest.raises(WeightsError, match="proxy"):
        obtain(remote, tmp_path, patience=HASTE)


def test_a_folder_that_cannot_be_made_is_told(
    remote: RemoteFile, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WeightsError, match="could not be read or stored"):
        obtain(remote, tmp_path / "file" / "models", patience=HASTE)


def test_too_little_room_is_told_before_anything_is_fetched(
    server: Server, remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=SIZE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(WeightsError, match="The disk has 0 MB left"):
        obtain(remote, tmp_path, patience=HASTE)
    assert server.ranges == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_disk_that_fills_up_gets_its_room_back(
    remote: RemoteFile, tmp_path: Path
) -> None:
    (tmp_path / "weights.h5.part").symlink_to("/dev/full")
    with pytest.raises(WeightsError, match="No space left"):
        obtain(remote, tmp_path, patience=HASTE)
    assert names(tmp_path) == set()


def test_a_good_file_in_a_folder_without_write_permission_is_taken(
    server: Server, remote: RemoteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("read-only")

    (tmp_path / "weights.h5").write_bytes(server.content)
    monkeypatch.setattr(download, "_record_sha256", refuse)
    assert obtain(remote, tmp_path).path.exists()


def test_two_processes_at_once_fetch_the_file_once(
    server: Server, remote: RemoteFile, tmp_path: Path
) -> None:
    """The first is held up before the body, so the second surely meets its lock."""
    server.delay_s = 1.0
    script = (
        "import sys; from pathlib import Path\n"
        "from nst_core.download import RemoteFile, obtain\n"
        f"remote = {remote!r}\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(obtain(remote, Path(sys.argv[1])).path.stat().st_size)\n"
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


def test_a_bar_is_drawn_only_when_wanted(
    server: Server,
    remote: RemoteFile,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    obtain(remote, tmp_path / "a", patience=HASTE)
    assert capsys.readouterr().err == ""
    obtain(remote, tmp_path / "b", patience=HASTE, show_progress=True)
    captured = capsys.readouterr()
    assert "weights.h5: 100%" in captured.err
    assert captured.out == ""


def test_importing_loads_nothing_heavy() -> None:
    """A start with the weights in place should not pay for a downloader."""
    script = "import sys, nst_core.download; print('httpx' in sys.modules)"
    found = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT)
    assert found == b"False\n"
