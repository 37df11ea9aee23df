"""What the page Training keeps between runs: curves, sizes of datasets, and the study."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from fer.places import DATA, RUNS
from fer.release import Release

if TYPE_CHECKING:
    from fer.evaluation.learning import Curve
    from fer.evaluation.study import Found


def curve(release: Release) -> "Curve":
    """Return the curve of a release's history; not to be written to."""
    path = release.folder / "history.csv"
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _curve(release.folder, release.digest, changed)


@st.cache_resource(max_entries=32, show_spinner=False)
def _curve(folder: Path, digest: str, changed: int) -> "Curve":
    from fer.evaluation.learning import read

    return read(Release.open(folder.parent, folder.name))


def split_counts(name: str) -> dict[str, int]:
    """Return how many faces each split of a dataset has; a `DatasetError` where it is broken."""
    return _split_counts(DATA, name, cache.stamp(name))


@st.cache_data(max_entries=32, show_spinner=False)
def _split_counts(root: Path, name: str, stamp: float) -> dict[str, int]:
    from fer.data import opening

    return opening.split_counts(name, root)


def study() -> "Found":
    """Return what there is of the study; not to be written to."""
    from fer.evaluation.study import TABLE

    database = RUNS / "study" / "study.db"
    stamps = [p.stat().st_mtime_ns if p.is_file() else 0 for p in (TABLE, database)]
    return _study(RUNS, TABLE, *stamps)


@st.cache_resource(max_entries=4, show_spinner="Reading the study …", ttl=20)
def _study(runs: Path, path: Path, written: int, scored: int) -> "Found":
    from fer.evaluation.study import find

    return find(runs, path)
