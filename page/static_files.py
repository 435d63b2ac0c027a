"""Files of the repository for the browser, at addresses that tell their bytes.

A browser keeps them for ever: other bytes have another address.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

FOR_EVER = "public, max-age=31536000, immutable"
KINDS = {
    ".js": "text/javascript",  # Python on Windows may call it text/plain
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".bin": "application/octet-stream",
}


class StaticFiles:
    """Some files of a folder, under a path with a hash of all of them."""

    def __init__(self, name: str, files: Sequence[Path]) -> None:
        """Take the files as they are now; `name` begins their path."""
        self.files = {file.name: file for file in files}
        content = hashlib.sha256()
        for file in files:
            content.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        self.path = f"{name}/{content.hexdigest()[:16]}"

    def route(self) -> Route:
        """Route of the files, packed for the line.

        No Mount of starlette's own StaticFiles, which finds nothing behind a proxy that
        takes a root path away.
        """

        def answer(request: Request) -> Response:
            file = self.files.get(request.path_params["name"])
            if file is None:
                return Response("There is no such file.", 404, media_type="text/plain")
            headers = {"Cache-Control": FOR_EVER}
            kind = KINDS[file.suffix]
            return FileResponse(file, headers=headers, media_type=kind)

        packed = [Middleware(GZipMiddleware)]
        return Route(f"/{self.path}/{{name}}", answer, middleware=packed)
