"""The front door: one page on which a photo becomes a painting.

Starts the service that keeps the jobs, and serves the page that shows them. Gradio is
loaded last, because it reads its folder in the environment while it is.
"""

import argparse

from nst_core.errors import StyleTransferError
from nst_core.serving.limits import Limits
from nst_core.serving.service import OWN, JobService
from nst_core.system.private_files import keep_files_private, mend_modes
from page import STARTED_WITH
from page.upload_folder import keep_swept, keep_uploads_in
from page.words.en import WORDS


def main() -> None:
    """Serve the page until it is ended."""
    keep_files_private()
    parser = argparse.ArgumentParser(description=WORDS["tagline"])
    parser.add_argument("--data", metavar="FOLDER", help="where jobs are kept")
    arguments = parser.parse_args()
    environment = dict(STARTED_WITH)
    if arguments.data:
        environment["NST_DATA"] = arguments.data
    try:
        limits = Limits.of(environment)
        uploads = limits.data / "uploads"
        is_own = keep_uploads_in(uploads)
        from page.server import serve

        service = JobService(limits, environment)
        mend_modes(limits.data, {*OWN, uploads.name})
        if is_own:
            keep_swept(uploads, limits.uploads_gb * 1e9)
        try:
            serve(service, environment)
        finally:
            service.close()
    except StyleTransferError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
