"""The HTTP door to a job's pictures, for whoever holds its token.

Everything behind it was written by the worker. What a stranger uploaded is not served
from here, so no browser is made to run it.
"""

import json
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from nst_core.errors import JobError
from nst_core.jobs.folder import frames
from nst_core.serving.service import Pool

KINDS = {
    "result.png": "image/png",
    "photo-colors.png": "image/png",
    "photo.jpg": "image/jpeg",
    "thumb.jpg": "image/jpeg",
    "time-lapse.webp": "image/webp",
    "time-lapse.mp4": "video/mp4",
    "grid.zip": "application/zip",
    "costs.json": "application/json",
}
MOMENT = re.compile(r"frames/(\d{1,5})\.jpg")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=3600",
    "Referrer-Policy": "no-referrer",  # the token is in the address
}
FRESH = HEADERS | {"Cache-Control": "no-store"}  # it may be another one soon


def existing(pool: Pool, token: str) -> list[str]:
    """Names of the files that a job has by now."""
    folder = pool.files(token)
    return [name for name in KINDS if (folder / name).exists()]


def routes(pool: Pool) -> list[Route]:
    """The addresses that the server answers beside the page."""

    def picture(request: Request) -> Response:
        token, name = request.path_params["token"], request.path_params["name"]
        try:
            folder = pool.files(token)
            if name == "preview.jpg":
                preview = pool.view(token).preview
                return _found(preview, "image/jpeg", HEADERS)
        except JobError as error:
            return Response(str(error), 410, FRESH, "text/plain")
        if name == "moments.json":
            moments = [int(path.stem) for path in frames(folder / "frames")]
            return _found(json.dumps(moments).encode(), "application/json", FRESH)
        if found := MOMENT.fullmatch(name):
            return _file(folder / "frames" / f"{int(found[1]):05}.jpg", "image/jpeg")
        if name not in KINDS:
            return Response("There is no such file.", 404, FRESH, "text/plain")
        return _file(folder / name, KINDS[name])

    return [Route("/jobs/{token}/{name:path}", picture)]


def _found(content: bytes | None, kind: str, headers: dict[str, str]) -> Response:
    if content is None:
        return Response("It is not there yet.", 404, FRESH, "text/plain")
    return Response(content, 200, headers, kind)


def _file(path: Path, kind: str) -> Response:
    if not path.is_file():
        return Response("It is not there (yet).", 404, FRESH, "text/plain")
    headers = FRESH if kind == "application/json" else HEADERS
    return FileResponse(path, media_type=kind, headers=headers)
