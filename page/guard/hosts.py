"""Names under which the page is served, and whose pages may change anything here.

A page of somebody else's may let its own name point to this machine (DNS rebinding),
and a browser then takes this server for that page's. So a name is answered only if it
is known here. An address in numbers was looked up nowhere and is always answered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers

from nst_core.errors import Sentence, SettingsError, brief
from page.guard.refusals import Refusal

AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(\d{1,5}))?")
ORIGIN = re.compile(r"https?://([^/?#@\s,;]+)")
DEFAULT_PORTS = ("80", "443")
HOME = "localhost"


@dataclass(frozen=True)
class Hosts:
    """Names and origins that a host has allowed."""

    names: tuple[str, ...] = ()  # "*.example.org" is all below it
    origins: tuple[str, ...] = ()  # of other pages that are trusted as this one is

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Hosts":
        """Hosts of NST_HOSTS and NST_ORIGINS, and the Space's own.

        Raises:
            SettingsError: An entry is no name, or no origin.
        """
        names = [
            *entries(environment, "NST_HOSTS"),
            *entries(environment, "SPACE_HOST"),
        ]
        for name in names:
            if not AUTHORITY.fullmatch(name.removeprefix("*.")):
                raise SettingsError(
                    "NST_HOSTS has {name}; a name like painter.example.org is needed, "
                    "or *.example.org for all below it.",
                    name=brief(name),
                )
        origins = entries(environment, "NST_ORIGINS")
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                raise SettingsError(
                    "NST_ORIGINS has {origin}; an origin like https://example.org is "
                    "needed, without a path.",
                    origin=brief(origin),
                )
        return cls(tuple(names), tuple(origins))

    def require_host(self, headers: Headers) -> None:
        """Refuse what is asked under a name that is not known here.

        Raises:
            Refusal: It is, or the name that a proxy hands on.
        """
        hosts = headers.getlist("host")
        if len(hosts) > 1:
            raise Refusal(Sentence("A request has one Host header.", {}), 400)
        for host in (*(hosts or [""]), *forwarded(headers)):
            if not self.knows(host):
                raise Refusal(
                    Sentence(
                        "This server does not answer under the name {host}. Whoever "
                        "runs it can allow a name by NST_HOSTS.",
                        {"host": brief(host) or '""'},
                    ),
                    421,
                )

    def require_origin(self, headers: Headers) -> None:
        """Refuse what the page of another site sends.

        Programs send no Origin; browsers do with all that may change something.

        Raises:
            Refusal: It comes from another page.
        """
        origin = headers.get("origin")
        if origin is None:
            is_own = headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        else:
            found = ORIGIN.fullmatch(origin.lower())
            hosts = (headers.get("host", ""), *forwarded(headers))
            is_own = origin.lower() in self.origins or (
                found is not None
                and without_default_port(found[1])
                in [without_default_port(host) for host in hosts]
            )
        if not is_own:
            raise Refusal(
                Sentence(
                    "This was sent by the page of another site, which may not do so. "
                    "Open this server's own page. Whoever runs it can allow another "
                    "site by NST_ORIGINS.",
                    {},
                ),
                403,
            )

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server."""
        found = AUTHORITY.fullmatch(host.strip().lower())
        if found is None:
            return False
        name = found[1].strip("[]").rstrip(".")
        return (
            name == HOME
            or _is_address(name)
            or name in self.names
            or any(
                name.endswith(known[1:]) for known in self.names if known[:2] == "*."
            )
        )


def entries(environment: Mapping[str, str], name: str) -> list[str]:
    """Entries of a list with commas, in small letters."""
    listed = environment.get(name, "").lower().split(",")
    return [entry.strip().rstrip("/") for entry in listed if entry.strip()]


def forwarded(headers: Headers) -> list[str]:
    """The host that a proxy was asked for, as Gradio reads it; none without a proxy."""
    first = headers.get("x-forwarded-host", "").partition(",")[0].strip()
    return [first] if first else []


def without_default_port(host: str) -> str:
    """A host in small letters, without a port that addresses leave out."""
    name, _, port = host.strip().lower().rpartition(":")
    return name if name and port in DEFAULT_PORTS else host.strip().lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
