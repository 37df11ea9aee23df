"""What a room of people says, in figures: votes on faces, what it takes errors to cost, its change.

It knows no database and no page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fer.emotions import EMOTIONS
from fer.evaluation.metrics import CLASSES, Counts
from fer.evaluation.people import votes_of
from fer.evaluation.stakes import MOST, Changes, Context

if TYPE_CHECKING:
    import pandas as pd

NONE = CLASSES  # the eighth option: no label fits
OPTIONS = (*EMOTIONS, "No label fits")
ANSWERS = ("No", "Rather no", "Rather yes", "Yes")
ASKED = ("false_alarm", "miss", "silence", "share")
_CLEAR, _SPLIT = 8, 5  # annotators of ten who chose the first option


def ballots(choices: Iterable[int]) -> Counts:
    """Count votes on one face, int64 ``(8,)``: the seven labels in order, then none of them."""
    counts = np.bincount(np.fromiter(choices, np.int64), minlength=len(OPTIONS))
    if len(counts) > len(OPTIONS):
        raise ValueError(f"expected votes from 0 to {NONE}, got {len(counts) - 1}")
    return np.asarray(counts, np.int64)


def annotators(rows: "pd.DataFrame") -> Counts:
    """Return FER+'s votes on faces as a room votes, int64 ``(N, 8)``.

    Contempt, unknown and no face are no label of the seven: they stand together in the last column.
    """
    votes = votes_of(rows)
    return np.column_stack([votes[:, :CLASSES], votes[:, CLASSES:].sum(axis=1)])


def choose_faces(rows: "pd.DataFrame", count: int, seed: int) -> list[int]:
    """Choose faces to guess at: labels in turn, and where votes are known clear and split ones.

    Parameters
    ----------
    rows : DataFrame
        Of a dataset, one split: ``row, emotion``, and perhaps ``leaked`` and the votes.
    count : int
    seed : int
        Equal seeds choose equal faces.

    Returns
    -------
    list of int
        Values of ``row``; fewer than `count` where there are fewer.
    """
    generator = np.random.default_rng(seed)
    if "leaked" in rows:
        rows = rows[~rows["leaked"].astype(bool)]
    rows = rows.iloc[generator.permutation(len(rows))]
    labels = rows["emotion"].to_numpy(np.int64)
    most = annotators(rows).max(axis=1) if "votes_neutral" in rows else None
    turn = generator.permutation(CLASSES)
    chosen: list[int] = []
    while len(chosen) < min(count, len(rows)):
        place = len(chosen)
        rank = np.where(labels == turn[place % CLASSES], 0, 2)
        if most is not None:  # clear and split in turn
            rank = rank + np.where(most >= _CLEAR if place % 2 else most <= _SPLIT, 0, 1)
        rank[chosen] = len(rows)
        chosen.append(int(rank.argmin()))
    return [int(row) for row in rows["row"].to_numpy()[chosen]]


def medians(said: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the median of all answers to each question."""
    answers: dict[str, list[float]] = {}
    for question, value in said:
        answers.setdefault(question, []).append(value)
    return {question: float(np.median(values)) for question, values in answers.items()}


def as_changes(context: Context, found: Mapping[str, float]) -> Changes:
    """Return what a room's medians change in a context.

    A cost of ``false_alarm`` and ``miss`` holds for every label on which somebody acts; a ``share``
    is that of the first of them in 1,000 faces, the others keep their proportions.

    Parameters
    ----------
    context : Context
    found : mapping
        Of `ASKED`; what is absent stays as the context assumes.
    """
    flags = set(context.flags)
    costs = {}
    for label in range(CLASSES):
        for answer in range(CLASSES):
            if label not in flags and answer in flags and "false_alarm" in found:
                costs[label, answer] = found["false_alarm"]
            elif label in flags and answer not in flags and "miss" in found:
                costs[label, answer] = found["miss"]
    base: dict[int, float] = {}
    if "share" in found:
        first = context.flags[0]
        rest = sum(context.base) - context.base[first]
        scale = (MOST - found["share"]) / rest
        base = {i: round(share * scale, 1) for i, share in enumerate(context.base)}
        base[first] = found["share"]
    return Changes(costs, base, found.get("silence")).beside(context)


@dataclass(frozen=True)
class Change:
    """One question asked twice.

    Attributes
    ----------
    before, after : tuple of int
        How many gave each of `ANSWERS`.
    both : int
        People who answered both times.
    up, down : int
        Of them, those who moved towards yes, and towards no.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    both: int
    up: int
    down: int

    @property
    def stayed(self) -> int:
        """Of those who answered both times, those who said the same."""
        return self.both - self.up - self.down


def change(before: Mapping[str, int], after: Mapping[str, int]) -> Change:
    """Hold what people said against what the same people say later.

    Parameters
    ----------
    before, after : mapping of person to int
        Places in `ANSWERS`.
    """
    both = before.keys() & after.keys()
    moved = [after[person] - before[person] for person in both]
    return Change(
        _counts(before.values()),
        _counts(after.values()),
        len(both),
        sum(step > 0 for step in moved),
        sum(step < 0 for step in moved),
    )


def _counts(said: Iterable[int]) -> tuple[int, ...]:
    counts = np.bincount(np.fromiter(said, np.int64), minlength=len(ANSWERS))
    if len(counts) > len(ANSWERS):
        raise ValueError(f"expected answers from 0 to {len(ANSWERS) - 1}, got {len(counts) - 1}")
    return tuple(int(n) for n in counts)
