"""Cells of a confusion matrix with a column for faces that a release does not answer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.evaluation.metrics import CLASSES, Counts
from fer.release import PROBABILITIES

if TYPE_CHECKING:
    import pandas as pd

ABSTAINED = CLASSES
COLUMNS: tuple[str, ...] = (*EMOTIONS, "abstained")
ANY = "any"
_APART = "-"


def answers(predictions: "pd.DataFrame", threshold: float = 0.0) -> npt.NDArray[np.int64]:
    """Return the label predicted for every face, `ABSTAINED` where the confidence is below.

    Parameters
    ----------
    predictions : DataFrame, N rows
        In the columns of ``predictions.parquet``.
    threshold : float
        Confidence, 0–1, from which an answer is given.

    Returns
    -------
    int64 array, shape (N,)
        Values 0–7.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"expected a threshold from 0 to 1, got {threshold}")
    p = predictions[list(PROBABILITIES)].to_numpy(np.float64)
    # what was stored as a 32-bit float must not fall below the same number in 64 bits
    sure = p.max(axis=1) >= threshold - 1e-7
    return np.where(sure, p.argmax(axis=1), ABSTAINED).astype(np.int64)


def abstaining_matrix(labels: npt.ArrayLike, answered: npt.ArrayLike) -> Counts:
    """Count labels by answers, with the faces left unanswered in the last column.

    Parameters
    ----------
    labels : int array, shape (N,)
        Values 0–6.
    answered : int array, shape (N,)
        Values 0–7, as `answers` returns them.

    Returns
    -------
    int64 array, shape (7, 8)
    """
    true, said = np.asarray(labels, np.int64), np.asarray(answered, np.int64)
    if true.shape != said.shape or true.ndim != 1:
        raise ValueError(f"expected two arrays of one length, got {true.shape} and {said.shape}")
    if true.size and not (true.min() >= 0 and true.max() < CLASSES):
        raise ValueError(f"expected labels from 0 to {CLASSES - 1}")
    if said.size and not (said.min() >= 0 and said.max() <= ABSTAINED):
        raise ValueError(f"expected answers from 0 to {ABSTAINED}")
    width = CLASSES + 1
    return np.bincount(true * width + said, minlength=CLASSES * width).reshape(CLASSES, width)


@dataclass(frozen=True)
class Cell:
    """A cell, a row or a column of the matrix.

    Attributes
    ----------
    label : int or None
        0–6, None for any.
    answer : int or None
        0–7, None for any.
    """

    label: int | None
    answer: int | None

    def __post_init__(self) -> None:
        """Check the range."""
        if self.label not in (None, *range(CLASSES)) or self.answer not in (None, *range(8)):
            raise ValueError(
                f"expected a label from 0 to 6 and an answer from 0 to 7, "
                f"got {self.label} and {self.answer}"
            )

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what `str` wrote, such as ``Angry-Sad`` or ``any-abstained``; None of nonsense."""
        label, _, answer = text.partition(_APART)
        if label not in (*EMOTIONS, ANY) or answer not in (*COLUMNS, ANY):
            return None
        return cls(
            None if label == ANY else EMOTIONS.index(label),
            None if answer == ANY else COLUMNS.index(answer),
        )

    def __str__(self) -> str:
        """Return the cell as an address has it."""
        label = ANY if self.label is None else EMOTIONS[self.label]
        return f"{label}{_APART}{ANY if self.answer is None else COLUMNS[self.answer]}"

    def words(
        self, labelled: str = "labelled", called: str = "called", none: str = "left unanswered"
    ) -> str:
        """Return such as 'labelled Angry, called Sad'; the words of the parts can be given."""
        label = "all faces" if self.label is None else f"{labelled} {EMOTIONS[self.label]}"
        if self.answer is None:
            return label if self.label is None else f"{label}, whatever they are called"
        said = none if self.answer == ABSTAINED else f"{called} {EMOTIONS[self.answer]}"
        return f"{label}, {said}"

    def holds(
        self, labels: npt.NDArray[np.int64], answered: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        """Return which faces lie in it, bool ``(N,)``."""
        inside = np.ones(len(labels), bool)
        if self.label is not None:
            inside &= labels == self.label
        if self.answer is not None:
            inside &= answered == self.answer
        return inside


def places(
    predictions: "pd.DataFrame", cell: Cell, threshold: float = 0.0
) -> npt.NDArray[np.int64]:
    """Return the places of the faces in a cell, the most confident first.

    Parameters
    ----------
    predictions : DataFrame, N rows
    cell : Cell
    threshold : float

    Returns
    -------
    int64 array
        Places in `predictions`; equally confident ones in its order.
    """
    labels = predictions["emotion"].to_numpy(np.int64)
    inside = np.flatnonzero(cell.holds(labels, answers(predictions, threshold)))
    confidence = predictions[list(PROBABILITIES)].to_numpy(np.float64)[inside].max(axis=1)
    return np.asarray(inside[np.argsort(-confidence, kind="stable")], np.int64)
