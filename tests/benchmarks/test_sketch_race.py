"""The race of sketches at toy size, without its rival, which a test does not fetch."""

import shutil

import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

from benchmarks import sketch, sketch_race
from benchmarks.sketch_graphs import free_edges, in_floating_point

NOTHING_HERE = dict.fromkeys(("node", "npm"))
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="no node here")


@pytest.fixture
def quantised():
    """A graph with a 1 x 1 convolution, quantised as the rival's are."""
    make, rng = onnx.helper.make_node, np.random.default_rng(1)
    stored = {
        "weights": rng.integers(-127, 127, (3, 3, 1, 1)).astype(np.int8),
        "scales": np.array([0.01, 0.02, 0.03], np.float32),
        "zeros": np.zeros(3, np.int8),
        "step": np.array(0.1, np.float32),
        "zero": np.array(0, np.int8),
    }
    nodes = [
        make("Transpose", ["photo"], ["planes"], perm=[0, 3, 1, 2]),
        make("QuantizeLinear", ["planes", "step", "zero"], ["small"]),
        make("DequantizeLinear", ["small", "step", "zero"], ["back"]),
        make("DequantizeLinear", ["weights", "scales", "zeros"], ["kernel"], axis=0),
        make("Conv", ["back", "kernel"], ["mixed"]),
        make("Transpose", ["mixed"], ["drawn"], perm=[0, 2, 3, 1]),
        make("QuantizeLinear", ["drawn", "step", "zero"], ["drawn_small"]),
        make("DequantizeLinear", ["drawn_small", "step", "zero"], ["picture"]),
    ]
    photo, picture = (
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, (1, 8, 8, 3))
        for name in ("photo", "picture")
    )
    tensors = [onnx.numpy_helper.from_array(x, name) for name, x in stored.items()]
    graph = onnx.helper.make_graph(nodes, "tiny", [photo], [picture], tensors)
    opset = onnx.helper.make_opsetid("", 15)
    return onnx.helper.make_model(graph, opset_imports=[opset], ir_version=8), stored


def test_a_graph_in_floating_point_quantises_nothing(quantised, rng):
    model, stored = quantised
    free = in_floating_point(model)
    free_edges(free)
    onnx.checker.check_model(free)
    photo = rng.random((1, 4, 6, 3)).astype(np.float32)  # of another size
    (picture,) = ReferenceEvaluator(free).run(None, {"photo": photo})
    kernel = stored["weights"][..., 0, 0] * stored["scales"][:, None]
    np.testing.assert_allclose(picture, photo @ kernel.T, atol=1e-5)


@needs_node
def test_a_sketch_costs_cpu_time_in_node():
    (race,) = sketch_race.race([(32, 16)], rounds=1)
    assert (race.width, race.height) == (32, 16)
    assert race.ms["ours"][0] > 0
    assert race.off == {}


def test_without_node_the_figures_are_null_and_a_sentence_says_why(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(shutil, "which", NOTHING_HERE.get)
    monkeypatch.setattr(sketch, "CHROMIUM", tmp_path / "none")
    found = sketch.measure("toy")
    assert found.figures["cpu_ms_256"] is found.figures["ratio_onnxruntime_web"] is None
    sentences = [how_much for _, how_much in found.rows]
    assert "There is no npm here to fetch onnxruntime-web@1.30.0 with." in sentences
    assert "There is no node here to run WebAssembly in." in sentences
