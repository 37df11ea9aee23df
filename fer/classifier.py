"""Faces to probabilities, through a release's ONNX graph. It knows neither torch nor detection."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.errors import ReleaseError
from fer.release import Release

_BATCH = 256
_SHARE = 32  # faces that one thread is asked about at once, where several share a batch
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
    alone : callable, optional
        Returns such a session that computes in the thread that calls it. With it, large batches are
        shared out: a thread for each core, none of which waits for another after every layer.
    threads : int
        How many may share a batch.
    """

    def __init__(
        self, session: Any, name: str, alone: Callable[[], Any] | None = None, threads: int = 1
    ) -> None:
        self._session = session
        self.name = name
        self._open_alone, self._threads = alone, threads
        self._alone: Any = None
        self._lock = Lock()
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
        return cls._opened(lambda: str(release.file("model.onnx")), release.id, threads)

    @classmethod
    def of_graph(cls, graph: bytes, name: str, threads: int = 0) -> Self:
        """Load a graph that was made of a release's, as `of`."""
        return cls._opened(lambda: graph, name, threads)

    @classmethod
    def _opened(cls, graph: Callable[[], str | bytes], name: str, threads: int) -> Self:
        threads = threads or cores()  # the runtime's own default knows no limit of this process
        whole = _session(graph(), name, threads)
        return cls(whole, name, lambda: _session(graph(), name, 1), threads)

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
        threads = min(self._threads, len(faces) // _SHARE, batch // _SHARE)
        if threads > 1 and self._open_alone:
            session = self._shared()
            shares = [faces[start : start + _SHARE] for start in range(0, len(faces), _SHARE)]
            with ThreadPoolExecutor(threads) as crew:
                parts = list(crew.map(lambda share: _answer(session, share), shares))
        else:
            starts = range(0, len(faces), batch)
            parts = [_answer(self._session, faces[start : start + batch]) for start in starts]
        return np.concatenate(parts) if parts else np.empty((0, len(EMOTIONS)), np.float32)

    def _shared(self) -> Any:
        with self._lock:
            if self._alone is None and self._open_alone:
                self._alone = self._open_alone()
            return self._alone

    def probabilities(self, faces: npt.NDArray[np.uint8]) -> Array:
        """Return calibrated probabilities, float32 ``(N, 7)``; every row sums to 1."""
        return softmax(self.logits(faces))


def _session(graph: str | bytes, name: str, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # onnxruntime's exceptions have no public base class
        raise ReleaseError(f"Release '{name}': model.onnx cannot be loaded ({error}).") from error


def _answer(session: Any, faces: npt.NDArray[np.uint8]) -> Array:
    return np.asarray(session.run(["logits"], {"faces": faces})[0], dtype=np.float32)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def softmax(logits: Array) -> Array:
    """Return the softmax over the last axis, computed in float64."""
    wide = logits.astype(np.float64)
    wide = np.exp(wide - wide.max(axis=-1, keepdims=True))
    return np.asarray(wide / wide.sum(axis=-1, keepdims=True), dtype=np.float32)
