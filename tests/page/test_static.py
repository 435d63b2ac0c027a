"""The page's scripts: how they are served, and their own tests where node is there."""

import re
import shutil
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from page.frontend import SCRIPTS, SKETCH, WORKER_SCRIPTS, head
from page.static_files import StaticFiles

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")


@pytest.fixture
def client():
    return TestClient(Starlette(routes=[SCRIPTS.route()]))


def test_a_script_is_served_packed_and_may_be_kept_for_ever(client):
    answer = client.get(f"/{SCRIPTS.path}/main.js")
    assert answer.content == SCRIPTS.files["main.js"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"


def test_a_script_is_found_behind_a_proxy_that_takes_its_root_path_away():
    app = Starlette(routes=[SCRIPTS.route()])
    behind = TestClient(app, root_path="/spaces/painter")
    assert behind.get(f"/{SCRIPTS.path}/main.js").status_code == 200


def test_nothing_but_scripts_is_served(client):
    for name in ("types.d.ts", "nothing.js", "..%2Fpage.css", "%2E%2E/stage.html"):
        assert client.get(f"/{SCRIPTS.path}/{name}").status_code == 404


def test_other_bytes_have_another_path():
    path = StaticFiles("scripts", {"words.js": b"export {};"}).path
    assert StaticFiles("scripts", {"words.js": b"export {};"}).path == path
    assert StaticFiles("scripts", {"words.js": b"export const more = 1;"}).path != path
    assert StaticFiles("scripts", {"text.js": b"export {};"}).path != path


def test_the_sketching_networks_are_served_as_what_they_are():
    client = TestClient(Starlette(routes=[SKETCH.route()]))
    answer = client.get(f"/{SKETCH.path}/sketch.wasm")
    assert answer.headers["content-type"] == "application/wasm"
    assert answer.content == SKETCH.files["sketch.wasm"]


def test_the_page_asks_for_its_scripts_relative_to_itself():
    """So that it may lie below any path, as behind a proxy or in a Space."""
    paths = re.findall(r'(?:href=|import\()"([^"]+)"', head())
    own = set(SCRIPTS.files) - WORKER_SCRIPTS
    assert {Path(path).name for path in paths} == own
    assert all(path.startswith(f"./{SCRIPTS.path}/") for path in paths)


def test_scripts_import_downwards():
    """A ring raises CycleError."""
    pattern = re.compile(r'^(?:import|export|\}) .*from "\./(\w+\.js)";$', re.MULTILINE)
    imported = {
        name: pattern.findall(content.decode())
        for name, content in SCRIPTS.files.items()
    }
    assert set(TopologicalSorter(imported).static_order()) == set(imported)
    leads = set(imported) - {name for names in imported.values() for name in names}
    assert leads == {"main.js", "sketch_worker.js"}, "they lead to all others"


def test_main_names_every_script():
    text = SCRIPTS.files["main.js"].decode()
    named = set(re.findall(r"^//   (.+?)  ", text, re.MULTILINE))
    files = set(SCRIPTS.files) - {"main.js"} | {"types.d.ts"}
    assert {name for line in named for name in line.split()} == files


@pytest.mark.skipif(NODE is None, reason="there is no node here")
def test_scripts_pass_their_own_tests():
    command = [NODE, "--test", *(ROOT / "tests/page/static").glob("*.test.js")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
