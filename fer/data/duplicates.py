"""Exact duplicates: one picture in several rows, and test pictures that leaked into Training."""

import numpy as np
import numpy.typing as npt

from fer.data.dataset import Faces


def first_rows(faces: Faces) -> npt.NDArray[np.int32]:
    """Return, for every face, the first row that shows exactly the same pixels.

    Parameters
    ----------
    faces : uint8 array, shape (N, 48, 48)

    Returns
    -------
    int32 array, shape (N,)
        ``first[i] == i`` where row i is the first of its kind.
    """
    seen: dict[bytes, int] = {}
    first = np.empty(len(faces), np.int32)
    for row, face in enumerate(faces):
        first[row] = seen.setdefault(face.tobytes(), row)
    return first


def leaked_rows(first: npt.NDArray[np.int32], split: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
    """Return which test rows show a picture that also stands in Training.

    Parameters
    ----------
    first : int32 array, shape (N,)
        From `first_rows`.
    split : str array, shape (N,)

    Returns
    -------
    bool array, shape (N,)
        Always False for rows of Training.
    """
    training = np.unique(first[split == "Training"])
    leaked: npt.NDArray[np.bool_] = np.isin(first, training) & (split != "Training")
    return leaked
