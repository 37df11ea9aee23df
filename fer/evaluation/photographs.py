"""Whole photographs: how many gave a face, and whether the answers lean towards Neutral."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fer.data.dataset import Dataset
from fer.evaluation.claims import NEUTRAL, Claim, Verdict
from fer.evaluation.findings import FEWEST
from fer.evaluation.metrics import CLASSES, Counts
from fer.evaluation.rates import Rate, called, checked, listed, name, others_called, overcalled


@dataclass(frozen=True)
class Found:
    """In how many photographs of a split a face was found.

    Attributes
    ----------
    faces : int
        Photographs with a face; of several faces the largest was taken.
    several : int
        Those with more than one.
    missed : int array, shape (7,)
        Photographs without one, by label.
    """

    faces: int
    several: int
    missed: npt.NDArray[np.int64]

    @property
    def n(self) -> int:
        """All photographs."""
        return self.faces + int(self.missed.sum())

    def sentence(self, matrix: Counts) -> str:
        """Say what was found, and the accuracy when a photograph without a face is no success.

        Parameters
        ----------
        matrix : int64 array, shape (7, 7)
            Labels by predictions of the faces that were found.
        """
        lost = int(self.missed.sum())
        by_class = listed([f"{name(i)} {n}" for i, n in enumerate(self.missed) if n])
        none = f"in {lost:,} none ({by_class})" if lost else "in none of them was it missed"
        right = Rate(int(np.trace(matrix)), self.n)
        several = f"; {self.several:,} show several, the largest was taken" if self.several else ""
        return (
            f"Of {self.n:,} photographs a face was found in {self.faces:,}, {none}{several}. "
            f"Of all photographs, {right.spread()} are found and called as labelled."
        )


def found_in(dataset: Dataset, split: str) -> Found | None:
    """Return what was found in the photographs of a split; None where a dataset has faces only."""
    if dataset.missed is None:
        return None
    rows = dataset.rows[dataset.rows["split"] == split]
    missed = dataset.missed[dataset.missed["split"] == split]["emotion"].to_numpy(np.int64)
    several = int((rows["found"] > 1).sum())
    return Found(len(rows), several, np.bincount(missed, minlength=CLASSES))


def neutral_claim(matrix: Counts) -> Claim:
    """Hold the paper's remark on photographs against a confusion matrix.

    Parameters
    ----------
    matrix : int64 array, shape (7, 7)
        Labels by predictions.
    """
    faces = checked(matrix)
    paper = "On real photographs it errs towards Neutral."
    wrong = others_called(faces, NEUTRAL)
    errors = int(faces.sum() - np.trace(faces))
    if wrong.n < FEWEST:
        return Claim(paper, "too few faces", f"Faces of other labels: {wrong.n}.")
    share = Rate(int(faces[:, NEUTRAL].sum()), int(faces.sum()))
    others = [int(faces[:, j].sum() - faces[j, j]) for j in range(CLASSES)]
    verdict: Verdict = "not confirmed"
    if overcalled(faces, NEUTRAL):
        verdict = "confirmed" if max(others) == others[NEUTRAL] else "in part"
    labelled = called(faces, NEUTRAL, NEUTRAL).n
    here = (
        f"{share.spread()} are called Neutral, {labelled:,} are labelled so; of {errors:,} errors "
        f"{wrong.hits:,} are towards Neutral."
    )
    return Claim(paper, verdict, here)
