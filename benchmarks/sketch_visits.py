"""Sketches on the real page in Chromium: soon after the click, at no server's cost."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psutil

from benchmarks.start_up import PATIENCE_S

PATIENCE_MS = 1000 * PATIENCE_S
DESK = {"width": 1280, "height": 800}
CALM_MS = 1000  # before each measurement: nothing else is under way any more
STRENGTH_STEP = 0.02  # between two sketches at different style strengths

# From the click on an example until a sketch stands on the canvas, and until one of 512
# px does. The observer hears of a change before the browser draws the next frame.
CLICK = """async ([selector, number, patience_ms]) => {
  const stage = document.querySelector("#stage");
  const before = stage.querySelector(".shown").src;
  const sketched = () => {
    const shown = stage.querySelector(".shown");
    const label = stage.querySelector(".label");
    return label.checkVisibility() && label.textContent.trim() === "Sketch"
      && shown.src !== before ? Math.max(shown.naturalWidth, shown.naturalHeight) : 0;
  };
  const began = performance.now();
  let first = 0;
  const ended = new Promise((resolve, reject) => {
    new MutationObserver((_, observer) => {
      const edge = sketched();
      if (edge) first ||= performance.now() - began;
      if (edge < 508) return;
      observer.disconnect();
      resolve(performance.now() - began);
    }).observe(stage, { subtree: true, childList: true, attributes: true });
    setTimeout(() => reject(new Error("There is no sketch.")), patience_ms);
  });
  const examples = document.querySelectorAll(selector);
  examples[number % examples.length].click();
  return { large_ms: await ended, first_ms: first };
}"""

# The page's own class for the sketch on the canvas, with pictures that are there. No
# control is touched: each asks the server for a forecast, with a sketch or without.
PREPARE = """async (patience_ms) => {
  const { href } = document.querySelector('link[href$="/canvas_sketch.js"]');
  const [{ CanvasSketch }, { SketchPainter }, { PictureCache }, { weightsOf }] =
    await Promise.all(
      ["canvas_sketch", "sketch_painter", "pictures_cache", "settings"].map((name) =>
        import(new URL(`${name}.js`, href))));
  const [content, style] = ["content", "style"].map((picker) => (
    { url: document.querySelector(`#${picker} img`).src }));
  let whenDone = () => {};
  const hear = async (url) => {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    if (Math.max(picture.naturalWidth, picture.naturalHeight) >= 508) whenDone();
  };
  const painter = new SketchPainter(() => {});
  const sketch = new CanvasSketch(painter, new PictureCache(), hear, () => {});
  globalThis.sketchAt = (strength) => new Promise((resolve, reject) => {
    whenDone = resolve;
    setTimeout(() => reject(new Error("There is no sketch.")), patience_ms);
    const [alpha, beta] = weightsOf(strength);
    sketch.update({ content, style, alpha, beta });
  });
  await globalThis.sketchAt(0);
}"""


@dataclass(frozen=True)
class Clicks:
    """Milliseconds from clicks to sketches, in one visit."""

    first_ms: float  # the visitor's first sketch: everything for it is fetched
    large_ms: float  # the same at 512 px
    next_ms: float  # another painting afterwards


@dataclass(frozen=True)
class ServerCost:
    """CPU seconds of the server's process and all that it started."""

    sketching_s: float
    idle_s: float  # in as long a time between the sketches
    lasted_s: float
    requests: list[str]  # that the browser sent meanwhile


def opened(browser: Any, address: str) -> Any:
    """The page in a browser window of its own, which knows nothing yet."""
    page = browser.new_page(viewport=DESK)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.get_by_role("button", name="Paint", exact=True).wait_for()
    return page


def click_through(page: Any, number: int, calm_ms: int = CALM_MS) -> Clicks:
    """A visitor's first two sketches, of pictures by the visitor's number."""
    photos = page.locator("#content-examples .gallery-item")
    photos.first.wait_for()
    photos.nth(number % photos.count()).click()
    page.wait_for_function("document.querySelector('#content img')?.complete")
    page.wait_for_timeout(calm_ms)
    first = _click(page, number)
    page.wait_for_timeout(calm_ms)
    following = _click(page, number + 1)
    return Clicks(**first, next_ms=following["first_ms"])


def server_cost(
    page: Any, address: str, sketches: int, calm_ms: int = CALM_MS
) -> ServerCost:
    """The server's work while a browser sketches at that many style strengths.

    The page has both pictures. The networks, among them the one that reads the photo,
    are fetched before the seconds count. Each sketch is one of 256 and one of 512 px.
    """
    page.evaluate(PREPARE, PATIENCE_MS)
    page.wait_for_timeout(calm_ms)
    server = server_of(address)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    spent_s, lasted_s = {"sketching": 0.0, "idle": 0.0}, 0.0
    for number in range(1, 1 + sketches):
        began, before_s = time.perf_counter(), cpu_s(server)
        page.evaluate(f"sketchAt({STRENGTH_STEP * number})")
        seconds, sketched_s = time.perf_counter() - began, cpu_s(server)
        page.wait_for_timeout(1000 * seconds)
        spent_s["sketching"] += sketched_s - before_s
        spent_s["idle"] += cpu_s(server) - sketched_s
        lasted_s += seconds
    asked = [url for url in requests if url.startswith("http")]
    return ServerCost(spent_s["sketching"], spent_s["idle"], lasted_s, asked)


def server_of(address: str) -> psutil.Process:
    """The process, started by this one, that listens at an address."""
    port = urlsplit(address).port
    for process in psutil.Process().children(recursive=True):
        for line in process.net_connections("tcp"):
            if line.status == psutil.CONN_LISTEN and line.laddr.port == port:
                return process
    raise LookupError(f"No process of ours listens at {address}.")


def cpu_s(process: psutil.Process) -> float:
    """CPU seconds of a process and all that it started, so far."""
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))


def _click(page: Any, number: int) -> dict[str, float]:
    arguments = ["#style-examples .gallery-item", number, PATIENCE_MS]
    milliseconds: dict[str, float] = page.evaluate(CLICK, arguments)
    return milliseconds
