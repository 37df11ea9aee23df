"""Krippendorff's alpha: how far people who labelled the same faces agree, beyond chance."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fer.evaluation.metrics import Counts, Floats

_CHUNK = 2_000_000  # cells of resampled weights that are held at once


@dataclass(frozen=True)
class Agreement:
    """Alpha with its 95 % interval; 1 is perfect, 0 is chance, below 0 is worse than chance.

    Not a number where it is not defined: no face has two answers, or all answers are one value.

    Attributes
    ----------
    alpha, low, high : float
    units : int
        Faces with at least two answers; only these count.
    answers : int
        Their answers.
    """

    alpha: float
    low: float
    high: float
    units: int
    answers: int

    @property
    def defined(self) -> bool:
        """Whether there is an alpha at all."""
        return not np.isnan(self.alpha)


def tally(units: Iterable[int], values: Iterable[int], kinds: int) -> Counts:
    """Count how often each unit received each value.

    Parameters
    ----------
    units : ints
        What was judged, any numbers; a unit may occur as often as it was judged.
    values : ints
        The value it received, 0 to `kinds` - 1; a negative value is a missing answer.
    kinds : int

    Returns
    -------
    int64 array, shape (units, kinds)
        In the order of the sorted units; units with missing answers only are left out.
    """
    unit, value = np.fromiter(units, np.int64), np.fromiter(values, np.int64)
    if unit.shape != value.shape:
        raise ValueError(f"expected a value for each unit, got {len(value)} for {len(unit)}")
    if len(value) and value.max() >= kinds:
        raise ValueError(f"expected values below {kinds}, got {value.max()}")
    there = value >= 0
    names, place = np.unique(unit[there], return_inverse=True)
    cells = np.bincount(place * kinds + value[there], minlength=len(names) * kinds)
    return cells.reshape(len(names), kinds)


def krippendorff(counts: npt.ArrayLike, resamples: int = 2000, seed: int = 0) -> Agreement:
    """Return Krippendorff's alpha for nominal values with missing answers.

    Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*, part C. The interval is the
    percentile bootstrap over faces; a resample without any variation has no alpha and is left out.

    Parameters
    ----------
    counts : int array, shape (N, K)
        How many people gave each face each of K values.
    resamples, seed : int

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        If the counts are none.
    """
    return _measured(_pairable(counts), resamples, seed)


def by_class(counts: npt.ArrayLike, resamples: int = 2000, seed: int = 0) -> list[Agreement]:
    """Return alpha for each value against all others (this value, or another).

    Parameters
    ----------
    counts : int array, shape (N, K)
    resamples, seed : int

    Returns
    -------
    list of K Agreement
    """
    pairable = _pairable(counts)
    answers = pairable.sum(axis=1, keepdims=True)  # (N, 1)
    found = []
    for value in range(pairable.shape[1]):
        own = pairable[:, [value]]
        two = np.hstack([own, answers - own])  # (N, 2)
        found.append(_measured(two, resamples, seed))
    return found


def _pairable(counts: npt.ArrayLike) -> Counts:
    given = np.asarray(counts)
    if given.ndim != 2 or not given.shape[1]:
        raise ValueError(f"expected counts of shape (faces, values), got {given.shape}")
    if given.size and not (np.issubdtype(given.dtype, np.integer) and given.min() >= 0):
        raise ValueError("expected whole numbers of answers, 0 or more")
    return np.asarray(given[given.sum(axis=1) >= 2], dtype=np.int64)


def _disagreement(counts: Counts) -> Floats:
    """Return the disagreeing pairs of each face, weighted by 1 / (answers - 1); ``(N,)``."""
    answers = counts.sum(axis=1)
    return np.asarray((answers**2 - (counts**2).sum(axis=1)) / np.maximum(answers - 1, 1))


def _alphas(totals: Floats, split: Floats) -> Floats:
    """Return 1 - observed / expected disagreement; ``(B, K)`` and ``(B,)`` to ``(B,)``."""
    n = totals.sum(axis=1)
    expected = (n**2 - (totals**2).sum(axis=1)) / np.maximum(n - 1, 1)
    alpha = np.full(len(n), np.nan)
    np.divide(split, expected, out=alpha, where=expected > 0)
    return np.asarray(1 - alpha)


def _measured(counts: Counts, resamples: int, seed: int) -> Agreement:
    units, answers = len(counts), int(counts.sum())
    if not units:
        return Agreement(np.nan, np.nan, np.nan, 0, 0)
    # Faces with equal answers are alike to alpha: they are drawn together, as one multinomial cell.
    patterns, often = np.unique(counts, axis=0, return_counts=True)
    terms = np.hstack([patterns, _disagreement(patterns)[:, None]])  # (P, K + 1)
    whole = often.astype(np.float64) @ terms
    alpha = float(_alphas(whole[None, :-1], whole[None, -1])[0])
    generator = np.random.default_rng(seed)
    drawn: list[Floats] = []
    step = max(1, _CHUNK // len(patterns))
    for begin in range(0, resamples, step):
        size = min(step, resamples - begin)
        weights = generator.multinomial(units, often / units, size=size).astype(np.float64)
        sums = weights @ terms  # (size, K + 1)
        drawn.append(_alphas(sums[:, :-1], sums[:, -1]))
    values = np.concatenate(drawn) if drawn else np.array([])
    values = values[~np.isnan(values)]
    if np.isnan(alpha) or not len(values):
        return Agreement(alpha, np.nan, np.nan, units, answers)
    low, high = np.quantile(values, [0.025, 0.975])
    return Agreement(alpha, float(low), float(high), units, answers)
