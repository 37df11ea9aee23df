"""95 % intervals: Wilson's for shares, those of differences of shares, else the bootstrap."""

from collections.abc import Callable
from math import sqrt

import numpy as np
import numpy.typing as npt

from fer.evaluation.metrics import Counts, Floats

Z95 = 1.959963984540054
Interval = tuple[float, float]


def wilson(hits: float, n: float, z: float = Z95) -> Interval:
    """Return Wilson's score interval of a share (Wilson 1927).

    Parameters
    ----------
    hits, n : float
        Successes and trials; with no trials the interval is (0, 1).
    z : float
        Standard normal quantile.
    """
    if n < 0 or not 0 <= hits <= n:
        raise ValueError(f"expected 0 <= hits <= n, got {hits} of {n}")
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # rounding must not push the share itself out of its interval
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def difference(hits: float, n: float, other_hits: float, other_n: float) -> Interval:
    """Return the 95 % interval of one share minus another (Newcombe 1998, method 10).

    Parameters
    ----------
    hits, n, other_hits, other_n : float
        Successes and trials of each, which are taken to be independent.
    """
    if n <= 0 or other_n <= 0:
        raise ValueError(f"expected trials on both sides, got {n} and {other_n}")
    one, other = hits / n, other_hits / other_n
    (low, high), (other_low, other_high) = wilson(hits, n), wilson(other_hits, other_n)
    below = sqrt((one - low) ** 2 + (other_high - other) ** 2)
    above = sqrt((high - one) ** 2 + (other - other_low) ** 2)
    return one - other - below, one - other + above


def bootstrap(
    matrix: Counts,
    figure: Callable[[Counts], Floats],
    resamples: int = 2000,
    seed: int = 0,
) -> npt.NDArray[np.float64]:
    """Return the 95 % percentile bootstrap interval of a figure of a confusion matrix.

    Drawing faces with replacement makes the cells of the matrix multinomial, so that whole matrices
    are drawn at once (Efron & Tibshirani 1993, ch. 13).

    Parameters
    ----------
    matrix : int64 array, shape (7, 7)
    figure : callable
        Takes ``(resamples, 7, 7)``, returns ``(resamples, ...)``.
    resamples, seed : int

    Returns
    -------
    float64 array, shape (2, ...)
        Lower and upper end.
    """
    n = int(matrix.sum())
    if n == 0 or resamples < 1:
        raise ValueError(f"expected a face and a resample, got {n} and {resamples}")
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(n, matrix.ravel() / n, size=resamples)
    values = figure(drawn.reshape(resamples, *matrix.shape))
    return np.asarray(np.quantile(values, [0.025, 0.975], axis=0))


def paired_difference(lost: float, gained: float, n: float, z: float = Z95) -> Interval:
    """Return the interval of a share's decrease, measured twice on the same faces.

    Wald's interval after half a face is added to each of the four cells (Agresti & Min 2005,
    *Simple improved confidence intervals for comparing matched proportions*).

    Parameters
    ----------
    lost, gained, n : float
        Faces that counted before only, afterwards only, and all.
    z : float
        Standard normal quantile.

    Returns
    -------
    tuple of two floats
        Lower and upper end, -1 to 1; above 0 where the share decreased.
    """
    if min(lost, gained) < 0 or lost + gained > n:
        raise ValueError(f"expected lost + gained <= n, got {lost}, {gained} and {n}")
    down, up, whole = lost + 0.5, gained + 0.5, n + 2
    change = (down - up) / whole
    half = z * sqrt(down + up - (down - up) ** 2 / whole) / whole
    return max(-1.0, change - half), min(1.0, change + half)
