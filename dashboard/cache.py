"""The one place that keeps things between runs: everything is keyed by a release's digest."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from fer.places import WEIGHTS
from fer.recognition.chain import Recogniser
from fer.release import Release, broken_releases, releases

if TYPE_CHECKING:
    import pandas as pd

    from fer.evaluation.scorecard import Scorecard

_FIRST_CHOICE = ("cnn4",)


def list_releases() -> list[Release]:
    """Return every release that can be opened; a new folder appears without a restart."""
    return releases(WEIGHTS)


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


@st.cache_resource(max_entries=4, show_spinner=False)
def _recogniser(folder: Path, digest: str) -> Recogniser:
    return Recogniser(Release.open(folder.parent, folder.name))


def predictions(release: Release) -> "pd.DataFrame":
    """Return the predictions of a release; not to be written to."""
    return _predictions(release.folder, release.digest)


@st.cache_resource(max_entries=16, show_spinner=False)
def _predictions(folder: Path, digest: str) -> "pd.DataFrame":
    return Release.open(folder.parent, folder.name).predictions()


def scorecard(release: Release, split: str, *, leaked: bool) -> "Scorecard":
    """Return the scorecard of a release on a split, with or without leaked rows."""
    return _scorecard(release.folder, release.digest, split, leaked)


@st.cache_data(max_entries=64, show_spinner=False)
def _scorecard(folder: Path, digest: str, split: str, leaked: bool) -> "Scorecard":
    from fer.evaluation.scorecard import score, without_leaks

    release = Release.open(folder.parent, folder.name)
    rows = _predictions(folder, digest)
    rows = rows[rows["split"] == split]
    return score(rows if leaked else without_leaks(rows, release.train_splits))


@st.cache_data(max_entries=2, show_spinner=False)
def drawn_portrait(emotion: int, seed: int) -> bytes:
    """Return a drawn portrait as PNG bytes."""
    import numpy as np

    from fer.data.sketches import draw_portrait
    from fer.recognition.annotate import encode_png

    return encode_png(draw_portrait(emotion, np.random.default_rng(seed)))
