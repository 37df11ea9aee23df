"""``find_eyes``: both eyes of a face, by the vote of Haar cascades at several sizes.

A cascade answers unevenly: the same eyes are seen at one size and not at the next, and in a box
that is moved by a few pixels others are. Single windows agree far better than final answers, so
that those are counted: two eyes are where most windows lie close together, in places that belong
to two eyes of one face. Where no two stand out, more windows are gathered and all counted together.
``docs/registration.md`` has the figures by which cascades and sizes were chosen.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from fer.recognition.cascades import LOCK, cascade
from fer.recognition.faces import Eye


@dataclass(frozen=True)
class _Look:
    """How a cascade looks for eyes.

    Attributes
    ----------
    cascade : str
    growth : float
        Of its window from one size to the next.
    low : float
        How far its windows lie below the eyes that they see, as a share of the face's side.
    beside : pair of float
        The part of the face, from left to right, in which it looks.
    """

    cascade: str
    growth: float
    low: float
    beside: tuple[float, float]


# OpenCV names eyes as their owner does: the cascade for right eyes sees what is on the left.
_WHOLE, _LEFT, _RIGHT = (0.06, 0.94), (0.06, 0.58), (0.42, 0.94)
_ANY = _Look("eye", 1.2, 0.01, _WHOLE)
_OWN = (
    _Look("righteye_2splits", 1.1, -0.02, _LEFT),
    _Look("lefteye_2splits", 1.1, -0.02, _RIGHT),
)
_GLASSES = _Look("eye_tree_eyeglasses", 1.2, 0.01, _WHOLE)
CASCADES = tuple(how.cascade for how in (_ANY, *_OWN, _GLASSES))
SIZES = (80, 112)  # pixels: sides of the face in which eyes are looked for
_MORE = 96  # pixels: where those two do not tell
_LOOKS = (
    tuple((how, size) for size in SIZES for how in (_ANY, *_OWN)),
    tuple((how, _MORE) for how in (_ANY, *_OWN, _GLASSES)),
)
_SMALLEST, _LARGEST = 0.16, 0.37  # sides of an eye's window by the side of the face
_TOP, _BOTTOM = 0.10, 0.62  # where eyes can be, as shares of the side
_NEAR = 0.04  # spread of the windows that see one eye
_VOTES = 1.5  # two windows that agree have more together, each counted by how close it is
_APART = (0.24, 0.60)  # distances of two eyes across, as shares of the side
_STEEPEST = 0.55  # height by distance across: beyond this they are not two eyes of one face
# Where two eyes are mostly: distance, difference in height, and their middle, with their spreads.
_USUAL = np.array([0.37, 0.0, 0.5, 0.375])
_SPREAD = np.array([0.06, 0.12, 0.06, 0.06])

Grey = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]


def find_eyes(face: Grey) -> tuple[Eye, Eye] | None:
    """Find both eyes in a grey face.

    Parameters
    ----------
    face : uint8 array, shape (side, side)
        Framed as a detector frames it; more than 200 pixels help nothing.

    Returns
    -------
    pair of (x, y), or None
        The centres, left one first, as shares of the side (0–1); None unless both are found.
    """
    windows = np.empty((0, 2))
    for looks in _LOOKS:
        windows = np.concatenate([windows, *(_windows(face, how, size) for how, size in looks)])
        pair = _pair(windows)
        if pair is not None:
            return pair
    return None


def _pair(windows: Points) -> tuple[Eye, Eye] | None:
    """Return the two places for which most windows, ``(N, 2)``, speak, or None."""
    between = ((windows[:, None] - windows[None]) ** 2).sum(axis=2)
    weights = np.exp(-between / (2 * _NEAR**2))  # (N, N)
    votes = weights.sum(axis=1)
    middles = weights @ windows / votes[:, None]  # (N, 2)
    left = np.flatnonzero((votes >= _VOTES) & (windows[:, 0] < 0.5))
    right = np.flatnonzero((votes >= _VOTES) & (windows[:, 0] >= 0.5))
    one, other = middles[left][:, None], middles[right][None]
    across, down = np.moveaxis(other - one, 2, 0)  # (left, right) each
    pair = (_APART[0] < across) & (across < _APART[1]) & (np.abs(down) < _STEEPEST * across)
    if not pair.any():
        return None
    found = np.dstack([across, down, (one + other) / 2])  # (left, right, 4)
    unusual = (((found - _USUAL) / _SPREAD) ** 2).sum(axis=2) / 2
    score = np.log(votes[left])[:, None] + np.log(votes[right]) - unusual
    i, j = np.unravel_index(int(np.where(pair, score, -np.inf).argmax()), score.shape)
    (left_x, left_y), (right_x, right_y) = one[i, 0].tolist(), other[0, j].tolist()
    return (left_x, left_y), (right_x, right_y)


def _windows(face: Grey, how: _Look, size: int) -> Points:
    """Return the middles of all windows in which a cascade sees an eye, ``(N, 2)`` as shares."""
    scaled = np.asarray(cv2.resize(face, (size, size), interpolation=cv2.INTER_LINEAR), np.uint8)
    top, bottom = round(_TOP * size), round(_BOTTOM * size)
    left, right = (round(share * size) for share in how.beside)
    part = np.ascontiguousarray(scaled[top:bottom, left:right])
    smallest, largest = round(_SMALLEST * size), round(_LARGEST * size)
    with LOCK:
        seen = cascade(how.cascade).detectMultiScale(
            part, how.growth, 0, minSize=(smallest, smallest), maxSize=(largest, largest)
        )
    boxes = np.asarray(seen, np.float64).reshape(-1, 4)
    middles: Points = (boxes[:, :2] + boxes[:, 2:] / 2 + [left, top]) / size - [0, how.low]
    return middles
