"""The HTTP door to a job's pictures, for whoever knows their address.

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
from nst_core.jobs.folder import (
    CELLS_ZIP,
    LOSSES,
    PHOTO,
    PHOTO_COLORS,
    RESULT,
    THUMBNAIL,
    TIME_LAPSE_MP4,
    TIME_LAPSE_WEBP,
    frame_name,
)
from nst_core.serving.service import JobService
from page.languages import language_of

KINDS = {
    RESULT: "image/png",
    PHOTO_COLORS: "image/png",
    PHOTO: "image/jpeg",
    THUMBNAIL: "image/jpeg",
    TIME_LAPSE_WEBP: "image/webp",
    TIME_LAPSE_MP4: "video/mp4",
    CELLS_ZIP: "application/zip",
    LOSSES: "application/json",
}
MOMENT = re.compile(r"frames/(\d{1,5})\.jpg")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=3600",
    "Referrer-Policy": "no-referrer",  # the address opens the pictures
}
FRESH = HEADERS | {"Cache-Control": "no-store"}  # it may be another one soon


def existing(service: JobService, token: str) -> list[str]:
    """Names of the files that a job has by now."""
    folder = service.folder(token)
    return [name for name in KINDS if folder.has(name)]


def routes(service: JobService) -> list[Route]:
    """The addresses that the server answers beside the page."""

    def picture(request: Request) -> Response:
        key, name = request.path_params["key"], request.path_params["name"]
        language = language_of(request)
        missing = _text(language.say("not_there_yet"), 404)
        try:
            token = service.served_token(key)
            folder = service.folder(token)
            if name == "preview.jpg":
                preview = service.status(token).preview
                if preview is None:
                    return missing
                return Response(preview, 200, HEADERS, "image/jpeg")
        except JobError as error:
            return _text(language.translate(error), 410)
        if name == "moments.json":
            moments = json.dumps(folder.frames()).encode()
            return Response(moments, 200, FRESH, "application/json")
        if found := MOMENT.fullmatch(name):
            path = folder.path(frame_name(int(found[1])))
            return _file(path, "image/jpeg") or missing
        if name not in KINDS:
            return _text(language.say("no_such_file"), 404)
        return _file(folder.path(name), KINDS[name]) or missing

    return [Route("/jobs/{key}/{name:path}", picture)]


def _text(sentence: str, status: int) -> Response:
    return Response(sentence, status, FRESH, "text/plain")


def _file(path: Path, kind: str) -> Response | None:
    if not path.is_file():
        return None
    headers = FRESH if kind == "application/json" else HEADERS
    return FileResponse(path, media_type=kind, headers=headers)
