"""Imports run downwards only, and nothing heavy is loaded before it is needed."""

import ast
import os
import subprocess
import sys
import warnings
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "nst_core").rglob("*.py"))
PAGE = [ROOT / "app.py", *sorted((ROOT / "page").rglob("*.py"))]
SCRIPTS = sorted((ROOT / "page" / "static").rglob("*.js"))

# From the ground up: a room imports from lower rows, and within itself without rings.
ROOMS = (
    ("errors", "version", "optimizers"),
    ("system",),
    ("settings",),
    ("images",),
    ("network", "jobs"),
    ("planning",),
    ("objective",),
    ("transfer",),
    ("sheets",),
    ("cli", "serving", "worker", "intake"),
    ("__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}


def name_of(path: Path) -> str:
    """Dotted name of a module; of a package, that of its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Modules of nst_core and page that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in ("nst_core", "page")}


def room_of(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_a_room_imports_from_lower_rooms_only(path: Path) -> None:
    names = imported(path)
    assert "nst_core" not in names, "nothing imports the package's root"
    for name in names:
        own, room = room_of(name_of(path) + "."), room_of(name)
        assert room == own or FLOOR[room] < FLOOR[own], f"{name_of(path)}: {name}"


def test_no_two_modules_import_each_other() -> None:
    graph = {name_of(path): imported(path) for path in [*CORE, *PAGE]}
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_nobody_imports_the_worker() -> None:
    for path in [*CORE, *PAGE]:
        if not name_of(path).startswith("nst_core.worker"):
            assert not any("nst_core.worker" in name for name in imported(path)), path


PACKAGES = [path for path in [*CORE, *PAGE] if path.name == "__init__.py"]


@pytest.mark.parametrize("path", PACKAGES, ids=name_of)
def test_a_package_names_its_files_and_holds_no_code_of_the_core(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    described = ast.get_docstring(tree) or ""
    for inside in sorted(path.parent.iterdir()):
        if inside.suffix == ".py" and not inside.stem.startswith("__"):
            assert inside.name in described, f"{path.parent.name}: {inside.name}"
        elif (inside / "__init__.py").exists():
            assert f"{inside.name}/" in described, f"{path.parent.name}: {inside.name}/"
    assert len(tree.body) == 1 or path.parent.name == "page"


def loads_tensorflow(code: str, path: str = "") -> bool:
    check = f"{code}\nimport sys; sys.exit(3 if 'tensorflow' in sys.modules else 0)"
    done = subprocess.run(
        [sys.executable, "-c", check],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
    )
    assert done.returncode in (0, 3), done.stderr.decode()
    return done.returncode == 3


def test_rooms_without_tensorflow_never_load_it() -> None:
    """In one process, with a command line that has nothing to paint."""
    rooms = ("settings", "images", "planning", "jobs", "serving", "intake")
    modules = [name_of(path) for path in CORE if path.parent.name in rooms]
    modules += [name_of(path) for path in PAGE]
    assert not loads_tensorflow(
        f"import {', '.join(modules)}\n"
        "from nst_core.cli.main import main\n"
        "assert main(['missing.jpg', 'b', '-oc']) == 2"
    )


def test_this_very_check_notices_tensorflow(tmp_path: Path) -> None:
    """An empty one, which is loaded in no time."""
    (tmp_path / "tensorflow.py").touch()
    assert loads_tensorflow("import tensorflow", str(tmp_path))


def hint(message: str) -> None:
    """A line at the end of the test run; it fails nothing."""
    warnings.warn_explicit(message, UserWarning, "length", 0)


LONG_FILE, LONG_FUNCTION = 300, 60  # a hint
MAX_FILE, MAX_FUNCTION = 400, 100  # a failure


@pytest.mark.filterwarnings("default:.*lines:UserWarning")
@pytest.mark.parametrize(
    "path",
    [path for path in [*CORE, *PAGE, *SCRIPTS] if path.parent.name != "words"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_file_and_no_function_has_grown_far_too_long(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    lengths = {str(path.relative_to(ROOT)): (len(source.splitlines()), True)}
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{path.relative_to(ROOT)}: {node.name}"
                lengths[name] = ((node.end_lineno or 0) - node.lineno + 1, False)
    for name, (length, is_file) in lengths.items():
        if length > (LONG_FILE if is_file else LONG_FUNCTION):
            hint(f"{name} has {length} lines")
        assert length <= (MAX_FILE if is_file else MAX_FUNCTION), name


def test_the_core_does_not_print() -> None:
    """Only the command line speaks to a terminal."""
    for path in CORE:
        calls = (
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        )
        assert path.parent.name == "cli" or "print" not in calls
