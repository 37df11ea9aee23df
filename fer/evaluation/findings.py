"""Sentences from a confusion matrix: what the paper wrote about one network, from any.

Every sentence carries its figures and their n. What is called a finding lies beyond the 95 %
interval of the comparison and above a stated size; a class of fewer than `FEWEST` faces is named
and passed over. The intervals are not corrected for the number of comparisons.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer.evaluation.metrics import CLASSES, Counts
from fer.evaluation.rates import (
    Rate,
    called,
    checked,
    listed,
    name,
    others_called,
    overcalled,
    percent,
    sources,
)

Kind = Literal["most", "least", "overpredicted", "one-way", "frequent", "chance", "few"]
FEWEST = 10  # faces of a class below which nothing is said of it
OFTEN = 0.10  # the share from which a confusion is called frequent
MORE = 1.2  # predictions by labels from which a class is called overpredicted
SELDOM = 1 / 3  # of the way there: what the way back may be for a one-way confusion


@dataclass(frozen=True)
class Finding:
    """A sentence and the classes that it is about.

    Attributes
    ----------
    kind : str
    text : str
    classes : tuple of int
        Labels, in the order of the sentence.
    """

    kind: Kind
    text: str
    classes: tuple[int, ...]


def findings(matrix: Counts) -> list[Finding]:
    """Write what stands out in a confusion matrix.

    Parameters
    ----------
    matrix : int64 array, shape (7, 7)
        Labels by predictions.

    Returns
    -------
    list of Finding
        Most and least recognised, overpredicted with their sources, one-way confusions, other
        frequent ones, classes that cannot be told from chance, classes with too few faces; none of
        no faces.
    """
    faces = checked(matrix)
    said = [i for i in range(CLASSES) if faces[i].sum() >= FEWEST]
    if not said:
        return _few(faces)
    over = [i for i in range(CLASSES) if _overpredicted(faces, i)]
    explained = {(source, i) for i in over for source, _ in sources(faces, i)}
    one_way = [pair for pair in _pairs(said) if _is_one_way(faces, *pair)]
    rest = [
        (i, j)
        for i, j in _pairs(said)
        if (i, j) not in explained and (i, j) not in one_way and _is_frequent(faces, i, j)
    ]
    found = [*_most(faces, said), *_least(faces, said)]
    found += [_over(faces, i, said) for i in over]
    found += [_one_way(faces, *pair) for pair in sorted(one_way, key=_by_rate(faces))]
    found += [_frequent(faces, *pair) for pair in sorted(rest, key=_by_rate(faces))]
    return [*found, *_chance(faces, said), *_few(faces)]


def _pairs(said: list[int]) -> list[tuple[int, int]]:
    return [(i, j) for i in said for j in range(CLASSES) if i != j]


def _by_rate(faces: Counts) -> Callable[[tuple[int, int]], float]:
    return lambda pair: -called(faces, *pair).value


def recalls(faces: Counts, said: list[int]) -> list[tuple[int, Rate]]:
    """Return how often each class is recognised, the best first."""
    rates = [(i, called(faces, i, i)) for i in said]
    return sorted(rates, key=lambda entry: -entry[1].value)


def stand_out(faces: Counts, said: list[int]) -> list[tuple[int, Rate]]:
    """Return the classes recognised more often than all other faces together, the best first."""
    hits, n = int(np.trace(faces)), int(faces.sum())
    return [
        (i, rate)
        for i, rate in recalls(faces, said)
        if rate.above(Rate(hits - rate.hits, n - rate.n))
    ]


def _most(faces: Counts, said: list[int]) -> list[Finding]:
    best = stand_out(faces, said)
    if not best:
        return []
    whole = Rate(int(np.trace(faces)), int(faces.sum()))
    verb = "is" if len(best) == 1 else "are"
    text = (
        f"{listed([f'{name(i)} ({rate})' for i, rate in best])} {verb} recognised most often; "
        f"over all faces it is {whole}."
    )
    return [Finding("most", text, tuple(i for i, _ in best))]


def _least(faces: Counts, said: list[int]) -> list[Finding]:
    if len(said) < 2:
        return []
    *others, (worst, rate) = recalls(faces, said)
    close = [i for i, other in others if not other.above(rate)]
    text = f"{name(worst)} is recognised least often ({rate.spread()})."
    if close:
        names = [f"{name(i)} ({called(faces, i, i)})" for i in close]
        text = text[:-1] + f", though {listed(names)} cannot be told apart from it."
    return [Finding("least", text, (worst, *close))]


def _overpredicted(faces: Counts, label: int) -> bool:
    predicted, labelled = int(faces[:, label].sum()), int(faces[label].sum())
    return predicted >= MORE * labelled and predicted > 0 and overcalled(faces, label)


def _over(faces: Counts, label: int, said: list[int]) -> Finding:
    predicted, labelled = int(faces[:, label].sum()), int(faces[label].sum())
    from_where = [(i, rate) for i, rate in sources(faces, label) if i in said]
    text = f"{name(label)} is overpredicted: {predicted:,} times for {labelled:,} faces"
    if from_where:
        text += f", above all for {listed([f'{name(i)} ({rate})' for i, rate in from_where])}"
    return Finding("overpredicted", f"{text}.", (label, *(i for i, _ in from_where)))


def _is_frequent(faces: Counts, label: int, predicted: int) -> bool:
    rate = called(faces, label, predicted)
    return rate.value >= OFTEN and rate.above(others_called(faces, predicted, label))


def _is_one_way(faces: Counts, label: int, predicted: int) -> bool:
    there, back = called(faces, label, predicted), called(faces, predicted, label)
    return (
        back.n >= FEWEST
        and _is_frequent(faces, label, predicted)
        and back.value <= SELDOM * there.value
        and there.above(back)
    )


def _one_way(faces: Counts, label: int, predicted: int) -> Finding:
    there, back = called(faces, label, predicted), called(faces, predicted, label)
    text = (
        f"{name(label)} is often called {name(predicted)} ({there}), but not the reverse ({back})."
    )
    return Finding("one-way", text, (label, predicted))


def _frequent(faces: Counts, label: int, predicted: int) -> Finding:
    rest = others_called(faces, predicted, label)
    text = (
        f"{name(label)} is often called {name(predicted)} ({called(faces, label, predicted)}; "
        f"faces of the other labels: {percent(rest.value)})."
    )
    return Finding("frequent", text, (label, predicted))


def _chance(faces: Counts, said: list[int]) -> list[Finding]:
    """Classes whose faces get their label about as often as faces of other labels get it."""
    others = {i: others_called(faces, i) for i in said}
    guessed = [i for i, rest in others.items() if rest.n and not called(faces, i, i).above(rest)]
    return [Finding("chance", _by_chance(faces, i), (i,)) for i in guessed]


def _by_chance(faces: Counts, label: int) -> str:
    here, rest = called(faces, label, label), others_called(faces, label)
    if not here.hits and not rest.hits:
        return f"{name(label)} is never predicted, for none of its {here.n:,} faces."
    if rest.above(here):
        return (
            f"{name(label)} is called so less often than others are: its own faces in "
            f"{here.spread()}, faces of other labels in {rest}."
        )
    return (
        f"{name(label)} cannot be told from chance: its own faces are called so in "
        f"{here.spread()}, faces of other labels in {rest}."
    )


def _few(faces: Counts) -> list[Finding]:
    few = [i for i in range(CLASSES) if 0 < faces[i].sum() < FEWEST]
    if not few:
        return []
    names = [f"{name(i)} ({int(faces[i].sum())})" for i in few]
    text = f"Too few faces to say anything of {listed(names)}."
    return [Finding("few", text, tuple(few))]
