"""What explanations of a face keep between runs, keyed by a release's digest as in `cache`."""

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache
from dashboard.turns import Turn
from fer.release import Release

if TYPE_CHECKING:
    from fer.recognition.explain.neighbours import Penultimate

GRADIENT = Lock()  # one at a time: a method hangs hooks on the network that all visitors share
LOOK_THROUGH = Turn()  # one at a time: it takes minutes and all cores, and is kept for everybody


def penultimate(release: Release) -> "Penultimate":
    """Return a release's graph, opened before its last layer."""
    return _penultimate(release.folder, release.digest)


@st.cache_resource(max_entries=2, show_spinner=False)
def _penultimate(folder: Path, digest: str) -> "Penultimate":
    from fer.recognition.explain.neighbours import Penultimate

    return Penultimate.of(Release.open(folder.parent, folder.name))


def network(release: Release) -> Any:
    """Return a release's network in torch, which is imported here: ask only for a gradient."""
    return _network(release.folder, release.digest)


@st.cache_resource(max_entries=2, show_spinner=False)
def _network(folder: Path, digest: str) -> Any:
    from fer.training.restoring import network_of

    return network_of(Release.open(folder.parent, folder.name))


def kept_features(release: Release) -> Path:
    """Return where a release's features of its training faces are kept, beside the datasets."""
    name = release.dataset
    folder = cache.data() / "features"
    return folder / f"{name}-{int(cache.stamp(name))}-{release.digest[:16]}.npy"
