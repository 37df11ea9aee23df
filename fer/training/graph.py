"""From a torch network to an ONNX graph: ``faces`` uint8 ``(N, 48, 48)`` to ``logits``.

Weights are stored as 16-bit floats with a cast behind each, which the runtime folds away when it
loads the graph: half the file, the same speed.
"""

import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

_SMALL = 1024  # tensors below this many numbers stay as they are


class Scaled(nn.Module):
    """A network whose logits are divided by a temperature (Guo et al. 2017)."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, faces: Tensor) -> Tensor:
        """Return float32 logits ``(N, 7)``."""
        logits: Tensor = self.network(faces)
        return logits.float() / self.temperature


def halve(network: nn.Module) -> nn.Module:
    """Round large weights to 16-bit floats in place, so that all files hold the same numbers."""
    with torch.no_grad():
        for parameter in network.parameters():
            if parameter.numel() >= _SMALL:
                parameter.copy_(parameter.half().float())
    return network


def export_onnx(
    network: nn.Module, path: Path, temperature: float = 1.0, *, halves: bool = True
) -> None:
    """Write a network as an ONNX graph.

    Parameters
    ----------
    network : nn.Module
        Takes faces uint8 ``(N, 48, 48)``; its weights should have gone through `halve`.
    path : Path
    temperature : float
        What the logits are divided by, inside the graph.
    halves : bool
        Whether large weights are stored as 16-bit floats.
    """
    model = Scaled(network, temperature).cpu().eval()
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
    if halves:
        _store_halves(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))


def _store_halves(model: onnx.ModelProto) -> None:
    """Store every large float initialiser as float16, with a cast to float32 behind it."""
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != onnx.TensorProto.FLOAT or values.size < _SMALL:
            continue
        stored = f"{tensor.name}.half"
        casts.append(helper.make_node("Cast", [stored], [tensor.name], to=onnx.TensorProto.FLOAT))
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), stored))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
