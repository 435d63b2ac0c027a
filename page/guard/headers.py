"""Headers of every answer: what a browser may do here, and who may frame the page."""

from collections.abc import Mapping, Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

# Gradio's page starts by a script in its head, and makes functions of text: without
# 'unsafe-eval', which WebAssembly needs too, there is no page.
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
HUGGING_FACE = ("https://huggingface.co", "https://*.hf.space")
PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FILE_CACHE = "private, max-age=3600"  # whoever has the address, has the file


def frame_ancestors(origins: Sequence[str], environment: Mapping[str, str]) -> str:
    """Pages that may show this one in a frame: its own, those trusted, a Space's."""
    on_space = HUGGING_FACE if environment.get("SPACE_ID") else ()
    return " ".join(("'self'", *on_space, *origins))


def security_headers(ancestors: str) -> dict[str, str]:
    """All of them, by their names."""
    rules = CONTENT_SECURITY_POLICY | {"frame-ancestors": ancestors}
    policy = "; ".join(f"{name} {value}" for name, value in rules.items())
    return PLAIN | {"Content-Security-Policy": policy}


def sender(send: Send, headers: Mapping[str, str], cache: str = "") -> Send:
    """A `send` that adds headers to an answer; `cache` where it says nothing itself."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = MutableHeaders(scope=message)
            for name, value in headers.items():
                own[name] = value
            if cache and message["status"] < 400:  # what is missing may come
                own.setdefault("Cache-Control", cache)
        await send(message)

    return send_with_headers
