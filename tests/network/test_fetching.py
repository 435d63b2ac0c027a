"""The missing bytes come, or one sentence says why not, and never after a long wait."""

import hashlib
import math
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nst_core.errors import WeightsError
from nst_core.network.fetching import RemoteFile, Timeouts, fetch_rest
from tests.file_server import Server, allow_only_this_machine, serve

SIZE = 300_000
SHORT = Timeouts(answer_s=5, stall_s=0.3, retry_s=0)


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    allow_only_this_machine(monkeypatch)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(hashlib.shake_128(b"weights").digest(SIZE)) as state:
        yield state


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "weights.h5.part"


def fetch(
    remote: RemoteFile, part: Path, timeouts: Timeouts = SHORT, show: bool = False
) -> None:
    fetch_rest(remote, part, timeouts, time.monotonic() + timeouts.total_s, show)


def test_the_whole_file_comes(server: Server, part: Path) -> None:
    fetch(server.file, part)
    assert part.read_bytes() == server.content


def test_what_is_there_is_not_asked_for(server: Server, part: Path) -> None:
    part.write_bytes(server.content[:1000])
    fetch(server.file, part)
    fetch(server.file, part)
    assert part.read_bytes() == server.content
    assert server.ranges == ["bytes=1000-"]


def test_after_a_cut_only_the_rest_is_fetched(server: Server, part: Path) -> None:
    server.cuts = 1
    fetch(server.file, part)
    assert part.read_bytes() == server.content
    assert server.ranges == [None, f"bytes={SIZE // 2}-"]


def test_a_server_that_knows_no_ranges_starts_again_after_a_cut(
    server: Server, part: Path
) -> None:
    server.cuts, server.knows_ranges = 1, False
    fetch(server.file, part)
    assert part.read_bytes() == server.content
    assert len(server.ranges) == 2


def test_a_server_that_always_hangs_up_is_left_after_three_retries(
    server: Server, part: Path
) -> None:
    server.cuts = 99
    with pytest.raises(WeightsError, match="hung up 4 times"):
        fetch(server.file, part)
    assert len(server.ranges) == 4
    assert part.read_bytes() == server.content[: part.stat().st_size] != b""


def test_a_beginning_longer_than_the_file_is_dropped(
    server: Server, part: Path
) -> None:
    part.write_bytes(bytes(SIZE + 1))
    fetch(server.file, part)
    assert part.read_bytes() == server.content
    assert server.ranges == [None]


def test_a_silent_server_is_left_after_a_while(server: Server, part: Path) -> None:
    server.stalls = True
    began = time.monotonic()
    with pytest.raises(WeightsError, match=r"sent nothing for 0\.3 seconds"):
        fetch(server.file, part)
    # Far above 0.3 s, so that a busy machine does not fail; far below the 20 s for
    # which the server is silent, and only one request.
    assert time.monotonic() - began < 10
    assert len(server.ranges) == 1


def test_a_server_that_never_begins_to_answer_is_left_after_a_while(
    server: Server, part: Path
) -> None:
    server.silence_s = 20
    began = time.monotonic()
    with pytest.raises(WeightsError, match=r"did not answer within 0\.2 seconds"):
        fetch(server.file, part, replace(SHORT, answer_s=0.2, stall_s=20))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("total_s", "pace_s"),
    [(5, 0.2), (0.3, math.inf)],
    ids=["foreseen", "found out"],
)
def test_a_server_too_slow_for_the_time_given_is_left(
    server: Server, part: Path, total_s: float, pace_s: float
) -> None:
    """The file would take 10 seconds; the next start goes on with what has come."""
    server.drip_s = 0.1
    timeouts = replace(SHORT, stall_s=20, total_s=total_s, pace_s=pace_s)
    began = time.monotonic()
    with pytest.raises(WeightsError, match=rf"would take more than {total_s} seconds"):
        fetch(server.file, part, timeouts)
    assert time.monotonic() - began < 5
    come = part.stat().st_size
    assert part.read_bytes() == server.content[:come] != b""

    server.drip_s = 0
    fetch(server.file, part, timeouts)
    assert server.ranges == [None, f"bytes={come}-"]


def test_a_server_slow_but_in_time_is_waited_for(server: Server, part: Path) -> None:
    """Judged from the first byte on, and right on pace: half a second of thirty."""
    server.drip_s = 0.005
    fetch(server.file, part, replace(SHORT, total_s=30, pace_s=0))
    assert part.read_bytes() == server.content


def test_without_a_deadline_slowness_does_not_matter(
    server: Server, part: Path
) -> None:
    server.drip_s = 0.005
    fetch(server.file, part, replace(SHORT, total_s=math.inf, pace_s=0))
    assert part.read_bytes() == server.content


def test_the_last_byte_may_come_after_the_deadline(server: Server, part: Path) -> None:
    """A whole file is not thrown away for being late."""
    part.write_bytes(server.content[:-1])
    fetch(server.file, part, replace(SHORT, total_s=-1))
    assert part.read_bytes() == server.content


def test_a_web_page_with_status_200_is_not_taken_for_the_file(
    server: Server, part: Path
) -> None:
    server.content, server.kind = b"<html>Welcome!</html>", "text/html; charset=utf-8"
    with pytest.raises(WeightsError, match="a web page in place of"):
        fetch(server.file, part)
    assert not part.exists()


def test_more_bytes_than_the_file_has_are_refused(server: Server, part: Path) -> None:
    remote = replace(server.file, size=SIZE - 1)
    with pytest.raises(WeightsError, match="more bytes"):
        fetch(remote, part)


def test_a_missing_page_is_told_by_its_status(server: Server, part: Path) -> None:
    server.status = 404
    with pytest.raises(WeightsError, match="status 404"):
        fetch(server.file, part)


def test_nobody_answering_is_told_at_once(server: Server, part: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/weights.h5"
        with pytest.raises(WeightsError, match=r"No connection to 127\.0\.0\.1"):
            fetch(replace(server.file, url=url), part)


def test_a_name_server_that_never_answers_does_not_hold_the_program_up(
    server: Server, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own look-up may take half a minute and knows no time-out."""
    released = threading.Event()

    def look_up(*_: object, **__: object) -> None:
        released.wait(20)
        raise OSError("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    began = time.monotonic()
    with pytest.raises(WeightsError, match=r"within 0\.1 seconds"):
        fetch(server.file, part, replace(SHORT, answer_s=0.1))
    assert time.monotonic() - began < 10  # far below the look-up's 20 s
    released.set()


@pytest.mark.parametrize(
    "url",
    ["", "http://", "http://a:b/", "ftp://a/", f"http://{'a' * 64}.b/"],
)
def test_what_is_no_web_address_is_told_as_such(
    server: Server, part: Path, url: str
) -> None:
    with pytest.raises(WeightsError, match="is not a web address"):
        fetch(replace(server.file, url=url), part)


def test_an_address_that_only_httpx_takes_for_one_is_told(
    server: Server, part: Path
) -> None:
    with pytest.raises(WeightsError, match=r"No connection to http://\[ could be"):
        fetch(replace(server.file, url="http://["), part)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALL_PROXY", "nonsense://127.0.0.1:1"), ("SSL_CERT_FILE", "missing.pem")],
)
def test_what_this_machine_is_set_up_for_but_cannot_do_is_told(
    server: Server,
    part: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv(name, value)
    with pytest.raises(WeightsError, match="The proxy or the certificates"):
        fetch(server.file, part)


def test_a_bar_is_drawn_only_when_wanted(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(server.file, tmp_path / "a")
    assert capsys.readouterr().err == ""
    fetch(server.file, tmp_path / "b", show=True)
    captured = capsys.readouterr()
    assert "weights.h5: 100%" in captured.err
    assert captured.out == ""
