"""The server's door: a port of its own, and an orderly end.

The environment may name it as Gradio has it: GRADIO_SERVER_NAME, GRADIO_SERVER_PORT. A
port that is taken gives way to the next one.
"""

import asyncio
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from nst_core.errors import SettingsError, brief

FIRST_PORT, PORTS = 7860, 100
# Behind a Space's proxy, which is in a private network, the client is the last address
# of X-Forwarded-For that is in none.
PRIVATE = (
    *("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    *("100.64.0.0/10", "fc00::/7"),
)
BACKLOG = 2048  # who is not answered yet
HEADER_BYTES = 16 * 1024
ASK_S = 20.0  # for a request's head, from the connection on
TICKS_A_SECOND = 10  # of uvicorn's
END_S = 1  # for answers that are under way at the end


class Server(uvicorn.Server):
    """Ends though pages listen: they come back by themselves.

    It also leaves those who connect and then ask nothing, which uvicorn would keep.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._silent: dict[Any, float] = {}  # since when

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS_A_SECOND == 0:
            self._leave_silent(time.monotonic())
        return await super().on_tick(counter)

    def _leave_silent(self, now: float) -> None:
        lines: set[Any] = {*self.server_state.connections}
        asking_nothing = {
            line for line in lines if not line.cycle or line.cycle.response_complete
        }
        self._silent = {x: self._silent.get(x, now) for x in asking_nothing}
        for line, since in self._silent.items():
            if now - since > ASK_S:
                line.transport.close()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await asyncio.sleep(0.05)
        await super().shutdown(sockets)


def open_door(environment: Mapping[str, str]) -> socket.socket:
    """A socket that listens where the environment says.

    Raises:
        SettingsError: The port is no number, or none is free.
    """
    name = environment.get("GRADIO_SERVER_NAME") or (
        "0.0.0.0" if environment.get("SPACE_ID") else "127.0.0.1"
    )
    said = environment.get("GRADIO_SERVER_PORT") or str(FIRST_PORT)
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 1 << 16):
        raise SettingsError(
            "GRADIO_SERVER_PORT is {port}; a number from 1 to 65535 is needed.",
            port=brief(said),
        )
    first, host = int(said), name.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last = min(first + PORTS, 1 << 16)
    for port in range(first, last):
        try:
            return _listening(family, host, port)
        except OSError as error:
            reason = error.strerror
    raise SettingsError(
        "No port from {first} to {last} can be opened at {name} ({reason}). Name "
        "another with GRADIO_SERVER_NAME and GRADIO_SERVER_PORT.",
        first=first,
        last=last - 1,
        name=brief(name),
        reason=reason,
    )


def _listening(family: int, host: str, port: int) -> socket.socket:
    # asyncio sends at once (TCP_NODELAY) only where the protocol is named.
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there, it would share a port that is taken
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(BACKLOG)
    except OSError:
        door.close()
        raise
    return door


def trusted_proxies(environment: Mapping[str, str]) -> str:
    """Addresses whose X-Forwarded-For is believed, with commas between them."""
    nearby = PRIVATE if environment.get("SPACE_ID") else ("127.0.0.1", "::1")
    return environment.get("FORWARDED_ALLOW_IPS") or ",".join(nearby)


def address_of_door(door: socket.socket) -> str:
    """The address of an open door for a browser on this machine."""
    host, port = door.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def answer_at(
    door: socket.socket, app: ASGIApp, environment: Mapping[str, str]
) -> None:
    """Answer who comes until the process is told to end."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        h11_max_incomplete_event_size=HEADER_BYTES,
        forwarded_allow_ips=trusted_proxies(environment),
        timeout_graceful_shutdown=END_S,
    )
    Server(config).run([door])
