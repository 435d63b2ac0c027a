"""What the page's tests share: a pool with a real worker, and what pickers send."""

import asyncio
from dataclasses import asdict

import gradio as gr
import pytest
from PIL import Image

from nst_core.serving.limits import Limits
from nst_core.serving.pool import Pool
from nst_core.settings import Settings
from page.desk import Desk
from tests.conftest import draw_picture

BRIEF = Settings(
    size=64, scales=1, iterations=4, network="vgg16", precision="float32", plateau=0
)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NST_OFFLINE", "1")
        pool = Pool(Limits(data=tmp_path_factory.mktemp("data")))
    yield pool
    pool.close()


@pytest.fixture
def desk(pool):
    return Desk(pool)


@pytest.fixture
def uploads(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def files(uploads, rng):
    """What the two pickers send after an upload."""
    for name in ("content", "style"):
        Image.fromarray(draw_picture(rng, 64, 80)).save(uploads / f"{name}.png")
    return {"path": f"{uploads}/content.png"}, {"path": f"{uploads}/style.png"}


@pytest.fixture(autouse=True)
def toasts(monkeypatch):
    """What gr.Warning says; it needs a page to say it to."""
    said = []
    monkeypatch.setattr(gr, "Warning", said.append)
    return said


def bring(desk, files, settings=BRIEF):
    token, status = desk.bring(*files, "me", *asdict(settings).values())
    assert token, status
    return token


def watch(desk, token):
    """Return all that the page is shown of a job until its end."""

    async def collect():
        return [shown async for shown in desk.watch(token)]

    return asyncio.run(collect())
