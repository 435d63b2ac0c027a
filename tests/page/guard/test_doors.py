"""The guard over HTTP, before the page as `make run` serves it."""

import http.client
import json
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from page.guard.bodies import MAX_JSON_BYTES

JOIN = "/gradio_api/queue/join"
UPLOAD = "/gradio_api/upload"
POSTS = (JOIN, UPLOAD, "/gradio_api/run/predict", "/gradio_api/cancel")
POSTS += (
    "/gradio_api/reset",
    "/gradio_api/call/stylize",
    "/gradio_api/call/v2/stylize",
)
JSON = {"content-type": "application/json"}
META = {"_type": "gradio.FileData"}
FORM = {"content-type": "multipart/form-data; boundary=edge"}
FILE = (
    b'--edge\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
)


@pytest.fixture(scope="module")
def client(address):
    with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
        yield client


def refused(answer, status, said):
    """Whether an answer is a sentence, with the headers that all have."""
    assert answer.status_code == status, answer.text[:500]
    assert said in answer.text and len(answer.text) < 700
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control")]
    return True


def test_a_name_that_points_here_is_not_answered(client):
    """DNS rebinding: the page of evil.example believes that this server is its own."""
    evil = {"host": "evil.example:7860"}
    origin = {"origin": "http://evil.example:7860"}
    for path in ("/", "/config", "/jobs/a/result.png", "/gradio_api/info"):
        assert refused(client.get(path, headers=evil), 421, "evil.example")
    for path in POSTS:
        answer = client.post(path, headers=evil | origin | JSON, content=b"{}")
        assert refused(answer, 421, "NST_HOSTS")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:3000", "http://[::1]"]
)
def test_another_sites_page_changes_nothing_here(client, origin):
    for path in POSTS:
        answer = client.post(path, headers={"origin": origin} | JSON, content=b"{}")
        assert refused(answer, 403, "another site")
    asked = {"origin": origin, "access-control-request-method": "POST"}
    answer = client.options(JOIN, headers=asked)
    assert refused(answer, 405, "POST only"), "no preflight is granted"
    answer = client.get("/config", headers={"origin": origin})
    assert "access-control-allow-origin" not in answer.headers


def test_its_own_page_and_programs_do(client, address):
    body = {"session_hash": "s", "fn_index": 0, "event_id": "e"}
    for headers in ({"origin": address.rstrip("/")}, {}):
        answer = client.post("/gradio_api/cancel", headers=headers, json=body)
        assert answer.json() == {"success": True}


def test_every_answer_has_the_headers(client):
    for path in ("/", "/config", "/theme.css", "/favicon.ico", "/jobs/a/b", "/health"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "camera=(self)" in headers["permissions-policy"]
        assert "frame-ancestors 'self'" in headers["content-security-policy"]


def test_what_is_uploaded_is_kept_by_its_own_browser_only(client):
    (path,) = client.post(UPLOAD, files={"files": ("a.txt", b"text")}).json()
    answer = client.get(f"/gradio_api/file={path}")
    assert answer.content == b"text"
    assert answer.headers["cache-control"].startswith("private")
    missing = client.get(f"/gradio_api/file={path}.not")
    assert missing.status_code >= 400 and "cache-control" not in missing.headers


def test_it_is_a_proxy_for_nobody(client):
    for path in ("http://127.0.0.1:9/", "https://127.0.0.1/", "//127.0.0.1/a"):
        answer = client.get(f"/gradio_api/file={path}")
        assert refused(answer, 404, "nothing at this address")


@pytest.mark.parametrize("path", POSTS)
def test_junk_is_refused_before_it_is_read(client, path):
    kind = FORM if path == UPLOAD else JSON
    for size in (5_000_000, 40_000_000):
        length = {"content-length": str(size)}
        if path == UPLOAD:
            length["content-length"] = "1000000000"
        began = time.monotonic()
        answer = raw(client, path, kind | length, b"[1,1,1,1" * 100)
        assert answer.startswith(b"HTTP/1.1 413 ") and b"onnection: close" in answer
        assert b"[1,1" not in answer
        assert time.monotonic() - began < 5
    assert client.get("/health").status_code == 200


def raw(client, path, headers, body):
    """All that comes back on a connection of its own."""
    url = urlsplit(str(client.base_url))
    with socket.create_connection((url.hostname, url.port), timeout=10) as line:
        lines = [f"POST {path} HTTP/1.1", f"Host: {url.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize("path", POSTS)
def test_bytes_are_counted_though_no_length_is_said(client, path):
    def junk():
        for _ in range(40):
            yield b"[1,1,1,1" * 512

    kind = FORM if path == UPLOAD else JSON
    try:
        answer = client.post(path, headers=kind, content=junk())
    except httpx.NetworkError:
        return  # the line was closed while more was sent
    status, said = (400, "damaged") if path == UPLOAD else (413, "65,536")
    assert refused(answer, status, said)


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 400, "JSON object"),
        (b"{", 400, "JSON object"),
        (b"[]", 400, "JSON object"),
        (b"\xff\xfe", 400, "JSON object"),
        (b"[" * 60_000, 400, "JSON object"),
        (b'{"a":' * 10_000, 400, "JSON object"),
        (b'{"n":' + b"1" * 60_000 + b"}", 400, "JSON object"),
        (json.dumps({"session_hash": "s" * 9000}).encode(), 400, "session_hash"),
        (b'{"secret": "echoed?"}', 400, ""),
        (b'{"data": 7, "session_hash": [], "event_id": {}, "fn_index": 0}', 400, ""),
        (b" " * (MAX_JSON_BYTES + 1), 413, "65,536"),
    ],
)
@pytest.mark.parametrize("path", [JOIN, "/gradio_api/cancel"])
def test_json_that_is_none_is_refused_in_words(client, path, content, status, said):
    answer = client.post(path, headers=JSON, content=content)
    assert refused(answer, status, said)
    assert "echoed" not in answer.text


@pytest.mark.parametrize("path", [path for path in POSTS if path != UPLOAD])
def test_a_body_of_another_type_is_refused(client, path):
    """A foreign page can send these types without asking first."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = client.post(path, headers={"content-type": kind}, content=b"{}")
        assert refused(answer, 415, "application/json")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (JOIN, {"data": [], "fn_index": 9999, "session_hash": "s"}),
        (JOIN, {"data": [], "fn_index": -1, "session_hash": "s"}),
        (JOIN, {"data": [], "session_hash": "s"}),
        ("/gradio_api/run/predict", {"data": [], "fn_index": 9999}),
        ("/gradio_api/run/predict", {"data": []}),
        ("/gradio_api/call/v2/stylize", {"unknown": 1}),
        ("/gradio_api/call/v2/stylize", {}),
        ("/gradio_api/call/stylize", {"data": []}),
        ("/gradio_api/call/stylize", {"data": [None] * 999}),
        (JOIN, {"data": [None] * 999, "fn_index": 0, "session_hash": "s"}),
    ],
)
def test_what_does_not_exist_is_not_a_fault_of_the_server(client, path, body):
    answer = client.post(path, json=body)
    assert 400 <= answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("value", [7, "x", [1], True, {"path": 3}])
def test_something_else_than_a_file_is_refused_in_words(client, value):
    """On the page and by name; Gradio would say nothing, and log a traceback."""
    for event in client.get("/config").json()["dependencies"]:
        if any(kind == "paint" for _, kind in event["targets"]):
            data = [None, None, value, *[None] * (len(event["inputs"]) - 3)]
            body = {"data": data, "fn_index": event["id"], "session_hash": "s"}
            assert refused(client.post(JOIN, json=body), 400, r"data[2] is no file")
    pair = {"content": None, "style": value}
    named = client.post("/gradio_api/call/v2/stylize", json=pair)
    assert refused(named, 400, "style is no file")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'--edge\r\nContent-Disposition: form-data; name="files"\r\n\r\nx', "a file"),
        (b'--edge\r\nContent-Disposition: form-data; filename="x"\r\n\r\n', "a file"),
        (FILE.replace(b"files", b"other"), "a file"),
        ((FILE + b"x\r\n") * 1000 + b"--edge--\r\n", "at most 20 files"),
        (b"junk", "damaged"),
    ],
)
@pytest.mark.parametrize("query", ["", "?upload_id=one"])
def test_a_form_that_is_no_upload_is_refused_in_words(client, body, said, query):
    answer = client.post(UPLOAD + query, headers=FORM, content=body)
    status = 413 if "20" in said else 400
    assert refused(answer, status, said)


@pytest.mark.parametrize("kind", [{}, {"meta": META}])
def test_no_file_of_the_server_is_read(client, kind):
    """README.md is a file; whoever could have it copied would hear of no picture."""
    named = {"path": str(Path("README.md").absolute())} | kind
    said = painted(client, {"content": named, "style": named})
    assert "was not uploaded here" in said


@pytest.mark.parametrize("name", ["content", "mask1"])
@pytest.mark.parametrize(
    "value",
    [
        *(True, 5, 1.5, [], "x", "/etc/passwd", [{"path": "x"}], {"path": 5}),
        *({"path": "a\0b", "meta": META}, {"path": [], "meta": META}),
        *({"path": "a", "url": 5}, {"path": "a", "meta": 5}, {"deep": [{"path": {}}]}),
        *({"path": url, "meta": META} for url in ("http://127.0.0.1:9/a", "//a/b")),
        {"path": "/etc/passwd", "meta": META | {"more": 1}},
    ],
)
def test_what_is_no_file_is_refused_in_words(client, name, value):
    arguments = dict.fromkeys(("content", "style")) | {name: value}
    said = painted(client, arguments)
    assert "error" in said and "null" not in said, said


def painted(client, arguments):
    """All that the public endpoint says, whether at once or at the end."""
    started = client.post("/gradio_api/call/v2/stylize", json=arguments)
    if started.status_code != 200:
        return started.text
    return client.get(f"/gradio_api/call/stylize/{started.json()['event_id']}").text


@pytest.mark.parametrize(
    "path", ["queue/data?session_hash=nobody", "call/stylize/nothing"]
)
def test_a_stream_of_answers_that_never_come_ends(client, path):
    """As the page opens one after the server was started anew."""
    answer = client.get(f"/gradio_api/{path}")
    assert answer.status_code == 200 and "404" in answer.text


def test_an_upload_that_breaks_off_is_no_fault(client):
    answer = raw(client, UPLOAD, FORM | {"content-length": "9000"}, FILE + b"x" * 99)
    assert answer == b"" and client.get("/health").status_code == 200


def test_others_are_answered_while_somebody_sends_junk(client, address):
    url = urlsplit(address)
    body = b"[" + b"1," * 2_500_000 + b"1]"
    line = http.client.HTTPConnection(url.netloc, timeout=10)
    try:
        line.request("POST", JOIN, body, JSON)
    except OSError:
        pass  # it was closed before all was sent
    began = time.monotonic()
    assert client.get("/health").status_code == 200
    assert time.monotonic() - began < 0.2
    line.close()


def test_a_refusal_is_said_as_it_is_asked_for(client):
    german = {"accept-language": "de"}
    page = client.get("/nothing", headers=german | {"accept": "text/html"})
    assert page.text == "Unter dieser Adresse ist nichts. Die Seite ist unter /.\n"
    program = client.get("/nothing", headers={"accept": "application/json"})
    assert program.json()["detail"].startswith("There is nothing at this address")


def test_the_servers_health_is_told_under_any_name(client):
    answer = client.get("/health", headers={"host": "10.0.0.1.balancer"})
    found = answer.json()
    assert list(found) == [
        *("queue", "painters", "painters_ready", "free_disk_gb", "version"),
    ]
    assert found["painters"] == 1 and found["free_disk_gb"] > 0
    assert answer.headers["cache-control"] == "no-store"
