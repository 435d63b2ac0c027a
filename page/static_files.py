"""Files of the repository for the browser, at addresses that tell their bytes.

A browser keeps them for ever: other bytes have another address.
"""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOR_EVER = "public, max-age=31536000, immutable"
KINDS = {
    ".js": "text/javascript",  # Python on Windows may call it text/plain
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".bin": "application/octet-stream",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}


class StaticFiles:
    """Some files, under a path with a hash of all of them."""

    def __init__(self, name: str, files: Mapping[str, bytes]) -> None:
        """Take the files by their names; `name` begins their path."""
        self.files = dict(files)
        content = hashlib.sha256()
        for each, data in self.files.items():
            content.update(each.encode() + b"\0" + data + b"\0")
        self.path = f"{name}/{content.hexdigest()[:16]}"

    def route(self) -> Route:
        """Route of the files, packed for the line, but for pictures, which are already.

        Starlette's GZipMiddleware would pack them anew for every visitor.
        No Mount of starlette's own StaticFiles, which finds nothing behind a proxy that
        takes a root path away.
        """

        def answer(request: Request) -> Response:
            name = request.path_params["name"]
            if name not in self.files:
                return Response("There is no such file.", 404, media_type="text/plain")
            kind = KINDS[Path(name).suffix]
            headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
            content = self.files[name]
            accepted = request.headers.get("accept-encoding", "")
            if "gzip" in accepted and not kind.startswith("image/"):
                headers["Content-Encoding"] = "gzip"
                content = pack(content)
            return Response(content, headers=headers, media_type=kind)

        return Route(f"/{self.path}/{{name}}", answer)


@cache
def pack(content: bytes) -> bytes:
    """Content for the line, packed once."""
    return gzip.compress(content, mtime=0)


def read_files(*paths: Path) -> dict[str, bytes]:
    """Content of these files by their names."""
    return {path.name: path.read_bytes() for path in paths}
