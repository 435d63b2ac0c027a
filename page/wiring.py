"""Which event of the page asks the desk for what, and where the answer goes."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any

import gradio as gr

from nst_core.serving.service import Pool
from nst_core.settings.presets import PRESETS
from nst_core.settings.settings import STEERABLE
from page.controls import LAYER_PRESETS, LAYERS, PULLS
from page.frontend import call
from page.handlers import Desk

PRIVATE: Any = {"show_progress": "hidden", "api_visibility": "private"}
CROWD: Any = {"concurrency_limit": None, **PRIVATE}  # whoever waits holds up nobody
LIGHT: Any = {"queue": False, **PRIVATE}


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything on the page that an event reads or changes."""

    page: gr.Blocks
    token: gr.Textbox  # of the job that the page looks at
    visitor: gr.Textbox  # this browser's name for itself
    content: gr.Image
    styles: list[gr.Image]
    masks: gr.HTML  # the files of those that were drawn, by their names
    swap: gr.Button
    stage: gr.HTML
    preset: gr.HTML
    layers: gr.HTML
    strength: gr.Slider  # alpha and beta in one
    blends: list[Any]
    controls: dict[str, Any]  # in the order of the settings
    forecast: gr.HTML
    history: gr.HTML
    files: gr.HTML

    @property
    def pickers(self) -> list[gr.Image]:
        """Of the photo and of all paintings."""
        return [self.content, *self.styles]

    @property
    def given(self) -> list[Any]:
        """All that pictures come from, in the order that the desk expects."""
        return [*self.pickers, self.masks]


def wire(parts: Parts, pool: Pool) -> None:
    """Connect what a person does with what the desk does."""
    desk = Desk(pool)
    _choose(parts)
    _set(parts, desk)
    _join(parts)
    _forecast(parts, desk)
    _paint(parts, desk)
    _steer(parts, desk)


def _choose(parts: Parts) -> None:
    """Pictures: chosen, swapped, brought from beside the pickers."""
    pickers = parts.pickers[:2]
    parts.swap.click(None, pickers, pickers, js="(a, b) => [b, a]", **LIGHT)
    parts.content.change(
        None,
        [parts.content, parts.masks],
        parts.masks,
        js=call("photoChanged"),
        **LIGHT,
    )
    parts.files.bring(None, pickers, pickers, js=call("placeFile"), **LIGHT)
    gr.on(
        [style.change for style in parts.styles],
        None,
        parts.styles,
        js=call("paintingsChanged"),
        trigger_mode="multiple",
        **LIGHT,
    )


def _set(parts: Parts, desk: Desk) -> None:
    """Settings: many at once by a preset, layer weights or a recipe."""
    controls = [*parts.controls.values()]
    shown = [parts.preset, *controls]
    presets = {name: list(asdict(preset).values()) for name, preset in PRESETS.items()}
    taken_over = parts.preset.input(
        None, parts.preset, controls, js=_lookup(presets), **LIGHT
    )
    gr.on(
        [control.input for control in controls],
        None,
        None,
        parts.preset,
        js="() => ''",  # what is changed by hand is no preset any more
        trigger_mode="multiple",
        **LIGHT,
    )
    weights = {name: list(values) for name, values in LAYER_PRESETS.items()}
    layers = [parts.controls[name] for name in LAYERS]
    chosen = parts.layers.input(
        None,
        parts.layers,
        [*layers, parts.preset],
        js=f"(name) => [...{_lookup(weights)}(name), '']",
        **LIGHT,
    )
    gr.on(
        [layer.change for layer in layers],
        None,
        layers,
        parts.layers,
        js=f"async (...values) => "
        f"(await nst.ready).nameOf({json.dumps(weights)}, values)",
        trigger_mode="multiple",
        **LIGHT,
    )
    for changed in (taken_over, chosen):
        changed.then(None, js=call("steer"), **LIGHT)

    def take_recipe(event: gr.EventData, photo: Any) -> Any:
        return desk.take_recipe(photo, event._data)

    taken = parts.files.recipe(
        take_recipe, parts.content, [parts.masks, *shown], preprocess=False, **CROWD
    )
    taken.success(None, js=call("recipeTaken"), **LIGHT)


def _forecast(parts: Parts, desk: Desk) -> None:
    """What a run would take, asked anew whenever something changes."""
    controls = [*parts.controls.values()]
    gr.on(
        [part.change for part in (*parts.given, *controls)],
        None,
        js=call("settingsChanged"),
        trigger_mode="multiple",
        **LIGHT,
    )

    async def forecast(request: gr.Request, *sent: Any) -> Any:
        return await desk.forecast(*sent, page=str(request.session_hash))

    asked = [*parts.given, *controls]
    parts.forecast.wanted(
        forecast,
        asked,
        parts.forecast,
        js=_gapless(asked, parts),
        preprocess=False,
        trigger_mode="multiple",
        **LIGHT,
    )
    parts.forecast.cure(
        None,
        parts.forecast,
        [parts.controls["size"], parts.preset],
        js="(found) => [found.cure_size, '']",
        **LIGHT,
    )


def _join(parts: Parts) -> None:
    """What moves together: style strength with alpha and beta."""
    pulls = [parts.controls[name] for name in PULLS]
    moved = parts.strength.input(
        None,
        parts.strength,
        [*pulls, parts.preset],
        js="async (strength) => [...(await nst.ready).weightsOf(strength), '']",
        **LIGHT,
    )
    moved.then(None, js=call("steer"), **LIGHT)
    gr.on(
        [pull.change for pull in pulls],
        None,
        pulls,
        parts.strength,
        js=call("strengthOf"),
        trigger_mode="multiple",
        **LIGHT,
    )


def _paint(parts: Parts, desk: Desk) -> None:
    """A job: brought, followed, found again, looked at."""
    given, controls = parts.given, [*parts.controls.values()]
    token, stage, visitor = parts.token, parts.stage, parts.visitor

    def follow(event: gr.EventData, visitor: Any, *values: Any) -> Any:
        return desk.follow(visitor, *values, wish=event._data)

    async def watch(token: Any, request: gr.Request) -> AsyncIterator[Any]:
        async for view in desk.watch(token, str(request.session_hash)):
            yield view

    def look_after(begin: Any) -> None:
        looking = begin(watch, token, stage, trigger_mode="multiple", **CROWD)
        looking.failure(None, js=call("reconnect"), **LIGHT)

    sent = [*given, visitor, *controls]
    brought = stage.paint(
        desk.bring,
        sent,
        [token, stage],
        js=_gapless(sent, parts),
        preprocess=False,
        **CROWD,
    )

    def sheet(event: gr.EventData, *sent: Any) -> Any:
        return desk.bring_sheet(*sent, wish=event._data)

    sheeted = stage.sheet(
        sheet,
        sent,
        [token, stage],
        js=_gapless(sent, parts),
        preprocess=False,
        **CROWD,
    )
    followed = stage.follow(
        follow,
        [visitor, *controls],
        [token, stage],
        preprocess=False,
        **CROWD,
    )
    row = [*parts.styles, *parts.blends, parts.masks]
    brought.success(None, row, row, js=call("moveUp"), **LIGHT)
    for asked in (brought, sheeted, followed):
        asked.failure(None, js=call("unlock"), **LIGHT)
        kept = asked.success(
            None,
            token,
            token,
            js=call("jobMade"),
            **LIGHT,
        )
        look_after(kept.then)
    look_after(stage.look)
    loaded = parts.page.load(
        None, None, [token, visitor], js=call("tokenAndVisitor"), **LIGHT
    )
    opened = parts.history.open(None, None, token, js=call("shownToken"), **LIGHT)
    for found in (loaded, opened):
        begun = found.then(None, token, None, js=call("lookAt"), **LIGHT)
        look_after(begun.then)
        begun.then(desk.restore, token, [*given, parts.preset, *controls], **CROWD)

    def remove(event: gr.EventData) -> None:
        desk.remove(event._data)

    parts.history.remove(remove, **LIGHT)


def _steer(parts: Parts, desk: Desk) -> None:
    """Wishes about the running picture: light events beside the queue."""
    token, controls = parts.token, [*parts.controls.values()]

    def command(event: gr.EventData, token: Any) -> None:
        desk.command(token, event._data)

    parts.stage.command(command, token, **LIGHT)
    gr.on(
        [parts.controls[name].input for name in parts.controls if name in STEERABLE],
        None,
        js=call("steer"),
        trigger_mode="multiple",
        **LIGHT,
    )
    parts.stage.steer(
        desk.steer,
        [token, *controls],
        preprocess=False,
        trigger_mode="multiple",
        **LIGHT,
    )


def _gapless(sent: list[Any], parts: Parts) -> str:
    """Return JavaScript that closes the gaps between paintings in what is sent.

    On the page itself they are closed when it has been brought: a picker is empty for
    a moment too while another painting is on its way to it.
    """
    share = [each._id for each in sent].index(parts.blends[0]._id)
    return f"async (...sent) => (await nst.ready).withoutGaps(sent, {share})"


def _lookup(table: dict[str, list[Any]]) -> str:
    """Return JavaScript that gives what a name stands for; it asks no server."""
    return f"((name) => ({json.dumps(table)})[name])"
