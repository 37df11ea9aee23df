"""``extract``: the first features that a release computes of a face, read out of its own graph."""

from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from fer.recognition.inner import open_at
from fer.release import Release

Kind = Literal["filters", "gradients", "pixels", "nothing"]
_BENDS = {"Relu", "Clip", "LeakyRelu", "HardSwish", "Elu"}
_ROUNDS, _RESTORES = "QuantizeLinear", "DequantizeLinear"
_GRADIENTS = "Atan"  # a graph that computes directions looks for edges


@dataclass(frozen=True)
class Features:
    """What a release looks at first.

    Attributes
    ----------
    kind : str
        ``"filters"``: answers of the first convolution; ``"gradients"``: edges by direction and
        cell; ``"pixels"``: the grey values themselves; ``"nothing"``: the face is not looked at.
    maps : float32 array, shape (C, height, width)
        Empty of the last two kinds.
    """

    kind: Kind
    maps: npt.NDArray[np.float32]

    def telling(self, most: int) -> npt.NDArray[np.intp]:
        """Return up to `most` maps that vary most over this face, the most telling first."""
        spread = self.maps.std(axis=(1, 2)) if self.maps.size else np.empty(0)
        chosen: npt.NDArray[np.intp] = np.argsort(-spread, kind="stable")[:most]
        return chosen


class Extractor:
    """A release's graph, opened behind its first features.

    Parameters
    ----------
    kind : str
    session : onnxruntime.InferenceSession, optional
        With one output ``(N, C, height, width)``; None where there are no maps.
    """

    def __init__(self, kind: Kind, session: Any = None) -> None:
        self.kind = kind
        self._session = session

    @classmethod
    def of(cls, release: Release) -> Self:
        """Open a release.

        Raises
        ------
        ReleaseError
            If its graph is missing, altered or cannot be opened.
        """
        kind: Kind = "nothing"

        def choose(model: Any) -> list[str]:
            nonlocal kind
            kind, output = _first(model.graph)
            return [] if output is None else [output]

        session = open_at(release, choose, "its first features", threads=1)
        return cls(kind, session)

    def extract(self, face: npt.NDArray[np.uint8]) -> Features:
        """Return the first features of a face.

        Parameters
        ----------
        face : uint8 array, shape (48, 48)
        """
        if face.dtype != np.uint8 or face.shape != (48, 48):
            raise ValueError(f"expected uint8 (48, 48), got {face.dtype} {face.shape}")
        if self._session is None:
            return Features(self.kind, np.empty((0, 0, 0), np.float32))
        found = np.asarray(self._session.run(None, {"faces": face[None]})[0], np.float32)
        return Features(self.kind, found[0])  # of several views of the face, the first


def _first(graph: Any) -> tuple[Kind, str | None]:
    """Return the kind of a graph's first features, and the value that holds them."""
    nodes = list(graph.node)
    kinds = [node.op_type for node in nodes]
    if "Conv" in kinds:
        output = nodes[kinds.index("Conv")].output[0]
        bent = next((n for n in nodes if n.op_type in _BENDS and output in n.input), None)
        if bent is None:  # in 8 bits rounding clips at 0 as well, and takes the bend's place
            rounded = next((n for n in nodes if n.op_type == _ROUNDS and output in n.input), None)
            bent = rounded and next(
                (n for n in nodes if n.op_type == _RESTORES and rounded.output[0] in n.input), None
            )
        return "filters", output if bent is None else bent.output[0]
    if _GRADIENTS in kinds and "AveragePool" in kinds:
        return "gradients", nodes[kinds.index("AveragePool")].output[0]
    if "Gemm" in kinds or "MatMul" in kinds:
        return "pixels", None
    return "nothing", None
