"""Measures a release under every corruption: the table ``robustness.parquet``.

The faces of a network that is too slow for whole splits are a fixed sample of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fer.data.dataset import Dataset, Faces
from fer.emotions import EMOTIONS, TEST_SPLITS
from fer.errors import DatasetError
from fer.evaluation.corruptions import CORRUPTIONS, SEVERITIES, at_severity
from fer.files import replacing
from fer.release import ROBUSTNESS, ROBUSTNESS_COLUMNS, Release

if TYPE_CHECKING:
    import pandas as pd

CLEAN = "clean"
# Multiply-accumulates of a whole table: what two cores do in well under ten minutes.
BUDGET = 40e12
_BATCH = 256
_SEED = 0
Labels = npt.NDArray[np.int64]
Predict = Callable[[Faces], Labels]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Split:
    """The faces of a split that are measured: pixels, labels, seeds, and how many there are."""

    name: str
    faces: Faces
    labels: Labels
    seeds: Labels
    population: Labels


def faces_within(macs: int, budget: float = BUDGET) -> int | None:
    """Return how many faces of each test split a network is measured on; None for all.

    Parameters
    ----------
    macs : int
        Its multiply-accumulates for one face.
    budget : float
        Multiply-accumulates of the whole table.
    """
    passes = (1 + len(CORRUPTIONS) * SEVERITIES) * len(TEST_SPLITS)
    return int(budget / (macs * passes)) if macs else None


def sample(labels: Labels, count: int | None, seed: int = _SEED) -> Labels:
    """Return the places of a sample of faces, in order: every class has its share of it.

    A class too rare for an interval of use gets a fifteenth of the sample, or all its faces. The
    faces of a smaller sample are also in a larger one.

    Parameters
    ----------
    labels : int array, shape (N,)
    count : int or None
        How many faces, to within rounding; None for all.
    seed : int
    """
    if count is None or count >= len(labels):
        return np.arange(len(labels))
    if count < 1:
        raise ValueError(f"expected at least one face, got {count}")
    there = np.bincount(labels, minlength=len(EMOTIONS))
    least = np.minimum(there, count // 15)
    share = there * count / len(labels)
    rare = least > share
    rest = (count - least[rare].sum()) / max(1, there[~rare].sum())
    wanted = np.where(rare, least, np.rint(there * rest)).astype(int)
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    kept = [shuffled[labels[shuffled] == c][:n] for c, n in enumerate(wanted)]
    return np.sort(np.concatenate(kept))


def measure(
    predict: Predict,
    dataset: Dataset,
    count: int | None = None,
    progress: Progress = lambda done, total: None,
) -> "pd.DataFrame":
    """Return the table of a release on both test splits, in `ROBUSTNESS_COLUMNS`.

    Parameters
    ----------
    predict : callable
        From faces, uint8 ``(N, 48, 48)``, to labels, int ``(N,)``.
    dataset : Dataset
    count : int or None
        Faces of each split, see `sample`; None for all.
    progress : callable
        Is told how many faces were classified, of how many.

    Raises
    ------
    DatasetError
        If the dataset has no test faces.
    """
    import pandas as pd

    splits = [_taken(dataset, name, count) for name in TEST_SPLITS]
    splits = [split for split in splits if len(split.faces)]
    if not splits:
        raise DatasetError(f"Dataset '{dataset.name}' has no test faces to measure on.")
    total = sum(len(s.faces) for s in splits) * (1 + len(CORRUPTIONS) * SEVERITIES)
    done = 0

    def counted(faces: Faces) -> Labels:
        nonlocal done
        parts = []
        for start in range(0, len(faces), _BATCH):
            parts.append(predict(faces[start : start + _BATCH]))
            done += len(parts[-1])
            progress(done, total)
        return np.concatenate(parts)

    rows = [row for split in splits for row in _rows(counted, split)]
    table = pd.DataFrame(rows, columns=list(ROBUSTNESS_COLUMNS))
    kinds = dict.fromkeys(("n", "correct", "flipped", "lost", "population"), np.int32)
    return table.astype({**kinds, "severity": np.int8, "emotion": np.int8, "strength": np.float32})


def _taken(dataset: Dataset, name: str, count: int | None) -> _Split:
    rows = dataset.select(name)
    labels = dataset.rows["emotion"].to_numpy(np.int64)[rows]
    kept = sample(labels, count)
    faces = np.ascontiguousarray(dataset.faces[rows[kept]])
    population = np.bincount(labels, minlength=len(EMOTIONS))
    return _Split(name, faces, labels[kept], rows[kept], population)


def _rows(predict: Predict, split: _Split) -> Iterator[tuple[str | int | float, ...]]:
    before = predict(split.faces)
    yield from _counts(split, CLEAN, 0, 0.0, before, before)
    for name, corruption in CORRUPTIONS.items():
        for severity, strength in enumerate(corruption.levels, start=1):
            after = predict(at_severity(split.faces, name, severity, split.seeds))
            yield from _counts(split, name, severity, strength, before, after)


def _counts(
    split: _Split, name: str, severity: int, strength: float, before: Labels, after: Labels
) -> Iterator[tuple[str | int | float, ...]]:
    """Yield a row for every class that has faces."""
    right, was_right = after == split.labels, before == split.labels
    for emotion in np.unique(split.labels):
        own = split.labels == emotion
        yield (
            *(name, severity, split.name, int(emotion), int(own.sum())),
            int(right[own].sum()),
            int((after != before)[own].sum()),
            int((was_right & ~right)[own].sum()),
            strength,
            int(split.population[emotion]),
        )


def write(release: Release, table: "pd.DataFrame") -> Release:
    """Put a table into a release's folder and its hash into the card; return the release anew."""
    with replacing(release.folder / ROBUSTNESS) as temporary:
        table.to_parquet(temporary, index=False, compression="zstd")
    (release.folder / ROBUSTNESS).chmod(0o644)
    return release.with_file(ROBUSTNESS)
