"""Figures from a confusion matrix: accuracy, precision, recall, F1; and calibration error.

One pure function a figure. A confusion matrix has the labels as rows, the predictions as columns.
A ratio without a denominator (a class that was never predicted) is 0, as in scikit-learn.
"""

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
CLASSES = len(EMOTIONS)


def confusion_matrix(labels: npt.ArrayLike, predicted: npt.ArrayLike) -> Counts:
    """Count how often each label was predicted as each.

    Parameters
    ----------
    labels, predicted : int arrays, shape (N,)
        Values 0–6.

    Returns
    -------
    int64 array, shape (7, 7)
        ``[i, j]``: faces labelled i and predicted j.

    Raises
    ------
    ValueError
        If the shapes differ or a value is no label.
    """
    true, guess = as_labels(labels), as_labels(predicted)
    if true.shape != guess.shape:
        raise ValueError(f"expected two arrays of one length, got {true.shape} and {guess.shape}")
    cells = np.bincount(true * CLASSES + guess, minlength=CLASSES * CLASSES)
    return cells.reshape(CLASSES, CLASSES)


def as_labels(values: npt.ArrayLike) -> Counts:
    """Return labels as an int64 array of one dimension, once they are some.

    Raises
    ------
    ValueError
        If there is another number of dimensions, or a value is no label.
    """
    given = np.asarray(values)
    if given.ndim != 1:
        raise ValueError(f"expected an array of one dimension, got {given.shape}")
    if given.size and not (
        np.issubdtype(given.dtype, np.integer) and given.min() >= 0 and given.max() < CLASSES
    ):
        raise ValueError(f"expected whole numbers from 0 to {CLASSES - 1}")
    return given.astype(np.int64)


def _ratio(part: npt.NDArray[np.generic], whole: npt.NDArray[np.generic]) -> Floats:
    zero = np.zeros(np.broadcast_shapes(part.shape, whole.shape))
    return np.asarray(np.divide(part, whole, out=zero, where=whole != 0))


def accuracy(matrix: npt.NDArray[np.number]) -> Floats:
    """Return the share of faces predicted as labelled; ``(..., 7, 7)`` to ``(...)``."""
    return _ratio(np.trace(matrix, axis1=-2, axis2=-1), matrix.sum(axis=(-2, -1)))


def precision(matrix: npt.NDArray[np.number]) -> Floats:
    """Return, by class, the share of its predictions that are labelled so; ``(..., 7)``."""
    return _ratio(np.diagonal(matrix, axis1=-2, axis2=-1), matrix.sum(axis=-2))


def recall(matrix: npt.NDArray[np.number]) -> Floats:
    """Return, by class, the share of its faces that are predicted so; ``(..., 7)``."""
    return _ratio(np.diagonal(matrix, axis1=-2, axis2=-1), matrix.sum(axis=-1))


def f1(matrix: npt.NDArray[np.number]) -> Floats:
    """Return the harmonic mean of precision and recall by class; ``(..., 7)``."""
    hits = np.diagonal(matrix, axis1=-2, axis2=-1)
    return _ratio(2 * hits, matrix.sum(axis=-1) + matrix.sum(axis=-2))


def support(matrix: npt.NDArray[np.number]) -> npt.NDArray[np.number]:
    """Return the number of faces labelled with each class; ``(..., 7)``."""
    return np.asarray(matrix.sum(axis=-1))


def macro_f1(matrix: npt.NDArray[np.number]) -> Floats:
    """Return the plain mean of F1 over the classes that have faces or predictions; ``(...)``."""
    present = (matrix.sum(axis=-1) + matrix.sum(axis=-2)) > 0
    return _ratio(f1(matrix).sum(axis=-1), present.sum(axis=-1))


def weighted_f1(matrix: npt.NDArray[np.number]) -> Floats:
    """Return the mean of F1 over classes, weighted by their faces; ``(...)``."""
    faces = support(matrix)
    return _ratio((f1(matrix) * faces).sum(axis=-1), faces.sum(axis=-1))


def expected_calibration_error(
    labels: npt.ArrayLike, probabilities: npt.ArrayLike, bins: int = 15
) -> float:
    """Return the mean gap between confidence and accuracy over equally wide bins.

    Naeini et al. (2015), Guo et al. (2017), eq. 3: bins are half-open to the left, weights are the
    share of faces in a bin.

    Parameters
    ----------
    labels : int array, shape (N,)
    probabilities : float array, shape (N, 7)
    bins : int

    Returns
    -------
    float
        0–1; 0 for no faces.

    Raises
    ------
    ValueError
        If a label is none, a probability is none, the shapes differ, or there are no bins.
    """
    true, p = as_labels(labels), np.asarray(probabilities, dtype=np.float64)
    if bins < 1:
        raise ValueError(f"expected at least one bin, got {bins}")
    if p.shape != (len(true), CLASSES):
        raise ValueError(f"expected probabilities of shape ({len(true)}, {CLASSES}), got {p.shape}")
    if not len(true):
        return 0.0
    if not (p.min() >= 0 and p.max() <= 1 + 1e-6):  # not a number fails both
        raise ValueError(f"expected probabilities from 0 to 1, got {p.min()} to {p.max()}")
    confidence = p.max(axis=1)
    hit = p.argmax(axis=1) == true
    place = np.searchsorted(np.arange(1, bins) / bins, confidence)  # an edge is its left bin's
    gap = np.bincount(place, weights=hit - confidence, minlength=bins)
    return float(np.abs(gap).sum() / len(true))
