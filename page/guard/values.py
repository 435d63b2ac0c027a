"""Values of a body, as Gradio will take them: the kinds of its inputs, and files.

Gradio refuses the same, but by an error without words, and it fetches what is named by
an address of the net. Here only files that were uploaded may be named, and examples.
"""

from collections.abc import Iterator
from typing import Any

from gradio.utils import get_upload_folder, is_in_or_equal, is_static_file
from pydantic import ValidationError

from nst_core.errors import Sentence
from page.guard.refusals import Refusal

FILE_TYPE = "gradio.FileData"


def require_kind(kind: Any, value: Any, name: str) -> None:
    """Refuse a value that is not of an input's kind.

    Args:
        kind: Gradio's model of the input's values; None takes all.
        value: None is an input that was left empty.
        name: Of the value, or its place.

    Raises:
        Refusal: It is of another kind.
    """
    if kind is None or value is None:
        return
    try:
        kind.model_validate(value, context={"validate_meta": True})
    except (ValidationError, AttributeError):  # its own look at `meta` expects a dict
        raise Refusal(
            Sentence(
                "{name} is no file. Upload one, and send what the upload answers. See "
                "the page's link api.",
                {"name": name},
            ),
            400,
        ) from None


def require_own_files(content: Any) -> None:
    """Refuse the name of a file that is neither an upload nor an example.

    Raises:
        Refusal: A file of this machine or of another one is named.
    """
    for path in named_files(content):
        if "\0" in path or not (
            is_in_or_equal(path, get_upload_folder()) or is_static_file(path)
        ):
            raise Refusal(
                Sentence(
                    "A file that is named here was not uploaded here. Upload it, and "
                    "name it as the answer does.",
                    {},
                ),
                400,
            )


def named_files(content: Any) -> Iterator[str]:
    """Paths of all files in a value, which Gradio would put at its hand."""
    rest = [content]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            path, meta = value.get("path"), value.get("meta", {})
            if isinstance(path, str) and not isinstance(meta, dict):
                yield "\0"  # Gradio would stumble over it, whatever the path
            elif isinstance(path, str) and meta.get("_type") == FILE_TYPE:
                yield path
            rest += value.values()
        elif isinstance(value, list):
            rest += value
