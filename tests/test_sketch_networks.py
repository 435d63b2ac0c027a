"""The sketching networks: the browser's loops compute what NumPy does."""

import hashlib
import json
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from assets.sketch.build_loops import HASHES, build, hashes
from assets.sketch.make_sketch import FOLDER, read_square
from assets.sketch.numpy_network import paint, predict_style, read_layers
from nst_core.images.colors import keep_colors, match_covariance
from tests.conftest import draw_picture
from tests.space_check import ROOT

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="there is no node here")
STYLES = sorted((ROOT / "assets" / "styles").glob("*.jpg"))


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def as_rgba(picture):
    alpha = np.full((*picture.shape[:2], 1), 255, np.uint8)
    return np.concatenate([picture, alpha], axis=2).tobytes()


def run_node(folder, **inputs):
    """Run tests/page/static/run_sketch.js on these files, by name."""
    for name, content in inputs.items():
        (folder / name).write_bytes(content)
    script = ROOT / "tests" / "page" / "static" / "run_sketch.js"
    command = [NODE, script, folder, FOLDER]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_source_and_binary_are_those_of_the_last_build():
    written = json.loads(HASHES.read_text(encoding="utf-8"))
    assert hashes() == written, "build it: make sketch"


def test_the_source_builds_the_binary_to_the_byte(tmp_path):
    pytest.importorskip("ziglang")
    build(tmp_path / "sketch.wasm")
    assert (tmp_path / "sketch.wasm").read_bytes() == (
        FOLDER / "sketch.wasm"
    ).read_bytes()


def test_every_example_has_its_numbers():
    numbers = json.loads((FOLDER / "examples.json").read_text(encoding="utf-8"))
    assert set(numbers) == {sha256(path) for path in STYLES}
    layers = read_layers(FOLDER / "reader.bin")
    found = predict_style(read_square(STYLES[0]), layers)
    np.testing.assert_allclose(found, numbers[sha256(STYLES[0])], atol=1e-4)


@needs_node
def test_the_browser_computes_what_numpy_does(rng, tmp_path):
    # A quarter of its edges is odd, as half of all photos have it.
    photo, painting = draw_picture(rng, 44, 60), draw_picture(rng, 256, 256)
    files = {"photo.rgba": as_rgba(photo), "painting.rgba": as_rgba(painting)}
    run_node(tmp_path, **files, **{"size.json": b"[60, 44]"})
    reader, painter = (read_layers(FOLDER / f"{x}.bin") for x in ("reader", "painter"))
    numbers = predict_style(painting.astype(np.float32) / np.float32(255), reader)
    found = json.loads((tmp_path / "numbers.json").read_text())
    np.testing.assert_allclose(found, numbers, atol=1e-5)
    sketch = paint(photo.astype(np.float32) / np.float32(255), numbers, painter)
    pixels = np.fromfile(tmp_path / "sketch.rgba", np.uint8).reshape(44, 60, 4)
    off = np.abs(pixels[..., :3].astype(int) - np.rint(255 * sketch).astype(int))
    assert off.max() <= 1
    assert (pixels[..., 3] == 255).all()


@needs_node
def test_the_browser_changes_colours_as_the_core_does(rng, tmp_path):
    photo, painting = draw_picture(rng, 48, 64), draw_picture(rng, 256, 256)
    files = {"photo.rgba": as_rgba(photo), "painting.rgba": as_rgba(painting)}
    run_node(tmp_path, **files, **{"size.json": b"[64, 48]"})

    def read(name):
        pixels = np.fromfile(tmp_path / name, np.uint8).reshape(48, 64, 4)
        return pixels[..., :3].astype(int)

    canvases = [x[np.newaxis].astype(np.float32) for x in (photo, painting)]
    matched = np.rint(match_covariance(*canvases))[0]
    assert np.abs(read("matched.rgba") - matched).max() <= 1
    small = np.asarray(Image.fromarray(painting).crop((0, 0, 64, 48)))
    kept = keep_colors(photo, small, 0.7)
    assert np.abs(read("kept.rgba") - kept.astype(int)).max() <= 1
