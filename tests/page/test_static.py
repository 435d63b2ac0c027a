"""The page's scripts: how they are served, and their own tests where node is there."""

import re
import shutil
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from page.frontend import SCRIPTS, head, scripts_path, scripts_route

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")


@pytest.fixture
def client():
    return TestClient(Starlette(routes=[scripts_route()]))


def test_a_script_is_served_packed_and_may_be_kept_for_ever(client):
    answer = client.get(f"/{scripts_path()}/main.js")
    assert answer.text == (SCRIPTS / "main.js").read_text(encoding="utf-8")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"


def test_a_script_is_found_behind_a_proxy_that_takes_its_root_path_away():
    app = Starlette(routes=[scripts_route()])
    behind = TestClient(app, root_path="/spaces/painter")
    assert behind.get(f"/{scripts_path()}/main.js").status_code == 200


def test_nothing_but_scripts_is_served(client):
    for name in ("types.d.ts", "nothing.js", "..%2Fpage.css", "%2E%2E/stage.html"):
        assert client.get(f"/{scripts_path()}/{name}").status_code == 404


def test_other_scripts_have_another_path(client, tmp_path, monkeypatch):
    shutil.copytree(SCRIPTS, tmp_path, dirs_exist_ok=True)
    before = scripts_path()
    monkeypatch.setattr("page.frontend.SCRIPTS", tmp_path)
    assert scripts_path() == before
    (tmp_path / "words.js").write_text("export {};")
    assert scripts_path() != before
    assert client.get(f"/{scripts_path()}/main.js").status_code == 404


def test_the_page_asks_for_its_scripts_relative_to_itself():
    """So that it may lie below any path, as behind a proxy or in a Space."""
    paths = re.findall(r'(?:href=|import\()"([^"]+)"', head())
    assert {Path(path).name for path in paths} == {x.name for x in SCRIPTS.glob("*.js")}
    assert all(path.startswith(f"./{scripts_path()}/") for path in paths)


def test_scripts_import_downwards():
    """A ring raises CycleError."""
    pattern = re.compile(r'^(?:import|export|\}) .*from "\./(\w+\.js)";$', re.MULTILINE)
    imported = {
        path.name: pattern.findall(path.read_text(encoding="utf-8"))
        for path in SCRIPTS.glob("*.js")
    }
    order = [*TopologicalSorter(imported).static_order()]
    assert order[-1] == "main.js", "and it leads to all others"
    assert set(order) == set(imported)


def test_main_names_every_script():
    text = (SCRIPTS / "main.js").read_text(encoding="utf-8")
    named = set(re.findall(r"^//   (.+?)  ", text, re.MULTILINE))
    files = {path.name for path in SCRIPTS.iterdir()} - {"main.js"}
    assert {name for line in named for name in line.split()} == files


@pytest.mark.skipif(NODE is None, reason="there is no node here")
def test_scripts_pass_their_own_tests():
    command = [NODE, "--test", *(ROOT / "tests/page/static").glob("*.test.js")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
