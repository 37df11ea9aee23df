"""Occlusion: how much an answer changes when a patch of the face is covered.

Zeiler & Fergus (2014), *Visualizing and understanding convolutional networks*. It asks the model
itself, through its graph, and so works for every release.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

PATCH = 10  # pixels of a covered square's side: about an eye with its brow
STEP = 4  # pixels from one square to the next
Face = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Logits = Callable[[Face], npt.NDArray[np.float32]]


@dataclass(frozen=True)
class Occlusion:
    """What covering each place does to a label.

    Attributes
    ----------
    map : float64 array, shape (48, 48)
        At each pixel, the mean fall of the label's evidence over the squares that cover it: above 0
        where what is covered speaks for the label, below 0 where it speaks against it.
    corners : int array, shape (N, 2)
        Row and column of each square's upper left pixel.
    logits : float64 array, shape (N, 7)
        Of the face with each square covered.
    falls : float64 array, shape (N,)
        By how much the evidence falls with each square covered.
    patch : int
        Pixels of a square's side.
    """

    map: Floats
    corners: npt.NDArray[np.int64]
    logits: Floats
    falls: Floats
    patch: int

    @property
    def strongest(self) -> int:
        """The place of the square whose covering costs the label most."""
        return int(self.falls.argmax())


def evidence(logits: npt.NDArray[np.floating], label: int) -> Floats:
    """Return the log-odds of a label against the six others, which no saturation flattens.

    Parameters
    ----------
    logits : float array, shape (N, 7)
    label : int
        0–6.

    Returns
    -------
    float64 array, shape (N,)
    """
    wide = np.asarray(logits, np.float64)
    others = np.delete(wide, label, axis=1)
    top = others.max(axis=1)
    rest = top + np.log(np.exp(others - top[:, None]).sum(axis=1))
    return np.asarray(wide[:, label] - rest)


def places(patch: int, step: int, side: int) -> npt.NDArray[np.int64]:
    """Return the upper left corners of squares that cover a picture, ``(N, 2)`` as row, column."""
    if not 1 <= step <= patch <= side:
        raise ValueError(
            f"expected a patch of 1 to {side} and a step of 1 to that, got {patch} and {step}"
        )
    starts = sorted({*range(0, side - patch, step), side - patch})
    return np.array([(row, column) for row in starts for column in starts], np.int64)


def covered(face: Face, corners: npt.NDArray[np.int64], patch: int) -> Face:
    """Return a face with one square each laid over it, in the face's mean grey.

    Parameters
    ----------
    face : uint8 array, shape (48, 48)
    corners : int array, shape (N, 2)
    patch : int

    Returns
    -------
    uint8 array, shape (N, 48, 48)
    """
    faces = np.repeat(face[None], len(corners), axis=0)
    grey = np.uint8(round(float(face.mean())))
    for one, (row, column) in zip(faces, corners, strict=True):
        one[row : row + patch, column : column + patch] = grey
    return faces


def occlude(
    logits: Logits,
    face: Face,
    label: int,
    *,
    patch: int = PATCH,
    step: int = STEP,
    score: Callable[[npt.NDArray[np.floating], int], Floats] = evidence,
) -> Occlusion:
    """Cover a face square by square and ask a model each time.

    Parameters
    ----------
    logits : callable
        From faces uint8 ``(N, 48, 48)`` to logits ``(N, 7)``.
    face : uint8 array, shape (48, 48)
    label : int
        Whose evidence is watched, 0–6.
    patch, step : int
        Side of the squares, and pixels from one to the next.
    score : callable
        From logits and a label to what is watched, ``(N,)``.
    """
    side = len(face)
    corners = places(patch, step, side)
    found = np.asarray(logits(np.concatenate([face[None], covered(face, corners, patch)])))
    scores = score(found, label)
    falls = scores[0] - scores[1:]
    total, times = np.zeros((side, side)), np.zeros((side, side))
    for fall, (row, column) in zip(falls, corners, strict=True):
        inside = np.s_[row : row + patch, column : column + patch]
        total[inside] += fall
        times[inside] += 1
    return Occlusion(total / times, corners, found[1:].astype(np.float64), falls, patch)
