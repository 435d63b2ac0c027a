"""Contact sheets as the page paints them: small pictures, and not too many words."""

from dataclasses import replace
from typing import Any

from nst_core.errors import SettingsError
from nst_core.settings.presets import QUICK
from nst_core.settings.settings import Settings
from nst_core.sheets.grid import SheetSpec, plan_grid

CELL = QUICK  # its pictures are at most as large, and as long painted
CAPPED = ("size", "scales", "iterations")
OF_LAYERS = replace(QUICK, size=192)
NEEDED = {"layers": ("style",), "styles": ("content",)}  # all others need all
MAX_SPEC = 500  # characters; 64 values of two settings take fewer


def normal_spec(spec: Any) -> str:
    """A sheet's description on one line; never empty, which would be no sheet."""
    return " ".join(str(spec).split()) or "?"


def sheet_settings(spec: str, settings: Settings) -> Settings:
    """Settings for the pictures of a contact sheet.

    Raises:
        SettingsError: They would be larger, or longer painted, than such pictures are.
    """
    if len(spec) > MAX_SPEC:
        raise SettingsError(
            "This contact sheet is described in {length} characters; at most {limit} "
            "are read. Name fewer values.",
            length=len(spec),
            limit=MAX_SPEC,
        )
    if spec == "layers":
        return replace(OF_LAYERS, network=settings.network)
    capped = {x: min(getattr(settings, x), getattr(CELL, x)) for x in CAPPED}
    settings = replace(settings, **capped)
    for cell in plan_grid(SheetSpec.parse(spec), settings, ["painting"]).cells:
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
