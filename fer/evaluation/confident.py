"""Confident learning: which labels are likely errors, by the probabilities of a model.

Northcutt, Jiang & Chuang (2021), *Confident Learning: Estimating Uncertainty in Dataset Labels*.
The probabilities must come from a model that did not learn from these rows. (The library cleanlab
does the same; it takes seconds to import and is the reference in the test.)
"""

import numpy as np
import numpy.typing as npt

from fer.evaluation.metrics import Floats

Mask = npt.NDArray[np.bool_]
_EDGE = 1e-6  # float32 probabilities that equal their threshold count as reaching it


def thresholds(labels: npt.ArrayLike, probabilities: npt.ArrayLike) -> Floats:
    """Return, by class, the mean probability that faces labelled so receive for it.

    Eq. 2 of the paper: how sure the model is of a class on average. A class without faces gets 1.

    Parameters
    ----------
    labels : int array, shape (N,)
    probabilities : float array, shape (N, K)

    Returns
    -------
    float64 array, shape (K,)
    """
    true, p = _checked(labels, probabilities)
    faces = np.bincount(true, minlength=p.shape[1])
    sums = np.bincount(true, weights=p[np.arange(len(true)), true], minlength=p.shape[1])
    return np.asarray(np.divide(sums, faces, out=np.ones(p.shape[1]), where=faces > 0))


def likely_errors(labels: npt.ArrayLike, probabilities: npt.ArrayLike) -> Mask:
    """Return which rows stand off the diagonal of the confident joint.

    Eq. 1 of the paper: a row counts for the most probable class among those whose probability
    reaches the class's own threshold; it is a likely label error where that is not its label. A row
    that the model would label as it is labelled is none.

    Parameters
    ----------
    labels : int array, shape (N,)
    probabilities : float array, shape (N, K)

    Returns
    -------
    bool array, shape (N,)
    """
    true, p = _checked(labels, probabilities)
    if not len(true):
        return np.zeros(0, np.bool_)
    reached = p >= thresholds(true, p) - _EDGE  # (N, K)
    confident = np.where(reached, p, -1).argmax(axis=1)
    return np.asarray(reached.any(axis=1) & (confident != true) & (p.argmax(axis=1) != true))


def label_quality(labels: npt.ArrayLike, probabilities: npt.ArrayLike) -> Floats:
    """Return the normalised margin: 0 where another class is certain, 1 where the label is.

    Parameters
    ----------
    labels : int array, shape (N,)
    probabilities : float array, shape (N, K)

    Returns
    -------
    float64 array, shape (N,)
    """
    true, p = _checked(labels, probabilities)
    own = np.arange(p.shape[1]) == true[:, None]
    others = np.where(own, -1, p).max(axis=1) if len(true) else np.zeros(0)
    return np.asarray((p[np.arange(len(true)), true] - others + 1) / 2)


def _checked(
    labels: npt.ArrayLike, probabilities: npt.ArrayLike
) -> tuple[npt.NDArray[np.int64], Floats]:
    true, p = np.asarray(labels, np.int64), np.asarray(probabilities, np.float64)
    if p.ndim != 2 or p.shape[1] < 2 or p.shape[0] != len(true):
        raise ValueError(f"expected probabilities of shape ({len(true)}, classes), got {p.shape}")
    if len(true) and not (true.min() >= 0 and true.max() < p.shape[1]):
        raise ValueError(f"expected labels from 0 to {p.shape[1] - 1}")
    return true, p
