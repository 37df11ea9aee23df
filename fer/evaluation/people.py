"""How far people agree among themselves: one FER+ annotator against the majority of the others."""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.data.dataset import VOTE_COLUMNS
from fer.data.votes import LABEL_OF_VOTE
from fer.evaluation.intervals import Z95, wilson
from fer.evaluation.metrics import CLASSES, Counts, confusion_matrix
from fer.evaluation.scorecard import Figure

if TYPE_CHECKING:
    import pandas as pd

OTHER = CLASSES  # contempt, unknown or no face: no emotion of FER-2013
Votes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class People:
    """One annotator against the others, and labels against all of them.

    Attributes
    ----------
    matrix : int64 array, shape (7, 8)
        Votes: the majority of the others by what one annotator said; the last column counts
        contempt, unknown and no face.
    one : Figure
        How often one annotator says what the majority of the others says.
    faces : int
        Faces of which at least one vote counts.
    votes : int
        Votes that count.
    undecided : int
        Votes left out, as the others have no single emotion that most of them chose.
    """

    matrix: Counts
    one: Figure
    faces: int
    votes: int
    undecided: int


def votes_of(rows: "pd.DataFrame") -> Votes:
    """Return votes, int64 ``(N, 10)``: the seven emotions in label order, then the other three."""
    given = rows[list(VOTE_COLUMNS)].to_numpy(np.int64)
    ordered = np.empty_like(given)
    ordered[:, LABEL_OF_VOTE] = given[:, :CLASSES]
    ordered[:, CLASSES:] = given[:, CLASSES:]
    return ordered


def majorities(votes: Votes) -> npt.NDArray[np.int64]:
    """Return the emotion that more annotators chose than any other (a plurality), int64 ``(N,)``.

    -1 where there are no votes, several options share the first place, or the first is no emotion.
    """
    if votes.ndim != 2 or votes.shape[1] != len(VOTE_COLUMNS):
        raise ValueError(f"expected votes (N, {len(VOTE_COLUMNS)}), got {votes.shape}")
    top = votes.max(axis=1, initial=0)
    first = votes.argmax(axis=1)
    clear = (top > 0) & ((votes == top[:, None]).sum(axis=1) == 1) & (first < CLASSES)
    return np.where(clear, first, -1)


def people(votes: Votes) -> People:
    """Hold every annotator against the majority of the others.

    The interval is that of a ratio estimate, faces being drawn and not votes, which depend on one
    another within a face (Cochran 1977, eq. 6.13).

    Parameters
    ----------
    votes : int64 array, shape (N, 10)
        Of `votes_of`.

    Raises
    ------
    ValueError
        If no vote can be held against others.
    """
    matrix = np.zeros((CLASSES, CLASSES + 1), np.int64)
    total, hits = np.zeros(len(votes)), np.zeros(len(votes))
    for option in range(votes.shape[1]):
        cast = votes[:, option]
        others = votes.copy()
        others[:, option] -= cast > 0
        most = majorities(others)
        counted = np.where(most >= 0, cast, 0)
        np.add.at(matrix[:, min(option, OTHER)], most[counted > 0], counted[counted > 0])
        total += counted
        hits += np.where(most == option, counted, 0)
    n, faces = int(total.sum()), int((total > 0).sum())
    if not n:
        raise ValueError("expected votes of several annotators")
    share = hits.sum() / n
    squares = float(((hits - share * total) ** 2).sum())
    half = Z95 * sqrt(squares * faces / max(1, faces - 1)) / n
    one = Figure(float(share), max(0.0, float(share - half)), min(1.0, float(share + half)))
    return People(matrix, one, faces, n, int(votes.sum()) - n)


def against_people(labels: npt.ArrayLike, votes: Votes) -> tuple[Counts, Figure]:
    """Hold labels against the majority of all annotators.

    Parameters
    ----------
    labels : int array, shape (N,)
        0–6: what a release says, or what the dataset does.
    votes : int64 array, shape (N, 10)

    Returns
    -------
    matrix : int64 array, shape (7, 7)
        The majority by the labels, of the faces that have one.
    agreement : Figure
    """
    most = majorities(votes)
    given = np.asarray(labels, np.int64)[most >= 0]
    matrix = confusion_matrix(most[most >= 0], given)
    hits, n = int(np.trace(matrix)), int(matrix.sum())
    return matrix, Figure(hits / n if n else 0.0, *wilson(hits, n))
