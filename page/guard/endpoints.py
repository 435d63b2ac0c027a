"""The page's functions as far as their callers must know them: numbers and arguments.

Gradio meets a number or a value that it does not know by an error without words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from nst_core.errors import Sentence, brief
from page.guard.refusals import Refusal
from page.guard.values import require_kind, require_own_files

DIRECT = "/gradio_api/run/predict"
JOIN = "/gradio_api/queue/join"
BY_COUNT = "/gradio_api/call/"
BY_NAME = "/gradio_api/call/v2/"


@dataclass(frozen=True)
class Function:
    """Inputs of one function."""

    kinds: tuple[Any, ...] = ()  # Gradio's models of their values, or None
    given: tuple[Any, ...] = ()  # the same without those that Gradio knows itself

    @classmethod
    def of(cls, inputs: Sequence[Any]) -> "Function":
        """Function with these blocks as its inputs."""
        kinds = [(getattr(x, "data_model", None), x.skip_api) for x in inputs]
        given = [kind for kind, is_known in kinds if not is_known]
        return cls(tuple(kind for kind, _ in kinds), tuple(given))

    def require(self, content: Mapping[str, Any]) -> None:
        """Refuse a list of values that is too short or too long, or of other kinds.

        Raises:
            Refusal: It is; what is no list, is refused by Gradio.
        """
        data = content.get("data")
        if not isinstance(data, list):
            return
        if not len(self.given) <= len(data) <= len(self.kinds):
            raise Refusal(
                Sentence(
                    "data has {count} values; {most} are needed. See the page's link "
                    "api.",
                    {"count": len(data), "most": len(self.kinds)},
                ),
                400,
            )
        kinds = self.kinds if len(data) == len(self.kinds) else self.given
        for number, (kind, value) in enumerate(zip(kinds, data, strict=False)):
            require_kind(kind, value, f"data[{number}]")
        require_own_files(data)


@dataclass(frozen=True)
class Endpoints:
    """Functions that a JSON body may ask for."""

    functions: Mapping[int, Function] = field(default_factory=dict)
    public: Function = field(default_factory=Function)  # the one for programs
    arguments: Mapping[str, Any] = field(default_factory=dict)  # its kinds by names
    required: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, blocks: gr.Blocks, arguments: Sequence[str], required: Iterable[str]
    ) -> "Endpoints":
        """Endpoints of a page with one public function, `arguments` its names."""
        functions, public = {}, Function()
        for number, function in blocks.fns.items():
            functions[number] = Function.of(function.inputs)
            if function.api_visibility == "public":
                public = functions[number]
        by_name = dict(zip(arguments, public.kinds, strict=True))
        return cls(functions, public, by_name, frozenset(required))

    def require(self, path: str, content: Mapping[str, Any]) -> None:
        """Refuse what no function of the page takes.

        Raises:
            Refusal: There is no such function, or it takes other arguments.
        """
        if path.startswith(BY_NAME):
            self._require_names(content)
        elif path.startswith(BY_COUNT):
            self.public.require(content)
        elif path in (DIRECT, JOIN):
            number = content.get("fn_index")
            if type(number) is not int or number not in self.functions:
                raise Refusal(
                    Sentence(
                        "fn_index names no function of this page. The page was perhaps "
                        "renewed; load it again.",
                        {},
                    ),
                    400,
                )
            self.functions[number].require(content)

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

        for name, value in content.items():
            require_kind(self.arguments[name], value, name)
        require_own_files(content)
