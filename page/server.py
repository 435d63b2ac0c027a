"""The page with all that it serves beside: files for the browser, jobs' pictures."""

import contextlib
from collections.abc import Mapping

import gradio as gr
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from nst_core.images.reading_limits import MAX_FILE_BYTES
from nst_core.serving.service import JobService
from page import examples
from page.api import ARGUMENTS, REQUIRED
from page.door import address_of_door, answer_at, open_door
from page.frontend import CSS, I18N, SCRIPTS, SKETCH, THEME, head
from page.guard.endpoints import Endpoints
from page.guard.guard import Guard
from page.guard.mistakes import answer_mistake, answer_our_own
from page.health import health_route
from page.job_files import routes
from page.layout import build_page
from page.response_cache import ResponseCache


def serve(service: JobService, environment: Mapping[str, str]) -> None:
    """Serve the page until the process is ended.

    Raises:
        SettingsError: The environment names no door that can be opened, or rules of
            the guard that it does not understand.
    """
    page = build_page(service)
    app = make_app(page, service, environment)
    endpoints = Endpoints.of(page, ARGUMENTS, REQUIRED)
    guard = Guard(app, endpoints, service.limits, environment)
    door = open_door(environment)
    print(f"Running on {address_of_door(door)} (Ctrl-C ends it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        answer_at(door, guard, environment)


def make_app(
    page: gr.Blocks, service: JobService, environment: Mapping[str, str]
) -> ASGIApp:
    """The page as Gradio answers it, without the guard."""
    # As `launch` says it: without these two, Gradio copies any file of this machine
    # that a request names, and sends no heartbeat to those who listen.
    page.has_launched = page.is_running = True
    outside = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        outside,
        page.queue(api_open=False),
        path="",
        theme=THEME,
        css=CSS,
        head=head(),
        i18n=I18N,
        app_kwargs={
            "openapi_url": None,
            "routes": [
                *routes(service),
                health_route(service),
                *(files.route() for files in (SCRIPTS, SKETCH, examples.files())),
            ],
            "middleware": [Middleware(ResponseCache)],
            "exception_handlers": {
                RequestValidationError: answer_mistake,
                Exception: answer_our_own,
            },
        },
        root_path=environment.get("GRADIO_ROOT_PATH", ""),
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=MAX_FILE_BYTES,
        footer_links=["api"],
        show_error=False,
        pwa=bool(environment.get("SPACE_ID")),
    )
    return outside
