"""The page's events: jobs are submitted, followed, steered, deleted.

Requests may be forged, so nothing that comes in has been checked before.
"""

import asyncio
import contextlib
import contextvars
import html
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr
from gradio.processing_utils import save_file_to_cache
from gradio.utils import get_upload_folder

from nst_core.errors import JobError, Sentence, StyleTransferError, TooLargeError
from nst_core.images.reading_limits import PREVIEW_EDGE_PX
from nst_core.jobs.clean_pictures import CleanPicture
from nst_core.jobs.folder import INPUTS, KEEP, MASKS, STYLES, TOUCH
from nst_core.planning.notes import TRANSPARENT_PHOTO, StyleFacts, style_notes
from nst_core.planning.plan import Plan
from nst_core.planning.prints import PRINT_DPI, largest_sheet
from nst_core.planning.schedule import iterations_when_larger
from nst_core.serving.service import JobService
from nst_core.serving.status import JobStatus
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.sheets.runs import EXAMPLE_STYLES
from page.controls import NAMES, NOT_OFFERED, preset_of
from page.form import PICTURES, close_gaps
from page.job_files import existing
from page.languages import ENGLISH, Language
from page.sheets import NEEDED, normal_spec, sheet_settings
from page.status import error_message, status_line, status_message
from page.uploads import (
    cache_upload,
    file_data,
    payloads_of,
    uploaded_path,
)

POLL_S = 0.1  # between two looks at a job; a look costs microseconds
FORECAST_S = 20.0  # for which a forecast waits for the worker to know the machine
MAX_WAITING = 8  # threads that wait for the intake
LARGER = 2  # times the size, by one press
MAX_VISITOR = 64  # characters of a visitor's name

T = TypeVar("T")


def toast(error: StyleTransferError, language: Language = ENGLISH) -> gr.Error:
    """The page's notice of an error; it renders HTML."""
    return gr.Error(html.escape(language.translate(error)), print_exception=False)


def read_settings(inputs: Mapping[str, Any]) -> Settings:
    """The settings among some inputs.

    Raises:
        SettingsError: One is out of range, or two do not fit together.
    """
    return Settings(**{name: inputs[name] for name in NAMES})


def _asker_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Whom a job is counted for: the browser's name for itself, and its address."""
    visitor = str(inputs["visitor"])[:MAX_VISITOR]
    return {"visitor": visitor, "address": inputs.get("address", "")}


def control_values(settings: Settings) -> dict[str, Any]:
    """Values of the controls for settings, without choices that they do not offer."""
    values = asdict(settings)
    return {name: x for name, x in values.items() if x not in NOT_OFFERED}


def token_or_error(submit: Callable[[], str], language: Language) -> tuple[str, Any]:
    """Token of a job that is submitted now; or none, and a message that says why."""
    try:
        return submit(), gr.skip()
    except StyleTransferError as error:
        sentence = language.translate(error)
        gr.Warning(html.escape(sentence))  # a toast renders HTML
        return "", error_message(sentence)


def stored_masks(found: Mapping[str, str], photo: Any) -> dict[str, Any]:
    """Value of the masks' component: their files, and the photo they belong to."""
    drawn = [name for name in (*MASKS, KEEP) if name in found]
    masks: dict[str, Any] = {name: file_data(found[name]) for name in drawn}
    return masks | {"photo": photo} if masks and photo else masks


def _print_size(plan: Plan, language: Language) -> list[str]:
    """The sentence about the sheet that the result fills, if there is one."""
    scale, _ = plan.stages[-1]
    sheet = largest_sheet(scale.height, scale.width)
    return [language.say("prints_as", sheet=sheet, dpi=PRINT_DPI)] if sheet else []


def _notes(clean: Mapping[str, CleanPicture], settings: Settings) -> list[Sentence]:
    """Notes on some pictures."""
    styles = [clean[name] for name in STYLES if name in clean]
    facts = [StyleFacts(style.size, style.is_one_color) for style in styles]
    notes = style_notes(facts, settings)
    return notes + [TRANSPARENT_PHOTO] * clean["content"].has_alpha


class Handlers:
    """The page's events, without Gradio's components.

    `inputs` are the values of the page's form by their names, as `Form.read` gives
    them, with the client's `address` where jobs are submitted; `language` is the
    visitor's.
    """

    def __init__(self, service: JobService) -> None:
        self._service = service
        # Whoever waits for the intake keeps no thread from those who do not.
        self._waiting = ThreadPoolExecutor(MAX_WAITING, "intake")
        self._watchers: dict[str, object] = {}  # by page: the one that goes on,
        self._forecasts: dict[str, object] = {}  # and the newest that is asked for

    async def wait(self, function: Callable[..., T], *args: Any) -> T:
        """Result of a function that takes in pictures; it may show Gradio's toasts."""
        run = contextvars.copy_context().run  # by which Gradio knows the page
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._waiting, run, function, *args)

    def create_job(self, inputs: Mapping[str, Any], sheet_spec: str = "") -> str:
        """Submit a job, or a contact sheet, and return its token.

        Raises:
            StyleTransferError: It cannot be painted, or not now.
        """
        payloads = dict.fromkeys(("content", "style")) | payloads_of(inputs)
        settings = read_settings(inputs)
        if sheet_spec:
            settings = sheet_settings(sheet_spec, settings)
            payloads = {x: payloads[x] for x in NEEDED.get(sheet_spec, payloads)}
        pictures = {
            name: uploaded_path(payload, name) for name, payload in payloads.items()
        }
        if sheet_spec == "layers":
            pictures["content"] = pictures["style"]
        elif sheet_spec == "styles":
            pictures["style"] = EXAMPLE_STYLES[0]  # one stands for all
        return self._service.submit(
            pictures, settings, sheet_spec=sheet_spec, **_asker_of(inputs)
        )

    def submit(
        self, inputs: Mapping[str, Any], language: Language = ENGLISH
    ) -> tuple[str, Any]:
        """Submit a job: its token, or none and a message that says why."""
        return token_or_error(lambda: self.create_job(close_gaps(inputs)), language)

    def submit_sheet(
        self, inputs: Mapping[str, Any], spec: Any, language: Language = ENGLISH
    ) -> tuple[str, Any]:
        """Submit a contact sheet, as `submit` does; `spec` describes it."""
        sheet_spec = normal_spec(spec)
        return token_or_error(
            lambda: self.create_job(close_gaps(inputs), sheet_spec), language
        )

    def follow(
        self,
        inputs: Mapping[str, Any],
        token: Any,
        kind: Any,
        moment: Any = None,
        language: Language = ENGLISH,
    ) -> tuple[str, Any]:
        """Submit a job that goes on from another one, as `submit` does.

        `kind` is "more" iterations with that job's settings, the same "larger", or
        "again" with the form's settings, maybe from an earlier moment's iteration.
        """

        def follow_up() -> str:
            settings = self._service.status(str(token)).settings
            if kind == "larger":
                settings = replace(
                    settings,
                    size=LARGER * settings.size,
                    iterations=iterations_when_larger(settings.iterations, LARGER),
                )
            elif kind == "again":
                settings = read_settings(inputs)
            settings = replace(settings, scales=1)  # a coarser one would blur it
            start = moment if isinstance(moment, int) else None
            asker = _asker_of(inputs)
            return self._service.follow_up(str(token), settings, moment=start, **asker)

        return token_or_error(follow_up, language)

    def touch_up(
        self,
        inputs: Mapping[str, Any],
        token: Any,
        wish: Any,
        language: Language = ENGLISH,
    ) -> tuple[str, Any]:
        """Submit a job that paints one place of a result anew, as `submit` does.

        `wish` has the `touch` (presets.Touch), the `place`'s file, and for another
        painting the name of its picker as `style`.
        """
        wished = wish if isinstance(wish, dict) else {}

        def submit() -> str:
            place = uploaded_path(wished.get("place"), TOUCH)
            touch, name, style = str(wished.get("touch")), wished.get("style"), None
            if touch == "painting" and name in STYLES:
                style = uploaded_path(inputs[name], name)
            return self._service.touch_up(
                str(token), touch, place, style=style, **_asker_of(inputs)
            )

        return token_or_error(submit, language)

    async def watch(
        self, token: Any, page: str = "", language: Language = ENGLISH
    ) -> AsyncIterator[dict[str, Any]]:
        """Messages to the stage about a job, one whenever it looks different.

        A page watches one job at a time: the newest watch ends the one before.
        """
        watcher = self._watchers[page] = object()
        newest = None
        try:
            while token and self._watchers.get(page) is watcher:
                status = self._service.status(token)
                line = status_line(status, language)
                if (status.version, line) != newest:
                    newest = status.version, line
                    yield await asyncio.to_thread(
                        self._message, token, status, language
                    )
                if status.is_over:
                    return
                await asyncio.sleep(POLL_S)
        except JobError as error:
            yield error_message(language.translate(error), is_gone=True)
        finally:
            if self._watchers.get(page) is watcher:
                del self._watchers[page]

    def _message(
        self, token: str, status: JobStatus, language: Language
    ) -> dict[str, Any]:
        files = existing(self._service, token) if status.is_over else []
        return status_message(token, status, files, language)

    def restore(self, token: Any) -> dict[str, Any]:
        """A job's clean pictures, preset and settings, for the form.

        Nothing of a contact sheet: neither need be what the visitor chose.
        """
        try:
            status = self._service.status(token)
            if status.is_sheet:
                return {}
            folder = self._service.folder(token)
            names = [name for name in INPUTS if folder.has(name)]
            # Older jobs keep what was uploaded, with all that a camera writes into it.
            clean = {x: self._service.take_in(folder.path(x), x) for x in names}
            found = {
                name: save_file_to_cache(taken.path, get_upload_folder())
                for name, taken in clean.items()
            }
        except (StyleTransferError, OSError):
            return {}
        return {
            **{name: found.get(name) for name in PICTURES},
            "masks": stored_masks(found, found["content"]),
            "preset": preset_of(status.settings),
            **control_values(status.settings),
        }

    def preview(self, name: Any, path: Any) -> dict[str, Any]:
        """Small clean picture of a picker's file, for the browser; {} if it is unfit.

        The forecast says why. The picker keeps the file itself.
        """
        if name not in PICTURES:
            return {}
        try:
            source = uploaded_path({"path": path}, name)
            small = self._service.take_in(source, name, PREVIEW_EDGE_PX).path
            cached = save_file_to_cache(small, get_upload_folder())
            return {"picker": name, "file": path, "preview": file_data(cached)["url"]}
        except (StyleTransferError, OSError):
            return {}

    def find_faces(
        self, photo: Any, number: Any, language: Language = ENGLISH
    ) -> dict[str, Any]:
        """Keep map of a photo's faces, for the masks' dialog; or why there is none.

        The answer bears the question's number, as Gradio tells of no equal one.
        """
        answer = {"number": number if isinstance(number, int) else 0}
        try:
            source = uploaded_path({"path": photo}, "content")
            found = self._service.find_faces(source, "content").path
            cached = save_file_to_cache(found, get_upload_folder())
        except (StyleTransferError, OSError) as error:
            if isinstance(error, OSError):
                return answer | {"trouble": language.say("faces_lost")}
            return answer | {"trouble": language.translate(error)}
        return answer | {"keep": file_data(cached)}

    def read_recipe(
        self, path: Any, photo: Any = None, language: Language = ENGLISH
    ) -> dict[str, Any]:
        """Masks, preset and settings of a picture that was painted here, for the form.

        The masks are drawn on the photo that is chosen now, if one is.
        """
        try:
            recipe = read_recipe(uploaded_path({"path": path}, "recipe"))
            drawn = {**dict(zip(MASKS, recipe.masks, strict=False)), KEEP: recipe.keep}
            found = {name: cache_upload(mask) for name, mask in drawn.items() if mask}
            for name, path in found.items():
                self._service.take_in(Path(path), name)  # a stranger's file, maybe
        except StyleTransferError as error:
            raise toast(error, language) from error
        return {
            "masks": stored_masks(found, photo),
            "preset": preset_of(recipe.settings),
            **control_values(recipe.settings),
        }

    async def forecast(
        self, inputs: Mapping[str, Any], page: str = "", language: Language = ENGLISH
    ) -> Any:
        """Time and memory of a run, or why it cannot be, and which size could.

        Waits for the worker to know the machine, unless the page has asked anew.
        """
        request = self._forecasts[page] = object()
        try:
            payloads = payloads_of(close_gaps(inputs))
            clean = {name: await self._clean(name, x) for name, x in payloads.items()}
            sizes = {name: picture.size for name, picture in clean.items()}
            settings = read_settings(inputs)
            is_whole = {"content", "style"} <= sizes.keys()
            for _ in range(round(FORECAST_S / POLL_S) if is_whole else 0):
                if self._forecasts.get(page) is not request:
                    return gr.skip()
                if plan := self._service.plan(sizes, settings):
                    time = language.duration(plan.seconds)
                    memory = f"{plan.peak_gb:.1f} GB"
                    estimate = language.say("estimate", time=time, memory=memory)
                    notes = map(language.translate, _notes(clean, settings))
                    print_size = _print_size(plan, language)
                    return {"estimate": " ".join([estimate, *print_size, *notes])}
                await asyncio.sleep(POLL_S)
        except StyleTransferError as error:
            cure = error.fits if isinstance(error, TooLargeError) else None
            return {"trouble": language.translate(error), "cure_size": cure}
        finally:
            if self._forecasts.get(page) is request:
                del self._forecasts[page]
        return {}

    async def _clean(self, name: str, payload: Any) -> CleanPicture:
        """Record of a picture, once it is clean; whoever has been here waits not."""
        path = uploaded_path(payload, name)
        if taken := self._service.find_taken_in(path, name):
            return taken.clean
        return (await self.wait(self._service.take_in, path, name)).clean

    def steer(self, inputs: Mapping[str, Any], language: Language = ENGLISH) -> None:
        """Let the controls act on the running job."""
        try:
            self._service.steer(inputs["token"], read_settings(inputs))
        except JobError:
            return  # nothing is painted, so there is nothing to steer
        except StyleTransferError as error:
            raise toast(error, language) from error

    def command(self, token: Any, command: Any, language: Language = ENGLISH) -> None:
        """Let a command act on the job, one that a button's data-command names."""
        try:
            self._service.command(token, str(command))
        except JobError as error:
            raise toast(error, language) from error

    def remove(self, tokens: Any) -> None:
        """Delete these jobs; who knows a job's token may do so."""
        for token in tokens if isinstance(tokens, list) else []:
            with contextlib.suppress(JobError):  # it is gone already
                self._service.remove(token)
