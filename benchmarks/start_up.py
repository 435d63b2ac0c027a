"""Part e: how long a visitor waits, for the page and then for the first picture.

A real server and a real browser on one machine: the browser takes its share of the
cores, as it does for whoever runs this program at home.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.findings import Findings, spread
from benchmarks.findings import median as median_of
from benchmarks.processes import Extent
from nst_core.settings.presets import PRESETS, QUICK, STANDARD

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SWITCHES += ["--disable-component-update", "--disable-sync", "--no-first-run"]
# The address bar's suggestions are a page of their own in every window: a fifth of the
# CPU time that our page takes. The rest are those that Playwright switches off itself.
UNUSED_FEATURES = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("HttpsUpgrades", "PaintHolding", "MediaRouter", "DialMediaRouteProvider"),
    *("Translate", "OptimizationHints", "LensOverlay", "DestroyProfileOnBrowserClose"),
)
SWITCHES += [f"--disable-features={','.join(UNUSED_FEATURES)}"]
# A camera that shows a moving pattern, and is given to whoever asks.
SWITCHES += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SWITCHES += ["--no-proxy-server"]
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ROUNDS: dict[Extent, int] = {"full": 3, "quick": 1, "toy": 1}
PATIENCE_S, LOOK_EVERY_S = 60, 0.01

# From the click until the page says iteration 1 or later and its picture is drawn.
# The photo itself, shown at once, and the start (iteration 0) do not count, nor do the
# words of the painting before, which had another number of iterations.
FIRST_FRAME = """async (iterations) => {
  const said = new RegExp(`iteration [1-9]\\\\d* of ${iterations}\\\\b`);
  const painted = () => {
    const picture = document.querySelector("#stage .shown");
    return said.test(document.querySelector("#stage .sentence").innerText)
      && picture.src.includes("preview.jpg") && picture.complete;
  };
  const began = performance.now();
  document.querySelector("#stage [data-do=paint]").click();
  while (!painted()) {
    await new Promise(done => setTimeout(done, 10));
  }
  return (performance.now() - began) / 1000;
}"""


def measure(extent: Extent) -> Findings:
    """Seconds until the page answers and until the first painted frame."""
    found = Findings()
    answers, frames = [], []
    for _ in range(ROUNDS[extent]):
        with running_page() as (address, seconds):
            answers.append(seconds)
            if CHROMIUM.exists():
                frames.append(visit(address))
    found.say("page answers after its start", spread(answers))
    found.figures["page_answer_s"] = median_of(answers)
    found.figures["first_frame_s"] = median_of(frames) if frames else None
    words = spread(frames) if frames else "no chromium here to click with"
    found.say(f"first painted frame after the click, {STANDARD.size} px, warm", words)
    found.details = {"page_answer_s": answers, "first_frame_s": frames}
    return found


@contextmanager
def running_page(
    program: Sequence[str] = ("app.py",), **variables: str
) -> Iterator[tuple[str, float]]:
    """A server of the page: its address, and the seconds until it answered.

    It is offline, with folders of its own; `variables` are more of its environment.
    """
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "GRADIO_SERVER_PORT": str(port),
            "NST_DATA": f"{folder}/.local/data",
            "NST_OFFLINE": "1",
            **variables,
        }
        began = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}/"
            _wait_for(address, server)
            yield address, time.perf_counter() - began
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the page has answered with its text."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with DIRECTLY.open(address) as answer:
                answer.read()
            return
        except OSError:
            time.sleep(LOOK_EVERY_S)
    raise RuntimeError(f"app.py did not answer at {address} within {PATIENCE_S} s")


def visit(address: str) -> float:
    """First-frame time in a browser of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        return first_frame(browser, address)


def first_frame(browser: Any, address: str, preset: str = "standard") -> float:
    """Seconds from a click on Paint to the first picture painted by a preset."""
    from playwright.sync_api import expect

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(address)
    for picker in ("content", "style"):
        page.locator(f"#{picker}-examples .gallery-item").first.click()
    expect(page.get_by_label("Remove Image")).to_have_count(
        2, timeout=PATIENCE_S * 1000
    )
    _warm_up(page)
    page.get_by_label(preset, exact=True).check()
    _expect_iterations(page, PRESETS[preset].iterations)
    seconds: float = page.evaluate(FIRST_FRAME, PRESETS[preset].iterations)
    page.get_by_role("button", name="Stop").click()
    page.close()
    return seconds


def _warm_up(page: Any) -> None:
    """Paint a tiny picture to its end: the network is loaded, the program awake."""
    page.get_by_label("quick", exact=True).check()
    iterations = _expect_iterations(page, QUICK.iterations)
    iterations.fill("2")
    iterations.press("Tab")
    page.get_by_role("button", name="Paint", exact=True).click()
    page.locator("#stage .sentence", has_text="Finished after 2").wait_for()
    page.get_by_role("link", name="Download").wait_for()


def _expect_iterations(page: Any, number: int) -> Any:
    """The control of the iterations, once the chosen preset has reached it."""
    from playwright.sync_api import expect

    control = page.get_by_label("number input for iterations")
    expect(control).to_have_value(str(number), timeout=PATIENCE_S * 1000)
    return control
