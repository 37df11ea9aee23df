"""What the page Robustness keeps between runs, keyed by a release's digest as in `cache`."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from fer.release import Release

if TYPE_CHECKING:
    import pandas as pd

    from fer.classifier import Classifier


def table(release: Release) -> "pd.DataFrame":
    """Return the checked table of a release's robustness; not to be written to."""
    return _table(release.folder, release.digest)


@st.cache_resource(max_entries=32, show_spinner=False)
def _table(folder: Path, digest: str) -> "pd.DataFrame":
    from fer.evaluation.robustness import table_of

    return table_of(Release.open(folder.parent, folder.name))


def by_severity(release: Release, split: str) -> "pd.DataFrame":
    """Return accuracy and flips of a release on a split; not to be written to."""
    return _by_severity(release.folder, release.digest, split)


@st.cache_resource(max_entries=64, show_spinner=False)
def _by_severity(folder: Path, digest: str, split: str) -> "pd.DataFrame":
    from fer.evaluation import robustness

    return robustness.by_severity(_table(folder, digest), split)


def losses(release: Release, split: str, severity: int) -> "pd.DataFrame":
    """Return what each corruption costs a release at a severity; not to be written to."""
    return _losses(release.folder, release.digest, split, severity)


@st.cache_resource(max_entries=128, show_spinner=False)
def _losses(folder: Path, digest: str, split: str, severity: int) -> "pd.DataFrame":
    from fer.evaluation import robustness

    return robustness.losses(_table(folder, digest), split, severity)


def worst(release: Release, split: str, severity: int) -> "pd.DataFrame":
    """Return the class that each corruption hurts most; not to be written to."""
    return _worst(release.folder, release.digest, split, severity)


@st.cache_resource(max_entries=128, show_spinner=False)
def _worst(folder: Path, digest: str, split: str, severity: int) -> "pd.DataFrame":
    from fer.evaluation import robustness

    return robustness.worst_of_each(_table(folder, digest), split, severity)


def classifier(release: Release) -> "Classifier":
    """Return a release's model for faces that are cut out already."""
    return cache.recogniser(release).classifier
