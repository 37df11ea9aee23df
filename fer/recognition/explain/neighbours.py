"""Nearest training faces, by what a network's last layer is given: its own features."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.errors import ReleaseError
from fer.recognition.inner import open_at
from fer.release import Release

_BATCH = 64
_WIDEST = 1024  # numbers a face beyond which keeping them costs more than computing them
Features = npt.NDArray[np.float32]
Faces = npt.NDArray[np.uint8]
Progress = Callable[[int, int], None]


class Penultimate:
    """A release's graph, opened before its last layer; of several networks, before each one's.

    Parameters
    ----------
    session : onnxruntime.InferenceSession
        From ``faces`` to one or more outputs ``(views · N, F)``.
    """

    def __init__(self, session: Any) -> None:
        self._session = session

    @classmethod
    def of(cls, release: Release) -> Self:
        """Open a release.

        Raises
        ------
        ReleaseError
            If it has no last layer of weights, or its graph cannot be opened.
        """
        session = open_at(release, _before_heads, "its features")
        if session is None:
            raise ReleaseError(
                f"{release.title} has no features by which faces could be near to one another."
            )
        return cls(session)

    def features(self, faces: Faces) -> Features:
        """Return the features of faces, each of length 1.

        Parameters
        ----------
        faces : uint8 array, shape (N, 48, 48)

        Returns
        -------
        float32 array, shape (N, F)
            The mean over the views that the release takes of a face.
        """
        parts = []
        for found in self._session.run(None, {"faces": np.ascontiguousarray(faces)}):
            values = np.asarray(found, np.float32)
            parts.append(values.reshape(-1, len(faces), values.shape[-1]).mean(axis=0))
        whole = np.concatenate(parts, axis=1)
        length = np.sqrt((whole**2).sum(axis=1, keepdims=True))
        return np.asarray(whole / np.maximum(length, 1e-12), np.float32)


def _before_heads(model: Any) -> list[str]:
    """Return what goes into the layers that answer with seven numbers, in the graph's order."""
    import onnx

    graph = onnx.shape_inference.infer_shapes(model).graph
    widths = {}
    for value in (*graph.value_info, *graph.output):
        dims = value.type.tensor_type.shape.dim
        widths[value.name] = dims[-1].dim_value if len(dims) == 2 else 0
    return [
        node.input[0]
        for node in graph.node
        if node.op_type in ("Gemm", "MatMul") and widths.get(node.output[0]) == len(EMOTIONS)
    ]


@dataclass(frozen=True)
class Near:
    """Faces that are nearest to a face: their places, and how near, 1 for the same features."""

    places: npt.NDArray[np.int64]
    likeness: npt.NDArray[np.float64]


def nearest(face: Features, blocks: Iterator[Features], count: int) -> Near:
    """Return the faces whose features point most nearly in one's own direction (cosine).

    Parameters
    ----------
    face : float32 array, shape (F,)
        Of length 1.
    blocks : iterator of float32 arrays, shape (n, F)
        Of length 1 each.
    count : int
    """
    found = np.concatenate([np.empty(0), *(block.astype(np.float64) @ face for block in blocks)])
    order = np.argsort(-found, kind="stable")[:count]
    return Near(order.astype(np.int64), found[order])


def in_blocks(
    model: Penultimate, faces: Faces, kept: Path, progress: Progress | None = None
) -> Iterator[Features]:
    """Yield the features of faces, block by block; computed once, then read from `kept`.

    A computation that is broken off goes on where it was. Features wider than 1,024 numbers are
    computed anew each time: they are near the pixels, quick to have and large to keep.

    Parameters
    ----------
    model : Penultimate
    faces : uint8 array, shape (N, 48, 48)
    kept : Path
        An ``.npy`` file, named by the release's digest; its folder is made.
    progress : callable, optional
        Called with faces done and faces in all.
    """
    width = model.features(faces[:1]).shape[1]
    stored = _stored(kept, len(faces), width) if is_worth_keeping(width) else None
    for start in range(0, len(faces), _BATCH):
        rows = slice(start, min(start + _BATCH, len(faces)))
        if stored is not None and not np.isnan(stored[rows, 0]).any():
            block = np.asarray(stored[rows], np.float32)
        else:
            block = model.features(np.asarray(faces[rows]))
            if stored is not None:
                stored[rows] = block
        if progress is not None:
            progress(rows.stop, len(faces))
        yield block


def is_worth_keeping(width: int) -> bool:
    """Return whether features of so many numbers a face are kept, as `in_blocks` does."""
    return width <= _WIDEST


def is_kept(path: Path, count: int) -> bool:
    """Return whether the features of `count` faces lie in a file that `in_blocks` wrote."""
    try:
        found = np.load(path, mmap_mode="r")
    except (OSError, ValueError):
        return False
    return bool(found.ndim == 2 and len(found) == count > 0 and not np.isnan(found[-1, 0]))


def _stored(path: Path, count: int, width: int) -> npt.NDArray[np.float16] | None:
    """Return a memory-mapped table of features; what is not computed yet is not a number.

    None where nothing can be written: then nothing is kept.
    """
    try:
        mode: Literal["r", "r+"] = "r" if is_kept(path, count) else "r+"
        found = np.lib.format.open_memmap(path, mode=mode)
        if found.shape == (count, width) and found.dtype == np.float16:
            return found
    except (ValueError, OSError):
        pass  # there is none, or none that can be read
    try:
        return _new(path, count, width)
    except OSError:
        return None


def _new(path: Path, count: int, width: int) -> npt.NDArray[np.float16]:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    table = np.lib.format.open_memmap(part, mode="w+", dtype=np.float16, shape=(count, width))
    table[:] = np.nan
    table.flush()
    part.replace(path)
    return table
