"""Records that cross a pipe or stand on the disk: typed, checked, closed.

Only such records are pydantic's; settings and sentences are the core's own classes, and
travel as plain JSON objects.
"""

from dataclasses import asdict
from string import Formatter
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator

from nst_core.errors import Sentence, StyleTransferError
from nst_core.settings.settings import Settings

MAX_FORMAT = 4  # characters; "{x:999999999}" would fill the memory


class Record(BaseModel):
    """A record whose fields have just their types, and no others beside them."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, ser_json_inf_nan="constants"
    )


def _to_settings(data: Any) -> Settings:
    if isinstance(data, Settings):
        return data
    try:
        return Settings(**data)
    except (TypeError, StyleTransferError) as error:  # settings of another version
        raise ValueError(str(error)) from error


def _to_sentence(data: Any) -> Sentence | None:
    """Sentence of JSON; older records hold plain text, and "" for none."""
    if data is None or isinstance(data, Sentence):
        return data
    if isinstance(data, str):
        return Sentence(data, {}) if data else None
    if not isinstance(data, dict) or set(data) != {"template", "values"}:
        raise ValueError("a sentence is a template and its values")
    template, values = data["template"], data["values"]
    if not isinstance(template, str) or not isinstance(values, dict):
        raise ValueError("a sentence's template is text, its values have names")
    sentence = Sentence(template, {x: _to_value(values[x]) for x in values})
    if values:
        _require_harmless(template)
        try:
            str(sentence)
        except (LookupError, TypeError, ValueError) as error:
            raise ValueError("a sentence's template does not fit its values") from error
    return sentence


def _to_value(data: Any) -> Any:
    if data is None or isinstance(data, str | int | float):
        return data
    return _to_sentence(data)


def _require_harmless(template: str) -> None:
    """Raise ValueError for a template that reaches into values, or pads without end."""
    for _, name, form, _ in Formatter().parse(template):
        if name is None:
            continue
        form = form or ""
        if not name.isidentifier() or len(form) > MAX_FORMAT or "{" in form:
            raise ValueError("a sentence's template is not one of ours")


def _from_sentence(sentence: Sentence | None) -> Any:
    """Plain text if there are no values, as older programs read it."""
    if sentence is None or not sentence.values:
        return str(sentence or "")
    values = {name: _from_value(value) for name, value in sentence.values.items()}
    return {"template": sentence.template, "values": values}


def _from_value(value: Any) -> Any:
    if isinstance(value, Sentence):
        return _from_sentence(value)
    return value if isinstance(value, int | float | None) else str(value)


SettingsField = Annotated[
    Settings, PlainValidator(_to_settings), PlainSerializer(asdict)
]
SentenceField = Annotated[
    Sentence | None, PlainValidator(_to_sentence), PlainSerializer(_from_sentence)
]
