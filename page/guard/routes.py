"""All that may be asked for; recorded from whole sessions of browsers and programs.

Gradio has many more routes: a proxy that fetches any address, its editor's, its
documentation's. What is not listed here does not exist.
"""

import re
from dataclasses import dataclass
from typing import Literal

from nst_core.errors import Sentence
from page.guard.refusals import Refusal

MAX_PATH = 2048
MAX_QUERY = 2048
Body = Literal["none", "json", "upload"]


@dataclass(frozen=True)
class Route:
    """Paths of one kind."""

    name: str  # in the log
    pattern: str
    method: Literal["GET", "POST"] = "GET"
    body: Body = "none"


NAME = r"[A-Za-z0-9_-]{1,64}"
HEALTH = Route("/health", "/health")
# A file of this machine by its whole path: no other machine's, no address.
FILE = Route("/gradio_api/file=", r"/gradio_api/file=(?:/|[A-Za-z]:[/\\])(?![/\\]).+")
ROUTES = (
    HEALTH,
    FILE,
    Route("/", "/"),
    *(
        Route(path, re.escape(path))
        for path in (
            *("/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt"),
            *("/config", "/config/", "/pwa_icon", "/gradio_api/info"),
            *("/gradio_api/info/", "/gradio_api/theme.css"),
            *("/gradio_api/queue/data", "/gradio_api/upload_progress"),
        )
    ),
    Route("/pwa_icon/", r"/pwa_icon/\d{1,4}"),
    Route("/assets/", r"/assets/[\w./-]+"),
    Route("/static/", r"/static/[\w./-]+"),
    Route("/jobs/", r"/jobs/[A-Za-z0-9_-]+/.+"),
    Route("/scripts/", rf"/(?:scripts|sketch|examples)/{NAME}/[\w.-]+"),
    Route("/gradio_api/call/", rf"/gradio_api/call/(?:v2/)?stylize/{NAME}"),
    Route("/gradio_api/heartbeat/", rf"/gradio_api/heartbeat/{NAME}"),
    Route("/gradio_api/upload", "/gradio_api/upload", "POST", "upload"),
    Route("/gradio_api/call/", "/gradio_api/call/(?:v2/)?stylize", "POST", "json"),
    *(
        Route(path, re.escape(path), "POST", "json")
        for path in (
            *("/gradio_api/queue/join", "/gradio_api/run/predict"),
            *("/gradio_api/cancel", "/gradio_api/reset"),
        )
    ),
)
_PATTERNS = [(re.compile(route.pattern, re.DOTALL), route) for route in ROUTES]
UNKNOWN = "(unknown route)"


def find_route(method: str, path: str, query: bytes) -> Route:
    """Route of a request.

    Raises:
        Refusal: There is none.
    """
    if len(path) > MAX_PATH or len(query) > MAX_QUERY:
        raise Refusal(
            Sentence("This address is too long. Open the page from its start.", {}), 414
        )
    found = [route for pattern, route in _PATTERNS if pattern.fullmatch(path)]
    if not found or "/../" in path:
        raise Refusal(
            Sentence("There is nothing at this address. The page is at /.", {}), 404
        )
    wanted = "GET" if method == "HEAD" else method
    for route in found:
        if route.method == wanted:
            return route
    allowed = ", ".join(sorted({route.method for route in found}))
    raise Refusal(
        Sentence("This address takes {methods} only.", {"methods": allowed}),
        405,
        {"Allow": allowed},
    )
