"""What the page's events do: bring jobs to the pool, look at them, steer them.

Requests may be forged, so nothing that comes in has been checked before.
"""

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder, is_in_or_equal

from nst_core.decoding import Size, read_size
from nst_core.errors import ImageError, JobError, StyleTransferError, TooLargeError
from nst_core.recipe import read_recipe
from nst_core.serving.jobs import GIVEN, MASKS, STYLES, kind_of
from nst_core.serving.pool import Pool
from nst_core.serving.view import View
from nst_core.settings import Settings
from page.controls import NAMES, NOT_OFFERED, preset_of
from page.pictures import existing
from page.showing import refused, seen

SAID = {"content": "photo", "style": "painting"} | {
    f"{name}{number}": f"{said} {number}"
    for name, said in (("style", "painting"), ("mask", "mask"))
    for number in range(1, 1 + len(STYLES))
}
SENT = 1 + len(STYLES) + 1  # photo, paintings, masks
LOOK_S = 0.1  # between two looks at a job; a look costs microseconds
FORECAST_S = 20.0  # for which a forecast waits for the worker to know the machine
LARGER = 2  # times the size, by one press
STARTS = {b"\xff\xd8": ".jpg", b"\x89PNG": ".png", b"RIFF": ".webp", b"GIF8": ".gif"}


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


def given(sent: Sequence[Any]) -> dict[str, Any]:
    """Return what pickers and masks send, by the pictures' names, without empty ones.

    Args:
        sent: What each of the five pickers holds, and the masks that were drawn.

    Raises:
        ImageError: There is a painting before which one is missing.
    """
    *pickers, masks = sent
    found = dict(zip(("content", *STYLES), pickers, strict=True))
    drawn = masks if isinstance(masks, dict) else {}
    for style, mask in zip(STYLES, MASKS, strict=True):
        if found[style] is not None:
            found[mask] = drawn.get(mask)
    styles = [name for name in STYLES if found[name] is not None]
    if tuple(styles) != STYLES[: len(styles)]:
        missing = next(name for name in STYLES if name not in styles)
        raise ImageError(
            f"The {SAID[missing]} is missing, but one after it is there. Choose it, or "
            "take the others away."
        )
    return {name: value for name, value in found.items() if value is not None}


def in_words(trouble: StyleTransferError | str) -> gr.Error:
    """Return what the page shows of a trouble; the toast renders HTML."""
    return gr.Error(html.escape(str(trouble)), print_exception=False)


def chosen(values: tuple[Any, ...]) -> Settings:
    """Return the settings that the controls send, in the order of their fields."""
    return Settings(**dict(zip(NAMES, values, strict=True)))


def offered(settings: Settings) -> list[Any]:
    """Return what the controls show of settings."""
    return [
        gr.skip() if value in NOT_OFFERED else value
        for value in asdict(settings).values()
    ]


class Desk:
    """What the page's events do: bring jobs to the pool, look at them, steer them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._looks: dict[str, object] = {}  # by page: the look that goes on,
        self._wishes: dict[str, object] = {}  # and the newest wish for a forecast

    def submit(self, sent: Sequence[Any], visitor: Any, *values: Any) -> str:
        """Return the token of the job that paints these pictures.

        `sent` is what `given` takes, `values` what the controls send, in the order of
        the fields of `Settings`; nothing has been checked yet.

        Raises:
            StyleTransferError: It cannot be painted, or not now.
        """
        brought = dict.fromkeys(("content", "style")) | given(sent)
        pictures = {x: uploaded(payload, SAID[x]) for x, payload in brought.items()}
        return self._pool.submit(pictures, chosen(values), str(visitor)[:64])

    def bring(self, *sent: Any) -> tuple[str, Any]:
        """Return the token that `submit` does, or none and a line that says why."""
        try:
            pictures, rest = sent[:SENT], sent[SENT:]
            return self.submit(pictures, *rest), gr.skip()
        except StyleTransferError as error:
            gr.Warning(html.escape(str(error)))  # a toast renders HTML
            return "", refused(str(error))

    def follow(self, visitor: Any, *values: Any, wish: dict[str, Any]) -> Any:
        """Return the token of a job that goes on from another one, as `bring` does.

        `wish` names the job and a kind: "more" iterations with its settings, the same
        "larger", or "again" with the controls' settings, maybe from an earlier moment.
        """
        token, kind, moment = (wish.get(name) for name in ("token", "kind", "moment"))
        try:
            settings = self._pool.view(str(token)).settings
            if kind == "larger":
                settings = replace(settings, size=LARGER * settings.size)
            elif kind == "again":
                settings = chosen(values)
            settings = replace(settings, scales=1)  # a coarser one would blur it
            moment = moment if isinstance(moment, int) else None
            visitor = str(visitor)[:64]
            follower = self._pool.follow_up(str(token), settings, visitor, moment)
        except StyleTransferError as error:
            gr.Warning(html.escape(str(error)))
            return "", refused(str(error))
        return follower, gr.skip()

    async def watch(self, token: Any, page: str = "") -> AsyncIterator[Any]:
        """Yield what the stage shows of a job, whenever it looks different.

        A page looks at one job at a time: a new look ends the one before.
        """
        look = self._looks[page] = object()
        mark = None
        try:
            while token and self._looks.get(page) is look:
                view = self._pool.view(token)
                if (now := (view.version, view.sentence)) != mark:
                    mark = now
                    yield await asyncio.to_thread(self._seen, token, view)
                if view.is_over:
                    return
                await asyncio.sleep(LOOK_S)
        except JobError as error:
            yield refused(str(error), is_gone=True)
        finally:
            if self._looks.get(page) is look:
                del self._looks[page]

    def _seen(self, token: str, view: View) -> dict[str, Any]:
        files = existing(self._pool, token) if view.is_over else []
        return seen(token, view, files)

    def restore(self, token: Any) -> list[Any]:
        """Return a job's pictures, preset and settings, for pickers and controls."""
        try:
            settings = self._pool.view(token).settings
            folder = self._pool.files(token)
            names = [name for name in GIVEN if (folder / name).exists()]
            found = {name: _picked(folder / name) for name in names}
        except (JobError, OSError):
            return [gr.skip()] * (SENT + 1 + len(NAMES))
        pictures = [found.get(name) for name in ("content", *STYLES)]
        masks = {x: _as_sent(path) for x, path in found.items() if x in MASKS}
        return [*pictures, masks, preset_of(settings), *offered(settings)]

    def take_recipe(self, path: Any) -> list[Any]:
        """Return the preset and settings of a picture that was painted here."""
        try:
            settings = read_recipe(uploaded({"path": path}, "recipe")).settings
        except StyleTransferError as error:
            raise in_words(error) from error
        return [preset_of(settings), *offered(settings)]

    async def forecast(self, *sent: Any, page: str = "") -> Any:
        """Return what a run would take, or why it cannot be, and what would mend it.

        It waits for the worker to know the machine, unless the page has asked anew.
        """
        wish = self._wishes[page] = object()
        try:
            sizes = await asyncio.to_thread(_sizes, given(sent[:SENT]))
            settings = chosen(sent[SENT:])
            is_whole = {"content", "style"} <= sizes.keys()
            for _ in range(round(FORECAST_S / LOOK_S) if is_whole else 0):
                if self._wishes.get(page) is not wish:
                    return gr.skip()
                if plan := self._pool.plan(sizes, settings):
                    return {"seconds": plan.seconds, "gb": plan.peak_gb}
                await asyncio.sleep(LOOK_S)
        except StyleTransferError as error:
            cure = error.fits if isinstance(error, TooLargeError) else None
            return {"trouble": str(error), "cure_size": cure}
        finally:
            if self._wishes.get(page) is wish:
                del self._wishes[page]
        return {}

    def steer(self, token: Any, *values: Any) -> None:
        """Let the controls act on the running job."""
        try:
            self._pool.steer(token, chosen(values))
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

    def remove(self, tokens: Any) -> None:
        """Delete these jobs; who knows a job's token may do so."""
        for token in tokens if isinstance(tokens, list) else []:
            with contextlib.suppress(JobError):  # it is gone already
                self._pool.remove(token)


def _sizes(brought: Mapping[str, Any]) -> dict[str, Size]:
    return {
        name: read_size(uploaded(payload, SAID[name]), kind_of(name))
        for name, payload in brought.items()
    }


def _as_sent(path: str) -> dict[str, Any]:
    """Return a file as the browser sends it after an upload."""
    meta = {"_type": "gradio.FileData"}
    return {"path": path, "url": f"gradio_api/file={path}", "meta": meta}


def _picked(path: Path) -> str:
    """Return a copy of an uploaded picture, as if it had just been uploaded."""
    content = path.read_bytes()
    kind = next((STARTS[start] for start in STARTS if content.startswith(start)), "")
    name = f"picture{kind}"
    return str(save_bytes_to_cache(content, name, get_upload_folder()))
