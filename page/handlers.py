"""What the page's events do: bring jobs to the pool, look at them, steer them.

Requests may be forged, so nothing that comes in has been checked before.
"""

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import gradio as gr

from nst_core.errors import JobError, SettingsError, StyleTransferError, TooLargeError
from nst_core.images.decoding import read_size
from nst_core.jobs.folder import GIVEN, MASKS, STYLES
from nst_core.serving.service import Pool
from nst_core.serving.status import View
from nst_core.settings.presets import QUICK
from nst_core.settings.recipe import read_recipe
from nst_core.settings.settings import Settings
from nst_core.sheets.grid import SheetSpec, plan_grid
from nst_core.sheets.runs import EXAMPLE_STYLES
from page.controls import NAMES, NOT_OFFERED, preset_of
from page.job_files import existing
from page.status import refused, seen
from page.uploads import SAID, SENT, as_sent, given, picked, sizes_of, uploaded

CELL = QUICK  # a contact sheet's pictures are at most as large, and as long painted
CAPPED = ("size", "scales", "iterations")
OF_LAYERS = replace(QUICK, size=192)
NEEDED = {"layers": ("style",), "styles": ("content",)}  # all others need all
LONGEST_WISH = 500  # characters; 64 values of two settings take fewer
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


def answered(bring: Callable[[], str]) -> tuple[str, Any]:
    """Return the token that comes of a wish, or none and a line that says why."""
    try:
        return bring(), gr.skip()
    except StyleTransferError as error:
        gr.Warning(html.escape(str(error)))  # a toast renders HTML
        return "", refused(str(error))


def masks_of_photo(found: dict[str, str], photo: Any) -> dict[str, Any]:
    """Return what the page holds of masks: their files, and whose masks they are."""
    masks: dict[str, Any] = {x: as_sent(found[x]) for x in MASKS if x in found}
    return masks | {"photo": photo} if masks and photo else masks


def asked(wish: Any, name: str) -> Any:
    """Return one part of what an event of the page brings; None if it has none."""
    return wish.get(name) if isinstance(wish, dict) else None


def of_cells(wish: str, settings: Settings) -> Settings:
    """Return what the pictures of a contact sheet are painted with.

    Raises:
        SettingsError: They would be larger, or longer painted, than such pictures are.
    """
    if len(wish) > LONGEST_WISH:
        raise SettingsError(
            "This contact sheet is described in {length} characters; at most {limit} "
            "are read. Name fewer values.",
            length=len(wish),
            limit=LONGEST_WISH,
        )
    if wish == "layers":
        return replace(OF_LAYERS, network=settings.network)
    capped = {x: min(getattr(settings, x), getattr(CELL, x)) for x in CAPPED}
    settings = replace(settings, **capped)
    for cell in plan_grid(SheetSpec.parse(wish), settings, ["painting"]).cells:
        for name in CAPPED:
            value, most = getattr(cell.settings, name), getattr(CELL, name)
            if value > most:
                raise SettingsError(
                    "{name} is {value}; the pictures of a contact sheet have at most "
                    "{most}. Choose less, or paint that picture alone.",
                    name=name,
                    value=value,
                    most=most,
                )
    return settings


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
        settings = chosen(values)
        if sheet:
            settings = of_cells(sheet, settings)
            brought = {x: brought[x] for x in NEEDED.get(sheet, brought)}
        pictures = {x: uploaded(payload, SAID[x]) for x, payload in brought.items()}
        if sheet == "layers":
            pictures["content"] = pictures["style"]
        elif sheet == "styles":
            pictures["style"] = EXAMPLE_STYLES[0]  # one stands for all
        return self._pool.submit(pictures, settings, str(visitor)[:64], grid=sheet)

    def bring(self, *sent: Any) -> tuple[str, Any]:
        """Return the token that `submit` does, or none and a line that says why."""
        return answered(lambda: self.submit(sent[:SENT], *sent[SENT:]))

    def bring_sheet(self, *sent: Any, wish: Any) -> tuple[str, Any]:
        """Return what `bring` does, of a contact sheet; `wish` says which."""
        sheet = " ".join(str(asked(wish, "spec")).split()) or "?"
        return answered(lambda: self.submit(sent[:SENT], *sent[SENT:], sheet=sheet))

    def follow(self, visitor: Any, *values: Any, wish: Any) -> tuple[str, Any]:
        """Return the token of a job that goes on from another one, as `bring` does.

        `wish` names the job and a kind: "more" iterations with its settings, the same
        "larger", or "again" with the controls' settings, maybe from an earlier moment.
        """
        token, kind, moment = (
            asked(wish, name) for name in ("token", "kind", "moment")
        )

        def bring() -> str:
            settings = self._pool.view(str(token)).settings
            if kind == "larger":
                settings = replace(settings, size=LARGER * settings.size)
            elif kind == "again":
                settings = chosen(values)
            settings = replace(settings, scales=1)  # a coarser one would blur it
            begun = moment if isinstance(moment, int) else None
            return self._pool.follow_up(str(token), settings, str(visitor)[:64], begun)

        return answered(bring)

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
        """Return a job's pictures, preset and settings, for pickers and controls.

        A contact sheet changes none: neither need be what the visitor chose.
        """
        nothing = [gr.skip()] * (SENT + 1 + len(NAMES))
        try:
            view = self._pool.view(token)
            if view.is_sheet:
                return nothing
            folder = self._pool.files(token)
            names = [name for name in GIVEN if (folder / name).exists()]
            found = {name: picked((folder / name).read_bytes()) for name in names}
        except (JobError, OSError):
            return nothing
        pictures = [found.get(name) for name in ("content", *STYLES)]
        masks = masks_of_photo(found, found["content"])
        settings = view.settings
        return [*pictures, masks, preset_of(settings), *offered(settings)]

    def take_recipe(self, photo: Any, wish: Any) -> list[Any]:
        """Return the masks, preset and settings of a picture that was painted here.

        The masks are drawn on the photo that is chosen now, if one is.
        """
        try:
            recipe = read_recipe(uploaded({"path": asked(wish, "path")}, "recipe"))
            drawn = dict(zip(MASKS, recipe.masks, strict=False))
            for mask in filter(None, drawn.values()):
                read_size(mask, "mask")  # a stranger's file, maybe
        except StyleTransferError as error:
            raise in_words(error) from error
        found = {name: picked(mask) for name, mask in drawn.items() if mask}
        masks = masks_of_photo(found, asked(photo, "path"))
        return [masks, preset_of(recipe.settings), *offered(recipe.settings)]

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

    def command(self, token: Any, wish: Any) -> None:
        """Let a command act on the job: what a button's data-command names."""
        commands = {"pause": self._pause_or_resume, "stop": self._pool.stop}
        command = commands.get(str(asked(wish, "command")))
        if command is None:
            return  # no button of ours sends it
        try:
            command(token)
        except JobError as error:
            raise in_words(error) from error

    def _pause_or_resume(self, token: str) -> None:
        is_paused = self._pool.view(token).state == "paused"
        (self._pool.resume if is_paused else self._pool.pause)(token)

    def remove(self, wish: Any) -> None:
        """Delete these jobs; who knows a job's token may do so."""
        tokens = asked(wish, "tokens")
        for token in tokens if isinstance(tokens, list) else []:
            with contextlib.suppress(JobError):  # it is gone already
                self._pool.remove(token)
