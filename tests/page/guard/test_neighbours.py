"""The page behind a proxy, and in the frame of another site, as on a Space."""

import httpx
import pytest
from gradio_client import Client

from tests.neighbours import reverse_proxy
from tests.page.conftest import (
    DESK,
    button,
    listen_for_errors,
    paint_briefly,
)


@pytest.fixture(scope="module")
def proxied(address):
    with reverse_proxy(address) as proxied:
        yield proxied


def test_a_program_reaches_the_server_through_a_proxy(proxied):
    upload = httpx.post(f"{proxied}gradio_api/upload", files={"files": b"a picture"})
    path = upload.json()[0]
    assert httpx.get(f"{proxied}gradio_api/file={path}").content == b"a picture"
    client = Client(proxied, verbose=False, httpx_kwargs={"trust_env": False})
    assert "/stylize" in client.view_api(return_format="dict")["named_endpoints"]


def test_a_name_that_the_proxy_hands_on_is_looked_at(proxied):
    answer = httpx.get(proxied, headers={"host": "evil.example"})
    assert answer.status_code == 421


@pytest.mark.browser
def test_a_picture_is_painted_in_a_frame_and_behind_a_proxy(browser, proxied, framing):
    """The console stays empty: the browser refuses nothing that the page needs."""
    window = browser.new_page(viewport=DESK)
    complaints = listen_for_errors(window)
    window.goto(f"{framing}/?{proxied}")
    frame = window.frames[1]
    button(frame, "Paint").wait_for()
    frame.get_by_role("button", name="Camera").first.click()
    frame.locator("video").wait_for()
    paint_briefly(frame)
    window.context.close()
    assert complaints == []


@pytest.mark.browser
def test_no_other_site_shows_the_page_in_a_frame(browser, proxied, framing):
    """Its buttons could lie below others there."""
    window = browser.new_page(viewport=DESK)
    complaints = listen_for_errors(window)
    window.goto(f"{framing.replace('127.0.0.1', 'localhost')}/?{proxied}")
    while not complaints:
        window.wait_for_timeout(50)
    assert "frame-ancestors" in " ".join(complaints)
    window.context.close()
