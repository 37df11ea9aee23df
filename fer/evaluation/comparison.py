"""Two models on the same faces: how far apart they are, and whether that is more than chance.

Every difference is A − B. All models at once are in `fer.evaluation.standings`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.evaluation import metrics, significance
from fer.evaluation.entries import Aligned, Entry
from fer.evaluation.intervals import wilson
from fer.evaluation.scorecard import Figure
from fer.evaluation.significance import RESAMPLES, McNemar
from fer.evaluation.wording import listed, p_value, percent, points

ALPHA = 0.05


@dataclass(frozen=True)
class Delta:
    """A difference A − B with its 95 % interval, all from -1 to 1.

    Attributes
    ----------
    value, low, high : float
    p : float
        Two-sided.
    corrected : float
        `p` after Holm's correction over the family that it was tested in; `p` where it is alone.
    """

    value: float
    low: float
    high: float
    p: float
    corrected: float

    def __post_init__(self) -> None:
        """Check the ranges."""
        if not all(-1 <= v <= 1 for v in (self.value, self.low, self.high)):
            raise ValueError(f"expected differences from -1 to 1, got {self}")
        if not 0 <= self.p <= self.corrected <= 1:
            raise ValueError(f"expected 0 <= p <= corrected <= 1, got {self}")

    @property
    def clear(self) -> bool:
        """Whether the difference is more than chance at the 5 % level, after correction."""
        return self.corrected < ALPHA


@dataclass(frozen=True, eq=False)
class Comparison:
    """What two models' predictions of the same faces say.

    Attributes
    ----------
    a, b : str
        What the two are called.
    split : str
    joint : int64 array, shape (7, 7, 7)
        Faces by label, A's prediction and B's prediction.
    accuracy, macro_f1 : Delta
        Accuracy's p-value is McNemar's, that of macro F1 from the randomisation test.
    f1 : tuple of Delta
        By class; corrected over the seven classes.
    test : McNemar
    resamples, seed : int
    """

    a: str
    b: str
    split: str
    joint: metrics.Counts
    accuracy: Delta
    macro_f1: Delta
    f1: tuple[Delta, ...]
    test: McNemar
    resamples: int
    seed: int

    @property
    def n(self) -> int:
        """Faces that both were asked about."""
        return int(self.joint.sum())

    @property
    def matrices(self) -> tuple[metrics.Counts, metrics.Counts]:
        """The confusion matrices of A and of B."""
        return self.joint.sum(axis=2), self.joint.sum(axis=1)

    @property
    def labels(self) -> metrics.Counts:
        """The table of predictions, A's down and B's across."""
        return np.asarray(self.joint.sum(axis=0))

    @property
    def both_right(self) -> int:
        """Faces that both get right."""
        return int(sum(self.joint[i, i, i] for i in range(metrics.CLASSES)))

    @property
    def both_wrong(self) -> int:
        """Faces that both get wrong."""
        return self.n - self.both_right - self.test.only_a - self.test.only_b

    def accuracies(self) -> tuple[Figure, Figure]:
        """Return the accuracy of A and of B with Wilson's intervals."""
        found = []
        for matrix in self.matrices:
            hits = int(np.trace(matrix))
            found.append(Figure(hits / self.n, *wilson(hits, self.n)))
        return found[0], found[1]

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        on = f"on {self.n:,} face{'' if self.n == 1 else 's'}"
        if not self.accuracy.clear:
            return f"Not distinguishable {on}"
        return f"{self.a if self.accuracy.value > 0 else self.b} is right more often {on}"

    def verdict(self) -> str:
        """Return whether the two differ in accuracy, in one sentence."""
        a, b = self.accuracies()
        on = f"on {self.n:,} face{'' if self.n == 1 else 's'} of {self.split}"
        if not self.test.only_a + self.test.only_b:
            return f"{self.a} and {self.b} are right about exactly the same faces {on}."
        low, high = points(self.accuracy.low), points(self.accuracy.high)
        how = f"95 % interval {low} to {high}; McNemar's test, {self.test.method}"
        gap = (
            f"{percent(a.value)} against {percent(b.value)}, a difference of "
            f"{points(self.accuracy.value)} points ({how}, {p_value(self.test.p)})."
        )
        if not self.accuracy.clear:
            return f"{self.a} and {self.b} are not distinguishable {on}: {gap}"
        verb = "more" if self.accuracy.value > 0 else "less"
        return f"{self.a} is right {verb} often than {self.b} {on}: {gap}"

    def classes(self) -> str:
        """Return on which classes the two differ in F1, in one sentence."""
        told = [
            f"{name} is better at {listed(better) if len(better) < len(EMOTIONS) else 'all seven'}"
            for name, better in (
                (self.a, [e for e, d in zip(EMOTIONS, self.f1, strict=True) if _up(d, 1)]),
                (self.b, [e for e, d in zip(EMOTIONS, self.f1, strict=True) if _up(d, -1)]),
            )
            if better
        ]
        if not told:
            return "No class differs in F1 by more than chance, corrected for seven classes (Holm)."
        rest = sum(not d.clear for d in self.f1)
        apart = f"; {rest} of seven classes cannot be told apart" if rest else ""
        return f"By F1, corrected for seven classes (Holm), {', '.join(told)}{apart}."


def _up(delta: Delta, sign: int) -> bool:
    return delta.clear and delta.value * sign > 0


def compare(
    aligned: Aligned, a: int = 0, b: int = 1, *, resamples: int = RESAMPLES, seed: int = 0
) -> Comparison:
    """Compare two of the aligned entries.

    Intervals come from the paired bootstrap; p-values from McNemar's test for accuracy and from the
    paired randomisation test for F1, which is the same idea for a figure without a closed form.
    """
    names = told_apart(aligned.entries)
    first, second = aligned.predicted(a), aligned.predicted(b)
    joint = significance.joint_outcomes(aligned.emotion, first, second)
    draws = significance.resampled(joint, resamples, seed)
    tossed = significance.exchanged(joint, resamples, seed)
    test = discordant(aligned, a, b)
    matrices = joint.sum(axis=2), joint.sum(axis=1)

    def deltas(
        figure: significance.Figure, p: npt.NDArray[np.float64], corrected: npt.ArrayLike
    ) -> tuple[Delta, ...]:
        gap = figure(matrices[0]) - figure(matrices[1])
        low, high = significance.interval(figure, draws)
        columns = [np.ravel(v) for v in (gap, low, high, p, corrected)]
        return tuple(Delta(*map(float, row)) for row in zip(*columns, strict=True))

    macro = significance.p_value(metrics.macro_f1, joint, tossed)
    classes = significance.p_value(metrics.f1, joint, tossed)
    return Comparison(
        a=names[a],
        b=names[b],
        split=aligned.split,
        joint=joint,
        accuracy=deltas(metrics.accuracy, np.array(test.p), test.p)[0],
        macro_f1=deltas(metrics.macro_f1, macro, macro)[0],
        f1=deltas(metrics.f1, classes, significance.holm(classes)),
        test=test,
        resamples=resamples,
        seed=seed,
    )


def told_apart(entries: Sequence[Entry]) -> list[str]:
    """Return titles, with the id where two entries share one."""
    titles = [entry.title for entry in entries]
    return [
        entry.title if titles.count(entry.title) == 1 else f"{entry.title} ({entry.id})"
        for entry in entries
    ]


def discordant(aligned: Aligned, a: int, b: int) -> McNemar:
    """Return McNemar's test of two of the aligned entries."""
    right_a, right_b = (aligned.predicted(which) == aligned.emotion for which in (a, b))
    return significance.mcnemar(
        int(np.count_nonzero(right_a & ~right_b)), int(np.count_nonzero(right_b & ~right_a))
    )


def briefly(aligned: Aligned, a: int = 0, b: int = 1) -> str:
    """Return both accuracies, the number of faces and McNemar's p-value, without resampling."""
    test = discordant(aligned, a, b)
    shares = (float((aligned.predicted(k) == aligned.emotion).mean()) for k in (a, b))
    return f"{' against '.join(map(percent, shares))} on {aligned.n:,} faces, {p_value(test.p)}"
