"""Names under which the server answers, and pages that may change something."""

import pytest
from starlette.datastructures import Headers

from nst_core.errors import SettingsError
from page.guard.hosts import Hosts
from page.guard.refusals import Refusal

HOSTS = Hosts.of(
    {
        "NST_HOSTS": "painter.example.org, *.example.net",
        "NST_ORIGINS": "https://friend.example",
        "SPACE_HOST": "someone-painter.hf.space",
    }
)


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST:7860", "localhost.", "127.0.0.1:7860", "[::1]:80"),
        *("192.168.1.7:7860", "painter.example.org", "Painter.Example.org:8443"),
        *("a.example.net", "a.b.example.net", "someone-painter.hf.space"),
    ],
)
def test_own_names_and_addresses_in_numbers_are_known(host):
    assert HOSTS.knows(host)


@pytest.mark.parametrize(
    "host",
    [
        *("", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example"),
        *("example.net", "notexample.net", "user@localhost", "localhost:port"),
        *("localhost/", "2130706433", "a.painter.example.org", "local host"),
    ],
)
def test_other_names_are_not(host):
    """Whoever owns one may let it point to this machine."""
    assert not HOSTS.knows(host)
    with pytest.raises(Refusal, match="does not answer under the name"):
        HOSTS.require_host(Headers({"host": host}))


def test_the_name_that_a_proxy_hands_on_must_be_known_too():
    headers = {"host": "127.0.0.1:7860", "x-forwarded-host": "painter.example.org"}
    HOSTS.require_host(Headers(headers))
    with pytest.raises(Refusal, match="evil.example"):
        HOSTS.require_host(Headers(headers | {"x-forwarded-host": "evil.example"}))


def test_two_hosts_are_none():
    twice = Headers(raw=[(b"host", b"localhost"), (b"host", b"evil.example")])
    with pytest.raises(Refusal, match="one Host header"):
        HOSTS.require_host(twice)


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a program
        {"origin": "http://localhost:7860"},
        {"origin": "HTTPS://localhost:7860"},  # behind a proxy that speaks TLS
        {"origin": "https://friend.example"},
        {"origin": "https://a.example.net", "x-forwarded-host": "a.example.net"},
        {"origin": "https://a.example.net", "x-forwarded-host": "a.example.net:443"},
        {"sec-fetch-site": "same-origin"},
    ],
)
def test_the_servers_own_page_may_change_something(headers):
    HOSTS.require_origin(Headers({"host": "localhost:7860"} | headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost:3000"},
        {"origin": "http://localhost"},
        {"origin": "http://127.0.0.1:7860"},
        {"origin": "https://evil.example"},
        {"origin": "https://evil.friend.example"},
        {"origin": "http://localhost:7860.evil.example"},
        {"origin": "http://evil.example#localhost:7860"},
        {"origin": "http://a@localhost:7860"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_no_other_page_may(headers):
    with pytest.raises(Refusal, match="page of another site"):
        HOSTS.require_origin(Headers({"host": "localhost:7860"} | headers))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("NST_HOSTS", value) for value in ("*", "http://a.example", "*.", "a b")),
        *(("NST_ORIGINS", value) for value in ("a.example", "https://a/b", "*")),
    ],
)
def test_a_setting_that_is_none_is_refused_at_the_start(name, value):
    with pytest.raises(SettingsError, match=name):
        Hosts.of({name: value})
