"""A dataset on disk: ``faces.npy`` to map into memory and ``rows.parquet`` beside it.

It knows nothing of the sources that datasets are imported from.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from fer.emotions import EMOTIONS, SPLITS, TEST_SPLITS
from fer.errors import DatasetError
from fer.places import DATA

if TYPE_CHECKING:
    import pandas as pd

Faces = npt.NDArray[np.uint8]
SIDE = 48
VOTES: tuple[str, ...] = (
    "neutral",
    "happiness",
    "surprise",
    "sadness",
    "anger",
    "disgust",
    "fear",
    "contempt",
    "unknown",
    "nf",
)
MISSED = "missed.parquet"
VOTE_COLUMNS: tuple[str, ...] = tuple(f"votes_{name}" for name in VOTES)


@dataclass(frozen=True)
class Dataset:
    """Labelled faces in the order of their source.

    Attributes
    ----------
    name : str
        The name of its folder under ``data/``.
    faces : uint8 array, shape (N, 48, 48)
        Grey faces, mapped read-only from disk.
    rows : DataFrame, N rows
        ``row, emotion, split, source, first`` (the first row with the same picture) and
        ``leaked`` (a test row whose exact picture also stands in Training); with FER+ votes also
        the ten columns `VOTE_COLUMNS`; of photographs also ``found``, the faces found in each.
    missed : DataFrame, optional
        Of photographs: ``emotion, split, source`` of those in which no face was found.
    """

    name: str
    faces: Faces
    rows: "pd.DataFrame"
    missed: "pd.DataFrame | None" = None

    def __post_init__(self) -> None:
        """Check that faces and rows belong together."""
        shape, kind = self.faces.shape, self.faces.dtype
        if len(shape) != 3 or shape[1:] != (SIDE, SIDE) or kind != np.uint8:
            raise self._refusal(f"expected uint8 faces (N, {SIDE}, {SIDE}), got {kind} {shape}")
        if len(self.rows) != len(self.faces):
            raise self._refusal(f"{len(self.faces)} faces but {len(self.rows)} rows")
        if missing := {"emotion", "split"} - set(self.rows.columns):
            raise self._refusal(f"its rows lack the columns {', '.join(sorted(missing))}")
        if not self.rows["emotion"].isin(range(len(EMOTIONS))).all():
            raise self._refusal(f"expected labels from 0 to {len(EMOTIONS) - 1}, found others")
        if not self.rows["split"].isin(SPLITS).all():
            raise self._refusal(f"expected the splits {', '.join(SPLITS)}, found others")

    def _refusal(self, what: str) -> DatasetError:
        return DatasetError(f"Dataset '{self.name}': {what}. Import it again.")

    @classmethod
    def open(cls, name: str, data: Path | None = None) -> Self:
        """Open an imported dataset.

        Raises
        ------
        DatasetError
            If there is none of this name, or its files cannot be read.
        """
        import pandas as pd

        folder = (data or DATA) / name
        if not (folder / "faces.npy").is_file():
            raise DatasetError(
                f"There is no dataset '{name}'. Import one first: "
                f"python -m fer import SOURCE --name {name}"
            )
        try:
            faces = np.lib.format.open_memmap(folder / "faces.npy", mode="r")
            rows = pd.read_parquet(folder / "rows.parquet")
            missed = folder / MISSED
            without = pd.read_parquet(missed) if missed.is_file() else None
        except (OSError, ValueError) as error:
            raise DatasetError(
                f"Dataset '{name}' cannot be read ({error}). Import it again."
            ) from error
        return cls(name, faces, rows, without)

    @property
    def has_votes(self) -> bool:
        """Whether FER+ annotator votes were imported with it."""
        return set(VOTE_COLUMNS) <= set(self.rows.columns)

    def select(self, *splits: str) -> npt.NDArray[np.int64]:
        """Return the rows of `splits`, in order, as int64 indices."""
        unknown = set(splits) - set(SPLITS)
        if unknown:
            raise DatasetError(
                f"Expected splits among {', '.join(SPLITS)}, got {', '.join(sorted(unknown))}."
            )
        return np.flatnonzero(self.rows["split"].isin(splits).to_numpy())

    def fingerprint(self) -> dict[str, str]:
        """Return the SHA-256 of pixels and labels of every split that has rows."""
        prints = {}
        emotion = self.rows["emotion"].to_numpy(np.uint8)
        for split in SPLITS:
            chosen = self.select(split)
            if len(chosen):
                digest = hashlib.sha256(self.faces[chosen].tobytes())
                digest.update(emotion[chosen].tobytes())
                prints[split] = digest.hexdigest()
        return prints

    def refuse_other_faces(self, expected: Mapping[str, str], release: str) -> None:
        """Refuse to score a release that was scored on other test faces.

        Parameters
        ----------
        expected : mapping
            The SHA-256 of every split, as the release's card gives it.
        release : str
            What the message calls the release.

        Raises
        ------
        DatasetError
            If a test split differs, or one is missing.
        """
        found = self.fingerprint()
        if any(expected.get(split) != found.get(split) for split in TEST_SPLITS):
            raise DatasetError(
                f"Release '{release}' was scored on other test faces than those of '{self.name}'. "
                "Import what it was scored on again."
            )

    def counts(self) -> "pd.DataFrame":
        """Return the number of faces by emotion (index) and split (columns)."""
        import pandas as pd

        table = pd.crosstab(self.rows["emotion"], self.rows["split"])
        table = table.reindex(index=range(len(EMOTIONS)), columns=list(SPLITS), fill_value=0)
        table.index = pd.Index(EMOTIONS, name="emotion")
        return table


def dataset_names(data: Path | None = None) -> list[str]:
    """Return the names of the imported datasets, sorted."""
    root = data or DATA
    return sorted(path.parent.name for path in root.glob("*/faces.npy"))
