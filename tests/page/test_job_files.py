"""Who knows the address of a job's pictures gets them, and nothing else."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from nst_core.errors import JobError
from nst_core.jobs.tokens import files_key, view_token
from page.job_files import existing, routes


@pytest.fixture
def client(service):
    return TestClient(Starlette(routes=routes(service)))


def test_the_result_is_the_file_that_was_painted(client, service, finished):
    answer = client.get(f"/jobs/{finished}/result.png")
    assert answer.content == service.folder(finished).path("result.png").read_bytes()
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_files_have_addresses_that_no_other_door_opens(client, service, finished):
    """Addresses are in logs. Links from before they had keys of their own work on."""
    token = view_token(finished)
    for key in (files_key(finished), token, finished):
        assert client.get(f"/jobs/{key}/thumb.jpg").status_code == 200
    with pytest.raises(JobError):
        service.status(files_key(finished))


def test_every_file_that_is_offered_is_there(client, service, finished):
    offered = existing(service, finished)
    assert {"result.png", "photo.jpg", "thumb.jpg", "costs.json"} <= set(offered)
    for name in offered:
        assert client.get(f"/jobs/{finished}/{name}").status_code == 200


def test_the_moments_that_are_listed_are_there(client, finished):
    moments = client.get(f"/jobs/{finished}/moments.json").json()
    assert moments[0] == 0 and moments[-1] == 4
    for moment in moments:
        frame = client.get(f"/jobs/{finished}/frames/{moment}.jpg")
        assert frame.content.startswith(b"\xff\xd8")


def test_the_newest_preview_is_served_from_memory(client, service, finished):
    preview = client.get(f"/jobs/{finished}/preview.jpg")
    assert preview.content == service.status(finished).preview
    assert len(preview.content) < 20_000


def test_the_costs_are_numbers(client, finished):
    course = json.loads(client.get(f"/jobs/{finished}/costs.json").content)
    assert [point[0] for point in course] == sorted({point[0] for point in course})
    assert all(len(point) == 4 for point in course)


@pytest.mark.parametrize(
    "name",
    [
        "content",
        "style",
        "job.json",
        "checkpoint.npz",
        "outcome.json",
        "../server.lock",
        "%2e%2e/%2e%2e/server.lock",
        "frames%2f..%2fresult.png",
        "frames/99999.jpg",
        "",
    ],
)
def test_nothing_else_is_served(client, finished, name):
    answer = client.get(f"/jobs/{finished}/{name}")
    assert answer.status_code in (404, 410)  # a client may shorten the path
    assert b"{" not in answer.content


def test_refusals_are_in_the_visitors_language(client, finished):
    german = {"accept-language": "de-AT,de;q=0.9"}
    for path, sentence in {
        f"{finished}/style": "Es gibt keine solche Datei.",
        f"{finished}/frames/99999.jpg": "Das ist noch nicht da.",
        f"{'A' * 22}/result.png": "Dieses Bild ist nicht mehr hier.",
    }.items():
        assert sentence in client.get(f"/jobs/{path}", headers=german).text
        assert sentence not in client.get(f"/jobs/{path}").text


@pytest.mark.parametrize("token", ["A" * 22, "..", "x", "%00"])
def test_a_token_that_nobody_holds_opens_nothing(client, token):
    answer = client.get(f"/jobs/{token}/result.png")
    assert answer.status_code in (404, 410)
