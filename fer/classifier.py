"""Faces to probabilities, through a release's ONNX graph. It knows neither torch nor detection."""

from typing import Any, Self

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.errors import ReleaseError
from fer.release import Release

_BATCH = 256
_GRAPH = [("faces", "tensor(uint8)", [48, 48]), ("logits", "tensor(float)", [len(EMOTIONS)])]
Array = npt.NDArray[np.float32]


class Classifier:
    """A release's model, ready to answer.

    Parameters
    ----------
    session : onnxruntime.InferenceSession
        A graph from ``faces`` uint8 ``(N, 48, 48)`` to ``logits`` float32 ``(N, 7)``.
    name : str
        What messages call it.
    """

    def __init__(self, session: Any, name: str) -> None:
        self._session = session
        self.name = name
        inputs, outputs = session.get_inputs(), session.get_outputs()
        given = [(node.name, node.type, node.shape) for node in (*inputs, *outputs)]
        kinds = [(named, kind, shape[1:]) for named, kind, shape in given]
        if kinds != _GRAPH or isinstance(given[0][2][0], int):
            raise ReleaseError(
                f"'{name}': expected a graph from faces uint8 (N, 48, 48) to logits float32 "
                f"(N, 7), got {given}."
            )

    @classmethod
    def of(cls, release: Release, threads: int = 0) -> Self:
        """Load a release's model.

        Parameters
        ----------
        release : Release
        threads : int
            Threads for one call; 0 for as many as there are cores.

        Raises
        ------
        ReleaseError
            If the file is missing, altered, or no graph of the right kind.
        """
        return cls._opened(str(release.file("model.onnx")), release.id, threads)

    @classmethod
    def of_graph(cls, graph: bytes, name: str, threads: int = 0) -> Self:
        """Load a graph that was made of a release's, as `of`."""
        return cls._opened(graph, name, threads)

    @classmethod
    def _opened(cls, graph: str | bytes, name: str, threads: int) -> Self:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            # onnxruntime's exceptions have no public base class
            raise ReleaseError(
                f"Release '{name}': model.onnx cannot be loaded ({error})."
            ) from error
        return cls(session, name)

    def logits(self, faces: npt.NDArray[np.uint8], batch: int = _BATCH) -> Array:
        """Return the logits of faces.

        Parameters
        ----------
        faces : uint8 array, shape (N, 48, 48)
        batch : int
            Faces that are asked about at once; the memory of a call grows with it, and is kept.

        Returns
        -------
        float32 array, shape (N, 7)
        """
        if faces.dtype != np.uint8 or faces.ndim != 3 or faces.shape[1:] != (48, 48):
            raise ValueError(f"expected uint8 (N, 48, 48), got {faces.dtype} {faces.shape}")
        parts = [
            np.asarray(
                self._session.run(["logits"], {"faces": faces[start : start + batch]})[0],
                dtype=np.float32,
            )
            for start in range(0, len(faces), batch)
        ]
        return np.concatenate(parts) if parts else np.empty((0, len(EMOTIONS)), np.float32)

    def probabilities(self, faces: npt.NDArray[np.uint8]) -> Array:
        """Return calibrated probabilities, float32 ``(N, 7)``; every row sums to 1."""
        return softmax(self.logits(faces))


def softmax(logits: Array) -> Array:
    """Return the softmax over the last axis, computed in float64."""
    wide = logits.astype(np.float64)
    wide = np.exp(wide - wide.max(axis=-1, keepdims=True))
    return np.asarray(wide / wide.sum(axis=-1, keepdims=True), dtype=np.float32)
