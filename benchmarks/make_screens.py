"""Screenshots of the page for the README: paints one picture in a real browser.

    .venv/bin/python -m benchmarks.make_screens   (two minutes; needs chromium)

Starts a server of its own, offline, and leaves nothing but assets/screens.
"""

import io

from PIL import Image, ImageSequence
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.pictures import ASSETS
from benchmarks.start_up import CHROMIUM, SWITCHES, running_page

SCREENS = ASSETS / "screens"
PHOTO, STYLE = "cat", "night swirls"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
QUALITY = 88
PATIENCE_MS = 180_000


def main() -> None:
    """Serve the page, paint, press the shutter."""
    SCREENS.mkdir(exist_ok=True)
    with running_page() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        photograph(browser, address)


def photograph(browser: Browser, address: str) -> None:
    """Paint one picture, and look at it from everywhere."""
    page = opened(browser, address, "light", DESK)
    for picker, name in (("content", PHOTO), ("style", STYLE)):
        page.locator(f"#{picker}-examples").get_by_text(name, exact=True).click()
    page.wait_for_timeout(4000)
    page.evaluate("scrollTo(0, 0)")
    shoot(page, "desk-sketch")
    page.get_by_role("button", name="Paint", exact=True).click()
    said = "document.querySelector('#stage .sentence').textContent"
    page.wait_for_function(
        f"/scale 2 .*iteration [7-9]/.test({said})", timeout=PATIENCE_MS
    )
    shoot(page, "desk-painting")
    page.wait_for_function(f"/Finished/.test({said})", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_timeout(1500)
    shoot(page, "desk-compared")
    token = page.evaluate("nst.ready.then((page) => page.shownToken())")
    film = page.request.get(f"{address}jobs/{token}/time-lapse.webp").body()
    (SCREENS / "alive.webp").write_bytes(smaller(film))
    for theme in ("dark", "light"):
        phone = opened(browser, address, theme, PHONE, f"#job={token}")
        phone.wait_for_function(f"/Finished/.test({said})")
        phone.wait_for_timeout(2000)
        if theme == "light":
            phone.get_by_role("button", name="Time-lapse").click()
            phone.wait_for_timeout(1000)
        shoot(phone, f"phone-{theme}")


def smaller(film: bytes) -> bytes:
    """The animation at half its edges, with all of its early moments."""
    with Image.open(io.BytesIO(film)) as moving:
        moments = [frame.copy() for frame in ImageSequence.Iterator(moving)]
    kept = [each.reduce(2) for each in (*moments[:12], *moments[12:-1:4], moments[-1])]
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


def opened(
    browser: Browser, address: str, theme: str, size: dict[str, int], job: str = ""
) -> Page:
    """The page in a window of its own, looking at a job if there is one."""
    window = browser.new_context(viewport=size, device_scale_factor=1.5)  # type: ignore[arg-type]
    page = window.new_page()
    page.goto(f"{address}?__theme={theme}{job}")
    page.get_by_role("button", name="Paint", exact=True).wait_for()
    page.wait_for_timeout(1500)
    return page


def shoot(page: Page, name: str) -> None:
    """Write a screenshot."""
    page.screenshot(path=SCREENS / f"{name}.jpg", type="jpeg", quality=QUALITY)


if __name__ == "__main__":
    main()
