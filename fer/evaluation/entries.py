"""Predictions side by side: whose they are, and the rows that all of them have.

An entry is a release's predictions or somebody else's; from here on they are treated alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from fer.emotions import SPLITS
from fer.errors import ComparisonError
from fer.evaluation.scorecard import leaked_rows
from fer.release import PROBABILITIES, Release

if TYPE_CHECKING:
    import pandas as pd

Rows = npt.NDArray[np.int64]
Labels = npt.NDArray[np.int8]
FER2013 = "fer2013"


@dataclass(frozen=True, eq=False)
class Entry:
    """Predictions that take part in a comparison, in the order of their rows.

    Attributes
    ----------
    id, title : str
    dataset : str
        The dataset whose rows these are; rows of two datasets are never compared.
    train_splits : tuple of str
        What the model learnt from.
    digest : str
        Changes with the predictions.
    row : int64 array, shape (N,)
        Ascending, each once.
    split : int8 array, shape (N,)
        Index into `fer.emotions.SPLITS`.
    emotion, predicted : int8 arrays, shape (N,)
        Label and most probable label, 0–6.
    confidence : float32 array, shape (N,)
        The probability of the predicted label.
    p : float32 array, shape (N, 7)
    """

    id: str
    title: str
    dataset: str
    train_splits: tuple[str, ...]
    digest: str
    row: Rows
    split: Labels
    emotion: Labels
    predicted: Labels
    confidence: npt.NDArray[np.float32]
    p: npt.NDArray[np.float32]

    def __post_init__(self) -> None:
        """Check that rows ascend."""
        if (np.diff(self.row) <= 0).any():
            twice = int(self.row[1:][np.diff(self.row) <= 0][0])
            raise ComparisonError(f"'{self.title}' has predictions for row {twice:,} twice.")

    @classmethod
    def of(
        cls,
        table: "pd.DataFrame",
        *,
        name: str,
        title: str,
        dataset: str,
        train_splits: tuple[str, ...],
        digest: str,
    ) -> Self:
        """Take predictions in the columns of ``predictions.parquet``."""
        row = table["row"].to_numpy(np.int64)
        order = np.argsort(row, kind="stable")
        p = table[list(PROBABILITIES)].to_numpy(np.float32)[order]
        split = np.full(len(table), -1, np.int8)
        names = table["split"].astype("category").cat
        for code, split_name in enumerate(names.categories):
            split[names.codes.to_numpy() == code] = SPLITS.index(split_name)
        return cls(
            id=name,
            title=title,
            dataset=dataset,
            train_splits=train_splits,
            digest=digest,
            row=row[order],
            split=split[order],
            emotion=table["emotion"].to_numpy(np.int8)[order],
            predicted=p.argmax(axis=1).astype(np.int8),
            confidence=p.max(axis=1),
            p=p,
        )

    @classmethod
    def of_release(
        cls,
        release: Release,
        table: "pd.DataFrame | None" = None,
        dataset: str | None = None,
    ) -> Self:
        """Take a release's predictions.

        Parameters
        ----------
        release : Release
        table : DataFrame, optional
            Read from the release's folder unless given.
        dataset : str, optional
            What the table was predicted on, where it is not the dataset that the release learnt
            from: of that it has learnt nothing.
        """
        own = str(release.card.get("dataset", FER2013))
        return cls.of(
            release.predictions() if table is None else table,
            name=release.id,
            title=release.title,
            dataset=dataset or own,
            train_splits=release.train_splits if dataset in (None, own) else (),
            digest=release.digest,
        )

    def places(self, split: str) -> npt.NDArray[np.intp]:
        """Return where the rows of a split stand."""
        return np.flatnonzero(self.split == SPLITS.index(split))


@dataclass(frozen=True, eq=False)
class Aligned:
    """Several entries on the rows that all of them have.

    Attributes
    ----------
    entries : tuple of Entry
        K of them.
    split : str
    row : int64 array, shape (N,)
    emotion : int8 array, shape (N,)
    places : intp array, shape (K, N)
        Where each row stands in each entry.
    lacking : tuple of int64 arrays
        For every entry, the rows that it lacks and another one has: they are left out of all.
    """

    entries: tuple[Entry, ...]
    split: str
    row: Rows
    emotion: Labels
    places: npt.NDArray[np.intp]
    lacking: tuple[Rows, ...]

    @property
    def n(self) -> int:
        """Rows that are compared."""
        return len(self.row)

    def predicted(self, which: int) -> Labels:
        """Return an entry's predictions of the common rows, int8 ``(N,)``."""
        found: Labels = self.entries[which].predicted[self.places[which]]
        return found

    def confidence(self, which: int) -> npt.NDArray[np.float32]:
        """Return the probability of an entry's predictions of the common rows, float32 ``(N,)``."""
        found: npt.NDArray[np.float32] = self.entries[which].confidence[self.places[which]]
        return found

    def probabilities(self, which: int, chosen: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        """Return an entry's probabilities of some of the common rows, float32 ``(M, 7)``."""
        found: npt.NDArray[np.float32] = self.entries[which].p[self.places[which][chosen]]
        return found

    def gaps(self) -> list[str]:
        """Return a sentence for every entry that lacks rows, which names them."""
        return [
            f"{entry.title} has no prediction for {_counted(rows)}, which "
            f"{'is' if len(rows) == 1 else 'are'} left out of all."
            for entry, rows in zip(self.entries, self.lacking, strict=True)
            if len(rows)
        ]


def _counted(rows: Rows, named: int = 6) -> str:
    first = ", ".join(str(row) for row in rows[:named])
    more = f" and {len(rows) - named:,} more" if len(rows) > named else ""
    return f"row {first}" if len(rows) == 1 else f"{len(rows):,} rows ({first}{more})"


def align(entries: Sequence[Entry], split: str, *, leaked: bool = True) -> Aligned:
    """Bring entries to the rows of a split that all of them have.

    Parameters
    ----------
    entries : sequence of Entry
        At least one.
    split : str
    leaked : bool
        Whether rows stay in whose exact picture also stands in what one of the models learnt from.

    Raises
    ------
    ComparisonError
        If they are of several datasets, have no row in common, or disagree about a label.
    """
    datasets = {entry.dataset: entry.title for entry in entries}
    if len(datasets) > 1:
        of = ", ".join(f"{title} of '{dataset}'" for dataset, title in datasets.items())
        raise ComparisonError(
            f"These are predictions of different pictures: {of}. Compare those of one dataset."
        )
    out: frozenset[int] = frozenset()
    if not leaked and entries[0].dataset == FER2013:
        out = leaked_rows(tuple(sorted({name for entry in entries for name in entry.train_splits})))
    places = [_asked(entry, split, out) for entry in entries]
    rows = [entry.row[place] for entry, place in zip(entries, places, strict=True)]
    common, lacking = _common(rows)
    if not len(common):
        raise ComparisonError(f"There is no row of {split} that all of them have predictions for.")
    kept = np.stack(
        [
            place if one is common else place[np.searchsorted(one, common)]
            for one, place in zip(rows, places, strict=True)
        ]
    )
    emotion = entries[0].emotion[kept[0]]
    for entry, place in zip(entries[1:], kept[1:], strict=True):
        if (other := np.flatnonzero(entry.emotion[place] != emotion)).size:
            raise ComparisonError(
                f"{entries[0].title} and {entry.title} disagree about the labels of "
                f"{_counted(common[other])}: they were not made for the same pictures."
            )
    return Aligned(tuple(entries), split, common, emotion, kept, lacking)


def _asked(entry: Entry, split: str, out: frozenset[int]) -> npt.NDArray[np.intp]:
    """Return where the rows of a split stand, except those in `out`."""
    places = entry.places(split)
    return places[~_held(entry.row[places], np.array(sorted(out)))] if out else places


def _common(rows: Sequence[Rows]) -> tuple[Rows, tuple[Rows, ...]]:
    """Return the rows that all have, and for each the rows that it lacks and another has."""
    common = rows[0]
    if all(np.array_equal(common, other) for other in rows[1:]):
        return common, tuple(np.empty(0, np.int64) for _ in rows)
    for other in rows[1:]:
        common = common[_held(common, other)]
    return common, tuple(
        np.unique(np.concatenate([other[~_held(other, one)] for other in rows])) for one in rows
    )


def _held(rows: Rows, there: Rows) -> npt.NDArray[np.bool_]:
    """Return which rows stand in `there`; both ascend."""
    if not len(there):
        return np.zeros(len(rows), bool)
    place = np.searchsorted(there, rows).clip(max=len(there) - 1)
    return np.asarray(there[place] == rows)
