"""All models on the same faces: a row for each, and a row for each pair."""

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from fer.evaluation import metrics, significance
from fer.evaluation.comparison import ALPHA, discordant, told_apart
from fer.evaluation.entries import Aligned
from fer.evaluation.intervals import bootstrap, wilson
from fer.evaluation.significance import RESAMPLES
from fer.release import PROBABILITIES

if TYPE_CHECKING:
    import pandas as pd

F1 = tuple(name.replace("p_", "f1_") for name in PROBABILITIES)


def standings(aligned: Aligned) -> "pd.DataFrame":
    """Score every entry on the rows that all have, the most accurate first.

    Returns
    -------
    DataFrame
        ``id, title, n, accuracy, accuracy_low, accuracy_high, macro_f1, macro_f1_low,
        macro_f1_high`` and the columns `F1`, all scores from 0 to 1; 95 % intervals by Wilson for
        accuracy, by bootstrap for macro F1. Equally accurate ones stand in the order given.
    """
    import pandas as pd

    rows = []
    for which, (entry, title) in enumerate(
        zip(aligned.entries, told_apart(aligned.entries), strict=True)
    ):
        matrix = metrics.confusion_matrix(aligned.emotion, aligned.predicted(which))
        hits = int(np.trace(matrix))
        span = wilson(hits, aligned.n)
        macro = bootstrap(matrix, metrics.macro_f1)
        rows.append(
            {
                "id": entry.id,
                "title": title,
                "n": aligned.n,
                "accuracy": hits / aligned.n,
                "accuracy_low": span[0],
                "accuracy_high": span[1],
                "macro_f1": float(metrics.macro_f1(matrix)),
                "macro_f1_low": float(macro[0]),
                "macro_f1_high": float(macro[1]),
                **dict(zip(F1, map(float, metrics.f1(matrix)), strict=True)),
            }
        )
    table = pd.DataFrame(rows)
    return table.sort_values("accuracy", ascending=False, kind="stable", ignore_index=True)


def every_pair(aligned: Aligned, *, resamples: int = RESAMPLES, seed: int = 0) -> "pd.DataFrame":
    """Compare every pair of the aligned entries in accuracy, corrected for the number of pairs.

    Returns
    -------
    DataFrame
        ``a, b, n, difference, low, high, only_a, only_b, method, p, corrected, verdict``;
        differences are A − B from -1 to 1, intervals from the paired bootstrap.

    Raises
    ------
    ValueError
        If there is no pair.
    """
    import pandas as pd

    names, n = told_apart(aligned.entries), aligned.n
    if len(names) < 2:
        raise ValueError(f"expected at least two entries, got {len(names)}")
    generator = np.random.default_rng(seed)
    rows = []
    for a, b in combinations(range(len(names)), 2):
        test = discordant(aligned, a, b)
        shares = np.array([test.only_a, test.only_b, n - test.only_a - test.only_b]) / n
        drawn = generator.multinomial(n, shares, size=resamples)
        low, high = np.quantile((drawn[:, 0] - drawn[:, 1]) / n, [0.025, 0.975])
        rows.append(
            {
                "a": names[a],
                "b": names[b],
                "n": n,
                "difference": (test.only_a - test.only_b) / n,
                "low": low,
                "high": high,
                "only_a": test.only_a,
                "only_b": test.only_b,
                "method": test.method,
                "p": test.p,
            }
        )
    table = pd.DataFrame(rows)
    table["corrected"] = significance.holm(table["p"])
    better = np.where(table["difference"] > 0, table["a"], table["b"])
    table["verdict"] = np.where(table["corrected"] < ALPHA, better, "not distinguishable")
    return table
