"""The scorecard of a release on a split: every figure with its n and its interval."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS
from fer.evaluation import metrics
from fer.evaluation.intervals import Interval, bootstrap, wilson
from fer.release import PROBABILITIES

if TYPE_CHECKING:
    import pandas as pd

_KNOWN = "fer2013"  # the dataset whose leaked rows are known


@dataclass(frozen=True)
class Figure:
    """A measured value with its 95 % interval; all three 0–1."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """Check the range."""
        if not all(0 <= v <= 1 for v in (self.value, self.low, self.high)):
            raise ValueError(f"expected values from 0 to 1, got {self}")


@dataclass(frozen=True)
class Scorecard:
    """What predictions are worth.

    Attributes
    ----------
    matrix : int64 array, shape (7, 7)
        Labels by predictions.
    n : int
        Faces that were counted.
    accuracy, macro_f1, weighted_f1 : Figure
    calibration_error : float
        Expected calibration error, 15 bins, 0–1.
    """

    matrix: metrics.Counts
    n: int
    accuracy: Figure
    macro_f1: Figure
    weighted_f1: Figure
    calibration_error: float

    def per_class(self) -> "pd.DataFrame":
        """Return precision, recall, F1 with its interval, and support by emotion."""
        import pandas as pd

        low, high = bootstrap(self.matrix, metrics.f1)
        columns = {
            "precision": metrics.precision(self.matrix),
            "recall": metrics.recall(self.matrix),
            "f1": metrics.f1(self.matrix),
            "f1_low": low,
            "f1_high": high,
            "support": metrics.support(self.matrix),
        }
        return pd.DataFrame(columns, index=pd.Index(EMOTIONS, name="emotion"))


def score(predictions: "pd.DataFrame") -> Scorecard:
    """Score predictions in the columns of ``predictions.parquet``.

    Raises
    ------
    ValueError
        If there are none.
    """
    if not len(predictions):
        raise ValueError("expected at least one prediction")
    labels = predictions["emotion"].to_numpy(np.int64)
    p = predictions[list(PROBABILITIES)].to_numpy(np.float64)
    matrix = metrics.confusion_matrix(labels, p.argmax(axis=1))
    n = len(labels)

    def resampled(figure: Callable[[metrics.Counts], metrics.Floats]) -> Figure:
        low, high = bootstrap(matrix, figure)
        return Figure(float(figure(matrix)), float(low), float(high))

    share: Interval = wilson(int(np.trace(matrix)), n)
    return Scorecard(
        matrix=matrix,
        n=n,
        accuracy=Figure(float(metrics.accuracy(matrix)), *share),
        macro_f1=resampled(metrics.macro_f1),
        weighted_f1=resampled(metrics.weighted_f1),
        calibration_error=metrics.expected_calibration_error(labels, p),
    )


@cache
def leaked_rows(train_splits: tuple[str, ...] = ("Training",)) -> frozenset[int]:
    """Return the test rows of FER-2013 whose exact picture also stands in one of `train_splits`."""
    path = Path(__file__).with_name("leaked_rows.json")
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return frozenset(row for split in train_splits for row in rows.get(split, ()))


def without_leaks(
    predictions: "pd.DataFrame",
    train_splits: tuple[str, ...] = ("Training",),
    dataset: str = _KNOWN,
) -> "pd.DataFrame":
    """Return the predictions of rows whose picture cannot have been learnt from `train_splits`.

    Which rows leak is known of FER-2013 only: of another `dataset` all predictions are returned.
    """
    if dataset != _KNOWN:
        return predictions
    kept: npt.NDArray[np.bool_] = ~predictions["row"].isin(leaked_rows(train_splits)).to_numpy()
    return predictions[kept]
