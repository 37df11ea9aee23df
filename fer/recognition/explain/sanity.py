"""A check that maps should pass: other weights, another map.

Adebayo et al. (2018), *Sanity checks for saliency maps*: a map that stays the same when a network's
weights are shuffled tells of the picture, not of what the network has learnt.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pathlib import Path

_LEAST = 64  # numbers that a tensor of weights has at least; smaller ones are scales and shapes


def shuffled_graph(path: "Path", seed: int) -> bytes:
    """Return an ONNX graph in which the numbers of each tensor of weights are shuffled.

    Parameters
    ----------
    path : Path
        Of ``model.onnx``.
    seed : int
    """
    import onnx
    from onnx import numpy_helper

    model = onnx.load(str(path))
    draw = np.random.default_rng(seed)
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.size >= _LEAST and values.dtype in (np.float32, np.float16, np.int8, np.uint8):
            mixed = draw.permutation(values.ravel()).reshape(values.shape)
            tensor.CopyFrom(numpy_helper.from_array(mixed, tensor.name))
    content: bytes = model.SerializeToString()
    return content


def likeness(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float | None:
    """Return Spearman's rank correlation of two maps, -1 to 1; None where one of them is flat.

    Equal values share the mean of their ranks.

    Parameters
    ----------
    one, other : float arrays of one shape
    """
    if one.shape != other.shape:
        raise ValueError(f"expected maps of one shape, got {one.shape} and {other.shape}")
    ranks = [_ranks(values.ravel()) for values in (one, other)]
    apart = [values - values.mean() for values in ranks]
    spread = np.sqrt((apart[0] ** 2).sum() * (apart[1] ** 2).sum())
    return float(apart[0] @ apart[1] / spread) if spread > 0 else None


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return np.asarray((ends - (count - 1) / 2)[place], np.float64)
