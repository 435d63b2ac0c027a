"""Photographs the page for the README: paints one picture in a real browser.

    .venv/bin/python assets/make_screens.py    (needs Debian's chromium; two minutes)

Starts a server of its own, offline, and leaves nothing but assets/screens.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image, ImageSequence
from playwright.sync_api import Browser, Page, sync_playwright

ASSETS = Path(__file__).parent
SCREENS = ASSETS / "screens"
PHOTO, STYLE = "cat", "night swirls"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
QUALITY = 88
PATIENCE_MS = 180_000


def main() -> None:
    """Serve the page, paint, press the shutter."""
    SCREENS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
        address = f"http://127.0.0.1:{port}/"
        environment = os.environ | {
            "GRADIO_SERVER_PORT": str(port),
            "GRADIO_TEMP_DIR": f"{folder}/uploads",
            "NST_OFFLINE": "1",
        }
        server = subprocess.Popen(
            [sys.executable, "app.py", "--data", f"{folder}/data"],
            cwd=ASSETS.parent,
            env=environment,
        )
        try:
            wait_for(address)
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            photograph(browser, address)
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Return when the page answers."""
    for _ in range(150):
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the page does not answer")


def photograph(browser: Browser, address: str) -> None:
    """Paint one picture, and look at it from everywhere."""
    page = opened(browser, address, "light", DESK)
    page.get_by_role("button", name=PHOTO, exact=True).click()
    page.get_by_role("button", name=STYLE, exact=True).click()
    page.wait_for_timeout(2000)
    page.get_by_role("button", name="Paint").click()
    said = "document.querySelector('#stage .sentence').textContent"
    page.wait_for_function(
        f"/scale 2 .*iteration [7-9]/.test({said})", timeout=PATIENCE_MS
    )
    shoot(page, "desk-painting")
    page.wait_for_function(f"/Finished/.test({said})", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_timeout(1500)
    shoot(page, "desk-compared")
    token = page.evaluate("nst.token()")
    film = page.request.get(f"{address}jobs/{token}/time-lapse.webp").body()
    (SCREENS / "alive.webp").write_bytes(smaller(film))
    for theme in ("dark", "light"):
        phone = opened(browser, page.url, theme, PHONE)
        phone.wait_for_function(f"/Finished/.test({said})")
        phone.wait_for_timeout(2000)
        if theme == "light":
            phone.get_by_role("button", name="Time-lapse").click()
            phone.wait_for_timeout(1000)
        shoot(phone, f"phone-{theme}")


def smaller(film: bytes) -> bytes:
    """Return an animation at half its edges, with every second moment."""
    with Image.open(io.BytesIO(film)) as moving:
        moments = [frame.copy() for frame in ImageSequence.Iterator(moving)]
    kept = [each.reduce(2) for each in [*moments[:-1:2], moments[-1]]]
    stored = io.BytesIO()
    pace_ms = [150] * (len(kept) - 1) + [2500]
    kept[0].save(
        stored,
        "WEBP",
        save_all=True,
        append_images=kept[1:],
        duration=pace_ms,
        loop=0,
        quality=60,
        method=4,
    )
    return stored.getvalue()


def opened(browser: Browser, address: str, theme: str, size: dict[str, int]) -> Page:
    """Return the page in a window of its own."""
    window = browser.new_context(viewport=size, device_scale_factor=1.5)  # type: ignore[arg-type]
    page = window.new_page()
    page.goto(f"{address}{'&' if '?' in address else '?'}__theme={theme}")
    page.get_by_role("button", name="Paint").wait_for()
    page.wait_for_timeout(1500)
    return page


def shoot(page: Page, name: str) -> None:
    """Write a screenshot."""
    page.screenshot(path=SCREENS / f"{name}.jpg", type="jpeg", quality=QUALITY)


if __name__ == "__main__":
    if not shutil.which("chromium"):
        sys.exit("Debian's chromium is needed: apt-get install chromium")
    main()
