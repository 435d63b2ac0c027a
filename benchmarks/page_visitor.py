"""One visitor of the page without a browser: sends what the browser sends."""

import json
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from gradio_client.utils import apply_diff

from nst_core.errors import StyleTransferError

SETTING = re.compile(r'"key": "name_(\w+)"')  # in a control's label
PATIENCE_S = 60.0


class RefusedError(StyleTransferError):
    """The page has said why it does not do what it was asked for."""


class PageVisitor:
    """A browser's session with the page, for one thread."""

    def __init__(
        self, address: str, name: str, session: str, own_address: str | None = None
    ) -> None:
        """Read what the page consists of.

        Args:
            address: Of the page.
            name: That the browser gave itself.
            session: That it gave this tab.
            own_address: Of this machine, from which it connects.
        """
        transport = httpx.HTTPTransport(local_address=own_address)
        self.http = httpx.Client(
            base_url=address, transport=transport, timeout=PATIENCE_S
        )
        self.name, self.session = name, session
        self.data_folder = Path()  # the server's, once something was uploaded
        self._config = self.http.get("config").raise_for_status().json()
        self._components = {each["id"]: each for each in self._config["components"]}

    def close(self) -> None:
        """Leave the page."""
        self.http.close()

    def upload(self, content: bytes, name: str = "picture.png") -> dict[str, Any]:
        """Value of a picker that has sent this file; RefusedError if it may not."""
        answer = self.http.post("gradio_api/upload", files={"files": (name, content)})
        if answer.status_code != httpx.codes.OK:
            raise RefusedError("{text}", text=answer.text)
        self.data_folder = Path(answer.json()[0]).parents[2]
        return {"path": answer.json()[0], "meta": {"_type": "gradio.FileData"}}

    def paint(self, **inputs: Any) -> str:
        """Token of a new job; RefusedError if there is none.

        `inputs` are values of the form by their names, the others have their defaults.
        """
        token, message = self._queued("paint", self._filled(inputs))[:2]
        if not token:
            raise RefusedError("{text}", text=message["refused"])
        return str(token)

    def look(self, token: str) -> dict[str, Any]:
        """Message of the stage about a job, as it is now."""
        with self.watch(token) as messages:
            return next(messages)

    @contextmanager
    def watch(self, token: str) -> Iterator[Iterator[dict[str, Any]]]:
        """Messages of the stage about a job; whoever leaves drops the line."""
        with self._outputs("watch", [token]) as outputs:
            yield self._messages(outputs)

    def _messages(self, outputs: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Whole messages: after the first, only what differs is sent."""
        message: Any = None
        for output in outputs:
            if "error" in output:
                raise RefusedError("{text}", text=str(output["error"]))
            sent = output["data"][0]
            message = sent if message is None else apply_diff(message, sent)
            yield message
            if message.get("is_over") or message.get("is_gone"):
                return

    def command(self, token: str, command: str) -> None:
        """Press a button of the stage that acts on the job."""
        self._unqueued("command", [token], {"command": command})

    def steer(self, token: str, **inputs: Any) -> None:
        """Turn controls while the job is painted."""
        self._unqueued("steer", self._filled({"token": token, **inputs}), None)

    def remove(self, *tokens: str) -> None:
        """Delete jobs."""
        self._unqueued("remove", [], {"tokens": list(tokens)})

    def _filled(self, inputs: Mapping[str, Any]) -> list[Any]:
        """Values of the form in its order."""
        event = self._event("paint")
        defaults = {
            name: self._components[component]["props"].get("value")
            for name, component in self._named(event["inputs"])
        }
        given = {"visitor": self.name, "masks": {}, **inputs}
        assert given.keys() <= defaults.keys(), given.keys() - defaults.keys()
        return [*(defaults | given).values()]

    def _named(self, components: list[int]) -> Iterator[tuple[str, int]]:
        """Names of the form's components."""
        hidden = iter(("token", "visitor"))
        for component in components:
            props = self._components[component]["props"]
            if found := SETTING.search(str(props.get("label"))):
                yield found[1], component
            else:
                name = str(props.get("elem_id") or next(hidden))
                yield name.removesuffix("-dial"), component

    def _event(self, name: str) -> dict[str, Any]:
        """The page's event of this name."""
        return next(
            event
            for event in self._config["dependencies"]
            if any(kind == name for _, kind in event["targets"])
        )

    def _request(self, name: str, data: list[Any], event_data: Any) -> dict[str, Any]:
        event = self._event(name)
        return {
            "data": data,
            "event_data": event_data,
            "fn_index": event["id"],
            "session_hash": self.session,
            "trigger_id": event["targets"][0][0],
        }

    def _unqueued(self, name: str, data: list[Any], event_data: Any) -> None:
        body = self._request(name, data, event_data)
        answer = self.http.post("gradio_api/run/predict", json=body)
        if answer.status_code != httpx.codes.OK:
            raise RefusedError("{text}", text=answer.text)

    def _queued(self, name: str, data: list[Any]) -> list[Any]:
        """Answer of an event that waits its turn."""
        with self._outputs(name, data) as outputs:
            for output in outputs:
                if "error" in output:
                    raise RefusedError("{text}", text=str(output["error"]))
                return list(output["data"])
        raise RefusedError("The page has left an event without an answer.")

    @contextmanager
    def _outputs(
        self, name: str, data: list[Any]
    ) -> Iterator[Iterator[dict[str, Any]]]:
        """Outputs of an event as they come; the line is dropped at the end."""
        body = self._request(name, data, None)
        joined = self.http.post("gradio_api/queue/join", json=body)
        if joined.status_code != httpx.codes.OK:
            raise RefusedError("{text}", text=joined.text)
        own = joined.json()["event_id"]
        about = {"session_hash": self.session}
        with self.http.stream("GET", "gradio_api/queue/data", params=about) as answer:
            yield (
                message["output"]
                for line in answer.iter_lines()
                if line.startswith("data:")
                and (message := json.loads(line[5:])).get("event_id") == own
                and message["msg"] in ("process_generating", "process_completed")
            )


def begin_upload(address: str, own_address: str = "") -> socket.socket:
    """Line on which an upload has come as far as its middle.

    Args:
        address: Of the page.
        own_address: Of this machine, from which it connects.
    """
    where = urlsplit(address)
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + bytes(1000)
    )
    head = (
        f"POST /gradio_api/upload HTTP/1.1\r\nHost: {where.netloc}\r\n"
        "Content-Type: multipart/form-data; boundary=edge\r\n"
        f"Content-Length: {2 * len(body)}\r\n\r\n"
    )
    source = (own_address, 0) if own_address else None
    door = (str(where.hostname), where.port or 80)
    line = socket.create_connection(door, source_address=source)
    line.sendall(head.encode() + body)
    return line
