"""Below which confidence a release should not name a label, and who says so.

The rule is the same for every release and chosen on PublicTest; a release that learnt from
PublicTest has nothing to choose it by, and says that instead.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from fer.errors import ReleaseError
from fer.release import PROBABILITIES, Release

PROMISED = 0.85  # how often an answered face shall be right
FEWEST = 100  # answered faces below which a share says little
CHOSEN_ON = "PublicTest"
Origin = Literal["card", "derived", "never", "learnt", "unknown"]
_TOLERANCE = 1e-7  # of confidences that are kept as 32-bit floats
_OF_100 = f"{PROMISED * 100:.0f} of 100"
_SAID = {
    "card": f"It was chosen on {CHOSEN_ON}: of its faces from there on, {_OF_100} labels are "
    "right.",
    "derived": f"It follows from the release's predictions on {CHOSEN_ON}: of its faces "
    f"from there on, {_OF_100} labels are right.",
    "never": f"On {CHOSEN_ON} there is no confidence from which on {_OF_100} of this release's "
    f"labels are right, of at least {FEWEST} faces, so it is never sure.",
    "learnt": f"None was chosen: this release learnt from {CHOSEN_ON}, the faces by which one is "
    "chosen.",
    "unknown": "None was chosen, and the release has no predictions, or too few, to derive one.",
}


@dataclass(frozen=True)
class Threshold:
    """The confidence below which a release's label is not to be relied on.

    Attributes
    ----------
    value : float, optional
        0–1; None where there is none.
    origin : str
        ``"card"``: chosen when the release was made; ``"derived"``: by the same rule from its
        predictions; ``"never"``: no confidence keeps the promise; ``"learnt"``: it learnt from the
        faces on which one is chosen; ``"unknown"``: it has no predictions to derive one from.
    """

    value: float | None
    origin: Origin

    def __post_init__(self) -> None:
        """Check that there is a value exactly where the origin says so."""
        if (self.value is not None) != (self.origin in ("card", "derived")):
            raise ValueError(f"expected no threshold of '{self.origin}', got {self.value}")
        if self.value is not None and not 0 <= self.value <= 1:
            raise ValueError(f"expected a threshold from 0 to 1, got {self.value}")

    @property
    def said(self) -> str:
        """Where it comes from, or why there is none, in a sentence."""
        return _SAID[self.origin]

    def passes(self, confidence: float) -> bool:
        """Return whether a label of that confidence (0–1) may be named."""
        if self.value is None:
            return self.origin != "never"
        return confidence >= self.value - _TOLERANCE


def threshold_of(
    p: npt.NDArray[np.float32], labels: npt.NDArray[np.int64], promised: float = PROMISED
) -> float | None:
    """Return the lowest confidence from which on answers are right often enough.

    Parameters
    ----------
    p : float32 array, shape (N, 7)
        Calibrated probabilities.
    labels : int64 array, shape (N,)
    promised : float
        The share of answered faces that must carry the predicted label.

    Returns
    -------
    float or None
        To four decimals where that lets no other face pass; 0 where every face may be answered,
        None where no threshold keeps the promise on at least `FEWEST` faces.
    """
    confidence = p.max(1).astype(np.float64)
    right = p.argmax(1) == labels
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    share = np.cumsum(right[order]) / answered
    # faces of equal confidence are answered together
    last = np.append(np.diff(confidence[order]) < 0, True)
    fine = np.flatnonzero(last & (share >= promised) & (answered >= FEWEST))
    if not len(fine):
        return None
    if fine[-1] == len(order) - 1:
        return 0.0
    first_out, last_in = (float(confidence[order][fine[-1] + step]) for step in (1, 0))
    between = (first_out + last_in) / 2
    rounded = round(between, 4)
    return rounded if first_out + _TOLERANCE < rounded <= last_in else between


def threshold(release: Release) -> Threshold:
    """Return a release's threshold: its card's, else by the same rule from its predictions."""
    if release.threshold is not None:
        return Threshold(release.threshold, "card")
    if CHOSEN_ON in release.train_splits:
        return Threshold(None, "learnt")
    from pyarrow import ArrowException

    try:
        return _derived(release.folder, release.digest)
    except (ReleaseError, OSError, ValueError, KeyError, ArrowException):
        return Threshold(None, "unknown")  # not remembered: the file may come back


@lru_cache(maxsize=64)
def _derived(folder: Path, digest: str) -> Threshold:
    from pyarrow.parquet import ParquetFile

    path = Release.open(folder.parent, folder.name).file("predictions.parquet")
    columns = ["split", "emotion", *PROBABILITIES]
    table = ParquetFile(path).read(columns=columns).to_pydict()  # without a detour by pandas
    chosen = np.array(table["split"]) == CHOSEN_ON
    labels = np.array(table["emotion"], np.int64)[chosen]
    p = np.array([table[name] for name in PROBABILITIES], np.float32).T[chosen]
    if len(labels) < FEWEST:
        return Threshold(None, "unknown")
    found = threshold_of(p, labels)
    return Threshold(None, "never") if found is None else Threshold(found, "derived")
