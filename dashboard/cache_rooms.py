"""What rooms keep between runs: the store, and what releases say of the faces that are guessed at.

Nothing that a room says is kept here: every look at it goes to the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard import beside, cache
from dashboard.cache_reviews import store
from fer.data.dataset import Faces
from fer.errors import DatasetError, FerError
from fer.evaluation.metrics import Counts
from fer.release import PROBABILITIES, Release

if TYPE_CHECKING:
    from fer.data.dataset import Dataset

__all__ = ["SPLIT", "Guessed", "chosen", "guessed", "picture", "qr", "store", "with_votes"]

SPLIT = "PrivateTest"  # the split from which no release has learnt


@dataclass(frozen=True)
class Guessed:
    """A face that a room guesses at.

    Attributes
    ----------
    face : uint8 array, shape (48, 48)
    label : int
        What the dataset says.
    annotators : int64 array, shape (8,), or None
        FER+'s votes, as a room votes.
    said : sequence of (str, float32 array of shape (7,))
        The title of each release, and its probabilities.
    """

    face: Faces
    label: int
    annotators: Counts | None
    said: Sequence[tuple[str, npt.NDArray[np.float32]]]


def with_votes(name: str) -> bool:
    """Return whether a dataset is here with its pictures and the annotators' votes."""
    try:
        found = cache.dataset(name)
    except FerError:
        return False
    return found is not None and found.has_votes


def chosen(name: str, count: int, seed: int) -> list[int]:
    """Return rows of a dataset to guess at; raises `FerError` where it cannot be read."""
    from fer.evaluation.rooms import choose_faces

    if _drawn_here(name):
        from fer.data.sketches import sketch_rows

        rows = sketch_rows()
    else:
        rows = _there(name).rows
    return choose_faces(rows[rows["split"] == SPLIT], count, seed)


def picture(name: str, row: int) -> Faces:
    """Return the face of a row, uint8 ``(48, 48)``; raises `FerError` where there is none."""
    faces = _with(name, (row,))
    return np.asarray(faces.faces[_places(faces, (row,))[0]])


def guessed(name: str, rows: Sequence[int]) -> list[Guessed]:
    """Return faces and what is said of them; raises `FerError` where the dataset lacks one.

    The dashboard's first release speaks first; what looks at no face has nothing to say of one.
    """
    if not _drawn_here(name):
        _there(name)
    looking = [release for release in cache.list_models() if beside.looks(release)]
    if looking:
        looking.insert(0, looking.pop(cache.default_release(looking)))
    seen = tuple((release.folder, release.digest) for release in looking)
    return _guessed(name, cache.stamp(name), tuple(rows), seen)


@st.cache_resource(max_entries=256, show_spinner=False)
def _guessed(
    name: str, stamp: float, rows: tuple[int, ...], seen: tuple[tuple[Path, str], ...]
) -> list[Guessed]:
    from fer.evaluation.rooms import annotators

    faces = _with(name, rows)
    places = _places(faces, rows)
    some = faces.rows.iloc[places]
    votes = annotators(some) if faces.has_votes else None
    said = []
    for folder, _ in seen:
        release = Release.open(folder.parent, folder.name)
        p = _probabilities(release, faces, places)
        if p is not None:
            said.append((release.title, p))
    return [
        Guessed(
            np.asarray(faces.faces[place]),
            int(some["emotion"].iloc[i]),
            None if votes is None else votes[i],
            [(title, p[i]) for title, p in said],
        )
        for i, place in enumerate(places)
    ]


def _places(faces: "Dataset", rows: Sequence[int]) -> list[int]:
    known = faces.rows["row"].to_numpy()
    found = [np.flatnonzero(known == row) for row in rows]
    missing = [row for row, place in zip(rows, found, strict=True) if not len(place)]
    if missing:
        raise DatasetError(
            f"The dataset '{faces.name}' on this server has no row {missing[0]}: it is another "
            "one than when the room was opened."
        )
    return [int(place[0]) for place in found]


def _probabilities(
    release: Release, faces: "Dataset", places: Sequence[int]
) -> npt.NDArray[np.float32] | None:
    """Return a release's probabilities ``(N, 7)``; None where it cannot say, or learnt from them.

    Only these faces are looked at: a room does not wait for a whole dataset.
    """
    from fer.data.dataset import Dataset
    from fer.evaluation.predicting import predict

    if release.dataset == faces.name and SPLIT in release.train_splits:
        return None
    some = faces.rows.iloc[list(places)]
    try:
        if release.dataset == faces.name:
            rows = cache.predictions(release)
        else:
            rows = predict(release, Dataset(faces.name, faces.faces[list(places)], some))
    except FerError:
        return None
    found = rows.set_index("row").reindex(some["row"])[list(PROBABILITIES)]
    return None if found.isna().to_numpy().any() else found.to_numpy(np.float32)


def _drawn_here(name: str) -> bool:
    """Return whether a dataset is the drawn faces, of which none lies on the disk."""
    return name == cache.DRAWN and not (cache.data() / name / "faces.npy").is_file()


def _with(name: str, rows: tuple[int, ...]) -> "Dataset":
    """Return a dataset that has these rows; of drawn faces only these are drawn."""
    return _drawn(rows) if _drawn_here(name) else _there(name)


@st.cache_resource(max_entries=256, show_spinner=False)
def _drawn(rows: tuple[int, ...]) -> "Dataset":
    from fer.data.dataset import SIDE, Dataset
    from fer.data.sketches import draw_face, sketch_rows

    known = sketch_rows()
    known = known[known["row"].isin(rows)].reset_index(drop=True)  # `_places` names one that lacks
    drawn = [
        draw_face(int(label), np.random.default_rng([0, int(row)]))
        for label, row in zip(known["emotion"], known["row"], strict=True)
    ]
    faces = np.stack(drawn) if drawn else np.empty((0, SIDE, SIDE), np.uint8)
    return Dataset(name=cache.DRAWN, faces=faces, rows=known)


def _there(name: str) -> "Dataset":
    found = cache.dataset(name)
    if found is None:
        raise DatasetError(
            f"The dataset '{name}' is not on this server any more. Import it again, or open a room "
            "with drawn faces."
        )
    return found


@st.cache_data(max_entries=64, show_spinner=False)
def qr(link: str) -> str:
    """Return a QR code as the address of an SVG: dark on white in either theme, for any camera."""
    import segno

    drawn = segno.make(link, error="m", micro=False)
    return str(drawn.svg_data_uri(border=3, omitsize=True, dark="#000", light="#fff"))
