"""Resumable download of one file over HTTP, with a deadline for every step.

Knows nothing about neural networks, nor about checksums: it appends to a file until
that is as long as the published one. Nothing here waits without an end, neither for a
name server, nor for the first byte, nor for the last.

Our own, not pooch's: pooch 1.9 writes into a temporary file that it drops when the
connection breaks, and a retry asks for the whole file once more (its HTTPDownloader
sends no Range header). Of 80 MB over a slow line nothing would ever be kept from one
start to the next. huggingface_hub resumes, in a function that it does not document.
Neither has a deadline for the whole file, which "auto" hangs on.
"""

import contextlib
import math
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nst_core.errors import WeightsError

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class RemoteFile:
    """Address, size and checksum of a published file."""

    url: str
    name: str
    size: int  # bytes
    md5: str

    @property
    def host(self) -> str:
        """Host name of the address; the whole address where it has none."""
        try:
            return urlsplit(self.url).hostname or self.url
        except ValueError:
            return self.url


@dataclass(frozen=True)
class Timeouts:
    """Limits of a download, in seconds, and its number of retries."""

    answer_s: float = 4.0  # name looked up, connected, first line of the answer here
    stall_s: float = 10.0  # without a single byte
    total_s: float = math.inf  # for the whole file, all tries and waits together
    pace_s: float = 15.0  # before the pace so far tells whether total_s will do
    retry_s: float = 0.5  # before a cut download goes on
    retries: int = 3  # after a cut; silence, slowness and refusal are not retried
    lock_s: float = 600.0  # for another process that fetches the same file


def fetch_rest(
    remote: RemoteFile,
    part: Path,
    timeouts: Timeouts,
    deadline: float,
    show_progress: bool = False,
) -> None:
    """Append the missing bytes to `part`, resuming where the server hung up.

    Args:
        remote: The file.
        part: Its beginning, from an earlier try; need not exist.
        timeouts: Limits of each step.
        deadline: Of the whole file, on the clock of time.monotonic.
        show_progress: Draw a bar on stderr.

    Raises:
        WeightsError: The file could not be fetched; `part` keeps what has come.
    """
    import httpx

    if length(part) > remote.size:
        part.unlink()
    hung_up = 0
    try:
        with _client(timeouts) as client:
            while length(part) < remote.size:
                if hung_up > timeouts.retries:
                    raise WeightsError(
                        "{host} hung up {times} times before the end of {name}.",
                        host=remote.host,
                        times=hung_up,
                        name=remote.name,
                    )
                time.sleep(timeouts.retry_s if hung_up else 0)
                with contextlib.suppress(httpx.ReadError, httpx.RemoteProtocolError):
                    _append(client, remote, part, timeouts, deadline, show_progress)
                hung_up += 1
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise WeightsError("{url!r} is not a web address.", url=remote.url) from error
    except httpx.ReadTimeout as error:
        raise WeightsError(
            "{host} sent nothing for {seconds:g} seconds.",
            host=remote.host,
            seconds=timeouts.stall_s,
        ) from error
    except httpx.HTTPError as error:
        raise WeightsError(
            "No connection to {host} could be made.", host=remote.host
        ) from error


def length(path: Path) -> int:
    """Size of a file in bytes; 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def _client(timeouts: Timeouts) -> "httpx.Client":
    import httpx

    # A name often has two addresses, and the first may lead nowhere: half the time
    # for each, so that the second gets its turn.
    timeout = httpx.Timeout(timeouts.stall_s, connect=timeouts.answer_s / 2)
    try:
        return httpx.Client(timeout=timeout)
    except (ImportError, ValueError, OSError) as error:  # SOCKS; nonsense; no such file
        raise WeightsError(
            "The proxy or the certificates set on this machine cannot be used."
        ) from error


def _append(
    client: "httpx.Client",
    remote: RemoteFile,
    part: Path,
    timeouts: Timeouts,
    deadline: float,
    show_progress: bool,
) -> None:
    """Send one request for the missing bytes and append the response to `part`."""
    from tqdm import tqdm

    have = length(part)
    headers = {"Accept-Encoding": "identity"}  # the checksum is that of the plain bytes
    if have:
        headers["Range"] = f"bytes={have}-"
    request = client.build_request("GET", remote.url, headers=headers)
    with contextlib.closing(_ask(client, request, timeouts.answer_s)) as response:
        have = _first_byte(response, remote, have)
        with (
            part.open("ab" if have else "wb") as file,
            tqdm(
                desc=remote.name,
                total=remote.size,
                initial=have,
                unit="B",
                unit_scale=True,
                file=sys.stderr,
                disable=not show_progress,
            ) as bar,
        ):
            missing = remote.size - have
            for chunk in _body(response, remote, missing, timeouts, deadline):
                file.write(chunk)
                bar.update(len(chunk))
            file.flush()
            os.fsync(file.fileno())


def _ask(
    client: "httpx.Client", request: "httpx.Request", seconds: float
) -> "httpx.Response":
    """The response, its body still to come; raises unless it begins in time.

    httpx's own time-outs count for each of a name's many addresses anew, and not at all
    while the name is looked up. This one counts for everything together.
    """
    outcomes: queue.SimpleQueue[httpx.Response | Exception] = queue.SimpleQueue()
    given_up = threading.Event()

    def send() -> None:
        try:
            response = client.send(request, stream=True)
        except Exception as error:  # whatever it is belongs to whoever asked
            outcomes.put(error)
            return
        outcomes.put(response)
        if given_up.is_set():
            response.close()

    # A daemon: a name server that never answers must not keep the program from ending.
    threading.Thread(target=send, daemon=True).start()
    try:
        outcome = outcomes.get(timeout=seconds)
    except queue.Empty:
        given_up.set()
        raise WeightsError(
            "{host} did not answer within {seconds:g} seconds.",
            host=request.url.host,
            seconds=seconds,
        ) from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _first_byte(response: "httpx.Response", remote: RemoteFile, have: int) -> int:
    """Offset of the response's first byte in the file; raises unless it is the file."""
    kind = response.headers.get("content-type", "")
    if response.is_success and kind.startswith("text/html"):
        # The welcome page of a hotel's or a school's network.
        raise WeightsError(
            "{host} sent a web page in place of {name}.",
            host=remote.host,
            name=remote.name,
        )
    if response.status_code == 206:
        begins = f"bytes {have}-"
        if response.headers.get("content-range", "").startswith(begins):
            return have
    elif response.status_code == 200:
        return 0
    raise WeightsError(
        "{host} answered with status {status} when asked for {name}.",
        host=remote.host,
        status=response.status_code,
        name=remote.name,
    )


def _body(
    response: "httpx.Response",
    remote: RemoteFile,
    missing: int,
    timeouts: Timeouts,
    deadline: float,
) -> Iterator[bytes]:
    """Chunks of the body, until it is longer than the file or misses the deadline.

    Too slow: at the pace of this answer so far, the rest will not come in time.
    """
    began, came = time.monotonic(), 0
    for chunk in response.iter_raw():
        came += len(chunk)
        if came > missing:
            raise WeightsError(
                "{host} sent more bytes than the file has.", host=remote.host
            )
        yield chunk
        now = time.monotonic()
        expected_s = (now - began) / came * (missing - came)
        may_judge = now - began > timeouts.pace_s or now > deadline
        if may_judge and came < missing and now + expected_s > deadline:
            raise WeightsError(
                "{host} is slow: {name} would take more than {seconds:g} seconds. What "
                "has come is kept, and the next start goes on from there.",
                host=remote.host,
                name=remote.name,
                seconds=timeouts.total_s,
            )
