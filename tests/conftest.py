"""Shared by many tests: seeded numbers, small pictures and a tiny real network."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from benchmarks.start_up import CHROMIUM, SWITCHES, running_page
from nst_core.images.decoding import Picture
from nst_core.serving.limits import Limits
from nst_core.serving.service import JobService
from tests.neighbours import framing_site

if TYPE_CHECKING:  # who tests nothing that paints, loads no TensorFlow
    from nst_core.network.vgg import Network

T = TypeVar("T")

# Gradio reads them while it is imported; what is tested here is on this machine.
for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]

# Few examples each time: chance adds up over many runs.
settings.register_profile("brief", max_examples=25, deadline=None)
settings.load_profile("brief")

# Five blocks, so all five style layers and conv4_2 exist, but hardly any channels.
TINY_BLOCKS = ((2, 4), (2, 6), (2, 8), (2, 8), (1, 8))


PROXIES = {"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "socks5://127.0.0.1:9"}

# Files whose tests share one server and browser, or one service of jobs: each group
# runs in one process, these two first, as they take longest. All others go by file, so
# that what a module prepares is prepared once.
GROUPS = {
    "server": {
        "test_blending.py",
        "test_doors.py",
        "test_finding_again.py",
        "test_looks.py",
        "test_neighbours.py",
        "test_painting.py",
        "test_result.py",
        "test_server.py",
        "test_servers.py",
        "test_shares.py",
        "test_sketch.py",
    },
    "service": {
        "test_api.py",
        "test_chaos.py",
        "test_handlers.py",
        "test_job_files.py",
        "test_service.py",
        "test_sheets.py",
    },
}
FIXTURES = {"server": {"address", "browser"}, "service": {"service"}}


def group_of(path: str) -> str:
    name = path.rpartition("/")[2]
    return next((group for group, names in GROUPS.items() if name in names), path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for group, fixtures in FIXTURES.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                is_there = group_of(item.path.name) == group
                assert is_there, f"{item.path.name} belongs into GROUPS"
    order = [*GROUPS]

    def place(item: pytest.Item) -> int:
        group = group_of(item.path.name)
        return order.index(group) if group in order else len(order)

    items.sort(key=place)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """By group; xdist's own groups do not reach pytest 9.2's names of tests."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid.partition("::")[0])

    return ByGroup(config, log)


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Forget what the person at this machine has set, fetched and measured.

    The folders live as long as the session: what is measured is measured once.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("NST_")]:
            patch.delenv(name)
        for name in ("KERAS_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        # Two processes test at once: workers that used all cores would take turns.
        patch.setenv("TF_NUM_INTRAOP_THREADS", "1")
        patch.setenv("TF_NUM_INTEROP_THREADS", "1")
        yield


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobService]:
    """Jobs with a real worker, offline; whoever fills its queue empties it again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NST_OFFLINE", "1")
        service = JobService(Limits(data=tmp_path_factory.mktemp("data")))
    yield service
    service.close()


@pytest.fixture(scope="session")
def framing() -> Iterator[str]:
    """Origin of a site whose page shows in a frame what is behind its "?"."""
    with framing_site() as origin:
        yield origin


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, framing: str) -> Iterator[str]:
    """The page as `make run` serves it, offline, on a free port.

    Its proxies lead nowhere, and Gradio's folder in /tmp belongs to somebody else.
    """
    scratch = tmp_path_factory.mktemp("tmp")
    (scratch / "gradio").touch()
    own = {"NST_ORIGINS": framing, "TMPDIR": str(scratch)}
    shares = {"NST_WAITING_EACH": "5", "NST_PER_ADDRESS_JOBS": "8"}
    with running_page(**own, **shares, **PROXIES) as (url, _):
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; while it lives, coroutines need `run`."""
    if not CHROMIUM.exists():
        pytest.skip("there is no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.fixture
def pictures(rng: np.random.Generator) -> tuple[Picture, Picture]:
    """A photo and a painting, 48 x 40 and 40 x 56 pixels, smooth with some grain."""
    return draw_picture(rng, 48, 40), draw_picture(rng, 40, 56)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Result of a coroutine, in a thread: this one's loop may be the browser's."""
    return in_thread(asyncio.run, coroutine)


def in_thread(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Result of a call that may use asyncio.run, whether a browser lives or not."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *args, **kwargs).result()


def slopes(function: Any, x: Any, step: float) -> tuple[float, float]:
    """Slope of a loss along its gradient: by the gradient, and by two losses nearby."""
    gradient = function(x).gradient
    direction = gradient / np.linalg.norm(gradient)
    up, down = (function(x + way * direction).loss for way in (step, -step))
    return float(np.vdot(gradient, direction)), (up - down) / (2 * step)


def draw_picture(rng: np.random.Generator, height: int, width: int) -> Picture:
    """Return soft waves of random colours with grain: like a photo, only small."""
    y, x = np.mgrid[0:height, 0:width][..., None]
    pace, phase = rng.uniform(0.05, 0.4, (2, 3)), rng.uniform(0, 6, 3)
    waves = np.sin(x * pace[0] + phase) * np.cos(y * pace[1] - phase)
    grain = rng.normal(0, 8, (height, width, 3))
    return np.clip(127 + 90 * waves + grain, 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def tiny_network() -> "Network":
    """The same class and loop as the real networks, with random weights."""
    import tensorflow as tf

    from nst_core.network.vgg import Network

    rng = np.random.default_rng(7)
    layers, incoming = {}, 3
    for block, (convolutions, channels) in enumerate(TINY_BLOCKS, start=1):
        for number in range(1, convolutions + 1):
            spread = np.sqrt(2 / (9 * incoming))
            kernel = rng.normal(0, spread, (3, 3, incoming, channels))
            bias = rng.normal(0, 0.1, channels)
            layers[f"conv{block}_{number}"] = (
                tf.constant(kernel, tf.float32),
                tf.constant(bias, tf.float32),
            )
            incoming = channels
    return Network(
        name="tiny", label="Tiny", blocks=TINY_BLOCKS, source="random", weights=layers
    )
