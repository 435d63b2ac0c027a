"""The front door: one page on which a photo becomes a painting.

Starts the service that keeps the jobs, and serves the page that shows them.
"""

import argparse
import os

from starlette.middleware import Middleware

from nst_core.errors import StyleTransferError
from nst_core.images.reading_limits import MAX_FILE_BYTES
from nst_core.serving.limits import Limits
from nst_core.serving.service import JobService
from page import examples
from page.frontend import CSS, I18N, SCRIPTS, SKETCH, THEME, head
from page.job_files import routes
from page.layout import ABOUT, build_page
from page.response_cache import ResponseCache


def main() -> None:
    """Serve the page until it is ended."""
    parser = argparse.ArgumentParser(description=ABOUT)
    parser.add_argument("--data", metavar="FOLDER", help="where jobs are kept")
    arguments = parser.parse_args()
    environment = dict(os.environ)
    if arguments.data:
        environment["NST_DATA"] = arguments.data
    try:
        service = JobService(Limits.of(environment))
    except StyleTransferError as error:
        raise SystemExit(str(error)) from error
    try:
        build_page(service).queue(api_open=False).launch(
            theme=THEME,
            css=CSS,
            head=head(),
            i18n=I18N,
            app_kwargs={
                "routes": [
                    *routes(service),
                    *(files.route() for files in (SCRIPTS, SKETCH, examples.FILES)),
                ],
                "middleware": [Middleware(ResponseCache)],
            },
            ssr_mode=False,
            enable_monitoring=False,
            max_file_size=MAX_FILE_BYTES,
            footer_links=["api"],
        )
    finally:
        service.close()


if __name__ == "__main__":
    main()
