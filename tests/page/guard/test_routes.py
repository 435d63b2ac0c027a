"""The list of routes: all else does not exist."""

import pytest

from page.guard.refusals import Refusal
from page.guard.routes import find_route


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/", "none"),
        ("HEAD", "/", "none"),
        ("GET", "/assets/index-Dphvyg.js", "none"),
        ("GET", "/jobs/abc-DEF_1/result.png", "none"),
        ("GET", "/scripts/0123456789abcdef/main.js", "none"),
        ("GET", "/gradio_api/file=/tmp/a b/ü.png", "none"),
        ("GET", "/gradio_api/file=C:\\Temp\\a.png", "none"),
        ("GET", "/gradio_api/call/stylize/4f0", "none"),
        ("POST", "/gradio_api/call/v2/stylize", "json"),
        ("POST", "/gradio_api/queue/join", "json"),
        ("POST", "/gradio_api/upload", "upload"),
    ],
)
def test_a_session_finds_its_routes(method, path, body):
    assert find_route(method, path, b"").body == body


@pytest.mark.parametrize(
    "path",
    [
        *(f"/gradio_api/file={scheme}://1.2.3.4/a" for scheme in ("http", "FILE")),
        *("/gradio_api/file=//evil.example/a", "/gradio_api/file=/\\evil.example/a"),
        *("/gradio_api/file=\\\\evil\\a", "/gradio_api/file=a.png"),
        *("/gradio_api/proxy=http://1.2.3.4/", "/openapi.json", "/docs", "/redoc"),
        *("/gradio_api/openapi.json", "/gradio_api/dev/reload", "/gradio_api/runs"),
        *("/gradio_api/deep_link", "/login", "/logout", "/monitoring", "/monitoring/a"),
        *("/gradio_api/process_recording", "/gradio_api/component_server"),
        *("/gradio_api/vibe-code", "/gradio_api/startup-events", "/svelte/a.js"),
        *("/gradio_api/call/other", "/gradio_api/api/stylize", "/gradio_api/run/x"),
        *("/assets/../app.py", "//evil.example", "/\n", "/config\n", ""),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_else_is_there(method, path):
    with pytest.raises(Refusal) as refused:
        find_route(method, path, b"")
    assert refused.value.status == 404


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "DELETE", "TRACE", "get"])
def test_a_page_is_only_read(method):
    with pytest.raises(Refusal, match="GET only") as refused:
        find_route(method, "/", b"")
    assert (refused.value.status, refused.value.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize(("path", "query"), [("/" * 5000, b""), ("/", b"a" * 5000)])
def test_an_address_is_no_book(path, query):
    with pytest.raises(Refusal) as refused:
        find_route("GET", path, query)
    assert refused.value.status == 414
