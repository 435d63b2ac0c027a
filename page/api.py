"""The one endpoint for programs: paints, and streams the picture as it forms."""

import asyncio
import html
import inspect
from collections.abc import AsyncIterator, Mapping
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache, save_file_to_cache
from gradio.utils import get_upload_folder

from nst_core.errors import StyleTransferError
from nst_core.jobs.folder import KEEP, MASKS, STYLES
from nst_core.serving.service import JobService
from nst_core.serving.status import JobStatus
from page.controls import NAMES, make_argument
from page.guard.addresses import address_of
from page.handlers import POLL_S, Handlers, toast
from page.languages import ENGLISH
from page.status import status_line

OPTIONAL = (*STYLES[1:], *MASKS, KEEP)  # that a program may give or leave out
REQUIRED = ("content", "style")
ARGUMENTS = (*REQUIRED, *NAMES, *OPTIONAL)


def add_endpoint(service: JobService) -> None:
    """Give the one public endpoint, which no button of the page uses."""
    with gr.Row(visible=False):
        pickers = [gr.Image(label="Photo"), gr.Image(label="Painting")]
        settings = [make_argument(name) for name in NAMES]
        optional = [gr.Image(label=name) for name in OPTIONAL]
        returned = [
            gr.Image(label="Picture so far"),
            gr.Textbox(label="Where it is"),
            gr.File(label="Result"),
            gr.Textbox(label="Token"),
        ]
        trigger = gr.Button()
    trigger.click(
        named(Api(service)),
        [*pickers, *settings, *optional],
        returned,
        preprocess=False,
        show_progress="hidden",
        concurrency_limit=None,
        api_name="stylize",
        api_description=inspect.getdoc(Api.stylize),
    )


class Api:
    """Paints for programs; it speaks English, as their users' logs do."""

    def __init__(self, service: JobService) -> None:
        self._service, self._handlers = service, Handlers(service)

    async def stylize(
        self, arguments: Mapping[str, Any], visitor: str, address: str = ""
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Paint, and yield the picture as it forms.

        Yields the newest picture, where the painting is, the result (a PNG that
        carries its recipe; at the end only), and the job's token.
        """
        masks = {name: arguments[name] for name in (*MASKS, KEEP)}
        asker = {"visitor": visitor, "address": address}
        inputs = {**arguments, "masks": masks, **asker}
        try:
            token = await self._handlers.wait(self._handlers.create_job, inputs)
        except StyleTransferError as error:
            raise toast(error) from error
        newest = None
        while True:
            status = self._service.status(token)
            line = f"{status_line(status, ENGLISH)} {status.note or ''}".strip()
            if (status.version, line) != newest:
                newest = status.version, line
                picture, result = await asyncio.to_thread(_files_of, status)
                yield picture, line, result, token
            if status.is_over:
                if status.result is None:
                    raise gr.Error(html.escape(str(status.note)), print_exception=False)
                return
            await asyncio.sleep(POLL_S)


def _files_of(status: JobStatus) -> tuple[str | None, str | None]:
    """Copies that a program may ask for: of the picture, and of the result."""
    if status.result:
        result = save_file_to_cache(status.result, get_upload_folder())
        return result, result
    if status.preview is None:
        return None, None
    return save_bytes_to_cache(status.preview, "frame.jpg", get_upload_folder()), None


def named(api: Api) -> Any:
    """The endpoint with its arguments called as the settings are; Gradio shows them."""

    async def stylize(*values: Any) -> AsyncIterator[Any]:
        *arguments, request = values
        by_name = dict(zip(ARGUMENTS, arguments, strict=True))
        address = address_of(request)
        async for answer in api.stylize(by_name, request.session_hash, address):
            yield answer

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [
        inspect.Parameter(name, kind, default=None)
        if name in OPTIONAL
        else inspect.Parameter(name, kind)
        for name in ARGUMENTS
    ]
    parameters.append(inspect.Parameter("request", kind, default=None))
    stylize.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    stylize.__annotations__ = {"request": gr.Request}  # by this Gradio knows it
    return stylize
