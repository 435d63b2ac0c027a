"""The one endpoint for programs: paints, and streams the picture as it forms."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache, save_file_to_cache
from gradio.utils import get_upload_folder

from nst_core.errors import StyleTransferError
from nst_core.jobs.folder import MASKS, STYLES
from nst_core.serving.service import Pool
from nst_core.serving.status import View
from page.controls import NAMES, make_argument
from page.handlers import LOOK_S, Desk, in_words

MORE = (*STYLES[1:], *MASKS)  # that a program may give or leave out


def offer_to_programs(pool: Pool) -> None:
    """Give the one public endpoint, which no button of the page uses."""
    with gr.Row(visible=False):
        pickers = [gr.Image(label="Photo"), gr.Image(label="Painting")]
        more = [gr.Image(label=name) for name in MORE]
        given = [*pickers, *(make_argument(name) for name in NAMES), *more]
        returned = [
            gr.Image(label="Picture so far"),
            gr.Textbox(label="Where it is"),
            gr.File(label="Result"),
            gr.Textbox(label="Token"),
        ]
        door = gr.Button()
    door.click(
        named(Door(pool).stylize),
        given,
        returned,
        preprocess=False,
        show_progress="hidden",
        concurrency_limit=None,
        api_name="stylize",
        api_description=inspect.getdoc(Door.stylize),
    )


class Door:
    """Where programs bring pictures."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self._desk = pool, Desk(pool)

    async def stylize(
        self, content: Any, style: Any, *values: Any, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Paint, and yield the picture as it forms.

        Yields the newest picture, where the painting is, the result (a PNG that
        carries its recipe; at the end only), and the job's token.
        """
        settings, more = values[: len(NAMES)], values[len(NAMES) :]
        given = dict(zip(MORE, more, strict=False))
        masks = {name: file for name, file in given.items() if name in MASKS}
        sent = (content, style, *(given.get(name) for name in STYLES[1:]), masks)
        try:
            token = await asyncio.to_thread(
                self._desk.submit, sent, request.session_hash, *settings
            )
        except StyleTransferError as error:
            raise in_words(error) from error
        mark = None
        while True:
            view = self._pool.view(token)
            if (now := (view.version, view.sentence)) != mark:
                mark = now
                picture, result = await asyncio.to_thread(_files_of, view)
                yield picture, f"{view.sentence} {view.note}".strip(), result, token
            if view.is_over:
                if view.result is None:
                    raise in_words(view.note)
                return
            await asyncio.sleep(LOOK_S)


def _files_of(view: View) -> tuple[str | None, str | None]:
    """Return copies that a program may ask for: of the picture, and of the result."""
    if view.result:
        result = save_file_to_cache(view.result, get_upload_folder())
        return result, result
    if view.preview is None:
        return None, None
    return save_bytes_to_cache(view.preview, "frame.jpg", get_upload_folder()), None


def named(door: Any) -> Any:
    """Return the handler with its values called as the settings are, for the API."""

    async def stylize(*sent: Any) -> AsyncIterator[Any]:
        *values, request = sent
        async for shown_now in door(*values, request=request):
            yield shown_now

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    names = ("content", "style", *NAMES)
    parameters = [inspect.Parameter(name, kind) for name in names]
    parameters += [inspect.Parameter(name, kind, default=None) for name in MORE]
    parameters += [inspect.Parameter("request", kind, default=None)]
    stylize.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    stylize.__annotations__ = {"request": gr.Request}  # by this Gradio knows it
    return stylize
