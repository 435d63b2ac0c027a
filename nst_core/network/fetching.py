"""How the missing bytes of one file come over HTTP, or in one sentence why they do not.

Knows nothing about networks that look at pictures, nor about checksums: it appends to a
file until that is as long as the published one. Nothing here waits without an end,
neither for a name server, nor for the first byte, nor for the last.
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
    """A file that others publish, and how to know it again."""

    url: str
    name: str
    size: int  # bytes
    md5: str

    @property
    def host(self) -> str:
        """Who publishes it; the whole address where that names nobody."""
        try:
            return urlsplit(self.url).hostname or self.url
        except ValueError:
            return self.url


@dataclass(frozen=True)
class Patience:
    """How long to wait for whom, in seconds, and how often to try again."""

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
    patience: Patience,
    deadline: float,
    show_progress: bool = False,
) -> None:
    """Append to `part` what is missing, going on where the server hung up.

    Args:
        remote: The file.
        part: Its beginning, from an earlier try; need not exist.
        patience: How long to wait for each step.
        deadline: When to give up at the latest, on the clock of time.monotonic.
        show_progress: Whether a bar is drawn on stderr.

    Raises:
        WeightsError: One sentence that says why the file could not be had. `part`
            keeps what has come.
    """
    import httpx

    if length(part) > remote.size:
        part.unlink()
    hung_up = 0
    try:
        with _client(patience) as client:
            while length(part) < remote.size:
                if hung_up > patience.retries:
                    raise WeightsError(
                        f"{remote.host} hung up {hung_up} times before the end of "
                        f"{remote.name}."
                    )
                time.sleep(patience.retry_s if hung_up else 0)
                with contextlib.suppress(httpx.ReadError, httpx.RemoteProtocolError):
                    _append(client, remote, part, patience, deadline, show_progress)
                hung_up += 1
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise WeightsError(f"{remote.url!r} is not a web address.") from error
    except httpx.ReadTimeout as error:
        raise WeightsError(
            f"{remote.host} sent nothing for {patience.stall_s:g} seconds."
        ) from error
    except httpx.HTTPError as error:
        raise WeightsError(f"No connection to {remote.host} could be made.") from error


def length(path: Path) -> int:
    """Return how many bytes of a file are there; 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def _client(patience: Patience) -> "httpx.Client":
    import httpx

    # A name often has two addresses, and the first may lead nowhere: half the time
    # for each, so that the second gets its turn.
    timeout = httpx.Timeout(patience.stall_s, connect=patience.answer_s / 2)
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
    patience: Patience,
    deadline: float,
    show_progress: bool,
) -> None:
    """Ask once for what is missing and append it to `part`."""
    from tqdm import tqdm

    have = length(part)
    headers = {"Accept-Encoding": "identity"}  # the checksum is that of the plain bytes
    if have:
        headers["Range"] = f"bytes={have}-"
    request = client.build_request("GET", remote.url, headers=headers)
    with contextlib.closing(_ask(client, request, patience.answer_s)) as response:
        have = _agreed_start(response, remote, have)
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
            for chunk in _body(response, remote, missing, patience, deadline):
                file.write(chunk)
                bar.update(len(chunk))
            file.flush()
            os.fsync(file.fileno())


def _ask(
    client: "httpx.Client", request: "httpx.Request", seconds: float
) -> "httpx.Response":
    """Return the answer, its body still to come; raise unless it begins in time.

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
            f"{request.url.host} did not answer within {seconds:g} seconds."
        ) from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _agreed_start(response: "httpx.Response", remote: RemoteFile, have: int) -> int:
    """Return from which byte on the answer goes; refuse what is not the file."""
    kind = response.headers.get("content-type", "")
    if response.is_success and kind.startswith("text/html"):
        # The welcome page of a hotel's or a school's network.
        raise WeightsError(f"{remote.host} sent a web page in place of {remote.name}.")
    if response.status_code == 206:
        begins = f"bytes {have}-"
        if response.headers.get("content-range", "").startswith(begins):
            return have
    elif response.status_code == 200:
        return 0
    raise WeightsError(
        f"{remote.host} answered with status {response.status_code} when asked for "
        f"{remote.name}."
    )


def _body(
    response: "httpx.Response",
    remote: RemoteFile,
    missing: int,
    patience: Patience,
    deadline: float,
) -> Iterator[bytes]:
    """Yield what comes, until it is longer than the file or too slow for the deadline.

    Too slow: at the pace of this answer so far, the rest will not come in time.
    """
    began, came = time.monotonic(), 0
    for chunk in response.iter_raw():
        came += len(chunk)
        if came > missing:
            raise WeightsError(f"{remote.host} sent more bytes than the file has.")
        yield chunk
        now = time.monotonic()
        expected_s = (now - began) / came * (missing - came)
        may_judge = now - began > patience.pace_s or now > deadline
        if may_judge and came < missing and now + expected_s > deadline:
            raise WeightsError(
                f"{remote.host} is slow: {remote.name} would take more than "
                f"{patience.total_s:g} seconds. What has come is kept, and the next "
                "start goes on from there."
            )
