"""The server's door: where it opens, and whom it believes."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from nst_core.errors import SettingsError
from page import door
from page.door import address_of_door, open_door, trusted_proxies
from tests.conftest import run


def test_a_port_that_is_taken_gives_way_to_the_next():
    with open_door({"GRADIO_SERVER_PORT": "39871"}) as first:
        with open_door({"GRADIO_SERVER_PORT": "39871"}) as second:
            at_first, at_second = address_of_door(first), address_of_door(second)
    assert at_first.startswith("http://127.0.0.1:") and at_second != at_first


def test_what_is_small_is_sent_at_once():
    """Asyncio turns Nagle's algorithm off only if the protocol is named."""
    with open_door({"GRADIO_SERVER_PORT": "39871"}) as opened:
        assert opened.proto == socket.IPPROTO_TCP


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        ({}, "127.0.0.1"),
        ({"SPACE_ID": "a/b"}, "0.0.0.0"),
        ({"SPACE_ID": "a/b", "GRADIO_SERVER_NAME": "127.0.0.1"}, "127.0.0.1"),
        ({"GRADIO_SERVER_NAME": "0.0.0.0"}, "0.0.0.0"),
    ],
)
def test_it_opens_to_this_machine_alone_unless_it_is_told_otherwise(environment, host):
    with open_door({"GRADIO_SERVER_PORT": "39871"} | environment) as opened:
        assert opened.getsockname()[0] == host
        assert "0.0.0.0" not in address_of_door(opened)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="there is no IPv6 here")
def test_an_address_may_be_one_of_ipv6():
    settings = {"GRADIO_SERVER_NAME": "[::1]", "GRADIO_SERVER_PORT": "39871"}
    with open_door(settings) as opened:
        assert address_of_door(opened).startswith("http://[::1]:")


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http", "１２３"])
def test_a_port_that_is_none_is_refused_in_words(port):
    with pytest.raises(SettingsError, match="GRADIO_SERVER_PORT"):
        open_door({"GRADIO_SERVER_PORT": port})


def test_a_name_that_is_not_this_machines_is_refused_in_words():
    with pytest.raises(SettingsError, match="No port from 7860"):
        open_door({"GRADIO_SERVER_NAME": "203.0.113.7"})


async def slow(scope, receive, send):
    await asyncio.sleep(0.5)
    await PlainTextResponse("here")(scope, receive, send)


def test_whoever_asks_nothing_is_left_and_whoever_waits_is_answered(monkeypatch):
    monkeypatch.setattr(door, "ASK_S", 0.1)
    settings = {"log_level": "error", "lifespan": "off", "ws": "none"}
    server = door.Server(uvicorn.Config(slow, **settings))
    with (
        open_door({"GRADIO_SERVER_PORT": "39871"}) as opened,
        ThreadPoolExecutor() as pool,
    ):
        running = pool.submit(server.run, [opened])
        with ExitStack() as lines:
            silent, asking, half = (
                lines.enter_context(socket.create_connection(opened.getsockname(), 9))
                for _ in range(3)
            )
            half.sendall(b"GET / HTTP/1.1\r\nHost: a")
            asking.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in asking.recv(9999)
            assert silent.recv(9) == b"" and half.recv(9) == b""
        server.should_exit = True
        running.result(9)


SPACE = {"SPACE_ID": "a/b"}


@pytest.mark.parametrize(
    ("environment", "peer", "said", "client"),
    [
        ({}, "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ({}, "198.51.100.9", "203.0.113.7", "198.51.100.9"),
        ({}, "10.0.0.9", "203.0.113.7", "10.0.0.9"),
        (SPACE, "10.16.3.9", "203.0.113.7", "203.0.113.7"),
        (SPACE, "10.16.3.9", "invented, 203.0.113.7, 10.2.2.2", "203.0.113.7"),
        (SPACE, "198.51.100.9", "203.0.113.7", "198.51.100.9"),
        ({"FORWARDED_ALLOW_IPS": "198.51.100.0/24"}, "198.51.100.9", "::7", "::7"),
    ],
)
def test_a_client_is_who_a_trusted_proxy_says(environment, peer, said, client):
    seen: list[str] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        seen.append(scope["client"][0])

    told = ProxyHeadersMiddleware(app, trusted_proxies(environment))
    headers = [(b"x-forwarded-for", said.encode())]
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": headers}
    run(told(scope, None, None))
    assert seen == [client]
