"""How often one class is called another: shares, and the comparisons that findings rest on."""

from dataclasses import dataclass

import numpy as np

from fer.emotions import EMOTIONS
from fer.evaluation.intervals import Interval, difference, wilson
from fer.evaluation.metrics import CLASSES, Counts
from fer.evaluation.significance import mcnemar

_LEVEL = 0.05


@dataclass(frozen=True)
class Rate:
    """A share with its counts.

    Attributes
    ----------
    hits, n : int
    """

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share, 0–1; 0 of nothing."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % interval."""
        return wilson(self.hits, self.n)

    def above(self, other: "Rate") -> bool:
        """Return whether it is higher than an independent share, beyond the 95 % interval.

        Of nothing, nothing is higher.
        """
        if not self.n or not other.n:
            return False
        return difference(self.hits, self.n, other.hits, other.n)[0] > 0

    def __str__(self) -> str:
        """Return such as '26 % of 491'."""
        return f"{percent(self.value)} of {self.n:,}"

    def spread(self) -> str:
        """Return such as '46 % of 491, 42 to 50 %'."""
        low, high = self.interval
        return f"{self}, {percent(low).removesuffix(UNIT)} to {percent(high)}"


UNIT = "\u202f%"
_LEAST = 0.0005  # what rounds to 0.0 %


def percent(share: float) -> str:
    """Return 0.264 as '26 %', with a thin no-break space.

    What is not 0 is never said to be 0, and what is not all is never said to be all.
    """
    if 0 < share < _LEAST:
        return f"< 0.1{UNIT}"
    if 1 - _LEAST < share < 1:
        return f"> 99.9{UNIT}"
    digits = 1 if 0 < share < 0.01 or 0.99 < share < 1 else 0
    return f"{share * 100:.{digits}f}{UNIT}"


def checked(matrix: Counts) -> Counts:
    """Return a confusion matrix once it is one.

    Raises
    ------
    ValueError
        If the shape is not ``(7, 7)`` or a count is negative.
    """
    given = np.asarray(matrix)
    if given.shape != (CLASSES, CLASSES):
        raise ValueError(f"expected a matrix of ({CLASSES}, {CLASSES}), got {given.shape}")
    if not np.issubdtype(given.dtype, np.integer) or (given.size and given.min() < 0):
        raise ValueError("expected whole numbers of faces, none of them negative")
    return given


def called(matrix: Counts, label: int, predicted: int) -> Rate:
    """Return how often faces labelled `label` are predicted as `predicted`."""
    return Rate(int(matrix[label, predicted]), int(matrix[label].sum()))


def others_called(matrix: Counts, predicted: int, *without: int) -> Rate:
    """Return how often faces of other labels than `predicted` and `without` are predicted so."""
    rows = [i for i in range(CLASSES) if i != predicted and i not in without]
    return Rate(int(matrix[rows, predicted].sum()), int(matrix[rows].sum()))


def drawn_to(matrix: Counts, label: int, predicted: int) -> bool:
    """Return whether faces of one label are called another more often than the rest are."""
    return called(matrix, label, predicted).above(others_called(matrix, predicted, label))


def overcalled(matrix: Counts, label: int) -> bool:
    """Return whether a class is predicted more often than labelled, beyond chance.

    Of the faces that are labelled or predicted so but not both, more are predicted: McNemar's test
    (1947) at 5 %, two-sided, on the class against the rest.
    """
    gained = int(matrix[:, label].sum() - matrix[label, label])
    lost = int(matrix[label].sum() - matrix[label, label])
    return gained > lost and mcnemar(gained, lost).p < _LEVEL


def sources(matrix: Counts, label: int) -> list[tuple[int, Rate]]:
    """Return the labels that are drawn to a class, the strongest first."""
    drawn = [i for i in range(CLASSES) if i != label and drawn_to(matrix, i, label)]
    return sorted(((i, called(matrix, i, label)) for i in drawn), key=lambda s: -s[1].value)


def listed(parts: list[str]) -> str:
    """Return 'a', 'a and b' or 'a, b and c'."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def name(label: int) -> str:
    """Return the name of a label."""
    return EMOTIONS[label]
