"""What errors cost: expected cost, cheapest decisions, and how many alarms are false.

A release's predictions are carried to faces among which labels are as frequent as somebody says
(label shift: within a label, faces are taken to look as they do in the test split).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS, TEST_SPLITS
from fer.errors import DecisionError
from fer.evaluation.cells import ABSTAINED, abstaining_matrix
from fer.evaluation.intervals import Z95, Interval
from fer.evaluation.metrics import CLASSES, Counts, Floats
from fer.evaluation.stakes import Stakes, shares
from fer.release import PROBABILITIES

if TYPE_CHECKING:
    import pandas as pd

Rule = Literal["probable", "cheapest", "silent"]
RULES: tuple[Rule, ...] = ("probable", "cheapest", "silent")
_DRAWS = 4000
_SEED = 20010804


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval, in the unit of whoever asks."""

    value: float
    low: float
    high: float


def reweighted(probabilities: npt.ArrayLike, before: Floats, base: Floats) -> Floats:
    """Carry calibrated probabilities to other shares of the labels.

    Saerens, Latinne & Decaestecker (2002), eq. 2.4; for two classes Elkan (2001), theorem 2.

    Parameters
    ----------
    probabilities : float array, shape (N, 7)
        Calibrated where labels have the shares `before`.
    before, base : float64 arrays, shape (7,)
        Shares of the labels there, and where the release is used.

    Returns
    -------
    float64 array, shape (N, 7)
        Rows sum to 1; a row that gives nothing to any label that occurs becomes `base`.

    Raises
    ------
    DecisionError
        If a label occurs that the probabilities were never calibrated on.
    """
    p = np.asarray(probabilities, np.float64)
    if p.ndim != 2 or p.shape[1] != CLASSES:
        raise ValueError(f"expected probabilities (N, {CLASSES}), got {p.shape}")
    if p.size and not (p.min() >= 0 and p.max() <= 1 + 1e-6):
        raise ValueError(f"expected probabilities from 0 to 1, got {p.min()} to {p.max()}")
    _seen(before, base)
    ratio = np.divide(base, before, out=np.zeros(CLASSES), where=before > 0)
    weighed = p * ratio
    total = weighed.sum(axis=1, keepdims=True)
    even = np.broadcast_to(base / base.sum(), p.shape)
    return np.asarray(np.where(total > 0, weighed / np.where(total > 0, total, 1), even))


def cheapest(probabilities: Floats, stakes: Stakes, *, silent: bool = False) -> Counts:
    """Return the answer of least expected cost for every face (Elkan 2001, eq. 1).

    Parameters
    ----------
    probabilities : float64 array, shape (N, 7)
        At the shares that the stakes name.
    stakes : Stakes
    silent : bool
        Whether no answer is allowed, where it is cheaper than any (Chow 1970).

    Returns
    -------
    int64 array, shape (N,)
        0–6, or 7 for no answer; of equally cheap answers the more probable one.
    """
    expected = probabilities @ stakes.costs  # (N, 7)
    least = expected.min(axis=1, keepdims=True)
    tied = expected <= least + 1e-12
    answer = np.where(tied, probabilities, -1.0).argmax(axis=1)
    if silent:
        answer = np.where(stakes.silence < least[:, 0] - 1e-12, ABSTAINED, answer)
    return np.asarray(answer, np.int64)


def decide(predictions: "pd.DataFrame", split: str, stakes: Stakes, rule: Rule) -> Counts:
    """Count labels by answers of a release under a rule.

    Parameters
    ----------
    predictions : DataFrame
        In the columns of ``predictions.parquet``. The shares that its probabilities were
        calibrated at are those of PublicTest; without it, those of `split`.
    split : str
    stakes : Stakes
    rule : str
        ``"probable"``: the most probable label, as the release answers. ``"cheapest"``: the label
        of least expected cost. ``"silent"``: that, or no answer where that is cheaper.

    Returns
    -------
    int64 array, shape (7, 8)

    Raises
    ------
    DecisionError
        If the split has no faces.
    """
    rows = predictions[predictions["split"] == split]
    if not len(rows):
        raise DecisionError(f"There are no predictions on {split}. Choose another release.")
    p = rows[list(PROBABILITIES)].to_numpy(np.float64)
    labels = rows["emotion"].to_numpy(np.int64)
    if rule == "probable":
        return abstaining_matrix(labels, p.argmax(axis=1))
    chosen = predictions.loc[predictions["split"] == TEST_SPLITS[0], "emotion"]
    before = shares(chosen.to_numpy() if len(chosen) else labels)
    at = reweighted(p, before, stakes.base)
    return abstaining_matrix(labels, cheapest(at, stakes, silent=rule == "silent"))


def expected_cost(matrix: Counts, stakes: Stakes) -> Estimate:
    """Return what 1,000 faces cost on average.

    Each label's mean cost is weighed by its share; the interval is that of a stratified mean
    (Cochran 1977, eq. 5.12), faces being drawn within a label.

    Parameters
    ----------
    matrix : int64 array, shape (7, 8)
        Labels by answers, no answer in the last column.
    stakes : Stakes

    Raises
    ------
    DecisionError
        If a label that occurs has no faces in the matrix.
    """
    rates, n = _rates(matrix, stakes)
    mean = (rates * stakes.full).sum(axis=1)
    variance = (rates * stakes.full**2).sum(axis=1) - mean**2
    spread = (stakes.base**2 * np.maximum(variance, 0) / np.maximum(n - 1, 1)).sum()
    value, half = float(stakes.base @ mean), Z95 * float(np.sqrt(spread))
    return Estimate(1000 * value, 1000 * max(0.0, value - half), 1000 * (value + half))


def without_looking(stakes: Stakes, *, silent: bool = True) -> tuple[int, float]:
    """Return the cheapest answer that is the same for every face, and what 1,000 faces cost then.

    What a release must undercut to be worth anything; 7 is no answer at all, if that is allowed.
    """
    by_answer = stakes.base @ (stakes.full if silent else stakes.costs)
    best = int(by_answer.argmin())
    return best, float(1000 * by_answer[best])


def labelled_so(matrix: Counts, stakes: Stakes, answer: int) -> Estimate | None:
    """Return how many of 1,000 faces that are called `answer` are labelled so; None of nothing.

    The precision at the shares of the stakes, by Bayes' rule. Its interval is that of Jeffreys'
    posterior of each label's rate, drawn with a fixed seed: close to Mercaldo, Lau & Zhou (2007)
    for many faces, and not empty for few.
    """
    rates, n = _rates(matrix, stakes)
    called = stakes.base * rates[:, answer]
    if not called.sum():
        return None
    value = float(called[answer] / called.sum())
    hits = np.asarray(matrix, np.float64)[:, answer]
    generator = np.random.default_rng(_SEED)
    drawn = generator.beta(hits + 0.5, n - hits + 0.5, (_DRAWS, CLASSES)) * stakes.base
    low, high = np.quantile(drawn[:, answer] / drawn.sum(axis=1), [0.025, 0.975])
    return Estimate(1000 * value, 1000 * min(value, float(low)), 1000 * max(value, float(high)))


def flagged(matrix: Counts, stakes: Stakes, answer: int) -> float:
    """Return how many of 1,000 faces are called `answer`; 7 is no answer."""
    rates, _ = _rates(matrix, stakes)
    return float(1000 * (stakes.base @ rates[:, answer]))


def beyond(one: Estimate, mark: float) -> Literal[-1, 0, 1]:
    """Return whether an estimate lies below a mark, above it, or cannot be told from it."""
    interval: Interval = (one.low, one.high)
    return -1 if interval[1] < mark else 1 if interval[0] > mark else 0


def _rates(matrix: Counts, stakes: Stakes) -> tuple[Floats, Floats]:
    """Return the rate of every answer within a label, ``(7, 8)``, and the faces of each label."""
    counts = np.asarray(matrix, np.float64)
    if counts.shape != (CLASSES, CLASSES + 1) or counts.min() < 0:
        raise ValueError(f"expected counts ({CLASSES}, {CLASSES + 1}), got {counts.shape}")
    n = counts.sum(axis=1)
    _seen(n, stakes.base)
    return counts / np.maximum(n, 1)[:, None], n


def _seen(there: Floats, base: Floats) -> None:
    missing = [EMOTIONS[i] for i in np.flatnonzero((base > 0) & (there <= 0))]
    if missing:
        raise DecisionError(
            f"No face of this release's test split is labelled {' or '.join(missing)}, so nothing "
            "can be said of such faces. Set their share to 0."
        )
