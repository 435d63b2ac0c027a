"""README and docs/ say what is so: commands, tree, tables and code are tried."""

import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from assets.make_gallery import commands
from nst_core.cli.options import make_parser
from nst_core.serving.limits import Limits
from nst_core.settings.presets import PRESETS, STANDARD
from nst_core.settings.settings import Settings
from tests.space_check import tracked_files

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)


def read_doc(name):
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def blocks(language, text=README):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def settings_table():
    """The table of docs/settings.md, made from the code."""
    rows = ["| setting | choices | default | what it does |", "|---|---|---|---|"]
    kinds = get_type_hints(Settings)
    for spec in fields(Settings):
        if choices := get_args(kinds[spec.name]):
            range_, default = ", ".join(choices), getattr(STANDARD, spec.name)
        else:
            low, high = spec.metadata["low"], spec.metadata["high"]
            range_, default = (
                f"{low:g} to {high:g}",
                f"{getattr(STANDARD, spec.name):g}",
            )
        rows.append(
            f"| `{spec.name}` | {range_} | {default} | {spec.metadata['about']} |"
        )
    return "\n".join(rows)


def presets_table():
    """The table of presets: what each changes in `standard`."""
    rows = ["| preset | differs from `standard` in |", "|---|---|"]
    for name, preset in PRESETS.items():
        changed = ", ".join(
            f"{spec.name} {getattr(preset, spec.name)}"
            for spec in fields(Settings)
            if getattr(preset, spec.name) != getattr(STANDARD, spec.name)
        )
        rows.append(f"| `{name}` | {changed or 'nothing'} |")
    return "\n".join(rows)


def test_the_settings_table_is_that_of_the_code():
    assert settings_table() in read_doc("settings")


def test_the_presets_table_is_that_of_the_code():
    assert presets_table() in read_doc("settings")


def test_the_hosts_table_is_that_of_the_code():
    rows = dict(
        re.findall(
            r"^\| `(NST_[A-Z_]+)`[^|]*\| ([^|]+) \|", read_doc("hosting"), re.MULTILINE
        )
    )
    for spec in fields(Limits):
        said = rows[f"NST_{spec.name.upper()}"]
        assert spec.name == "data" or float(said) == spec.default


def test_the_file_tree_names_what_is_there_and_nothing_else():
    """Top level, nst_core/ and assets/ are listed in full."""
    (tree,) = (block for block in blocks("text") if block.startswith("app.py"))
    named, folder = set(), ""
    for line in tree.splitlines():
        names = re.split(r"\s{2,}", line.strip())[0].split()
        if not line.startswith(" "):
            folder = names[0] if names[0].endswith("/") else ""
            named |= {name.rstrip("/") for name in names}
        else:
            named |= {f"{folder}{name.rstrip('/')}" for name in names}
    assert named == {
        part
        for name in tracked_files()
        for part in ("/".join(name.split("/")[:depth]) for depth in (1, 2))
        if part.startswith(("nst_core/", "assets/")) or "/" not in part
        if not part.startswith(".") and not part.endswith("__.py")
    }


def test_the_two_commands_are_targets_of_the_makefile():
    commands = [line for block in blocks("sh", DOCS) for line in block.splitlines()]
    assert "make run" in commands and "make test" in commands
    makefile = (ROOT / "Makefile").read_text()
    for command in commands:
        if command.startswith("make "):
            assert f"\n{command.split()[1]}:" in makefile
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_every_command_line_is_understood():
    lines = [
        line
        for block in blocks("sh", DOCS)
        for line in block.replace("\\\n", " ").splitlines()
        if "nst_core" in line
    ]
    assert len(lines) >= 3
    for line in lines:
        words = shlex.split(line, comments=True)
        arguments = make_parser().parse_args(words[words.index("nst_core") + 1 :])
        assert (ROOT / arguments.content).exists()
        assert all((ROOT / path).exists() for path in arguments.style)


def test_the_gallery_shows_what_its_commands_paint():
    outputs = [
        make_parser().parse_args(arguments).output.as_posix()
        for arguments in commands(read_doc("gallery"))
    ]
    shown = re.findall(r'src="../(assets/gallery/[^"]+)"', read_doc("gallery"))
    assert sorted(outputs) == sorted(shown)
    assert len(shown) == 12
    there = {path.name for path in (ROOT / "assets" / "gallery").iterdir()}
    assert there == {Path(path).name for path in shown}


def test_the_python_example_runs(tmp_path, monkeypatch):
    (code,) = blocks("python")
    brief = "Settings(network='vgg16', size=64, scales=1, iterations=2)"
    code = code.replace("painting, QUICK", f"painting, {brief}")
    code = code.replace("import QUICK", "import QUICK, Settings")
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    monkeypatch.setenv("NST_OFFLINE", "1")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})
    assert list(tmp_path.glob("*.png"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_and_picture_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    local = [target for target in targets if "://" not in target]
    assert local or path.name != "README.md"
    for target in local:
        assert (path.parent / target).exists(), target


def test_both_lists_of_requirements_agree():
    lists = [
        {
            re.split("[#;]", line)[0].strip()
            for line in (ROOT / f"requirements{kind}.txt").read_text().splitlines()
            if "tensorflow" not in line and "==" in line
        }
        for kind in ("", "-gpu")
    ]
    assert lists[0] == lists[1]


def test_the_readme_quotes_errors_as_the_code_says_them():
    """Each message in "When something goes wrong" stands in the code."""
    code = "".join(
        re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8"))
        for path in [*(ROOT / "page").rglob("*.py"), *(ROOT / "nst_core").rglob("*.py")]
    )
    section = README.split("## When something goes wrong")[1].split("\n## ")[0]
    quotes = re.findall(r"^\| (.+?) \|", section, re.MULTILINE)[1:]
    assert len(quotes) >= 4
    for quote in quotes:
        assert quote.strip("…. ") in code, quote
