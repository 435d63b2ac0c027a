"""Large answers are made once, and every address gets its own."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from page import response_cache
from page.response_cache import ResponseCache
from tests.conftest import run


class Page:
    """Answers slowly, counts how often, and says at which address it is."""

    def __init__(self):
        self.made, self.status = 0, 200

    async def answer(self, request: Request) -> PlainTextResponse:
        self.made += 1
        await asyncio.sleep(0.05)
        if self.status == 0:
            raise OSError
        proto = request.headers.get("x-forwarded-proto")
        words = f"{request.url} {proto} " + "word " * 1000
        return PlainTextResponse(words, self.status)


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def ask(page):
    """Asks several times at once."""
    routes = [
        Route(path, page.answer, methods=["GET", "HEAD", "POST"])
        for path in ("/", "/config", "/other")
    ]
    app = Starlette(routes=routes, middleware=[Middleware(ResponseCache)])
    door = httpx.ASGITransport(app, raise_app_exceptions=False)

    def ask(*requests: tuple[str, str, dict[str, str]]) -> list[httpx.Response]:
        async def together():
            async with httpx.AsyncClient(transport=door) as client:
                asked = [client.request(m, u, headers=h) for m, u, h in requests]
                return await asyncio.gather(*asked)

        return run(together())

    return ask


HOME = ("GET", "http://here/", {})


def test_all_who_ask_at_once_get_one_answer(page, ask):
    answers = ask(*[HOME] * 50)
    assert page.made == 1
    assert len({answer.text for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {200}


def test_a_kept_answer_is_given_later_and_then_made_anew(page, ask, monkeypatch):
    first, second = *ask(HOME), *ask(HOME)
    assert page.made == 1 and first.text == second.text
    assert first.headers == second.headers
    monkeypatch.setattr(response_cache, "KEEP_S", -1.0)
    ask(("GET", "http://here/config", {}))
    ask(("GET", "http://here/config", {}))
    assert page.made == 3


def test_every_address_has_its_own(page, ask):
    secure = {"x-forwarded-proto": "https"}
    here, there, safe, config = ask(
        HOME,
        ("GET", "http://there/", {}),
        ("GET", "http://here/", secure),
        ("GET", "http://here/config", {}),
    )
    assert page.made == 4
    assert here.text.startswith("http://here/ None")
    assert there.text.startswith("http://there/ None")
    assert safe.text.startswith("http://here/ https")
    assert config.text.startswith("http://here/config None")


@pytest.mark.parametrize(
    ("method", "url"),
    [("GET", "http://here/other"), ("GET", "http://here/?page=x")]
    + [(method, "http://here/") for method in ("HEAD", "POST")],
)
def test_anything_else_is_not_kept(page, ask, method, url):
    ask(*[(method, url, {})] * 3)
    assert page.made == 3


def test_it_is_packed_for_those_who_can_unpack_it(page, ask):
    packed, plain = ask(
        ("GET", "http://here/", {"accept-encoding": "gzip, br"}),
        ("GET", "http://here/", {"accept-encoding": "identity"}),
    )
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert 10 * int(packed.headers["content-length"]) < len(plain.content)


@pytest.mark.parametrize("status", [0, 500])
def test_a_mistake_is_not_kept(page, ask, status):
    page.status = status
    assert {answer.status_code for answer in ask(HOME, HOME)} == {500}
    assert page.made == 1
    page.status = 200
    assert ask(HOME)[0].status_code == 200


def test_forged_hosts_do_not_fill_the_memory(page, ask, monkeypatch):
    monkeypatch.setattr(response_cache, "MAX_KEPT", 4)
    for number in range(10):
        ask(("GET", f"http://host{number}/", {}))
    ask(("GET", "http://host9/", {}))
    assert page.made == 10


def test_who_leaves_does_not_take_the_answer_along(page):
    async def leave_and_stay():
        sent = []

        async def send(message):
            sent.append(message)

        scope = {
            **{"type": "http", "method": "GET", "path": "/", "query_string": b""},
            **{
                "headers": [(b"host", b"here")],
                "scheme": "http",
                "http_version": "1.1",
            },
        }
        app = ResponseCache(Starlette(routes=[Route("/", page.answer)]))
        asked = [asyncio.create_task(app(scope, None, send)) for _ in range(2)]
        await asyncio.sleep(0.01)
        asked[0].cancel()
        await asked[1]
        return sent

    start, body = run(leave_and_stay())
    assert start["status"] == 200 and body["body"].startswith(b"http://here/")
    assert page.made == 1
