"""What the page's events do: bring jobs to the pool, look at them, steer them.

Requests may be forged, so nothing that comes in has been checked before.
"""

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, replace
from typing import Any

import gradio as gr

from nst_core.errors import JobError, StyleTransferError, TooLargeError
from nst_core.recipe import read_recipe
from nst_core.serving.jobs import GIVEN, MASKS, STYLES
from nst_core.serving.pool import Pool
from nst_core.serving.view import View
from nst_core.settings import QUICK, Settings
from page.controls import NAMES, NOT_OFFERED, preset_of
from page.pictures import existing
from page.showing import refused, seen
from page.uploads import SAID, SENT, as_sent, given, picked, sizes_of, uploaded

CELL = QUICK  # a contact sheet's pictures are at most as large, and as long painted
OF_LAYERS = replace(QUICK, size=192)
LOOK_S = 0.1  # between two looks at a job; a look costs microseconds
FORECAST_S = 20.0  # for which a forecast waits for the worker to know the machine
LARGER = 2  # times the size, by one press


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

    def submit(
        self, sent: Sequence[Any], visitor: Any, *values: Any, sheet: str = ""
    ) -> str:
        """Return the token of the job that paints these pictures, or a contact sheet.

        `sent` is what `given` takes, `values` what the controls send, in the order of
        the fields of `Settings`; nothing has been checked yet.

        Raises:
            StyleTransferError: It cannot be painted, or not now.
        """
        brought = dict.fromkeys(("content", "style")) | given(sent)
        pictures = {x: uploaded(payload, SAID[x]) for x, payload in brought.items()}
        settings = chosen(values)
        if sheet == "layers":  # it shows the painting alone, the same for every photo
            pictures = {"content": pictures["style"], "style": pictures["style"]}
            settings = replace(OF_LAYERS, network=settings.network)
        elif sheet:
            settings = replace(
                settings,
                size=min(settings.size, CELL.size),
                scales=min(settings.scales, CELL.scales),
                iterations=min(settings.iterations, CELL.iterations),
            )
        return self._pool.submit(pictures, settings, str(visitor)[:64], grid=sheet)

    def bring(self, *sent: Any) -> tuple[str, Any]:
        """Return the token that `submit` does, or none and a line that says why."""
        try:
            pictures, rest = sent[:SENT], sent[SENT:]
            return self.submit(pictures, *rest), gr.skip()
        except StyleTransferError as error:
            gr.Warning(html.escape(str(error)))  # a toast renders HTML
            return "", refused(str(error))

    def bring_sheet(self, *sent: Any, wish: dict[str, Any]) -> tuple[str, Any]:
        """Return what `bring` does, of a contact sheet; `wish` says which."""
        try:
            sheet = " ".join(str(wish.get("wish")).split())
            pictures, rest = sent[:SENT], sent[SENT:]
            return self.submit(pictures, *rest, sheet=sheet or "?"), gr.skip()
        except StyleTransferError as error:
            gr.Warning(html.escape(str(error)))
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
            found = {name: picked(folder / name) for name in names}
        except (JobError, OSError):
            return [gr.skip()] * (SENT + 1 + len(NAMES))
        pictures = [found.get(name) for name in ("content", *STYLES)]
        masks = {x: as_sent(path) for x, path in found.items() if x in MASKS}
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
            sizes = await asyncio.to_thread(sizes_of, given(sent[:SENT]))
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
