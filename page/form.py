"""The page's inputs by name.

Gradio sends an event the values of its inputs in a row, and takes those of its outputs
in a row. Here, and nowhere else, they get their names back.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import gradio as gr

from nst_core.jobs.folder import KEEP, STYLES
from page.tables import STYLE_SLOTS

PICTURES = ("content", *STYLES)  # one picker each


class Form:
    """Every component that a job is described with, by the name of its value.

    `token` is the job that the page looks at, `visitor` this browser's name for itself,
    `content`, `style`, ... the files in the pickers, `masks` those that were drawn;
    then `preset` and every setting.
    """

    def __init__(self, components: Mapping[str, Any]) -> None:
        self._components = dict(components)

    def __getitem__(self, name: str) -> Any:
        return self._components[name]

    @property
    def components(self) -> list[Any]:
        """All of them: the inputs of an event that reads, or the outputs of one."""
        return list(self._components.values())

    def some(self, names: Iterable[str]) -> list[Any]:
        """The components of these names, in their order."""
        return [self._components[name] for name in names]

    def read(self, values: Sequence[Any]) -> dict[str, Any]:
        """Values of `components` by their names."""
        return dict(zip(self._components, values, strict=True))

    def fill(self, values: Mapping[str, Any]) -> Any:
        """An event's answer that gives these components their values, others none."""
        filled = {self._components[name]: value for name, value in values.items()}
        return filled or gr.skip()


def close_gaps(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs whose styles stand in the first pickers, with their masks and blends.

    On the page itself the gaps are closed once the job is there: a picker is empty for
    a moment too while another painting is on its way to it.
    """
    filled = [slot for slot in STYLE_SLOTS if inputs[slot["style"]] is not None]
    closed = dict(inputs)
    if tuple(filled) == STYLE_SLOTS[: len(filled)]:
        return closed
    masks = inputs["masks"] if isinstance(inputs["masks"], dict) else {}
    closed["masks"] = {KEEP: masks[KEEP]} if KEEP in masks else {}
    for to, source in zip_longest(STYLE_SLOTS, filled):
        closed[to["style"]] = inputs[source["style"]] if source else None
        closed[to["blend"]] = inputs[source["blend"]] if source else 1.0
        if source and source["mask"] in masks:
            closed["masks"][to["mask"]] = masks[source["mask"]]
    return closed
