"""Do two models differ? McNemar's test, paired bootstrap, paired randomisation, Holm's correction.

Everything works on the joint outcomes of two models (how many faces of each label got which pair of
predictions), never on single faces: drawing 3,589 faces again is one draw of those counts. It knows
neither tables nor releases.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, gammaln

from fer.evaluation.metrics import CLASSES, Counts, Floats, as_labels

FEW = 25  # discordant faces below which McNemar's test is exact
RESAMPLES = 10_000
Figure = Callable[[npt.NDArray[np.number]], Floats]


@dataclass(frozen=True)
class McNemar:
    """McNemar's test of whether two models are right equally often on the same faces.

    Attributes
    ----------
    only_a, only_b : int
        Faces that one model gets right and the other one wrong.
    p : float
        Two-sided, 0–1.
    method : str
        ``"exact binomial"`` or ``"mid-p"``.
    """

    only_a: int
    only_b: int
    p: float
    method: str


def mcnemar(only_a: int, only_b: int) -> McNemar:
    """Test whether the discordant faces fall to both models alike (McNemar 1947).

    Below `FEW` discordant faces the exact binomial test, which never errs on the bold side; from
    there on its mid-p form, which is as safe in practice and less timid (Fagerland, Lydersen &
    Laake 2013). Both sum the binomial distribution itself, no normal approximation.

    Parameters
    ----------
    only_a, only_b : int
        Faces that one gets right and the other wrong.

    Raises
    ------
    ValueError
        If a count is negative.
    """
    if only_a < 0 or only_b < 0:
        raise ValueError(f"expected counts of faces, got {only_a} and {only_b}")
    n, fewer = only_a + only_b, min(only_a, only_b)
    exact = n < FEW
    method = "exact binomial" if exact else "mid-p"
    if only_a == only_b:
        # half the ties belong to either side: the two tails make up everything
        return McNemar(only_a, only_b, 1.0, method)
    tail = float(bdtr(fewer, n, 0.5))
    if not exact:
        tail -= 0.5 * float(
            np.exp(gammaln(n + 1) - gammaln(fewer + 1) - gammaln(n - fewer + 1) - n * np.log(2))
        )
    return McNemar(only_a, only_b, min(1.0, 2 * tail), method)


def holm(p: npt.ArrayLike) -> Floats:
    """Return p-values corrected for their number by Holm's step-down method (Holm 1979).

    Parameters
    ----------
    p : float array, shape (K,)

    Returns
    -------
    float64 array, shape (K,)
        In the order given; never below what was given.

    Raises
    ------
    ValueError
        If one is no probability.
    """
    given = np.asarray(p, np.float64)
    if given.ndim != 1 or not np.all((given >= 0) & (given <= 1)):
        raise ValueError(f"expected p-values from 0 to 1, got {given}")
    order = np.argsort(given, kind="stable")
    steps = given[order] * np.arange(len(given), 0, -1)
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(1, np.maximum.accumulate(steps)) if len(given) else steps
    return corrected


def joint_outcomes(labels: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Counts:
    """Count the faces of each label that got each pair of predictions.

    Parameters
    ----------
    labels, a, b : int arrays, shape (N,)
        Labels and the two models' predictions, 0–6.

    Returns
    -------
    int64 array, shape (7, 7, 7)
        ``[i, j, k]``: faces labelled i that A calls j and B calls k.
    """
    true, first, second = as_labels(labels), as_labels(a), as_labels(b)
    if not true.shape == first.shape == second.shape:
        raise ValueError(
            f"expected three arrays of one length, got {true.shape}, {first.shape}, {second.shape}"
        )
    cells = np.bincount((true * CLASSES + first) * CLASSES + second, minlength=CLASSES**3)
    return cells.reshape(CLASSES, CLASSES, CLASSES)


def _incidence(cells: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return, for cells of the joint outcomes, which cell of A's and of B's matrix they feed."""
    label, a, b = np.unravel_index(cells, (CLASSES, CLASSES, CLASSES))
    places = np.eye(CLASSES * CLASSES)
    return places[label * CLASSES + a], places[label * CLASSES + b]  # (K, 49) each


def resampled(joint: Counts, resamples: int = RESAMPLES, seed: int = 0) -> tuple[Floats, Floats]:
    """Draw the faces again with replacement; return both models' confusion matrices each time.

    A draw of N faces is one multinomial draw of the joint outcomes (Efron & Tibshirani 1993,
    ch. 13), so that the two matrices of a draw always describe the same faces.

    Parameters
    ----------
    joint : int64 array, shape (7, 7, 7)
        From `joint_outcomes`.
    resamples, seed : int

    Returns
    -------
    two float64 arrays, shape (resamples, 7, 7)
        Whole numbers.
    """
    n = int(joint.sum())
    if n == 0 or resamples < 1:
        raise ValueError(f"expected a face and a resample, got {n} and {resamples}")
    cells = np.flatnonzero(joint)
    drawn = np.random.default_rng(seed).multinomial(n, joint.ravel()[cells] / n, size=resamples)
    counts = drawn.astype(np.float64)
    feeds_a, feeds_b = _incidence(cells)
    shape = (resamples, CLASSES, CLASSES)
    return (counts @ feeds_a).reshape(shape), (counts @ feeds_b).reshape(shape)


def exchanged(joint: Counts, resamples: int = RESAMPLES, seed: int = 0) -> tuple[Floats, Floats]:
    """Toss a coin for every face whose answer is whose; return both confusion matrices each time.

    What two models that do not differ could have shown: the paired randomisation test (Noreen 1989,
    ch. 2; Yeh 2000). Faces with one label and the same two answers are tossed together.

    Parameters
    ----------
    joint : int64 array, shape (7, 7, 7)
        From `joint_outcomes`.
    resamples, seed : int

    Returns
    -------
    two float64 arrays, shape (resamples, 7, 7)
        Whole numbers.
    """
    if resamples < 1:
        raise ValueError(f"expected a resample, got {resamples}")
    both = joint + joint.swapaxes(1, 2)  # [i, j, k] and [i, k, j]: faces with that pair of answers
    cells = np.flatnonzero(np.triu(both, 1))
    ties = np.zeros((CLASSES, CLASSES), np.int64)
    for answer in range(CLASSES):
        ties[:, answer] = joint[:, answer, answer]
    feeds_a, feeds_b = _incidence(cells)
    generator = np.random.default_rng(seed)
    counts = both.ravel()[cells]
    tossed = np.empty((len(cells), resamples))
    for toss, n in zip(tossed, counts, strict=True):
        toss[:] = generator.binomial(n, 0.5, size=resamples)
    a = ties.ravel() + counts @ feeds_b + tossed.T @ (feeds_a - feeds_b)
    total = 2 * ties.ravel() + counts @ (feeds_a + feeds_b)
    shape = (resamples, CLASSES, CLASSES)
    return a.reshape(shape), (total - a).reshape(shape)


def interval(figure: Figure, draws: tuple[Floats, Floats]) -> Floats:
    """Return the 95 % percentile interval of ``figure(A) - figure(B)``, shape ``(2, ...)``."""
    a, b = draws
    return np.asarray(np.quantile(figure(a) - figure(b), [0.025, 0.975], axis=0))


def p_value(figure: Figure, joint: Counts, tossed: tuple[Floats, Floats]) -> Floats:
    """Return how often chance alone makes the gap in a figure at least this wide, two-sided.

    Counts the observed outcome as one of the tosses (Phipson & Smyth 2010): never 0.

    Parameters
    ----------
    figure : callable
        Takes ``(..., 7, 7)``, returns ``(...)`` or ``(..., K)``.
    joint : int64 array, shape (7, 7, 7)
    tossed : two float64 arrays, shape (R, 7, 7)
        From `exchanged`.
    """
    observed = np.abs(figure(joint.sum(axis=2)) - figure(joint.sum(axis=1)))
    a, b = tossed
    as_wide = np.abs(figure(a) - figure(b)) >= observed - 1e-12  # rounding is no difference
    return np.asarray((1 + as_wide.sum(axis=0)) / (1 + len(a)))
