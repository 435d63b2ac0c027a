"""The page's functions as far as their callers must know them: numbers and arguments.

Gradio meets a number or a count that it does not know by an error of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
from pydantic import BaseModel, ValidationError

from nst_core.errors import Sentence, brief
from page.guard.refusals import Refusal

DIRECT = "/gradio_api/run/predict"
JOIN = "/gradio_api/queue/join"
BY_COUNT = "/gradio_api/call/"
BY_NAME = "/gradio_api/call/v2/"
Models = Mapping[int, type[BaseModel]]


@dataclass(frozen=True)
class Endpoints:
    """Functions that a JSON body may ask for."""

    counts: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    public: tuple[int, int] = (0, 0)  # of the one function for programs
    arguments: tuple[str, ...] = ()  # of that one
    required: frozenset[str] = frozenset()
    models: Mapping[int, Models] = field(default_factory=dict)
    public_models: Models = field(default_factory=dict)

    @classmethod
    def of(
        cls, blocks: gr.Blocks, arguments: Iterable[str], required: Iterable[str]
    ) -> "Endpoints":
        """Endpoints of a page with one public function, `arguments` its names."""
        counts, public = {}, (0, 0)
        models: dict[int, Models] = {}
        public_models: Models = {}
        for number, function in blocks.fns.items():
            models[number] = models_of(function.inputs)
            most = len(function.inputs)
            fewest = sum(not block.skip_api for block in function.inputs)
            counts[number] = fewest, most
            if function.api_visibility == "public":
                public, public_models = (fewest, most), models[number]
        named = tuple(arguments), frozenset(required)
        return cls(counts, public, *named, models, public_models)

    def require(self, path: str, content: Mapping[str, Any]) -> None:
        """Refuse what no function of the page takes.

        Raises:
            Refusal: There is no such function, or it takes other arguments.
        """
        if path.startswith(BY_NAME):
            self._require_names(content)
        elif path.startswith(BY_COUNT):
            require_count(content, self.public)
            require_files(content, self.public_models)
        elif path in (DIRECT, JOIN):
            number = content.get("fn_index")
            if type(number) is not int or number not in self.counts:
                raise Refusal(
                    Sentence(
                        "fn_index names no function of this page. The page was perhaps "
                        "renewed; load it again.",
                        {},
                    ),
                    400,
                )
            require_count(content, self.counts[number])
            require_files(content, self.models[number])

    def _require_names(self, content: Mapping[str, Any]) -> None:
        unknown = sorted(set(content) - set(self.arguments))
        missing = sorted(self.required - set(content))
        if unknown:
            raise Refusal(
                Sentence(
                    "There is no argument {name}. See the page's link api.",
                    {"name": brief(unknown[0])},
                ),
                400,
            )
        if missing:
            raise Refusal(
                Sentence(
                    "The argument {name} is missing. See the page's link api.",
                    {"name": missing[0]},
                ),
                400,
            )
        for position, model in self.public_models.items():
            name = self.arguments[position]
            require_file(content.get(name), model, name)


def models_of(inputs: Iterable[Any]) -> Models:
    """Models of a function's files by their positions among its arguments."""
    kinds = (getattr(block, "data_model", None) for block in inputs)
    return {n: kind for n, kind in enumerate(kinds) if kind is not None}


def require_files(content: Mapping[str, Any], models: Models) -> None:
    """Refuse a list of arguments with something else where a file is needed.

    Raises:
        Refusal: It has.
    """
    data = content.get("data")
    for position, value in enumerate(data if isinstance(data, list) else ()):
        if position in models:
            require_file(value, models[position], f"data[{position}]")


def require_file(value: Any, model: type[BaseModel], name: str) -> None:
    """Refuse what Gradio would take for no file, by an error of its own."""
    if value is None:
        return
    try:
        model.model_validate(value, context={"validate_meta": True})
    except ValidationError:
        raise Refusal(
            Sentence(
                "{name} is no file. Upload one, and send what the upload answers. See "
                "the page's link api.",
                {"name": name},
            ),
            400,
        ) from None


def require_count(content: Mapping[str, Any], counts: tuple[int, int]) -> None:
    """Refuse a list of arguments that is too short or too long.

    Raises:
        Refusal: It is; what is no list, is refused by Gradio.
    """
    data = content.get("data")
    fewest, most = counts
    if isinstance(data, list) and not fewest <= len(data) <= most:
        raise Refusal(
            Sentence(
                "data has {count} values; {most} are needed. See the page's link api.",
                {"count": len(data), "most": most},
            ),
            400,
        )
