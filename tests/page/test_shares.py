"""Shares that a client cannot invent, over HTTP."""

import io
import os
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.page_visitor import PageVisitor, RefusedError, begin_upload
from page.upload_folder import CUT_SHORT_S, sweep

LONG = {
    "size": 64,
    "scales": 1,
    "iterations": 5000,
    "network": "vgg16",
    "precision": "float32",
    "plateau": 0,
    "padding": "zero",
}
SHARE = 8  # of the shared server
PATIENCE_S = 30
ELSEWHERE = "127.0.0.2"  # another client's address on this machine


@pytest.fixture
def visit(address):
    """Visitors who leave together."""
    visitors = []

    def visit(name, own_address=None):
        visitors.append(
            PageVisitor(address, name, f"{name} {time.time()}", own_address)
        )
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.close()


def pair(visitor, rng):
    """Values of both pickers after an upload of small new pictures."""
    found = {}
    for name in ("content", "style"):
        file = io.BytesIO()
        Image.fromarray(rng.integers(0, 256, (48, 64, 3), np.uint8)).save(file, "PNG")
        found[name] = visitor.upload(file.getvalue())
    return found


def end_of(visitor, token):
    """Last message about a job."""
    with visitor.watch(token) as messages:
        *_, last = messages
    return last


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_200_names_of_one_address_get_its_share_and_a_newcomer_is_painted(visit, rng):
    """Whether or not the many are paused; D6 of the attack."""
    hostile, tokens, refusals = visit("hostile"), [], []
    pictures = pair(hostile, rng)
    for number in range(200):
        hostile.name = f"name {number}"
        try:
            tokens.append(hostile.paint(seed=number, **pictures, **LONG))
            if number % 2:
                hostile.command(tokens[-1], "pause")
        except RefusedError as error:
            refusals.append(str(error))
    try:
        assert len(tokens) == SHARE
        words = f"{SHARE} pictures from your network address are being painted, waiting"
        assert all(words in each and "Stop one, or" in each for each in refusals)

        newcomer = visit("newcomer", ELSEWHERE)
        token = newcomer.paint(**pair(newcomer, rng), **LONG | {"iterations": 2})
        hostile.command(tokens[0], "stop")
        assert end_of(newcomer, token)["state"] == "done"
        newcomer.remove(token)
    finally:
        hostile.remove(*tokens)


def test_uploads_that_were_cut_short_are_swept_and_no_other(address, visit, rng):
    ann = visit("ann")
    whole = pair(ann, rng)
    folder = ann.data_folder / "uploads"

    def halves():
        return [path for path in folder.iterdir() if path.is_file()]

    before = len(halves())  # other visitors of this server may have left some
    for number in range(1, 21):
        with closing(begin_upload(address)):
            wait_until(lambda so_far=number: len(halves()) == before + so_far)
    wait_until(lambda: all(half.stat().st_size for half in halves()))  # all is written
    sweep(folder, 1e9)
    assert len(halves()) == before + 20, "they may go on"
    then = time.time() - CUT_SHORT_S - 1
    for path in halves():
        os.utime(path, (then, then))
    sweep(folder, 1e9)
    assert halves() == []
    assert all(Path(each["path"]).exists() for each in whole.values())


@pytest.mark.skipif(os.name == "nt", reason="has no modes")
def test_all_that_a_session_leaves_is_for_the_servers_user_alone(visit, rng):
    ann = visit("ann")
    pictures = pair(ann, rng)
    token = ann.paint(**pictures, **LONG | {"iterations": 2})
    assert end_of(ann, token)["state"] == "done"
    data = ann.data_folder
    assert (data / "jobs" / token / "result.png").exists()
    for path in [data, *data.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path
    ann.remove(token)
