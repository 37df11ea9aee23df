"""The training faces that a network's own features put nearest to a face."""

import time
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard import beside, cache, cache_face, pictures, state, state_face
from dashboard.gallery import Tile, grid
from dashboard.turns import BusyError
from fer.data.dataset import Dataset, Faces
from fer.emotions import EMOTIONS
from fer.recognition.explain.neighbours import (
    Near,
    Penultimate,
    in_blocks,
    is_kept,
    is_worth_keeping,
    nearest,
)
from fer.recognition.faces import Face
from fer.release import Release

Rows = npt.NDArray[np.int64]
_COUNT = 6
_TRIAL = 16  # faces by which the time for all is told
_LOOK_S = 1.0  # from one look at another visitor's search to the next


def nearest_faces(key: str, face: Face, release: Release) -> None:
    """Show the nearest faces that a release learnt from, where their pictures are here."""
    there = pictures.pictures_of(release.dataset, cache.predictions(release))
    pictures.say_absent(there, key)
    if there.faces is None:
        return
    dataset = cache.dataset(release.dataset)
    if dataset is None:
        return
    rows = dataset.select(*release.train_splits)
    if not len(rows):
        st.info("The training faces of this dataset are not here.")
        return
    faces = _contiguous(dataset, rows)
    model = cache_face.penultimate(release)
    kept = cache_face.kept_features(release)
    own = f"near {beside.short_name(face.crop)} {release.digest}"
    asked = state_face.within(key, "near")
    if not (is_kept(kept, len(faces)) or state_face.is_set(asked)):
        if cache_face.LOOK_THROUGH.now is None:
            _offer(model, faces, asked)
        else:
            _wait()
        return
    try:
        find = partial(_search, model, face.crop, faces, kept, release.title)
        found = state.remembered(own, find)
    except BusyError:
        _wait()
        return
    _tiles(found, face, faces, dataset, rows)


def _contiguous(dataset: Dataset, rows: Rows) -> Faces:
    """Return the faces of rows; where they follow one another, without a copy."""
    first, last = int(rows[0]), int(rows[-1])
    if last - first + 1 == len(rows):
        return dataset.faces[first : last + 1]
    return dataset.faces[rows]


def _offer(model: Penultimate, faces: Faces, asked: str) -> None:
    began = time.perf_counter()
    trial = np.asarray(faces[:_TRIAL])
    width = model.features(trial).shape[1]
    seconds = (time.perf_counter() - began) / len(trial) * len(faces)
    later = ", once; their features are kept for the next visitor" * is_worth_keeping(width)
    st.markdown(
        f"The release looks at all {len(faces):,} faces that it learnt from{later}. Here and now "
        f"that takes about {_duration(seconds)}."
    )
    st.button(
        "Look through them",
        icon=":material/image_search:",
        on_click=state_face.put_all,
        args=({asked: True},),
        key=f"{asked}-button",
    )


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"


def _search(model: Penultimate, crop: Faces, faces: Faces, kept: Path, title: str) -> Near:
    """Return the nearest faces; raises `BusyError` where that waits for another's search."""
    own = model.features(crop[None])[0]
    if is_kept(kept, len(faces)):
        return nearest(own, in_blocks(model, faces, kept), _COUNT)
    with cache_face.LOOK_THROUGH.taken(title) as tell:
        bar = st.progress(0.0, "The release looks at the faces that it learnt from …")

        def progress(done: int, of: int) -> None:
            tell(done, of)
            bar.progress(done / of, f"{done:,} of {of:,} faces that it learnt from")

        try:
            return nearest(own, in_blocks(model, faces, kept, progress), _COUNT)
        finally:
            bar.empty()


@st.fragment(run_every=_LOOK_S)
def _wait() -> None:
    """Say how far another visitor's search is, and go on when it has ended."""
    now = cache_face.LOOK_THROUGH.now
    if now is None:
        st.rerun(scope="app")
    seen = f": {now.done:,} of {now.of:,}" if now.of else " …"
    st.progress(now.share, f"{now.what} looks at the faces that it learnt from{seen}")
    st.caption(
        "Another visitor asked for it. This server does one such search at a time and keeps what "
        "takes long, so that nobody waits for it twice. This page goes on by itself."
    )


def _tiles(
    found: Near,
    face: Face,
    faces: Faces,
    dataset: Dataset,
    rows: Rows,
) -> None:
    labels = dataset.rows["emotion"].to_numpy()[rows[found.places]]
    names = dataset.rows["row"].to_numpy()[rows[found.places]]
    same = int((labels == face.label).sum())
    st.markdown(
        f"Of the {len(labels)} nearest faces that it learnt from, {same} are labelled "
        f"{face.emotion}, as it labels this one."
    )
    tiles = [
        Tile(EMOTIONS[int(label)], f"{likeness:.2f} · row {int(name):,}", np.asarray(faces[place]))
        for label, name, likeness, place in zip(
            labels, names, found.likeness, found.places, strict=True
        )
    ]
    st.html(grid(tiles))
    st.caption(
        "Near by the cosine of what the last layer is given, 1 for the same. They show what this "
        "network takes for alike, which need not be what a person would, and not that the label "
        "was learnt from these."
    )
