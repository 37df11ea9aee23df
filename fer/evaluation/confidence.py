"""What a confidence is worth: reliability by bin, risk by coverage, precision by recall."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.evaluation.intervals import wilson
from fer.evaluation.metrics import CLASSES, Floats
from fer.release import PROBABILITIES

if TYPE_CHECKING:
    import pandas as pd

BINS = 15


def probabilities_of(predictions: "pd.DataFrame") -> tuple[npt.NDArray[np.int64], Floats]:
    """Return labels, int64 ``(N,)``, and probabilities, float64 ``(N, 7)``, of predictions.

    Raises
    ------
    ValueError
        If there is no face, a label is none, or a probability lies outside 0–1.
    """
    labels = predictions["emotion"].to_numpy(np.int64)
    p = predictions[list(PROBABILITIES)].to_numpy(np.float64)
    if not len(labels):
        raise ValueError("expected at least one prediction")
    if labels.min() < 0 or labels.max() >= CLASSES:
        raise ValueError(f"expected labels from 0 to {CLASSES - 1}")
    if not (p.min() >= 0 and p.max() <= 1 + 1e-6):  # not a number fails both
        raise ValueError(f"expected probabilities from 0 to 1, got {p.min()} to {p.max()}")
    return labels, p


def reliability(predictions: "pd.DataFrame", bins: int = BINS) -> "pd.DataFrame":
    """Return confidence against accuracy in equally wide bins that hold faces.

    Naeini et al. (2015), Guo et al. (2017): bins are half-open to the left, as in
    `metrics.expected_calibration_error`, which is the mean of the gaps weighted by n.

    Parameters
    ----------
    predictions : DataFrame
        In the columns of ``predictions.parquet``.
    bins : int

    Returns
    -------
    DataFrame
        ``low, high`` (edges), ``n``, ``confidence`` (mean), ``accuracy`` and its Wilson interval
        ``accuracy_low, accuracy_high``; all shares 0–1.
    """
    import pandas as pd

    if bins < 1:
        raise ValueError(f"expected at least one bin, got {bins}")
    labels, p = probabilities_of(predictions)
    confidence, hit = p.max(axis=1), p.argmax(axis=1) == labels
    place = np.searchsorted(np.arange(1, bins) / bins, confidence)
    rows = []
    for bin_ in np.unique(place):
        inside = place == bin_
        n, hits = int(inside.sum()), int(hit[inside].sum())
        low, high = wilson(hits, n)
        rows.append(
            (bin_ / bins, (bin_ + 1) / bins, n, confidence[inside].mean(), hits / n, low, high)
        )
    columns = ["low", "high", "n", "confidence", "accuracy", "accuracy_low", "accuracy_high"]
    return pd.DataFrame(rows, columns=columns)


def risk_coverage(predictions: "pd.DataFrame") -> "pd.DataFrame":
    """Return the share of errors among the answers, by the share of faces that get one.

    El-Yaniv & Wiener (2010): faces are answered from the most confident down. Equally confident
    faces are answered together, so that every row is what one threshold does.

    Parameters
    ----------
    predictions : DataFrame

    Returns
    -------
    DataFrame
        ``threshold`` (the lowest confidence that is answered), ``coverage``, ``risk``, each 0–1,
        and ``n``, the faces answered; the most confident first.
    """
    import pandas as pd

    labels, p = probabilities_of(predictions)
    confidence, wrong = p.max(axis=1), p.argmax(axis=1) != labels
    order = np.argsort(-confidence, kind="stable")
    sorted_ = confidence[order]
    ends = np.flatnonzero(np.append(sorted_[1:] != sorted_[:-1], True))
    n, errors = ends + 1, np.cumsum(wrong[order])[ends]
    return pd.DataFrame(
        {
            "threshold": sorted_[ends],
            "coverage": n / len(labels),
            "risk": errors / n,
            "n": n,
        }
    )


def at_threshold(predictions: "pd.DataFrame", threshold: float) -> tuple[int, int]:
    """Return how many faces are answered from a confidence of `threshold` on, and how many rightly.

    Parameters
    ----------
    predictions : DataFrame
    threshold : float
        0–1.
    """
    labels, p = probabilities_of(predictions)
    sure = p.max(axis=1) >= threshold - 1e-7
    return int(sure.sum()), int((sure & (p.argmax(axis=1) == labels)).sum())


def precision_recall(predictions: "pd.DataFrame", label: int) -> "pd.DataFrame":
    """Return precision by recall of one class against the rest, its probability as the score.

    Parameters
    ----------
    predictions : DataFrame
    label : int
        0–6.

    Returns
    -------
    DataFrame
        ``threshold, precision, recall``, the highest threshold first; empty where no face has the
        label.
    """
    import pandas as pd

    labels, p = probabilities_of(predictions)
    score, is_it = p[:, label], labels == label
    order = np.argsort(-score, kind="stable")
    sorted_ = score[order]
    ends = np.flatnonzero(np.append(sorted_[1:] != sorted_[:-1], True))
    hits, total = np.cumsum(is_it[order])[ends], int(is_it.sum())
    columns = {
        "threshold": sorted_[ends],
        "precision": hits / (ends + 1),
        "recall": hits / max(1, total),
    }
    curve = pd.DataFrame(columns)
    return curve if total else curve.iloc[:0]


def average_precision(curve: "pd.DataFrame") -> float:
    """Return the mean of precision over recall, weighted by its steps; 0 of an empty curve."""
    gained = np.diff(curve["recall"].to_numpy(np.float64), prepend=0.0)
    return float((gained * curve["precision"].to_numpy(np.float64)).sum())


def precision_recall_curves(
    predictions: "pd.DataFrame",
) -> list[tuple[str, float, "pd.DataFrame"]]:
    """Return name, average precision and curve of every class that has faces."""
    curves = ((name, precision_recall(predictions, i)) for i, name in enumerate(EMOTIONS))
    return [(name, average_precision(curve), curve) for name, curve in curves if len(curve)]


def thinned(curve: "pd.DataFrame", most: int = 400) -> "pd.DataFrame":
    """Return at most `most` rows of a curve, evenly spread, both ends among them: to be drawn."""
    if len(curve) <= most:
        return curve
    kept = np.unique(np.linspace(0, len(curve) - 1, most).round().astype(int))
    return curve.iloc[kept]
