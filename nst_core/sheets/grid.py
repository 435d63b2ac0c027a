"""What a contact sheet shows: one photo painted in many ways, and in which.

    alpha=1,10 beta=5,50    two settings, each value of one with each of the other
    styles                  each painting alone
    layers                  each style layer alone, from noise: what that layer sees

Plans only; knows no pixels.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path
from typing import Any, get_args, get_type_hints

from nst_core.errors import SettingsError, brief
from nst_core.images.decoding import Size, read_size
from nst_core.settings.settings import STYLE_LAYERS, Settings

MOST_CELLS = 64
KINDS = ("styles", "layers")
FIXED = {"network", "precision", "memory_gb", "frame_every"}  # one for all cells


@dataclass(frozen=True)
class Cell:
    """One picture of a contact sheet."""

    label: str
    settings: Settings
    styles: tuple[int, ...]  # which of the paintings that are given


@dataclass(frozen=True)
class Grid:
    """All pictures of a contact sheet, row by row."""

    cells: tuple[Cell, ...]
    columns: int

    @property
    def rows(self) -> int:
        """How many rows they fill."""
        return -(-len(self.cells) // self.columns)


def plan_grid(wish: str, settings: Settings, styles: Sequence[str]) -> Grid:
    """Return what the contact sheet shows that is wished for.

    Args:
        wish: As at the head of this file.
        settings: What all pictures have, but for what the wish says.
        styles: The paintings' names, in the order in which they are given.

    Raises:
        SettingsError: The wish cannot be understood, or is for too many pictures.
    """
    if wish.strip() == "styles":
        _require_few(len(styles))
        alone = replace(settings, blend_1=1.0)  # a share is one of several
        cells = [Cell(x, alone, (at,)) for at, x in enumerate(styles)]
        return Grid(tuple(cells), min(len(cells), 1 + round((len(cells) - 1) ** 0.5)))
    everything = tuple(range(len(styles)))
    if wish.strip() == "layers":
        cells = [Cell(x, _alone(settings, x), everything) for x in STYLE_LAYERS]
        return Grid(tuple(cells), len(cells))
    axes = [_axis(word) for word in wish.split()]
    names = [name for name, _ in axes]
    if len(axes) not in (1, 2) or len(set(names)) < len(names):
        raise SettingsError(
            "The grid {wish} must name one or two settings, each with its values: "
            "alpha=1,10 beta=5,50. Or choose one of {kinds}.",
            wish=brief(repr(wish)),
            kinds=", ".join(KINDS),
        )
    _require_few(math.prod(len(values) for _, values in axes))
    cells = []
    for values in product(*(values for _, values in axes)):
        changes: dict[str, Any] = dict(zip(names, values, strict=True))
        label = ", ".join(f"{name} {value}" for name, value in changes.items())
        cells.append(Cell(label, replace(settings, **changes), everything))
    if any(cell.settings.start == "picture" for cell in cells):
        raise SettingsError(
            "The pictures of a grid cannot start from a picture that is given. Choose "
            "another start."
        )
    return Grid(tuple(cells), len(axes[-1][1]))


def _require_few(cells: int) -> None:
    if cells > MOST_CELLS:
        raise SettingsError(
            "The grid has {count:,} pictures; at most {limit} fit on a contact sheet. "
            "Name fewer values.",
            count=cells,
            limit=MOST_CELLS,
        )


def _alone(settings: Settings, layer: str) -> Settings:
    weights: dict[str, Any] = {
        f"weight_{other}": float(other == layer) for other in STYLE_LAYERS
    }
    pulls: dict[str, Any] = {
        "alpha": 0.0,
        "beta": 10.0,
        "total_variation": 0.0,
        "laplacian": 0.0,
    }
    return replace(settings, **weights, **pulls, start="noise", colors="painting")


def _axis(word: str) -> tuple[str, list[Any]]:
    """Return a setting's name, and the values that a word gives it."""
    name, equals, listed = word.partition("=")
    name = name.replace("-", "_")
    kinds = get_type_hints(Settings)
    offered = [spec.name for spec in fields(Settings) if spec.name not in FIXED]
    if not equals or not listed:
        raise SettingsError(
            "{word} is no setting with values. Write alpha=1,10 beta=5,50, or choose "
            "one of {kinds}.",
            word=brief(repr(word)),
            kinds=", ".join(KINDS),
        )
    if name not in offered:
        raise SettingsError(
            "{name} is no setting that pictures of one grid can differ in. Choose from "
            "{settings}.",
            name=brief(repr(name)),
            settings=", ".join(offered),
        )
    values: list[Any] = [
        value if get_args(kinds[name]) else _number(name, value)
        for value in listed.split(",")
    ]
    return name, values


def _number(name: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise SettingsError(
            "{name} is {word}; it must be a number.", name=name, word=brief(repr(word))
        ) from None
    return int(value) if value.is_integer() else value


ASSETS = Path(__file__).parents[2] / "assets"
EXAMPLES = sorted((ASSETS / "styles").glob("*.jpg"))  # of a sheet over all styles


def cells_of(
    wish: str, sizes: Mapping[str, Size], settings: Settings
) -> list[tuple[Mapping[str, Size], Settings]]:
    """Return the sizes and the settings of the one picture, or of each on a sheet.

    Raises:
        SettingsError: The contact sheet that is wished for cannot be.
    """
    if not wish:
        return [(sizes, settings)]
    if wish != "styles":
        cells = plan_grid(wish, settings, ["style"]).cells
        return [(sizes, cell.settings) for cell in cells]
    cells = plan_grid(wish, settings, [path.stem for path in EXAMPLES]).cells
    content = {"content": sizes["content"]}
    return [
        (content | {"style": read_size(path, "style")}, cell.settings)
        for path, cell in zip(EXAMPLES, cells, strict=True)
    ]
