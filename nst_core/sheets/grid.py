"""Which pictures a contact sheet shows, from a line of text.

    alpha=1,10 beta=5,50    two settings, each value of one with each of the other
    styles                  each style alone
    layers                  each style layer alone, from noise: what that layer sees

Plans only; knows no pixels.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any, Literal, Self, get_args, get_type_hints

from nst_core.errors import SettingsError, brief
from nst_core.settings.settings import PIXEL_WEIGHTS, STYLE_LAYERS, Settings

MAX_CELLS = 64
Kind = Literal["values", "styles", "layers"]
WORDS = ("styles", "layers")  # that are a spec by themselves
FIXED = {"network", "precision", "memory_gb", "frame_every"}  # one for all cells


@dataclass(frozen=True)
class Axis:
    """A setting, and its value in each row or column."""

    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class SheetSpec:
    """Spec of a contact sheet: the settings that differ from cell to cell."""

    kind: Kind
    axes: tuple[Axis, ...] = ()  # one or two, of kind "values"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Spec from its text; see the head of this file.

        Raises:
            SettingsError: The text cannot be understood.
        """
        if text.strip() == "styles":
            return cls("styles")
        if text.strip() == "layers":
            return cls("layers")
        axes = tuple(_axis(word) for word in text.split())
        names = {axis.name for axis in axes}
        if len(axes) not in (1, 2) or len(names) < len(axes):
            raise SettingsError(
                "The grid {grid} must name one or two settings, each with its values: "
                "alpha=1,10 beta=5,50. Or choose one of {words}.",
                grid=brief(repr(text)),
                words=", ".join(WORDS),
            )
        return cls("values", axes)


@dataclass(frozen=True)
class Cell:
    """One picture of a contact sheet."""

    label: str
    settings: Settings
    styles: tuple[int, ...]  # indices of the styles it is painted with


@dataclass(frozen=True)
class Grid:
    """All pictures of a contact sheet, row by row."""

    cells: tuple[Cell, ...]
    columns: int

    @property
    def rows(self) -> int:
        return -(-len(self.cells) // self.columns)


def plan_grid(spec: SheetSpec, settings: Settings, styles: Sequence[str]) -> Grid:
    """The cells of a contact sheet.

    Args:
        spec: What differs from cell to cell.
        settings: What all cells have in common.
        styles: The styles' names, in the order in which they are given.

    Raises:
        SettingsError: The cells are too many, or one cannot be painted.
    """
    if spec.kind == "styles":
        _require_few(len(styles))
        alone = replace(settings, blend_1=1.0)  # a share is one of several
        cells = [Cell(name, alone, (at,)) for at, name in enumerate(styles)]
        return Grid(tuple(cells), min(len(cells), 1 + round((len(cells) - 1) ** 0.5)))
    all_styles = tuple(range(len(styles)))
    if spec.kind == "layers":
        cells = [Cell(x, _only_layer(settings, x), all_styles) for x in STYLE_LAYERS]
        return Grid(tuple(cells), len(cells))
    _require_few(math.prod(len(axis.values) for axis in spec.axes))
    cells = []
    for values in product(*(axis.values for axis in spec.axes)):
        changes = {
            axis.name: value for axis, value in zip(spec.axes, values, strict=True)
        }
        label = ", ".join(f"{name} {value}" for name, value in changes.items())
        cells.append(Cell(label, replace(settings, **changes), all_styles))
    if any(cell.settings.start == "picture" for cell in cells):
        raise SettingsError(
            "The pictures of a grid cannot start from a picture that is given. Choose "
            "another start."
        )
    return Grid(tuple(cells), len(spec.axes[-1].values))


def _require_few(count: int) -> None:
    if count > MAX_CELLS:
        raise SettingsError(
            "The grid has {count:,} pictures; at most {limit} fit on a contact sheet. "
            "Name fewer values.",
            count=count,
            limit=MAX_CELLS,
        )


def _only_layer(settings: Settings, layer: str) -> Settings:
    layer_weights: dict[str, Any] = {
        f"weight_{other}": float(other == layer) for other in STYLE_LAYERS
    }
    loss_weights: dict[str, Any] = dict.fromkeys(PIXEL_WEIGHTS, 0.0)
    loss_weights |= {"alpha": 0.0, "beta": Settings.beta}
    return replace(
        settings, **layer_weights, **loss_weights, start="noise", colors="painting"
    )


def _axis(word: str) -> Axis:
    """Axis from a word like alpha=1,10."""
    name, equals, listed = word.partition("=")
    name = name.replace("-", "_")
    kinds = get_type_hints(Settings)
    offered = [spec.name for spec in fields(Settings) if spec.name not in FIXED]
    if not equals or not listed:
        raise SettingsError(
            "{word} is no setting with values. Write alpha=1,10 beta=5,50, or choose "
            "one of {words}.",
            word=brief(repr(word)),
            words=", ".join(WORDS),
        )
    if name not in offered:
        raise SettingsError(
            "{name} is no setting that pictures of one grid can differ in. Choose from "
            "{settings}.",
            name=brief(repr(name)),
            settings=", ".join(offered),
        )
    is_choice = bool(get_args(kinds[name]))
    values = listed.split(",")
    return Axis(name, tuple(x if is_choice else _number(name, x) for x in values))


def _number(name: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise SettingsError(
            "{name} is {word}; it must be a number.", name=name, word=brief(repr(word))
        ) from None
    return int(value) if value.is_integer() else value
