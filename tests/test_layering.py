"""Imports run downwards only, and nothing heavy is loaded before it is needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "nst_core").rglob("*.py"))
PAGE = [ROOT / "app.py", *sorted((ROOT / "page").glob("*.py"))]

# From the ground up: a module may import from lower rows only.
FLOORS = (
    ("errors", "version", "files", "quiet", "machine", "tiles"),
    ("settings", "architectures", "fetching", "backward"),
    ("download", "embedded", "keras_weights", "decoding", "optimizers"),
    ("precision", "edges", "course", "strength"),
    ("weights", "images", "png_text"),
    ("losses", "vgg", "schedule", "memory", "recipe", "checkpoint"),
    ("colors", "seamless", "terms", "start", "grid", "progress"),
    ("look", "sheet"),
    ("regions", "plan"),
    ("whole", "material"),
    ("tiled",),
    ("objective",),
    ("frame",),
    ("transfer", "serving.limits", "serving.messages"),
    ("contact",),
    ("serving.timelapse", "serving.costs"),
    ("serving.film",),
    ("serving.keepsakes",),
    ("serving.jobs", "serving.painter"),
    ("serving.queue", "serving.sources"),
    ("serving.painting",),
    ("serving.worker",),
    ("serving.foreman",),
    ("serving.view",),
    ("serving.pool",),
    ("report", "options", "batch"),
    ("cli_grid", "outcome"),
    ("cli",),
    ("__main__",),
)
FLOOR = {module: floor for floor, modules in enumerate(FLOORS) for module in modules}


PAGE_FLOORS = (
    ("words", "german", "kept", "uploads"),
    ("browser",),
    ("controls",),
    ("showing", "pictures"),
    ("desk",),
    ("programs", "wiring"),
    ("layout",),
)
PAGE_FLOOR = {name: floor for floor, names in enumerate(PAGE_FLOORS) for name in names}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "nst_core").with_suffix("").parts)


def imported(path: Path) -> set[str]:
    """Return the modules of nst_core that a file imports, as it names them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] == "nst_core"}


def test_every_module_has_its_floor() -> None:
    assert {name_of(path) for path in CORE if path.stem != "__init__"} == set(FLOOR)


@pytest.mark.parametrize(
    "path",
    [path for path in CORE if path.stem != "__init__"],
    ids=lambda path: path.stem,
)
def test_imports_run_downwards(path: Path) -> None:
    names = imported(path)
    assert "nst_core" not in names, "nothing imports the package's root"
    for name in names:
        module = name.removeprefix("nst_core.")
        own = name_of(path)
        assert FLOOR[module] < FLOOR[own], f"{own} imports {module}"


def test_the_package_root_holds_the_map_and_no_code() -> None:
    tree = ast.parse((ROOT / "nst_core" / "__init__.py").read_text(encoding="utf-8"))
    assert len(tree.body) == 1
    described = ast.get_docstring(tree) or ""
    for module in set(FLOOR) - {"__main__", "cli"}:
        if not module.startswith("serving."):
            assert f"{module}.py" in described, f"the map does not show {module}.py"


def test_the_upper_floor_has_a_map_of_its_own() -> None:
    path = ROOT / "nst_core" / "serving" / "__init__.py"
    described = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    for module in FLOOR:
        floor, _, name = module.rpartition(".")
        if floor == "serving":
            assert f"{name}.py" in described, f"the map does not show {name}.py"


def test_the_page_has_floors_and_a_map_of_its_own() -> None:
    paths = {path.stem: path for path in PAGE if path.parent.name == "page"}
    described = ast.get_docstring(ast.parse(paths.pop("__init__").read_text())) or ""
    assert set(paths) == set(PAGE_FLOOR)
    for own, path in paths.items():
        assert f"{own}.py" in described, f"the map does not show {own}.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            package, _, name = (getattr(node, "module", "") or "").partition(".")
            if package == "page":
                assert PAGE_FLOOR[name] < PAGE_FLOOR[own], f"{own} imports {name}"


def loads_tensorflow(code: str) -> bool:
    check = f"{code}\nimport sys; sys.exit(3 if 'tensorflow' in sys.modules else 0)"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True)
    assert done.returncode in (0, 3), done.stderr.decode()
    return done.returncode == 3


@pytest.mark.parametrize(
    "code",
    [
        "import nst_core.cli, nst_core.report",
        "from nst_core.cli import main; assert main(['missing.jpg', 'b', '-oc']) == 2",
        "import app",
        "import nst_core.serving.pool, page.layout",
    ],
)
def test_tensorflow_is_not_loaded_before_a_picture_is_painted(code: str) -> None:
    assert not loads_tensorflow(code)


def test_this_very_check_notices_tensorflow() -> None:
    assert loads_tensorflow("import nst_core.vgg")


@pytest.mark.parametrize("path", [*CORE, *PAGE], ids=lambda path: path.stem)
def test_no_file_and_no_function_has_grown_too_long(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 75, f"{node.name} has {length} lines"


def test_the_core_does_not_print() -> None:
    """Only the command line speaks to a terminal."""
    for path in CORE:
        calls = (
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        )
        assert path.stem == "cli" or "print" not in calls
