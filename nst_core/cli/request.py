"""One command line, checked as far as can be before anything is loaded."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

from nst_core.cli.options import make_parser
from nst_core.errors import SettingsError, brief
from nst_core.images.decoding import Picture, read_mask, read_picture
from nst_core.images.encoding import FileSpec, require_writable
from nst_core.settings.names import KEEP_NAME, TOUCH_NAME, mask_names, style_names
from nst_core.settings.presets import PRESETS, weights_for_strength
from nst_core.settings.recipe import Recipe
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.sheets.grid import SheetSpec
from nst_core.system.files import require_place


@dataclass(frozen=True, kw_only=True)
class Request:
    """Files, settings and wishes of one command line."""

    content: Path  # a picture, or a folder of pictures
    styles: tuple[Path, ...]
    masks: tuple[Path | None, ...]  # of the styles; None for everywhere
    keep: Path | None  # where the photo's forms are held
    start_picture: Path | None
    touch_up: Path | None  # where the start picture alone is painted anew
    weights: Path | None  # a Keras file
    output: Path  # a picture, or a folder; unused where `is_estimate`
    report: Path | None  # JSON
    frames: Path | None  # a folder
    is_estimate: bool
    keeps_alpha: bool  # the photo's, in the result
    file: FileSpec  # of the result
    sheet: SheetSpec | None  # of a contact sheet
    settings: Settings
    named: frozenset[str]  # settings that options set
    recipe: Recipe | None  # that is repeated, but for `named`
    recipe_file: Path | None

    @classmethod
    def parse(cls, argv: Sequence[str] | None = None) -> Self:
        """Request from the arguments of a command line; None: those of this process.

        Raises:
            SettingsError: They are wrong, or do not fit together.
            RecipeError: The recipe cannot be read.
        """
        parser = make_parser()
        arguments = parser.parse_args(argv)
        if not (arguments.output or arguments.estimate):
            parser.error("one of the arguments -o/--output --estimate is required")
        recipe = arguments.recipe and read_recipe(arguments.recipe)
        _require_suits_touch_up(arguments, recipe)
        named = _named_settings(arguments, recipe)
        base = recipe.settings if recipe else PRESETS[arguments.preset or "standard"]
        return cls(
            content=arguments.content,
            styles=tuple(arguments.style),
            masks=tuple(arguments.mask),
            keep=arguments.keep,
            start_picture=arguments.start_picture,
            touch_up=arguments.touch_up,
            weights=arguments.weights,
            output=arguments.output or Path(),
            report=arguments.report,
            frames=arguments.frames,
            is_estimate=arguments.estimate,
            keeps_alpha=arguments.keep_alpha,
            file=FileSpec(
                dpi=arguments.dpi,
                depth=arguments.depth,
                compression=arguments.compression,
            ),
            sheet=SheetSpec.parse(" ".join(arguments.grid)) if arguments.grid else None,
            settings=replace(base, **named),
            named=frozenset(named),
            recipe=recipe,
            recipe_file=arguments.recipe,
        )

    def read_styles(self) -> list[Picture]:
        """The paintings.

        Raises:
            ImageError: One cannot be read.
        """
        names = style_names(len(self.styles))
        return [read_picture(*each) for each in zip(self.styles, names, strict=True)]

    def read_masks(self) -> list[Picture | None]:
        """Masks that are named, or else the recipe's.

        Raises:
            ImageError: One cannot be read.
        """
        files = self.masks or (self.recipe.masks if self.recipe else ())
        names = mask_names(len(files))
        return [
            None if file is None else read_mask(file, name)
            for file, name in zip(files, names, strict=True)
        ]

    def read_keep(self) -> Picture | None:
        """The keep map that is named, or else the recipe's, if there is one.

        Raises:
            ImageError: It cannot be read.
        """
        file = self.keep or (self.recipe.keep if self.recipe else None)
        return None if file is None else read_mask(file, KEEP_NAME)

    def names(self, setting: str) -> bool:
        """Whether an option, or the recipe of a touch-up, sets this."""
        is_repeated = self.recipe is not None and self.recipe.touch_up is not None
        return setting in self.named or is_repeated

    def read_touch_up(self) -> Picture | None:
        """The touch-up map that is named, or else the recipe's, if there is one.

        Raises:
            ImageError: It cannot be read.
        """
        file = self.touch_up or (self.recipe.touch_up if self.recipe else None)
        return None if file is None else read_mask(file, TOUCH_NAME)

    def require_places(self) -> None:
        """Refuse what could not be written at the end, before anything is painted.

        Raises:
            SettingsError, ImageError: A place cannot be used.
        """
        if self.is_estimate:
            return
        self._require_different()
        require_writable(self.output)
        self.file.require_suits(self.output)
        try:
            if self.report:
                require_place(self.report)
        except OSError as error:
            raise SettingsError(
                "The report {report} cannot be written ({reason}). It needs a folder "
                "that exists and may be written to. Name another file.",
                report=brief(self.report),
                reason=error.strerror,
            ) from error
        try:
            if self.frames:
                self.frames.mkdir(parents=True, exist_ok=True)
                require_place(self.frames / "00000.jpg")
        except OSError as error:
            raise SettingsError(
                "The folder {frames} for the frames cannot be made or written to "
                "({reason}). Name another one.",
                frames=brief(self.frames),
                reason=error.strerror,
            ) from error

    def _require_different(self) -> None:
        """Refuse what would be written over, or below, another file of the same run."""
        read = {
            "content": (self.content,),
            "style": self.styles,
            "mask": self.masks,
            "keep map": (self.keep,),
            "start picture": (self.start_picture,),
            "touch-up map": (self.touch_up,),
            "recipe": (self.recipe_file,),
            "weights": (self.weights,),
        }
        taken = {
            os.path.realpath(path): name
            for name, paths in read.items()
            for path in paths
            if path
        }
        written = {"output": self.output, "report": self.report, "frames": self.frames}
        for name, path in written.items():
            if path is None:
                continue
            place = Path(os.path.realpath(path))
            for other in map(str, (place, *place.parents)):
                if other in taken:
                    raise SettingsError(
                        "{path} cannot be the {name}, because that place is the "
                        "{owner}'s. Name another one.",
                        path=brief(path),
                        name=name,
                        owner=taken[other],
                    )
            taken[str(place)] = name


def _require_suits_touch_up(
    arguments: argparse.Namespace, recipe: Recipe | None
) -> None:
    """Refuse a touch-up without a picture, or of more than one.

    Raises:
        SettingsError: It is such a touch-up.
    """
    is_repeated = recipe is not None and recipe.touch_up is not None
    if not (arguments.touch_up or is_repeated):
        return
    if arguments.start_picture is None:
        raise SettingsError(
            "A touch-up paints a place of a finished picture anew. Name that picture "
            "with --start-picture."
        )
    for name, is_given in {
        "grid": arguments.grid,
        "estimate": arguments.estimate,
    }.items():
        if is_given:
            raise SettingsError(
                "--{name} is about whole pictures, --touch-up about a place of one. "
                "Leave one of the two out.",
                name=name,
            )


def _named_settings(
    arguments: argparse.Namespace, recipe: Recipe | None
) -> dict[str, Any]:
    """Settings that options name, by their names.

    A touch-up may begin its place anew: its start is the picture's or any other.
    """
    options = vars(arguments)  # holds no setting that is not named
    named = {
        spec.name: options[spec.name]
        for spec in fields(Settings)
        if spec.name in options
    }
    is_repeated = recipe is not None and recipe.touch_up is not None
    if arguments.touch_up and not is_repeated:
        named.setdefault("start", "picture")
    is_whole = not (arguments.touch_up or is_repeated)
    is_start = arguments.start_picture and is_whole
    if is_start and named.setdefault("start", "picture") != "picture":
        raise SettingsError(
            "--start is {start}, but --start-picture names a picture, which only a "
            "start of picture looks at. Leave one of the two out.",
            start=named["start"],
        )
    if arguments.style_strength is not None:
        if named.keys() & {"alpha", "beta"}:
            raise SettingsError(
                "--style-strength sets alpha and beta. Leave it out, or leave --alpha "
                "and --beta out."
            )
        named["alpha"], named["beta"] = weights_for_strength(arguments.style_strength)
    return named
