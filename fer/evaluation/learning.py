"""What a training's history says: its curve, where the test loss turns, and what is missing.

A history may be gappy or damaged: what can be read of it is used, and the rest is named.
"""

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.emotions import SPLITS
from fer.errors import FerError, ReleaseError
from fer.release import Release

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
COLUMNS = ("step", "epoch", "split", "loss", "accuracy")
LEARNT = "Training"
WIDTH = 5  # epochs that a smoothed figure is the mean of
_FEWEST = 4  # test figures, below which no turn is looked for


@dataclass(frozen=True)
class Turn:
    """Where the smoothed test loss is lowest before it rises for good.

    Attributes
    ----------
    step, epoch : int
    loss, last : float
        Smoothed test loss there, and at the end of the training.
    """

    step: int
    epoch: int
    loss: float
    last: float


@dataclass(frozen=True)
class Curve:
    """Loss and accuracy by step, of what was learnt from and of what was not.

    Attributes
    ----------
    learnt, watched : DataFrame
        ``step, epoch, loss, accuracy`` (0–1) in the order of steps; `watched` also has
        ``smooth``, the smoothed loss.
    split : str
        The split that `watched` was measured on; empty where there is none.
    turn : Turn or None
    notes : tuple of str
        What is missing or damaged, in sentences.
    """

    learnt: "pd.DataFrame"
    watched: "pd.DataFrame"
    split: str
    turn: Turn | None
    notes: tuple[str, ...] = field(default=())

    @property
    def last_step(self) -> int:
        """The last step that anything is known of."""
        return int(max(frame["step"].max() for frame in (self.learnt, self.watched) if len(frame)))


def smooth(values: Floats, width: int = WIDTH) -> Floats:
    """Return centred moving means; near the ends, of as many values as there are.

    Parameters
    ----------
    values : float64 array, shape (N,)
    width : int
        Odd.

    Returns
    -------
    float64 array, shape (N,)
    """
    if width < 1 or width % 2 == 0:
        raise ValueError(f"expected an odd width, got {width}")
    half = width // 2
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    place = np.arange(len(values))
    low, high = np.maximum(place - half, 0), np.minimum(place + half + 1, len(values))
    return np.asarray((sums[high] - sums[low]) / (high - low))


def find_turn(watched: "pd.DataFrame") -> Turn | None:
    """Return where the test loss turns, None where it does not or too little is known.

    The loss turns at the minimum of its moving mean if it ends higher than that by more than the
    single figures scatter around the mean (one standard deviation).
    """
    if len(watched) < _FEWEST:
        return None
    raw = watched["loss"].to_numpy(np.float64)
    mean = smooth(raw)
    lowest = int(mean.argmin())
    if mean[-1] - mean[lowest] <= float(np.std(raw - mean)):
        return None
    at = watched.iloc[lowest]
    return Turn(int(at["step"]), int(at["epoch"]), float(mean[lowest]), float(mean[-1]))


def has_steps(release: Release) -> bool:
    """Return whether the release was trained step by step, so that it should have a history."""
    return release.has("history.csv") or "epochs" in release.card["recipe"]


def read(release: Release) -> Curve:
    """Return the curve of a release, with notes on what is missing and how to get it.

    Raises
    ------
    FerError
        If there is no history, or nothing of it can be read.
    """
    path, cure = release.folder / "history.csv", _cure(release)
    if not path.is_file():
        if not has_steps(release):
            raise FerError(f"{release.title} was not trained step by step: it has no curve.")
        raise FerError(f"{release.title} has lost its history.csv. {cure}")
    rows, broken = _rows(path)
    if not rows:
        raise FerError(f"Nothing in the history.csv of {release.title} can be read. {cure}")
    epochs = release.card["recipe"].get("epochs")
    curve = curve_of(rows, broken, epochs if isinstance(epochs, int) else None)
    notes = list(curve.notes)
    try:
        release.file("history.csv")
    except ReleaseError:
        notes.insert(0, "history.csv is not the file that the card of the release describes.")
    if notes:
        notes.append(cure)
    return Curve(curve.learnt, curve.watched, curve.split, curve.turn, tuple(notes))


def read_running(path: Path) -> Curve | None:
    """Return the curve of a training that is still running; None while it has none."""
    rows, _ = _rows(path)
    return curve_of(rows) if rows else None


def _cure(release: Release) -> str:
    where = f"Restore {release.folder.name}/history.csv from the repository or a copy"
    if release.card["recipe"].get("architecture") == release.id:
        return f"{where}, or train again: python -m fer train {release.id}"
    return f"{where}, or train it again under the same name."


Row = tuple[int, int, str, float, float]


def _rows(path: Path) -> tuple[list[Row], int]:
    """Return the rows of a history that are whole, and how many are not."""
    good: list[Row] = []
    broken = 0
    try:
        # a damaged byte costs its own row only
        with path.open(newline="", encoding="utf-8", errors="replace") as file:
            lines = csv.reader(file)
            if tuple(next(lines, [])) != COLUMNS:
                return [], 0
            for line in lines:
                row = _row(line)
                good += [row] if row else []
                broken += row is None
    except (OSError, csv.Error):
        return good, broken + 1
    return good, broken


def _row(line: list[str]) -> Row | None:
    try:
        step, epoch, split, loss, accuracy = line
        row = (int(step), int(epoch), split, float(loss), float(accuracy))
    except ValueError:
        return None
    right = row[0] >= 0 and row[1] >= 0 and split in SPLITS
    return row if right and math.isfinite(row[3]) and 0 <= row[4] <= 1 else None


def curve_of(rows: list[Row], broken: int = 0, epochs: int | None = None) -> Curve:
    """Return the curve of the rows of a history.

    Parameters
    ----------
    rows : list of tuple
        ``step, epoch, split, loss, accuracy``, in any order; of rows that stand twice the last
        counts. Not empty.
    broken : int
        How many rows could not be read.
    epochs : int, optional
        How many the training should have had.
    """
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.drop_duplicates(["split", "step"], keep="last").sort_values("step")
    learnt = table[table["split"] == LEARNT].drop(columns="split").reset_index(drop=True)
    other = table[table["split"] != LEARNT]
    split = str(other["split"].mode()[0]) if len(other) else ""
    watched = other[other["split"] == split].drop(columns="split").reset_index(drop=True)
    watched["smooth"] = smooth(watched["loss"].to_numpy(np.float64))
    notes = _gaps(learnt, watched, broken, epochs)
    return Curve(learnt, watched, split, find_turn(watched), tuple(notes))


def _gaps(
    learnt: "pd.DataFrame", watched: "pd.DataFrame", broken: int, epochs: int | None
) -> list[str]:
    notes = []
    if broken:
        notes.append(f"{_count(broken, 'row')} of history.csv cannot be read and are left out.")
    reached = int(max(frame["epoch"].max() for frame in (learnt, watched) if len(frame)))
    for frame, what in ((learnt, "what was learnt from"), (watched, "a test split")):
        missing = sorted({*range(1, reached + 1)} - {*frame["epoch"].tolist()})
        if not len(frame):
            notes.append(f"There are no figures of {what}.")
        elif missing:
            word = "Epoch" if len(missing) == 1 else "Epochs"
            notes.append(f"{word} {_spans(missing)}: no figures of {what}.")
    if epochs and reached < epochs:
        notes.append(f"The history ends with epoch {reached} of {epochs}.")
    return notes


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _spans(numbers: list[int]) -> str:
    """Return [1, 2, 3, 7] as '1–3, 7'."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(f"{s[0]}–{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)
