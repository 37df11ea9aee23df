"""``find_eyes``: both eyes of a face, by the vote of two Haar cascades at two sizes.

A cascade answers unevenly: the same eyes are seen at one size and not at the next, behind glasses
by one cascade and not by the other. Their single windows agree far better than their final answers,
so that those are counted: an eye is where most windows lie close together.
"""

import cv2
import numpy as np
import numpy.typing as npt

from fer.recognition.cascades import LOCK, cascade
from fer.recognition.faces import Eye

CASCADES = ("eye_tree_eyeglasses", "eye")
SIZES = (80, 112)  # pixels: sides of the face in which eyes are looked for
_GROWTH = 1.15  # of the search window
_SMALLEST, _LARGEST = 0.16, 0.36  # sides of an eye's window by the side of the face
_TOP, _BOTTOM, _BESIDE = 0.10, 0.62, 0.06  # where eyes can be, as shares of the side
_NEAR = 0.06  # windows whose middles are this close speak of one eye
_VOTES = 2  # windows that must agree on an eye
_APART = (0.24, 0.60)  # distances of two eyes across, as shares of the side
_STEEPEST = 0.55  # height by distance across: beyond this they are not two eyes of one face

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
    windows = np.concatenate([_windows(face, size) for size in SIZES])
    near = (np.abs(windows[:, None] - windows[None]) < _NEAR).all(axis=2)  # (windows, windows)
    votes = near.sum(axis=1)
    middles = near @ windows / np.maximum(votes, 1)[:, None]  # (windows, 2)
    trusted = votes >= _VOTES
    left = np.flatnonzero(trusted & (windows[:, 0] < 0.5))
    right = np.flatnonzero(trusted & (windows[:, 0] >= 0.5))
    across, down = (middles[right, i] - middles[left, i][:, None] for i in (0, 1))
    pair = (_APART[0] < across) & (across < _APART[1]) & (np.abs(down) < _STEEPEST * across)
    if not pair.any():
        return None
    fewer = np.minimum(votes[left][:, None], votes[right])
    both = votes[left][:, None] + votes[right]
    score = np.where(pair, fewer + both / (2 * len(windows) + 1), -1)  # (left, right)
    i, j = np.unravel_index(int(score.argmax()), score.shape)
    one, other = middles[left[i]], middles[right[j]]
    return (float(one[0]), float(one[1])), (float(other[0]), float(other[1]))


def _windows(face: Grey, size: int) -> Points:
    """Return the middles of all windows in which a cascade sees an eye, ``(N, 2)`` as shares."""
    scaled = np.asarray(cv2.resize(face, (size, size), interpolation=cv2.INTER_LINEAR), np.uint8)
    top, beside = round(_TOP * size), round(_BESIDE * size)
    part = np.ascontiguousarray(scaled[top : round(_BOTTOM * size), beside : size - beside])
    smallest, largest = round(_SMALLEST * size), round(_LARGEST * size)
    found = []
    for name in CASCADES:
        with LOCK:
            seen = cascade(name).detectMultiScale(
                part, _GROWTH, 0, minSize=(smallest, smallest), maxSize=(largest, largest)
            )
        found.append(np.asarray(seen, np.float64).reshape(-1, 4))
    boxes = np.concatenate(found)
    middles: Points = (boxes[:, :2] + boxes[:, 2:] / 2 + [beside, top]) / size
    return middles
