"""What the review desk keeps between runs: the store, and the faces as all releases see them."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from fer.release import Release

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.store.engine import Store
    from fer.evaluation.agreement import Agreement
    from fer.evaluation.mistakes import Panel


def store() -> "Store":
    """Return the store of reviews and votes; nothing of it is kept between runs but connections."""
    from dashboard.store.engine import address

    return _store(address())


@st.cache_resource(max_entries=2, show_spinner=False)
def _store(url: str) -> "Store":
    from dashboard.store.engine import Store

    return Store(url)


def panel(release: Release, name: str, split: str) -> "tuple[Panel, pd.DataFrame]":
    """Return a split's faces as all releases see them, the given one first; and what is judged.

    Others whose predictions cannot be read, that say the same of every face, that learnt from these
    very faces (`learnt`) or are trials without batch normalisation are passed over. Neither is to
    be written to.
    """
    others = tuple(
        (other.folder, other.digest)
        for other in cache.list_models()
        if other.digest != release.digest
        and other.has("predictions.parquet")
        and not _has_learnt(other, name, split)
    )
    seen = ((release.folder, release.digest), *others)
    return _panel(seen, name, split, cache.stamp(name))


def learnt(release: Release, name: str, split: str) -> list[Release]:
    """Return the other releases that learnt from a split: they are no witnesses of its labels."""
    others = [r for r in cache.list_releases() if r.digest != release.digest]
    return [other for other in others if _has_learnt(other, name, split)]


def _has_learnt(release: Release, name: str, split: str) -> bool:
    return release.dataset == name and split in release.train_splits


@st.cache_resource(max_entries=16, show_spinner=False)
def _panel(
    seen: tuple[tuple[Path, str], ...], name: str, split: str, stamp: float
) -> "tuple[Panel, pd.DataFrame]":
    from fer.errors import FerError, ReleaseError
    from fer.evaluation.mistakes import judged, panel, says_one_thing

    tables: dict[str, pd.DataFrame] = {}
    for place, (folder, _) in enumerate(seen):
        try:
            rows = cache.predictions_on(Release.open(folder.parent, folder.name), name)
        except FerError:
            if place == 0:
                raise
            continue
        rows = rows[rows["split"] == split].reset_index(drop=True)
        if rows["row"].duplicated().any():
            if place == 0:
                raise ReleaseError(
                    f"Release '{folder.name}' answers a face of {split} twice. Predict anew: "
                    f"python -m fer evaluate {folder.name}"
                )
            continue
        own = next(iter(tables.values()), rows)
        if place == 0 or not (says_one_thing(rows) or _disagree(own, rows)):
            tables[folder.name] = rows
    try:
        faces = cache.dataset(name)
    except FerError:
        faces = None  # the page says so where it shows pictures
    found = panel(tables, faces.rows if faces is not None and faces.has_votes else None)
    return found, judged(found)


def _disagree(one: "pd.DataFrame", other: "pd.DataFrame") -> bool:
    """Return whether two tables give a face different labels: they are not of the same faces."""
    both = one[["row", "emotion"]].merge(other[["row", "emotion"]], on="row")
    return bool((both["emotion_x"] != both["emotion_y"]).any())


def annotators(name: str, split: str) -> "list[Agreement]":
    """Return the annotators' alpha over the seven emotions, then by emotion; none without votes."""
    return _annotators(name, split, cache.stamp(name))


@st.cache_data(max_entries=16, show_spinner=False)
def _annotators(name: str, split: str, stamp: float) -> "list[Agreement]":
    from fer.data.dataset import VOTE_COLUMNS
    from fer.data.votes import LABEL_OF_VOTE
    from fer.evaluation.agreement import by_class, krippendorff

    faces = cache.dataset(name)
    if faces is None or not faces.has_votes:
        return []
    votes = faces.rows.loc[faces.rows["split"] == split, list(VOTE_COLUMNS)].to_numpy(int)
    own = votes[:, :7][:, LABEL_OF_VOTE.argsort()]
    return [krippendorff(own, 500), *by_class(own, 500)]
