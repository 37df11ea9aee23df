"""Temperature and abstention threshold, both chosen on PublicTest."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from fer.classifier import softmax

PROMISED = 0.85  # how often an answered face shall be right
_FEWEST = 100  # answered faces below which a share says little

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


def temperature_of(logits: Floats, labels: Labels) -> float:
    """Return the temperature that minimises cross-entropy (Guo et al. 2017), to four decimals.

    Parameters
    ----------
    logits : float32 array, shape (N, 7)
    labels : int64 array, shape (N,)
    """

    def loss(log_temperature: float) -> float:
        p = softmax(logits / np.float32(np.exp(log_temperature)))
        return float(-np.log(np.clip(p[np.arange(len(labels)), labels], 1e-12, 1)).mean())

    best = minimize_scalar(loss, bounds=(-4, 8), method="bounded")
    return round(float(np.exp(best.x)), 4)


def threshold_of(p: Floats, labels: Labels, promised: float = PROMISED) -> float | None:
    """Return the lowest confidence from which on answers are right often enough.

    Parameters
    ----------
    p : float32 array, shape (N, 7)
        Calibrated probabilities.
    labels : int64 array, shape (N,)
    promised : float
        The share of answered faces that must carry the predicted label.

    Returns
    -------
    float or None
        Rounded up to four decimals; 0 where every face may be answered, None where no threshold
        keeps the promise on at least 100 faces.
    """
    confidence = p.max(1).astype(np.float64)
    right = p.argmax(1) == labels
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    share = np.cumsum(right[order]) / answered
    # faces of equal confidence are answered together
    last = np.append(np.diff(confidence[order]) < 0, True)
    fine = np.flatnonzero(last & (share >= promised) & (answered >= _FEWEST))
    if not len(fine):
        return None
    if fine[-1] == len(order) - 1:
        return 0.0
    between = (confidence[order][fine[-1]] + confidence[order][fine[-1] + 1]) / 2
    return round(float(between), 4)


def answered_share(p: Floats, threshold: float) -> float:
    """Return the share of faces whose confidence reaches `threshold`, 0–1."""
    return float((p.max(1) >= threshold).mean())
