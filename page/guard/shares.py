"""Shares of one client address: what it uploads in an hour, how much it asks at once.

An address may be one person's, or a school's behind one line: the shares fit a class.
A visitor's name is invented by the client, so nothing is counted by it here.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from nst_core.errors import Sentence
from page.guard.refusals import Refusal

MB = 1_000_000
# Each open page listens on a connection or two, which costs next to nothing.
MAX_AT_ONCE, MAX_AT_ONCE_EACH = 800, 300
MAX_UPLOADS, MAX_UPLOADS_EACH = 60, 20
SOON_S = 5.0


class Shares:
    """Uploads and open requests of every address; used by the event loop only."""

    def __init__(self, uploads: float, upload_mb: float) -> None:
        """Take what an address may upload in an hour."""
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._files = RateLimitItemPerHour(max(1, round(uploads)), namespace="files")
        self._mb = RateLimitItemPerHour(max(1, round(upload_mb)), namespace="mb")
        self._open: Counter[str] = Counter()
        self._uploading: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """A place among the requests that are answered now.

        Raises:
            Refusal: There is none, or this address has its share of them.
        """
        with _place(self._open, address, MAX_AT_ONCE, MAX_AT_ONCE_EACH):
            yield

    @contextmanager
    def upload_place(self, address: str) -> Iterator[None]:
        """A place among the uploads that come in now.

        Raises:
            Refusal: There is none, or this address has its share of them.
        """
        with _place(self._uploading, address, MAX_UPLOADS, MAX_UPLOADS_EACH):
            yield

    def begin_upload(self, address: str, size: int) -> None:
        """Count an upload, if the bytes that it says to have still fit.

        Raises:
            Refusal: This address has uploaded its share for now.
        """
        cost = max(1, min(size // MB, self._mb.amount))
        has_room = self._window.test(self._mb, address, cost=cost)
        if has_room and self._window.hit(self._files, address):
            return
        full = self._files if has_room else self._mb
        raise Refusal(
            Sentence(
                "From this address, as much as is taken in an hour was uploaded: "
                "{files} files, or {mb} MB. Wait a while, or use what is here already.",
                {"files": self._files.amount, "mb": self._mb.amount},
            ),
            429,
            retry_after_s=self._wait_s(full, address),
        )

    def end_upload(self, address: str, size: int) -> None:
        """Count the bytes that came, whether or not all of them did."""
        cost = min(max(1, size // MB), self._mb.amount)
        while cost and not self._window.hit(self._mb, address, cost=cost):
            cost //= 2  # others of this address came meanwhile: what fits, is full

    def _wait_s(self, item: RateLimitItemPerHour, address: str) -> float:
        stats = self._window.get_window_stats(item, address)
        return max(1.0, stats.reset_time - time.time())


@contextmanager
def _place(taken: Counter[str], address: str, most: int, each: int) -> Iterator[None]:
    if taken[address] >= each:
        raise Refusal(
            Sentence(
                "Too much is asked at once from this address. Close some of the pages, "
                "or try again in some seconds.",
                {},
            ),
            429,
            retry_after_s=SOON_S,
        )
    if taken.total() >= most:
        raise Refusal(
            Sentence("The server is busy. Try again in some seconds.", {}),
            503,
            retry_after_s=SOON_S,
        )
    taken[address] += 1
    try:
        yield
    finally:
        taken[address] -= 1
        if not taken[address]:
            del taken[address]
