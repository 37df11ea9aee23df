"""The one place that keeps things between runs: everything is keyed by a release's digest."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from fer.places import DATA, WEIGHTS
from fer.recognition.chain import Recogniser
from fer.release import Release, broken_releases, releases

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.answers import Answer
    from fer.data.dataset import Dataset
    from fer.evaluation.scorecard import Scorecard

DRAWN = "sketches"  # the dataset that is always there
_FIRST_CHOICE = ("flagship", "cnn4")  # the best that answers a face within 5 ms


def list_releases() -> list[Release]:
    """Return every release that can be opened; a new folder appears without a restart."""
    return releases(WEIGHTS)


def list_models(chosen: Release | None = None) -> list[Release]:
    """Return the releases that are opinions of their own, and the chosen one whatever it is.

    Left out are trials that repeat a network without its batch normalisation.
    """
    own = chosen.id if chosen else None
    return [one for one in list_releases() if one.id == own or not one.is_twin]


def weights() -> Path:
    """Return the folder of the releases."""
    return WEIGHTS


def data() -> Path:
    """Return the folder of the datasets."""
    return DATA


def list_broken() -> dict[str, str]:
    """Return what is wrong with releases that cannot be opened, by id."""
    return broken_releases(WEIGHTS)


def default_release(found: list[Release]) -> int:
    """Return the place in `found` of the release that a visitor meets first."""
    ids = [release.id for release in found]
    return next((ids.index(name) for name in _FIRST_CHOICE if name in ids), 0)


def recogniser(release: Release) -> Recogniser:
    """Return the recognition chain of a release, loaded once for all visitors."""
    return _recogniser(release.folder, release.digest)


@st.cache_resource(max_entries=16, show_spinner=False)
def _recogniser(folder: Path, digest: str) -> Recogniser:
    return Recogniser(Release.open(folder.parent, folder.name))


def sample_answer(release: Release, data: bytes) -> "Answer":
    """Return what a release says of a sample of ours; what visitors bring is never kept."""
    return _sample_answer(release.folder, release.digest, data)


@st.cache_resource(max_entries=64, show_spinner=False)
def _sample_answer(folder: Path, digest: str, data: bytes) -> "Answer":
    from dashboard.answers import answer

    return answer(_recogniser(folder, digest), data)


def predictions(release: Release) -> "pd.DataFrame":
    """Return the predictions of a release; not to be written to."""
    return _predictions(release.folder, release.digest)


@st.cache_resource(max_entries=16, show_spinner=False)
def _predictions(folder: Path, digest: str) -> "pd.DataFrame":
    return Release.open(folder.parent, folder.name).predictions()


def list_datasets() -> list[str]:
    """Return the names of the datasets whose pictures are here; the drawn faces always are."""
    from fer.data.dataset import dataset_names

    return sorted({*dataset_names(DATA), DRAWN})


def dataset(name: str) -> "Dataset | None":
    """Return a dataset, or None where it is not on this machine.

    Of the drawn faces only the test splits are drawn. Raises a `DatasetError` where the files are
    there but broken.
    """
    if name != DRAWN and not (DATA / name / "faces.npy").is_file():
        return None
    return _dataset(DATA, name, stamp(name))


def stamp(name: str) -> float:
    """Return a number that changes when a dataset is imported anew."""
    files = (DATA / name / part for part in ("faces.npy", "rows.parquet"))
    return sum(path.stat().st_mtime for path in files if path.is_file())


@st.cache_resource(max_entries=8, show_spinner="Opening the faces …")
def _dataset(root: Path, name: str, stamp: float) -> "Dataset":
    from fer.data.dataset import Dataset
    from fer.data.sketches import sketch_dataset
    from fer.emotions import TEST_SPLITS

    if name == DRAWN and not (root / name / "faces.npy").is_file():
        return sketch_dataset(splits=TEST_SPLITS)
    return Dataset.open(name, root)


def predictions_on(release: Release, name: str) -> "pd.DataFrame":
    """Return what a release says of a dataset's test splits; not to be written to.

    Its own dataset stands in the release; any other is predicted once and kept.
    """
    if name == release.dataset:
        return predictions(release)
    return _predictions_on(release.folder, release.digest, name, stamp(name))


@st.cache_resource(max_entries=64, show_spinner="The release looks at the faces …")
def _predictions_on(folder: Path, digest: str, name: str, stamp: float) -> "pd.DataFrame":
    from fer.errors import DatasetError
    from fer.evaluation.predicting import predict

    faces = dataset(name)
    if faces is None:
        raise DatasetError(f"There is no dataset '{name}' on this machine.")
    return predict(Release.open(folder.parent, folder.name), faces)


def scorecard(
    release: Release, split: str, *, leaked: bool, data: str | None = None
) -> "Scorecard":
    """Return the scorecard of a release on a split, with or without leaked rows.

    `data` names a dataset; by default it is the one that the release was made with.
    """
    name = data or release.dataset
    return _scorecard(release.folder, release.digest, split, leaked, name, stamp(name))


@st.cache_data(max_entries=64, show_spinner=False)
def _scorecard(
    folder: Path, digest: str, split: str, leaked: bool, name: str, stamp: float
) -> "Scorecard":
    from fer.evaluation.scorecard import score, without_leaks

    release = Release.open(folder.parent, folder.name)
    rows = predictions_on(release, name)
    rows = rows[rows["split"] == split]
    learnt = release.train_splits if name == release.dataset else ()
    return score(rows if leaked else without_leaks(rows, learnt, name))
