"""What comparisons keep between runs, keyed by the digests of all that is compared."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, state_comparison
from fer.errors import FerError
from fer.release import Release

if TYPE_CHECKING:
    import pandas as pd

    from fer.benchmark import Timing
    from fer.evaluation.comparison import Comparison
    from fer.evaluation.entries import Aligned, Entry


def speed(release: Release) -> "Timing":
    """Return the milliseconds that a release takes for a face, measured once on this machine."""
    return _speed(release.folder, release.digest)


@st.cache_data(max_entries=64, show_spinner="Timing the releases on this machine …")
def _speed(folder: Path, digest: str) -> "Timing":
    from fer.benchmark import milliseconds_a_face
    from fer.classifier import Classifier

    return milliseconds_a_face(Classifier.of(Release.open(folder.parent, folder.name)))


def entry(release: Release, name: str) -> "Entry":
    """Return a release's predictions on a dataset, ready to be compared."""
    return _entry(release.folder, release.digest, name, cache.stamp(name))


@st.cache_resource(max_entries=64, show_spinner=False)
def _entry(folder: Path, digest: str, name: str, stamp: float) -> "Entry":
    from fer.evaluation.entries import Entry

    release = Release.open(folder.parent, folder.name)
    return Entry.of_release(release, cache.predictions_on(release, name), name)


def known_rows(name: str) -> "pd.DataFrame | None":
    """Return ``row, split, emotion`` of a dataset's test rows, as far as they are known.

    What releases were measured on comes first: a folder imported in another order cannot change it.
    """
    import pandas as pd

    from fer.emotions import TEST_SPLITS

    columns = ["row", "split", "emotion"]
    tables = []
    for release in cache.list_releases():
        if release.dataset == name:
            with suppress(FerError):
                tables.append(cache.predictions(release)[columns])
    with suppress(FerError):
        if (found := cache.dataset(name)) is not None:
            tables.append(found.rows.loc[found.rows["split"].isin(TEST_SPLITS), columns])
    return pd.concat(tables).drop_duplicates("row") if tables else None


_Key = tuple[str, ...]
_Standings = tuple["pd.DataFrame", "pd.DataFrame | None"]


def aligned(entries: "Sequence[Entry]", split: str, *, leaked: bool) -> "Aligned":
    """Return entries on their common rows. What a visitor added is kept for the visit alone."""
    place = _aligned_here if _of_this_visit(entries) else _aligned
    return place(_key(entries), split, leaked, entries)


def comparison(
    entries: "Sequence[Entry]", split: str, *, leaked: bool
) -> "tuple[Aligned, Comparison]":
    """Return two entries on their common rows, and what sets them apart."""
    rows = aligned(entries, split, leaked=leaked)
    place = _comparison_here if _of_this_visit(entries) else _comparison
    return rows, place(_key(entries), split, leaked, rows)


def league(
    entries: "Sequence[Entry]", split: str, *, leaked: bool
) -> "tuple[Aligned, pd.DataFrame, pd.DataFrame | None]":
    """Return entries on their common rows, their standings, and every pair where there is one."""
    rows = aligned(entries, split, leaked=leaked)
    place = _league_here if _of_this_visit(entries) else _league
    table, pairs = place(_key(entries), split, leaked, rows)
    return rows, table, pairs


def forget_visit() -> None:
    """Let go of what rests on predictions that this visitor had added."""
    for place in (_aligned_here, _comparison_here, _league_here):
        place.clear()


def _of_this_visit(entries: "Sequence[Entry]") -> bool:
    return any(entry.id in state_comparison.added() for entry in entries)


def _key(entries: "Sequence[Entry]") -> _Key:
    return tuple(
        "|".join((e.id, e.title, e.digest, e.dataset, str(cache.stamp(e.dataset)), *e.train_splits))
        for e in entries
    )


@st.cache_resource(max_entries=24, show_spinner=False)
def _aligned(key: _Key, split: str, leaked: bool, _entries: "Sequence[Entry]") -> "Aligned":
    from fer.evaluation.entries import align

    return align(_entries, split, leaked=leaked)


@st.cache_resource(max_entries=6, show_spinner=False, scope="session")
def _aligned_here(key: _Key, split: str, leaked: bool, _entries: "Sequence[Entry]") -> "Aligned":
    from fer.evaluation.entries import align

    return align(_entries, split, leaked=leaked)


@st.cache_resource(max_entries=64, show_spinner=False)
def _comparison(key: _Key, split: str, leaked: bool, _rows: "Aligned") -> "Comparison":
    from fer.evaluation.comparison import compare

    return compare(_rows)


@st.cache_resource(max_entries=16, show_spinner=False, scope="session")
def _comparison_here(key: _Key, split: str, leaked: bool, _rows: "Aligned") -> "Comparison":
    from fer.evaluation.comparison import compare

    return compare(_rows)


@st.cache_resource(max_entries=32, show_spinner=False)
def _league(key: _Key, split: str, leaked: bool, _rows: "Aligned") -> _Standings:
    return _standings(_rows)


@st.cache_resource(max_entries=8, show_spinner=False, scope="session")
def _league_here(key: _Key, split: str, leaked: bool, _rows: "Aligned") -> _Standings:
    return _standings(_rows)


def _standings(rows: "Aligned") -> _Standings:
    from fer.evaluation.standings import every_pair, standings

    return standings(rows), every_pair(rows) if len(rows.entries) > 1 else None
