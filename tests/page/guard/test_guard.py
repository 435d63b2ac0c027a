"""The guard around an application that answers everything."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from nst_core.serving.limits import Limits
from page.guard.endpoints import Endpoints
from page.guard.guard import Guard
from page.guard.refusals import LINES_A_MINUTE
from tests.conftest import run

PATHS = ("/", "/config", "/jobs/token/result.png", "/gradio_api/file=/tmp/a.png")
POSTED = ("upload", "queue/join", "run/predict", "cancel", "call/stylize")


async def anything(scope, receive, send):
    await PlainTextResponse("private")(scope, receive, send)


@pytest.fixture
def ask(tmp_path):
    def ask(environment, *requests):
        guard = Guard(anything, Endpoints(), Limits(data=tmp_path), environment)

        async def all_of_them():
            door = httpx.ASGITransport(guard, client=("203.0.113.7", 1))
            async with httpx.AsyncClient(transport=door) as client:
                return [
                    await client.request(method, f"http://localhost{path}", **more)
                    for method, path, more in requests
                ]

        return run(all_of_them())

    return ask


def test_with_a_log_in_nothing_lies_beside_it_but_the_health(ask):
    requests = [("GET", path, {}) for path in PATHS]
    requests += [("POST", f"/gradio_api/{name}", {}) for name in POSTED]
    answers = ask({"NST_AUTH": "ann:secret"}, *requests, ("GET", "/health", {}))
    assert {answer.status_code for answer in answers[:-1]} == {401}
    assert not [answer for answer in answers[:-1] if "private" in answer.text]
    assert answers[-1].text == "private"

    known = {"auth": ("ann", "secret")}
    for answer in ask({"NST_AUTH": "ann:secret"}, *[("GET", x, known) for x in PATHS]):
        assert answer.text == "private"


@pytest.mark.parametrize(
    ("environment", "ancestors"),
    [
        ({}, "'self'"),
        ({"NST_ORIGINS": "https://a.example"}, "'self' https://a.example"),
        (
            {"SPACE_ID": "a/b"},
            "'self' https://huggingface.co https://*.hf.space",
        ),
    ],
)
def test_a_page_is_framed_by_whom_the_host_trusts(ask, environment, ancestors):
    (answer,) = ask(environment, ("GET", "/", {}))
    policy = answer.headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {ancestors}")


@pytest.mark.parametrize("root", ["/painter", "https://a.example/painter/"])
def test_the_page_may_lie_below_a_path(ask, root):
    paths = ("/painter/config", "/config", "/painter/health")
    answers = ask({"GRADIO_ROOT_PATH": root}, *[("GET", path, {}) for path in paths])
    assert {answer.text for answer in answers} == {"private"}
    (answer,) = ask({"GRADIO_ROOT_PATH": root}, ("GET", "/painterconfig", {}))
    assert answer.status_code == 404


def test_the_log_names_the_reason_and_nothing_that_was_sent(ask, caplog):
    secret = ("POST", "/gradio_api/cancel", {"json": [{"secret": "word"}]})
    ask({}, secret, ("GET", "/secret?word", {}), ("SECRET", "/", {}))
    assert [record.getMessage() for record in caplog.records] == [
        "refused POST /gradio_api/cancel with 400: This is not a JSON object. See the "
        "page's link api.",
        "refused GET (unknown route) with 404: There is nothing at this address. The "
        "page is at /.",
        "refused (method) (unknown route) with 405: This address takes {methods} only.",
    ]


def test_the_log_is_not_filled_by_whoever_likes(ask, caplog):
    ask({}, *[("GET", "/nothing", {})] * 300)
    lines = [record.getMessage() for record in caplog.records]
    assert LINES_A_MINUTE <= len(lines) <= 2 * LINES_A_MINUTE + 1  # a minute may begin
