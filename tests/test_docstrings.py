"""A docstring's first line names the thing, in the words of the field."""

import ast
import re

import pytest

from tests.space_check import ROOT, tracked_files

SOURCES = [name for name in tracked_files() if name.endswith(".py")]
VAGUE = re.compile(r"(Returns? (what|how|where|who|which)\b|What|How|Where)\b")


def docstrings(name: str) -> list[tuple[str, str]]:
    """Name and docstring of a module and of all that it defines."""
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (getattr(node, "name", name), text)
        for node in ast.walk(tree)
        if isinstance(node, kinds) and (text := ast.get_docstring(node))
    ]


@pytest.mark.parametrize("name", SOURCES)
def test_no_docstring_begins_with_a_riddle(name: str) -> None:
    vague = [what for what, text in docstrings(name) if VAGUE.match(text)]
    assert not vague
