"""The page with all that it serves beside: files for the browser, jobs' pictures."""

from starlette.middleware import Middleware

from nst_core.images.reading_limits import MAX_FILE_BYTES
from nst_core.serving.service import JobService
from page import examples
from page.frontend import CSS, I18N, SCRIPTS, SKETCH, THEME, head
from page.job_files import routes
from page.layout import SESSIONS_KEPT, build_page
from page.response_cache import ResponseCache


def serve(service: JobService) -> None:
    """Serve the page until the process is ended."""
    build_page(service).queue(api_open=False).launch(
        theme=THEME,
        css=CSS,
        head=head(),
        i18n=I18N,
        app_kwargs={
            "routes": [
                *routes(service),
                *(files.route() for files in (SCRIPTS, SKETCH, examples.files())),
            ],
            "middleware": [Middleware(ResponseCache)],
        },
        ssr_mode=False,
        state_session_capacity=SESSIONS_KEPT,
        enable_monitoring=False,
        max_file_size=MAX_FILE_BYTES,
        footer_links=["api"],
    )
