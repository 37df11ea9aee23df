"""Temperature, chosen on PublicTest, and what an abstention threshold leaves unanswered."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from fer.classifier import softmax

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


def answered_share(p: Floats, threshold: float) -> float:
    """Return the share of faces whose confidence reaches `threshold`, 0–1."""
    return float((p.max(1) >= threshold).mean())
