"""95 % intervals: Wilson's for shares, the percentile bootstrap for everything else."""

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
