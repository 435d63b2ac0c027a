"""Answers to what is refused: one plain sentence each, and a line in the log."""

import json
import logging
import time
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from nst_core.errors import Sentence
from page.languages import language_of

log = logging.getLogger(__name__)

LINES_A_MINUTE = 20  # what more is refused, is counted
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Refusal(Exception):
    """A request that is answered by a sentence, and goes no further."""

    def __init__(
        self,
        sentence: Sentence,
        status: int,
        headers: Mapping[str, str] | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        """Take what is answered.

        Args:
            sentence: It quotes nothing of a body.
            status: Of HTTP.
            headers: More of the answer's headers.
            retry_after_s: Time that helps, if it does.
        """
        super().__init__(str(sentence))
        self.sentence, self.status = sentence, status
        self.headers = dict(headers or {})
        if retry_after_s is not None:
            self.headers["Retry-After"] = str(max(1, round(retry_after_s)))

    def response(self, scope: Scope, closes: bool = False) -> Response:
        """The answer, in the visitor's language, as JSON or text as was asked for.

        `closes` is whether the connection ends with it.
        """
        text = language_of(Request(scope)).translate(self.sentence)
        headers = self.headers | {"Cache-Control": "no-store"}
        if closes:
            headers["Connection"] = "close"
        if _wants_json(scope):
            # Gradio's browser client reads the one, its Python client the other.
            body = json.dumps({"detail": text, "error": text}, ensure_ascii=False)
            return Response(body, self.status, headers, "application/json")
        return Response(text + "\n", self.status, headers, "text/plain")


def _wants_json(scope: Scope) -> bool:
    accepted = Headers(scope=scope).get("accept", "")
    if "text/html" in accepted:  # a person, in the address bar
        return False
    return "json" in accepted or "/gradio_api/" in scope["path"]


class RefusalLog:
    """One line for each refusal, up to so many a minute; then their number."""

    def __init__(self) -> None:
        self._minute, self._lines, self._more = 0, 0, 0

    def note(self, refusal: Refusal, method: str, route: str) -> None:
        """Log one: the reason and the route's name, and nothing of what was sent."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            if self._more:
                log.warning("%d more requests were refused", self._more)
            self._minute, self._lines, self._more = minute, 0, 0
        if self._lines >= LINES_A_MINUTE:
            self._more += 1
            return
        self._lines += 1
        log.warning(
            "refused %s %s with %d: %s",
            method if method in METHODS else "(method)",
            route,
            refusal.status,
            refusal.sentence.template,
        )
