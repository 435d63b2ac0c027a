"""What the page's events do: bring jobs to the pool, look at them, steer them.

Requests may be forged, so nothing that comes in has been checked before.
"""

import asyncio
import html
import inspect
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder, is_in_or_equal

from nst_core.errors import ImageError, JobError, StyleTransferError
from nst_core.serving.pool import Pool
from nst_core.settings import Settings
from page.controls import NAMES, NOT_OFFERED
from page.showing import OFF, ON, files_of, shown, where

LOOK_S = 0.1  # between two looks at a job; a look costs microseconds


def uploaded(payload: Any, name: str) -> Path:
    """Return the path of the file that a picker holds, as it was uploaded.

    The pickers' own preprocessing is switched off: it decodes at once, with errors that
    nobody can read, without colour profiles, and from any path on this machine that a
    forged request names.

    Raises:
        ImageError: There is no file, or it is not one that was uploaded to this page.
    """
    if payload is None:
        raise ImageError(f"The {name} is missing. Choose one, then press Paint.")
    path = payload.get("path") if isinstance(payload, dict) else None
    if isinstance(path, str) and "\0" in path:
        path = None  # no file has such a name; the next line would raise ValueError
    if not isinstance(path, str) or not is_in_or_equal(path, get_upload_folder()):
        raise ImageError(f"The {name} was not uploaded here. Choose it again.")
    return Path(path)


def in_words(trouble: StyleTransferError | str) -> gr.Error:
    """Return what the page shows of a trouble; the toast renders HTML."""
    return gr.Error(html.escape(str(trouble)), print_exception=False)


class Desk:
    """What the page's events do: bring jobs to the pool, look at them, steer them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def submit(self, content: Any, style: Any, visitor: Any, *values: Any) -> str:
        """Return the token of the job that paints these pictures.

        `content` and `style` are what the pickers send, `values` what the controls
        send, in the order of the fields of `Settings`; nothing has been checked yet.

        Raises:
            StyleTransferError: It cannot be painted, or not now.
        """
        pictures = {
            "content": uploaded(content, "photo"),
            "style": uploaded(style, "painting"),
        }
        settings = Settings(**dict(zip(NAMES, values, strict=True)))
        return self._pool.submit(pictures, settings, str(visitor)[:64])

    def bring(self, *sent: Any) -> tuple[str, Any]:
        """Return the token that `submit` does, or none and a status that says why."""
        try:
            return self.submit(*sent), gr.skip()
        except StyleTransferError as error:
            gr.Warning(html.escape(str(error)))  # a toast renders HTML
            return "", where(str(error), 0)

    async def watch(self, token: Any) -> AsyncIterator[tuple[Any, ...]]:
        """Yield what the page shows of a job, whenever it looks different."""
        if not token:
            yield gr.skip(), gr.skip(), ON, OFF, OFF, gr.skip()
        seen = None
        while token:
            try:
                view = self._pool.view(token)
            except JobError as error:
                yield gr.skip(), where(str(error), 0), ON, *[OFF] * 3
                return
            if (mark := (view.version, view.sentence)) != seen:
                seen = mark
                yield await asyncio.to_thread(shown, view)
            if view.is_over:
                return
            await asyncio.sleep(LOOK_S)

    async def stylize(
        self, content: Any, style: Any, *values: Any, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        """Paint, and yield the picture as it forms.

        Yields the newest picture, where the painting is, the result (a PNG that
        carries its recipe; at the end only), and the job's token.
        """
        try:
            token = await asyncio.to_thread(
                self.submit, content, style, request.session_hash, *values
            )
        except StyleTransferError as error:
            raise in_words(error) from error
        seen = None
        while True:
            view = self._pool.view(token)
            if (mark := (view.version, view.sentence)) != seen:
                seen = mark
                picture, result = await asyncio.to_thread(files_of, view)
                yield picture, f"{view.sentence} {view.note}".strip(), result, token
            if view.is_over:
                if view.result is None:
                    raise in_words(view.note)
                return
            await asyncio.sleep(LOOK_S)

    def settings_of(self, token: Any) -> list[Any]:
        """Return what the controls show of a job that was found again."""
        try:
            settings = asdict(self._pool.view(token).settings)
        except JobError:
            return [gr.skip()] * len(NAMES)
        return [
            gr.skip() if value in NOT_OFFERED else value for value in settings.values()
        ]

    def steer(self, token: Any, *values: Any) -> None:
        """Let the controls act on the running job."""
        try:
            self._pool.steer(token, Settings(**dict(zip(NAMES, values, strict=True))))
        except JobError:
            return  # nothing is painted, so there is nothing to steer
        except StyleTransferError as error:
            raise in_words(error) from error

    def pause_or_resume(self, token: Any) -> None:
        """Put the job aside, or let it go on."""
        try:
            if self._pool.view(token).state == "paused":
                self._pool.resume(token)
            else:
                self._pool.pause(token)
        except JobError as error:
            raise in_words(error) from error

    def stop(self, token: Any) -> None:
        """End the job; the picture so far becomes its result."""
        try:
            self._pool.stop(token)
        except JobError as error:
            raise in_words(error) from error


def named(door: Any) -> Any:
    """Return the handler with its values called as the settings are, for the API."""

    async def stylize(*sent: Any) -> AsyncIterator[Any]:
        *values, request = sent
        async for shown_now in door(*values, request=request):
            yield shown_now

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    names = ("content", "style", *NAMES, "request")
    stylize.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, kind) for name in names]
    )
    stylize.__annotations__ = {"request": gr.Request}  # by this Gradio knows it
    return stylize
