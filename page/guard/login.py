"""A log-in for a server that is not for everybody: names and passwords of its host.

HTTP's own (Basic): the browser asks once, and sends it with everything, so that nothing
lies open beside the page, and programs need no other way.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers

from nst_core.errors import Sentence, SettingsError
from page.guard.refusals import Refusal

TRIES = RateLimitItemPerMinute(20)  # of one address that fail
ASK = {"WWW-Authenticate": 'Basic realm="neural style transfer", charset="UTF-8"'}


@dataclass(frozen=True)
class Login:
    """Those who may come in; all, if nobody is named."""

    pairs: tuple[bytes, ...] = ()  # name:password
    _window: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Login":
        """Pairs of NST_AUTH, with commas between them.

        Raises:
            SettingsError: One is no pair; it is not repeated in the message.
        """
        listed = [pair.strip() for pair in environment.get("NST_AUTH", "").split(",")]
        pairs = [pair for pair in listed if pair]
        for number, pair in enumerate(pairs, start=1):
            name, _, password = pair.partition(":")
            if not name or not password:
                raise SettingsError(
                    "Entry {number} of NST_AUTH is no name and password; entries like "
                    "ann:secret are needed, with commas between them.",
                    number=number,
                )
        return cls(tuple(pair.encode() for pair in pairs))

    def require(self, headers: Headers, address: str) -> None:
        """Refuse whoever is not named.

        Raises:
            Refusal: They are not, or tried too often.
        """
        if not self.pairs:
            return
        given = credentials(headers)
        if given is not None:
            if not self._window.test(TRIES, address):
                raise Refusal(
                    Sentence("Too many passwords were wrong. Wait a minute.", {}),
                    429,
                    retry_after_s=60,
                )
            # All are compared, so that the time tells nothing.
            if any([secrets.compare_digest(given, pair) for pair in self.pairs]):
                return
            self._window.hit(TRIES, address)
        raise Refusal(
            Sentence(
                "A name and a password are needed here. Whoever runs this server has "
                "them.",
                {},
            ),
            401,
            ASK,
        )


def credentials(headers: Headers) -> bytes | None:
    """Name and password of a request, with a colon between them; None without."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""
