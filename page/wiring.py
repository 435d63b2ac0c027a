"""Which event of the page asks which handler, and where the answer goes."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from nst_core.serving.service import JobService
from nst_core.settings.presets import PRESETS
from nst_core.settings.settings import STEERABLE
from page.controls import ALPHA_BETA, LAYER_PRESETS, LAYERS, NAMES
from page.form import PICTURES, Form
from page.frontend import call
from page.guard.addresses import address_of
from page.handlers import Handlers
from page.languages import language_of
from page.tables import STYLE_SLOTS

PRIVATE: Any = {"show_progress": "hidden", "api_visibility": "private"}
# Whoever waits holds up nobody.
CONCURRENT: Any = {"concurrency_limit": None, "preprocess": False, **PRIVATE}
UNQUEUED: Any = {"queue": False, "preprocess": False, **PRIVATE}
EVERY: Any = {"trigger_mode": "multiple"}  # none is dropped while one is under way

STYLE_NAMES = [name for slot in STYLE_SLOTS for name in (slot["style"], slot["blend"])]
# What acts on the sketch in the browser.
LOOKS = (*ALPHA_BETA, "colors", "color_strength")
SKETCHED = ["content", *STYLE_NAMES, "masks", *LOOKS]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything on the page that an event reads or changes."""

    page: gr.Blocks
    form: Form
    galleries: dict[str, gr.HTML]  # of examples, by the names of their pickers
    swap: gr.Button
    stage: gr.HTML
    layers: gr.HTML
    strength: gr.Slider  # alpha and beta in one
    forecast: gr.HTML
    history: gr.HTML
    files: gr.HTML
    faces: gr.HTML  # found ones


def wire(parts: Parts, service: JobService) -> None:
    """Connect what a person does with what the handlers do."""
    handlers = Handlers(service)
    _choose_pictures(parts)
    _choose_settings(parts)
    _join_strength(parts)
    _show_odd_files(parts, handlers)
    _find_faces(parts, handlers)
    _take_recipes(parts, handlers)
    _forecast(parts, handlers)
    begun = _paint(parts, handlers)
    _watch(parts, handlers, begun)
    _steer(parts, handlers)


def field(event: gr.EventData, name: str) -> Any:
    """One part of what an event of the page brings; None if a forged one lacks it."""
    try:
        return getattr(event, name)
    except (AttributeError, TypeError):
        return None


def _choose_pictures(parts: Parts) -> None:
    """Pictures: chosen, swapped, brought from beside the pickers."""
    form = parts.form
    pickers = form.some(PICTURES[:2])
    parts.swap.click(None, pickers, pickers, js="(a, b) => [b, a]", **UNQUEUED)
    form["content"].change(
        None,
        form.some(("content", "masks")),
        form["masks"],
        js=call("photoChanged"),
        **UNQUEUED,
    )
    for name, gallery in parts.galleries.items():
        gallery.choose(None, None, form[name], js=call("exampleFile", name), **UNQUEUED)
    every = form.some(PICTURES)
    parts.files.bring(None, every, every, js=call("placeFiles"), **UNQUEUED)
    styles = form.some(PICTURES[1:])
    gr.on(
        [style.change for style in styles],
        None,
        styles,
        js=call("paintingsChanged"),
        **EVERY,
        **UNQUEUED,
    )


def _choose_settings(parts: Parts) -> None:
    """Settings: many at once, by a preset or by layer weights."""
    form = parts.form
    controls, preset = form.some(NAMES), form["preset"]
    presets = {
        title: [getattr(settings, name) for name in NAMES]
        for title, settings in PRESETS.items()
    }
    taken_over = preset.input(None, preset, controls, js=_lookup(presets), **UNQUEUED)
    gr.on(
        [control.input for control in controls],
        None,
        None,
        preset,
        js="() => ''",  # what is changed by hand is no preset any more
        **EVERY,
        **UNQUEUED,
    )
    weights = {title: list(values) for title, values in LAYER_PRESETS.items()}
    chosen = parts.layers.input(
        None,
        parts.layers,
        form.some((*LAYERS, "preset")),
        js=f"(name) => [...{_lookup(weights)}(name), '']",
        **UNQUEUED,
    )
    gr.on(
        [layer.change for layer in form.some(LAYERS)],
        None,
        form.some(LAYERS),
        parts.layers,
        js=call("nameOf", weights),
        **EVERY,
        **UNQUEUED,
    )
    for changed in (taken_over, chosen):
        changed.then(None, js=call("steer"), **UNQUEUED)


def _join_strength(parts: Parts) -> None:
    """Style strength, moved together with alpha and beta."""
    form = parts.form
    moved = parts.strength.input(
        None,
        parts.strength,
        form.some((*ALPHA_BETA, "preset")),
        js="async (strength) => [...(await nst.ready).weightsOf(strength), '']",
        **UNQUEUED,
    )
    moved.then(None, js=call("steer"), **UNQUEUED)
    gr.on(
        [control.change for control in form.some(ALPHA_BETA)],
        None,
        form.some(ALPHA_BETA),
        parts.strength,
        js=call("strengthOf"),
        **EVERY,
        **UNQUEUED,
    )


def _show_odd_files(parts: Parts, handlers: Handlers) -> None:
    """Previews of files that no browser shows."""
    pickers = parts.form.some(PICTURES)

    async def preview(event: gr.EventData) -> Any:
        name, path = field(event, "name"), field(event, "path")
        return await handlers.wait(handlers.preview, name, path)

    made = parts.files.preview(preview, None, parts.files, **CONCURRENT)
    made.success(
        None, [parts.files, *pickers], pickers, js=call("showPreview"), **UNQUEUED
    )


def _find_faces(parts: Parts, handlers: Handlers) -> None:
    """Faces of the photo, as a first stroke of what is kept."""

    async def find_faces(event: gr.EventData, request: gr.Request) -> Any:
        asked = field(event, "photo"), field(event, "number")
        return await handlers.wait(handlers.find_faces, *asked, language_of(request))

    parts.faces.find(find_faces, None, parts.faces, **CONCURRENT)


def _take_recipes(parts: Parts, handlers: Handlers) -> None:
    """Settings and masks of a picture that was painted here."""
    form = parts.form

    async def read_recipe(
        event: gr.EventData, request: gr.Request, *values: Any
    ) -> Any:
        photo = form.read(values)["content"]
        found = await handlers.wait(
            handlers.read_recipe,
            field(event, "path"),
            photo.get("path") if isinstance(photo, dict) else None,
            language_of(request),
        )
        return form.fill(found)

    taken = parts.files.recipe(
        read_recipe, form.components, form.components, **CONCURRENT
    )
    taken.success(None, js=call("recipeTaken"), **UNQUEUED)


def _forecast(parts: Parts, handlers: Handlers) -> None:
    """Time and memory of a run, asked anew whenever something changes."""
    form = parts.form
    gr.on(
        [part.change for part in form.some((*PICTURES, "masks", *NAMES))],
        None,
        form.some(SKETCHED),
        None,
        js=call("settingsChanged", SKETCHED),
        **EVERY,
        **UNQUEUED,
    )

    async def forecast(request: gr.Request, *values: Any) -> Any:
        page = str(request.session_hash)
        return await handlers.forecast(form.read(values), page, language_of(request))

    parts.forecast.wanted(
        forecast, form.components, parts.forecast, **EVERY, **UNQUEUED
    )
    parts.forecast.cure(
        None,
        parts.forecast,
        form.some(("size", "preset")),
        js="(found) => [found.cure_size, '']",
        **UNQUEUED,
    )


def _paint(parts: Parts, handlers: Handlers) -> list[Any]:
    """Jobs: submitted, and which is looked at; returns the events that begin a look."""
    form, stage, token = parts.form, parts.stage, parts.form["token"]

    def ask(request: gr.Request, values: Sequence[Any]) -> dict[str, Any]:
        return form.read(values) | {"address": address_of(request)}

    async def submit(request: gr.Request, *values: Any) -> Any:
        inputs, language = ask(request, values), language_of(request)
        return await handlers.wait(handlers.submit, inputs, language)

    async def sheet(event: gr.EventData, request: gr.Request, *values: Any) -> Any:
        inputs, spec = ask(request, values), field(event, "spec")
        language = language_of(request)
        return await handlers.wait(handlers.submit_sheet, inputs, spec, language)

    async def follow(event: gr.EventData, request: gr.Request, *values: Any) -> Any:
        job = [field(event, name) for name in ("token", "kind", "moment")]
        inputs, language = ask(request, values), language_of(request)
        return await handlers.wait(handlers.follow, inputs, *job, language)

    async def touch(event: gr.EventData, request: gr.Request, *values: Any) -> Any:
        job = [field(event, name) for name in ("token", "wish")]
        inputs, language = ask(request, values), language_of(request)
        return await handlers.wait(handlers.touch_up, inputs, *job, language)

    outputs = [token, stage]
    submitted = stage.paint(submit, form.components, outputs, **CONCURRENT)
    sheeted = stage.sheet(sheet, form.components, outputs, **CONCURRENT)
    followed = stage.follow(follow, form.components, outputs, **CONCURRENT)
    touched = stage.touch(touch, form.components, outputs, **CONCURRENT)
    slots = [*STYLE_NAMES, "masks"]
    submitted.success(
        None,
        form.some(slots),
        form.some(slots),
        js=call("moveUp", slots),
        **UNQUEUED,
    )
    begun = []
    for event in (submitted, sheeted, followed, touched):
        event.failure(None, js=call("unlock"), **UNQUEUED)
        kept = event.success(
            None,
            token,
            token,
            js=call("jobMade"),
            **UNQUEUED,
        )
        begun.append(kept.then)
    return begun


def _watch(parts: Parts, handlers: Handlers, begun: list[Any]) -> None:
    """The job that is looked at: watched until its end, found again, deleted."""
    form, stage, token = parts.form, parts.stage, parts.form["token"]

    async def watch(token: Any, request: gr.Request) -> AsyncIterator[Any]:
        page = str(request.session_hash)
        async for message in handlers.watch(token, page, language_of(request)):
            yield message

    async def restore(token: Any) -> Any:
        return form.fill(await handlers.wait(handlers.restore, token))

    def remove(event: gr.EventData) -> None:
        handlers.remove(field(event, "tokens"))

    loaded = parts.page.load(
        None,
        None,
        form.some(("token", "visitor")),
        js=call("tokenAndVisitor"),
        **UNQUEUED,
    )
    opened = parts.history.open(None, None, token, js=call("shownToken"), **UNQUEUED)
    for found in (loaded, opened):
        looked = found.then(None, token, None, js=call("watchJob"), **UNQUEUED)
        restored = looked.then(restore, token, form.components, **CONCURRENT)
        restored.then(
            None,
            form.some(SKETCHED),
            None,
            js=call("jobRestored", SKETCHED),
            **UNQUEUED,
        )
        begun.append(looked.then)
    for begin in (*begun, stage.watch):
        watching = begin(watch, token, stage, **EVERY, **CONCURRENT)
        watching.failure(None, js=call("reconnect"), **UNQUEUED)
    parts.history.remove(remove, **UNQUEUED)


def _steer(parts: Parts, handlers: Handlers) -> None:
    """Wishes about the running picture: light events beside the queue."""
    form, stage, token = parts.form, parts.stage, parts.form["token"]

    def steer(request: gr.Request, *values: Any) -> None:
        handlers.steer(form.read(values), language_of(request))

    def command(event: gr.EventData, token: Any, request: gr.Request) -> None:
        handlers.command(token, field(event, "command"), language_of(request))

    stage.command(command, token, **UNQUEUED)
    gr.on(
        [control.input for control in form.some(x for x in NAMES if x in STEERABLE)],
        None,
        js=call("steer"),
        **EVERY,
        **UNQUEUED,
    )
    stage.steer(steer, form.components, **EVERY, **UNQUEUED)


def _lookup(table: dict[str, list[Any]]) -> str:
    """JavaScript that gives what a name stands for; it asks no server."""
    return f"((name) => ({json.dumps(table)})[name])"
