"""The recognition chain for video, kept between frames: one thread, by digest."""

from pathlib import Path

import streamlit as st

from fer.recognition.chain import Recogniser
from fer.release import Release


def recogniser(release: Release) -> Recogniser:
    """Return a release's chain that classifies with one thread.

    For a single face a second thread gains less than the browser, on the same cores, loses by it.
    """
    return _recogniser(release.folder, release.digest)


@st.cache_resource(max_entries=2, show_spinner=False)
def _recogniser(folder: Path, digest: str) -> Recogniser:
    return Recogniser(Release.open(folder.parent, folder.name), threads=1)
