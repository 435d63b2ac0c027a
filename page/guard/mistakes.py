"""Answers to bodies that are JSON, but not what Gradio expects; and to our own faults.

FastAPI's own answer repeats the body, which costs seconds for a long one.
"""

from starlette.requests import Request
from starlette.responses import Response

from nst_core.errors import Sentence
from page.guard.refusals import Refusal

MISTAKE = Refusal(
    Sentence(
        "The request has not the fields that are needed here. See the page's link api.",
        {},
    ),
    400,  # at 422, Gradio's Python client looks for a list
)
OUR_OWN = Refusal(
    Sentence(
        "The server has made a mistake, which is in its log. Try again in a while.", {}
    ),
    500,
)


def answer_mistake(request: Request, error: Exception) -> Response:
    """A sentence in place of FastAPI's list."""
    return MISTAKE.response(request.scope)


def answer_our_own(request: Request, error: Exception) -> Response:
    """A sentence; the traceback goes to the log, not to the client."""
    return OUR_OWN.response(request.scope)
