"""From a torch network to an ONNX graph: ``faces`` uint8 ``(N, 48, 48)`` to ``logits``.

Weights are stored as 16-bit floats (or as 8-bit integers with scales) with a cast behind each,
which the runtime folds away when it loads the graph: a smaller file, the same speed.
"""

import logging
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from fer.training.calibrate import PLAIN, Calibration
from fer.training.recipe import Storage

_SMALL = 1024  # tensors below this many numbers stay as they are


class Scaled(nn.Module):
    """A network whose logits are calibrated (Guo et al. 2017)."""

    factors: Tensor
    falls: Tensor

    def __init__(self, network: nn.Module, calibration: Calibration) -> None:
        super().__init__()
        self.network = network
        self.temperature = calibration.temperature
        self.vector = bool(calibration.factors)
        self.register_buffer("factors", torch.tensor(calibration.factors))
        self.register_buffer("falls", -torch.tensor(calibration.shifts))

    def forward(self, faces: Tensor) -> Tensor:
        """Return float32 logits ``(N, 7)``."""
        logits: Tensor = self.network(faces)
        scaled = logits.float() / self.temperature
        # A difference, for sums are quantised (`fer.training.quantise`) and this must not be.
        return scaled * self.factors - self.falls if self.vector else scaled


def halve(network: nn.Module) -> nn.Module:
    """Round large weights to 16-bit floats in place, so that all files hold the same numbers."""
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.numel() >= _SMALL:
                parameter.copy_(parameter.half().float())
    return network


def export_onnx(
    network: nn.Module, path: Path, calibration: Calibration = PLAIN, *, storage: Storage = "halves"
) -> None:
    """Write a network as an ONNX graph.

    Parameters
    ----------
    network : nn.Module
        Takes faces uint8 ``(N, 48, 48)``; its weights should have gone through `halve`.
    path : Path
    calibration : Calibration
        What becomes of the logits, inside the graph.
    storage : str
        How large weights are stored: as ``"floats"`` of 32 bits, as ``"halves"`` of 16, or as
        ``"bytes"``: 8-bit integers with a scale for every first index. The runtime turns the latter
        two into 32-bit floats when it loads the graph.
    """
    model = Scaled(network, calibration).cpu().eval()
    example = torch.zeros(2, 48, 48, dtype=torch.uint8)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            model,
            (example,),
            dynamo=True,
            dynamic_shapes=({0: torch.export.Dim("N", min=1)},),
            input_names=["faces"],
            output_names=["logits"],
            opset_version=18,
            verbose=False,
        )
    if program is None:
        raise RuntimeError("the export returned no graph")
    graph = program.model_proto
    if storage != "floats":
        _store_small(graph, storage)
    forget_origin(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))


def forget_origin(model: onnx.ModelProto) -> None:
    """Take out what the exporter notes of the machine: stack traces with the paths of its files."""
    graph = model.graph
    parts = (*graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer)
    for part in (model, graph, *parts, *model.functions):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")


def _store_small(model: onnx.ModelProto, storage: Storage) -> None:
    """Store every large float initialiser in fewer bits, with what restores it behind it."""
    graph = model.graph
    nodes = []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != onnx.TensorProto.FLOAT or values.size < _SMALL:
            continue
        graph.initializer.remove(tensor)
        if storage == "halves" or values.ndim < 2:
            nodes.append(_restored(graph, tensor.name, values.astype(np.float16)))
        else:
            nodes += _scaled(graph, tensor.name, values)
    for node in reversed(nodes):
        graph.node.insert(0, node)


def _restored(graph: onnx.GraphProto, name: str, stored: npt.NDArray[Any]) -> onnx.NodeProto:
    """Add an initialiser and return the node that casts it to 32-bit floats under `name`."""
    graph.initializer.append(numpy_helper.from_array(stored, f"{name}.stored"))
    return helper.make_node("Cast", [f"{name}.stored"], [name], to=onnx.TensorProto.FLOAT)


def _scaled(
    graph: onnx.GraphProto, name: str, values: npt.NDArray[np.float32]
) -> list[onnx.NodeProto]:
    """Store integers from -127 to 127 and a scale for every first index."""
    axes = tuple(range(1, values.ndim))
    scale = np.maximum(np.abs(values).max(axes, keepdims=True), 1e-12) / 127
    whole = np.rint(values / scale).astype(np.int8)
    graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{name}.scale"))
    cast = _restored(graph, f"{name}.whole", whole)
    return [cast, helper.make_node("Mul", [f"{name}.whole", f"{name}.scale"], [name])]
