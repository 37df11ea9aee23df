"""Accuracy by what can be measured in a picture: light, contrast, sharpness, detection, votes.

Nothing here guesses who is in a picture: see `WHY`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.data.dataset import Faces
from fer.evaluation.cells import answers
from fer.evaluation.intervals import Interval, difference, wilson
from fer.evaluation.people import Votes
from fer.images import sharpness

if TYPE_CHECKING:
    import pandas as pd

Parts = list[tuple[str, npt.NDArray[np.bool_]]]  # names, and which faces belong to each
WHY = (
    "There are no slices by gender, age or race: nobody in these pictures said what theirs is, and "
    "a network's guess would put its own errors under people's names."
)
FEWEST = 30  # faces of a slice below which no accuracy is given
_QUARTERS = ("lowest", "second", "third", "highest")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "brightness": ("darkest", "second darkest", "second brightest", "brightest"),
    "contrast": ("flattest", "second flattest", "second strongest", "strongest"),
    "sharpness": ("softest", "second softest", "second sharpest", "sharpest"),
}


@dataclass(frozen=True)
class Slice:
    """The faces that share a property.

    Attributes
    ----------
    about : str
        Such as ``"brightness"``.
    name : str
        Such as ``"darkest quarter (up to 83)"``.
    n, correct : int
    interval : (float, float)
        Wilson's of the accuracy.
    against : (float, float) or None
        The interval of its accuracy minus that of all other faces; None with too few of either.
    """

    about: str
    name: str
    n: int
    correct: int
    interval: Interval
    against: Interval | None

    @property
    def accuracy(self) -> float | None:
        """Share of right answers, 0–1; None of fewer than `FEWEST` faces."""
        return self.correct / self.n if self.n >= FEWEST else None

    @property
    def differs(self) -> bool:
        """Whether its accuracy differs from that of the other faces beyond the 95 % interval."""
        return self.against is not None and not self.against[0] <= 0 <= self.against[1]


def measured(faces: Faces) -> "pd.DataFrame":
    """Measure pictures.

    Parameters
    ----------
    faces : uint8 array, shape (N, 48, 48)

    Returns
    -------
    DataFrame, N rows
        ``brightness`` (mean grey, 0–255), ``contrast`` (standard deviation of grey) and
        ``sharpness`` (`fer.images.sharpness`).
    """
    import pandas as pd

    if faces.ndim != 3 or faces.dtype != np.uint8:
        raise ValueError(f"expected uint8 (N, 48, 48), got {faces.dtype} {faces.shape}")
    flat = faces.reshape(len(faces), -1)
    brightness, contrast = flat.mean(axis=1), flat.std(axis=1)
    edges = np.array([sharpness(face) for face in faces], np.float64)
    columns = {"brightness": brightness, "contrast": contrast, "sharpness": edges}
    return pd.DataFrame(columns)


def quarters(
    values: npt.NDArray[np.float64], about: str
) -> list[tuple[str, npt.NDArray[np.bool_]]]:
    """Divide faces into quarters by a measured value; equal values stay together.

    Returns
    -------
    list of (name, bool array)
        From the lowest; quarters without a face are left out.
    """
    if not len(values):
        return []
    edges = np.quantile(values, [0.25, 0.5, 0.75])
    place = np.searchsorted(edges, values, side="left")
    names = _NAMES.get(about, _QUARTERS)
    digits = 2 if values.max() < 20 else 0
    found = []
    for i, name in enumerate(names):
        inside = place == i
        if inside.any():
            low, high = values[inside].min(), values[inside].max()
            found.append((f"{name} quarter ({low:.{digits}f} to {high:.{digits}f})", inside))
    return found


def agreed(votes: Votes) -> Parts:
    """Divide faces by how many of their annotators chose the same."""
    total = votes.sum(axis=1)
    share = votes.max(axis=1, initial=0) / np.maximum(total, 1)
    return [
        ("at least 8 of 10 agree", (share >= 0.8) & (total > 0)),
        ("5 to 7 of 10 agree", (share >= 0.5) & (share < 0.8) & (total > 0)),
        ("fewer than half agree", (share < 0.5) & (total > 0)),
    ]


def detected(found: npt.NDArray[np.bool_]) -> Parts:
    """Divide faces by whether the detector finds a face in the picture."""
    return [("face found", found), ("no face found", ~found)]


def sliced(
    predictions: "pd.DataFrame",
    groups: Mapping[str, Parts],
) -> list[Slice]:
    """Score predictions in every group.

    Parameters
    ----------
    predictions : DataFrame, N rows
    groups : mapping of str to list of (name, bool array)
        Which of the N faces belong to each.

    Returns
    -------
    list of Slice
        In the order of `groups`; groups without a face are left out.
    """
    right = answers(predictions) == predictions["emotion"].to_numpy(np.int64)
    slices = []
    for about, parts in groups.items():
        for name, inside in parts:
            if inside.shape != right.shape:
                raise ValueError(f"expected {len(right)} faces in '{name}', got {inside.shape}")
            n, hits = int(inside.sum()), int(right[inside].sum())
            if not n:
                continue
            rest, rest_hits = len(right) - n, int(right.sum()) - hits
            enough = min(n, rest) >= FEWEST
            against = difference(hits, n, rest_hits, rest) if enough else None
            slices.append(Slice(about, name, n, hits, wilson(hits, n), against))
    return slices
