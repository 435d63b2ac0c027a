"""The page's doors over HTTP, as `make run` opens them."""

import importlib
import json
import os
import urllib.request
from dataclasses import fields
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

import page
from nst_core.settings.recipe_reader import read_recipe
from nst_core.settings.settings import Settings
from nst_core.sheets.runs import EXAMPLE_STYLES
from page.api import OPTIONAL
from page.examples import PHOTOS
from page.layout import TITLE
from tests.conftest import PROXIES


def test_the_page_is_served(address):
    with urllib.request.urlopen(address) as answer:
        assert TITLE in answer.read().decode()


def test_gradio_goes_through_no_proxy_but_the_worker_may(monkeypatch):
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "inside.example")
    importlib.reload(page)
    assert page.STARTED_WITH["no_proxy"] == "inside.example"
    assert os.environ["no_proxy"] == os.environ["NO_PROXY"] == "*"


def test_nothing_is_told_to_others(address):
    """No telemetry, no public monitoring, no fonts from afar."""
    with urllib.request.urlopen(f"{address}config") as answer:
        config = json.load(answer)
    assert config["analytics_enabled"] is False
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{address}monitoring/summary").close()


def test_programs_may_ask_for_a_painting_by_readable_names(address):
    with urllib.request.urlopen(f"{address}gradio_api/info") as answer:
        doors = json.load(answer)["named_endpoints"]
    assert list(doors) == ["/stylize"], "what serves the buttons is private"
    names = [each["parameter_name"] for each in doors["/stylize"]["parameters"]]
    settings = [spec.name for spec in fields(Settings)]
    assert names[: -len(OPTIONAL)] == ["content", "style", *settings]
    assert names[-len(OPTIONAL) :] == list(OPTIONAL), "which may be left out"


def test_a_program_paints_with_what_it_names_and_defaults_for_the_rest(
    address, tmp_path, monkeypatch
):
    """And whatever proxy its machine goes through, as docs/hosting.md shows."""
    for name, value in {**PROXIES, "NO_PROXY": "", "no_proxy": ""}.items():
        monkeypatch.setenv(name, value)
    pictures = [handle_file(path) for path in (PHOTOS[2].path, EXAMPLE_STYLES[0])]
    wishes = {"size": 64, "scales": 1, "iterations": 3, "network": "vgg16"}
    more = {
        "style2": handle_file(EXAMPLE_STYLES[2]),
        "mask1": handle_file(PHOTOS[2].path),
    }
    client = Client(
        address,
        verbose=False,
        download_files=tmp_path / "painted",
        httpx_kwargs={"trust_env": False},
    )
    job = client.submit(*pictures, **wishes, **more, api_name="/stylize")
    picture, where, result, token = job.result(timeout=90)
    assert len(job.outputs()) >= 2, "it is told how far the painting is"
    assert "3 iterations" in where
    settings = read_recipe(Path(result)).settings
    assert (settings.size, settings.iterations) == (64, 3)
    assert len(token) == 22 and Path(picture).exists()
    assert Path(result).is_relative_to(tmp_path)


def test_a_program_is_refused_in_words(address):
    pictures = [handle_file(path) for path in (PHOTOS[2].path, EXAMPLE_STYLES[0])]
    client = Client(address, verbose=False)
    with pytest.raises(AppError, match="there is nothing to paint towards"):
        client.predict(*pictures, alpha=0, beta=0, api_name="/stylize")
