"""How one large file comes from the network to this machine, whole or not at all.

Knows nothing about networks that look at pictures: a file has an address, a name, a
size and a checksum. Nothing is ever found half-written under its final name, two
processes fetch it once, and whatever goes wrong ends within seconds as one sentence.
"""

import contextlib
import hashlib
import os
import re
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

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


@dataclass(frozen=True)
class Patience:
    """How long to wait for whom, in seconds, and how often to try again."""

    connect_s: float = 3.0  # for the name to resolve and the server to answer the door
    stall_s: float = 10.0  # without a single byte
    retry_s: float = 0.5  # before a cut download goes on
    retries: int = 3  # after a cut; silence and refusal are not retried
    lock_s: float = 600.0  # for another process that fetches the same file


@dataclass(frozen=True)
class Obtained:
    """A file that was found whole, and what a person should know about it."""

    path: Path
    note: str = ""


class _CutError(Exception):
    """The server hung up before the end; what came so far is kept."""


def obtain(
    remote: RemoteFile,
    folder: Path,
    *,
    offline: bool = False,
    patience: Patience | None = None,
    show_progress: bool = False,
) -> Obtained:
    """Return the file from `folder`, fetched first if it is not there.

    No connection is tried when a whole file lies there, or when `offline`.

    Raises:
        WeightsError: One sentence that says why the file could not be had.
    """
    import filelock

    patience = patience or Patience()
    path = folder / remote.name
    try:
        if is_whole(
            path, remote
        ):  # the common case: needs no lock, nor a right to write
            return Obtained(path)
        if offline:
            state = "is damaged" if path.exists() else "is not on this machine"
            raise WeightsError(
                f"{remote.name} {state}, and NST_OFFLINE forbids to fetch it."
            )
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(_beside(path, ".lock"), timeout=patience.lock_s):
            if is_whole(path, remote):  # another process has fetched it meanwhile
                return Obtained(path)
            note = _set_aside(path)
            _fetch(remote, path, patience, show_progress)
            return Obtained(path, note)
    except filelock.Timeout as error:
        raise WeightsError(
            f"Another process has been fetching {remote.name} for more than "
            f"{patience.lock_s:g} seconds."
        ) from error
    except OSError as error:
        raise WeightsError(
            f"{remote.name} could not be read or stored: {error.strerror or error}."
        ) from error


def is_whole(path: Path, remote: RemoteFile) -> bool:
    """Return whether `path` holds exactly the published file.

    The publisher vouches with an MD5, against which collisions can be made. So our own
    SHA-256 is written beside the file when its MD5 is first found right, and from then
    on that one decides.
    """
    if not path.is_file() or path.stat().st_size != remote.size:
        return False
    known = _known_sha256(path)
    if known is not None:
        return _digest(path, "sha256") == known
    if _digest(path, "md5") != remote.md5:
        return False
    # A good file in a folder that may not be written to is still a good file: then the
    # MD5 has to do next time as well.
    with contextlib.suppress(OSError):
        _record_sha256(path, _digest(path, "sha256"))
    return True


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()


def _known_sha256(path: Path) -> str | None:
    """Return what was written beside the file; None if nothing that makes sense."""
    try:
        text = _beside(path, ".sha256").read_bytes()[:64]
    except FileNotFoundError:
        return None
    return text.decode() if re.fullmatch(rb"[0-9a-f]{64}", text) else None


def _record_sha256(path: Path, sha256: str) -> None:
    """Write the line that `sha256sum --check` understands, whole or not at all."""
    part = _beside(path, f".sha256.{os.getpid()}")
    part.write_text(f"{sha256}  {path.name}\n")
    part.replace(_beside(path, ".sha256"))


def _set_aside(path: Path) -> str:
    """Rename what is there but not whole; return a note about it."""
    if not path.exists():
        return ""
    damaged = _beside(path, ".damaged")
    path.replace(damaged)
    _beside(path, ".sha256").unlink(missing_ok=True)
    return f"A damaged {path.name} was set aside as {damaged.name} and fetched again."


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _fetch(
    remote: RemoteFile, path: Path, patience: Patience, show_progress: bool
) -> None:
    """Bring the whole file to `path`; a cut leaves its beginning for the next time."""
    part = _beside(path, ".part")
    _require_room(remote, part)
    try:
        # A beginning from another day may have gone bad: then once more from nothing.
        for is_resumed in (part.exists(), False):
            _append_with_retries(remote, part, patience, show_progress)
            if _digest(part, "md5") == remote.md5:
                break
            part.unlink()
            if not is_resumed:
                raise WeightsError(
                    f"What {_host_and_port(remote.url)[0]} sent is not {remote.name}: "
                    "its checksum is wrong."
                )
        _record_sha256(path, _digest(part, "sha256"))
        part.replace(path)
    except OSError:  # a full disk gets its room back
        part.unlink(missing_ok=True)
        raise


def _require_room(remote: RemoteFile, part: Path) -> None:
    wanted = remote.size - (part.stat().st_size if part.exists() else 0)
    free = shutil.disk_usage(part.parent).free
    if free < wanted:
        raise WeightsError(
            f"The disk has {free / 1e6:.0f} MB left, and {remote.name} needs "
            f"{wanted / 1e6:.0f} MB."
        )


def _append_with_retries(
    remote: RemoteFile, part: Path, patience: Patience, show_progress: bool
) -> None:
    """Fetch the rest of the file, starting again where the server hung up."""
    import httpx

    host, _ = _host_and_port(remote.url)
    try:
        for attempt in range(patience.retries + 1):
            try:
                return _append(remote, part, patience, show_progress)
            except (_CutError, httpx.ReadError, httpx.RemoteProtocolError) as error:
                if attempt == patience.retries:
                    raise WeightsError(
                        f"{host} hung up {attempt + 1} times before the end of "
                        f"{remote.name}."
                    ) from error
                time.sleep(patience.retry_s)
    except httpx.ConnectTimeout as error:
        raise WeightsError(
            f"No connection to {host} could be made within {patience.connect_s:g} "
            "seconds."
        ) from error
    except httpx.TimeoutException as error:
        raise WeightsError(
            f"{host} sent nothing for {patience.stall_s:g} seconds."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise WeightsError(f"No connection to {host} could be made.") from error


def _append(
    remote: RemoteFile, part: Path, patience: Patience, show_progress: bool
) -> None:
    """Ask once for what is missing and append it to `part`."""
    import httpx
    from tqdm import tqdm

    have = part.stat().st_size if part.exists() else 0
    if have == remote.size:
        return
    if have > remote.size:
        part.unlink()
        have = 0
    _require_reachable(remote.url, patience.connect_s)
    timeout = httpx.Timeout(patience.stall_s, connect=patience.connect_s)
    headers = {"Accept-Encoding": "identity"}  # the checksum is that of the plain bytes
    if have:
        headers["Range"] = f"bytes={have}-"
    with (
        _client(timeout) as client,
        client.stream("GET", remote.url, headers=headers) as response,
    ):
        have = _agreed_start(response, remote, have)
        with (
            part.open("r+b" if have else "wb") as file,
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
            file.seek(have)
            for chunk in _at_most(response, remote.size - have):
                file.write(chunk)
                bar.update(len(chunk))
            file.flush()
            os.fsync(file.fileno())
    if part.stat().st_size < remote.size:
        raise _CutError


def _client(timeout: "httpx.Timeout") -> "httpx.Client":
    import httpx

    try:
        return httpx.Client(timeout=timeout)
    except (ImportError, ValueError) as error:  # SOCKS, or no address at all
        raise WeightsError("The proxy set on this machine cannot be used.") from error


def _require_reachable(url: str, seconds: float) -> None:
    """Raise ConnectTimeout or ConnectError unless somebody answers the door.

    An HTTP client's time-out counts for each of a name's many addresses anew, and not
    at all while the name is looked up. This one counts for everything together.
    """
    import httpx

    address = _host_and_port(_proxy(url) or url)
    outcome: list[Exception | None] = []

    def knock() -> None:
        try:
            socket.create_connection(address, timeout=seconds).close()
        except (OSError, UnicodeError) as error:  # no answer; not a name at all
            outcome.append(error)
        else:
            outcome.append(None)

    # A daemon: a name server that never answers must not keep the program from ending.
    knocking = threading.Thread(target=knock, daemon=True)
    knocking.start()
    knocking.join(seconds)
    if not outcome or isinstance(outcome[0], TimeoutError):
        raise httpx.ConnectTimeout(f"no answer within {seconds:g} s")
    if outcome[0] is not None:
        raise httpx.ConnectError(str(outcome[0])) from outcome[0]


def _proxy(url: str) -> str | None:
    """Return the proxy that stands between here and `url`, if the system names one."""
    proxies = getproxies()
    proxy = proxies.get(urlsplit(url).scheme) or proxies.get("all")
    if not proxy or proxy_bypass(_host_and_port(url)[0]):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _host_and_port(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise WeightsError(f"{url!r} is not a web address.") from error
    if not host:
        raise WeightsError(f"{url!r} is not a web address.")
    return host, port or {"http": 80, "https": 443}.get(parts.scheme, 1080)


def _agreed_start(response: "httpx.Response", remote: RemoteFile, have: int) -> int:
    """Return from which byte on the answer goes; refuse what is not the file."""
    kind = response.headers.get("content-type", "")
    if response.is_success and kind.startswith("text/html"):
        # The welcome page of a hotel's or a school's network.
        raise WeightsError(
            f"{response.url.host} sent a web page in place of {remote.name}."
        )
    if response.status_code == 206:
        begins = f"bytes {have}-"
        if response.headers.get("content-range", "").startswith(begins):
            return have
    elif response.status_code == 200:
        return 0
    raise WeightsError(
        f"{response.url.host} answered with status {response.status_code} when asked "
        f"for {remote.name}."
    )


def _at_most(response: "httpx.Response", missing: int) -> Iterator[bytes]:
    """Yield the body; refuse it as soon as it is longer than the file can be."""
    for chunk in response.iter_raw():
        missing -= len(chunk)
        if missing < 0:
            raise WeightsError(
                f"{response.url.host} sent more bytes than the file has."
            )
        yield chunk
