"""Figures from ``robustness.parquet``: accuracy by severity, losses by class, labels flipped.

It reads counts and measures nothing; see `sweep` for that. Counts of a sample, in which rare
classes stand more often than in their split, are weighted back by the faces each class has there.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fer.emotions import EMOTIONS
from fer.errors import ReleaseError
from fer.evaluation.corruptions import CORRUPTIONS
from fer.evaluation.intervals import paired_difference, wilson
from fer.evaluation.scorecard import Figure
from fer.evaluation.wording import listed, percent
from fer.release import ROBUSTNESS, Release

if TYPE_CHECKING:
    import pandas as pd

CLEAN = "clean"


def table_of(release: Release) -> "pd.DataFrame":
    """Return a release's table, once it covers every corruption at the strengths of today.

    Raises
    ------
    ReleaseError
        If there is none, it is broken, or it was measured by another version.
    """
    table = release.robustness()
    given = table.groupby(["corruption", "severity"])["strength"].first()
    expected = {
        (name, severity): strength
        for name, one in CORRUPTIONS.items()
        for severity, strength in enumerate(one.levels, start=1)
    }
    old = sorted(
        {
            name
            for (name, severity), strength in expected.items()
            if not np.isclose(given.get((name, severity), np.nan), strength)
        }
    )
    classes = table.groupby(["split", "emotion"])
    whole = (classes.size() == 1 + len(expected)).all()
    steady = (classes[["n", "population"]].nunique() == 1).all(axis=None)
    if old or not (whole and steady):
        what = (
            f"lacks {', '.join(old)} as measured today" if old else "lacks rows, or mixes samples"
        )
        raise ReleaseError(
            f"Release '{release.id}': {ROBUSTNESS} {what}. "
            f"Measure it: python -m fer robustness {release.id}"
        )
    return table


def share(part: "pd.Series", rows: "pd.DataFrame") -> Figure:
    """Return the share of a split's faces that `part` counts, with its 95 % interval.

    Wilson's interval with Kish's effective sample size: that of the counts where the whole split
    was measured.

    Parameters
    ----------
    part : Series
        Counts by class.
    rows : DataFrame
        The same rows' ``n`` and ``population``.
    """
    value, effective = _weighted(part, rows)
    return Figure(value, *wilson(value * effective, effective))


def _weighted(part: "pd.Series", rows: "pd.DataFrame") -> tuple[float, float]:
    weight = rows["population"] / rows["population"].sum()
    effective = 1 / float((weight**2 / rows["n"]).sum())
    return min(1.0, float((weight * part / rows["n"]).sum())), effective


def by_severity(table: "pd.DataFrame", split: str) -> "pd.DataFrame":
    """Return accuracy and the share of flipped labels for every corruption and severity.

    Each corruption begins with the unchanged faces, severity 0.

    Returns
    -------
    DataFrame
        ``corruption, severity, strength, n, population, accuracy, low, high, flipped,
        flipped_low, flipped_high``; shares 0–1 with 95 % intervals; ``population`` is the number
        of faces in the split, ``n`` of which were measured.
    """
    import pandas as pd

    own = table[table["split"] == split]
    cells = dict(list(own.groupby(["corruption", "severity"])))
    found = []
    for name, one in CORRUPTIONS.items():
        for severity, strength in enumerate((one.neutral, *one.levels)):
            rows = cells[(name if severity else CLEAN, severity)]
            right, flipped = share(rows["correct"], rows), share(rows["flipped"], rows)
            found.append(
                {
                    "corruption": name,
                    "severity": severity,
                    "strength": strength,
                    "n": int(rows["n"].sum()),
                    "population": int(rows["population"].sum()),
                    **dict(zip(("accuracy", "low", "high"), _parts(right), strict=True)),
                    "flipped": flipped.value,
                    "flipped_low": flipped.low,
                    "flipped_high": flipped.high,
                }
            )
    return pd.DataFrame(found)


def _parts(figure: Figure) -> tuple[float, float, float]:
    return figure.value, figure.low, figure.high


def by_class(table: "pd.DataFrame", split: str, corruption: str) -> "pd.DataFrame":
    """Return recall by class and severity: ``emotion, severity, n, recall, low, high``."""
    import pandas as pd

    own = table[(table["split"] == split) & table["corruption"].isin((CLEAN, corruption))]
    own = own.sort_values(["emotion", "severity"])
    columns = (own[name].tolist() for name in ("emotion", "severity", "n", "correct"))
    found = [
        (EMOTIONS[emotion], severity, n, correct / n, *wilson(correct, n))
        for emotion, severity, n, correct in zip(*columns, strict=True)
    ]
    return pd.DataFrame(found, columns=["emotion", "severity", "n", "recall", "low", "high"])


def losses_by_class(
    table: "pd.DataFrame", split: str, corruption: str, severity: int
) -> "pd.DataFrame":
    """Return what each class loses of its recall, the most first.

    Returns
    -------
    DataFrame
        ``emotion, n, before, after, loss, low, high``; the loss and its 95 % interval (Agresti &
        Min 2005, on the same faces before and after) are negative where a class gains.
    """
    own = table[table["split"] == split]
    clean = own[own["severity"] == 0].set_index("emotion")["correct"]
    rows = own[(own["corruption"] == corruption) & (own["severity"] == severity)]
    rows = rows.assign(was=clean.loc[rows["emotion"]].to_numpy())
    counts = (rows[name].tolist() for name in ("emotion", "n", "was", "correct", "lost"))
    found = []
    for emotion, n, was, now, lost in zip(*counts, strict=True):
        interval = paired_difference(lost, lost - (was - now), n)
        found.append((EMOTIONS[emotion], n, was / n, now / n, (was - now) / n, *interval))
    return _most_first(found, "emotion")


def losses(table: "pd.DataFrame", split: str, severity: int) -> "pd.DataFrame":
    """Return what accuracy loses under each corruption at one severity, the most first.

    Returns
    -------
    DataFrame
        ``corruption, n, before, after, loss, low, high``, as `losses_by_class`.
    """
    own = table[table["split"] == split]
    clean = own[own["severity"] == 0].set_index("emotion")
    was, _ = _weighted(clean["correct"], clean)
    found = []
    for name in CORRUPTIONS:
        chosen = own[(own["corruption"] == name) & (own["severity"] == severity)]
        rows = chosen.set_index("emotion")
        now, effective = _weighted(rows["correct"], rows)
        lost, _ = _weighted(rows["lost"], rows)
        gained = max(0.0, lost - (was - now))
        low, high = paired_difference(lost * effective, gained * effective, effective)
        found.append((name, int(rows["n"].sum()), was, now, was - now, low, high))
    return _most_first(found, "corruption")


def _most_first(rows: Sequence[tuple[str | float, ...]], what: str) -> "pd.DataFrame":
    import pandas as pd

    frame = pd.DataFrame(rows, columns=[what, "n", "before", "after", "loss", "low", "high"])
    return frame.sort_values("loss", ascending=False, kind="stable", ignore_index=True)


def worst_hurt(by_loss: "pd.DataFrame") -> str:
    """Say which class loses most, which may lose as much, and which gains.

    The intervals are not corrected for the seven looks.

    Parameters
    ----------
    by_loss : DataFrame
        Of `losses_by_class`.
    """
    sure = by_loss[by_loss["low"] > 0]
    if not len(sure):
        said = ["No class loses more than chance would have it."]
    else:
        first = sure.iloc[0]
        said = [
            f"Worst hurt: {first['emotion']} loses {_points(first)}, "
            f"from {percent(first['before'])} to {percent(first['after'])}."
        ]
        if alike := _alike(by_loss):
            said.append(f"{listed(alike)} may lose as much: the intervals overlap.")
    for _, row in by_loss[by_loss["high"] < 0].iterrows():
        said.append(f"{row['emotion']} gains {_points(row, -1)}.")
    return " ".join(said)


def _alike(by_loss: "pd.DataFrame") -> list[str]:
    """Return the classes whose loss cannot be told from that of the most surely hurt one."""
    sure = by_loss[by_loss["low"] > 0]
    if not len(sure):
        return []
    rest = by_loss.drop(index=sure.index[0])
    return [str(name) for name in rest[rest["high"] >= sure.iloc[0]["low"]]["emotion"]]


def worst_of_each(table: "pd.DataFrame", split: str, severity: int) -> "pd.DataFrame":
    """Return the class that each corruption hurts most, the most hurt first.

    The intervals are not corrected for the number of looks, seven for each corruption.

    Returns
    -------
    DataFrame
        ``corruption, alike`` (in words, the classes that may lose as much) and the columns of
        `losses_by_class`.
    """
    import pandas as pd

    rows = []
    for name in CORRUPTIONS:
        by_loss = losses_by_class(table, split, name, severity)
        sure = by_loss[by_loss["low"] > 0]
        first = (sure if len(sure) else by_loss).iloc[0]
        alike = listed(names) if (names := _alike(by_loss)) else ""
        rows.append({"corruption": name, "alike": alike, **first.to_dict()})
    return pd.DataFrame(rows).sort_values("loss", ascending=False, kind="stable", ignore_index=True)


def answer(by_loss: "pd.DataFrame") -> str:
    """Say which corruption costs most and which least, from a frame of `losses`."""
    sure, least = by_loss[by_loss["low"] > 0], by_loss.iloc[-1]
    if not len(sure):
        return "No change costs more than chance would have it."
    most = sure.iloc[0]
    names = [CORRUPTIONS[row["corruption"]].title for row in (most, least)]
    named = [name if name.isupper() else name.lower() for name in names]
    return (
        f"It depends on the change: at middling strength {named[0]} leaves "
        f"{percent(most['after'])} of the labels right, {named[1]} {percent(least['after'])}, "
        f"against {percent(most['before'])} of unchanged faces."
    )


def _points(row: "pd.Series", sign: int = 1) -> str:
    ends = sorted(sign * row[end] * 100 for end in ("low", "high"))
    return (
        f"{sign * row['loss'] * 100:.1f} points (95 % {ends[0]:.1f} to {ends[1]:.1f}, "
        f"n = {int(row['n']):,})"
    )
