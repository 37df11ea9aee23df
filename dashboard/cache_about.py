"""What the page About keeps between runs: opened graphs, walks of our own samples, counts."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from fer.release import Release

if TYPE_CHECKING:
    from dashboard.about.drawing import Shown
    from fer.recognition.extract import Extractor


def extractor(release: Release) -> "Extractor":
    """Return a release's graph, opened behind its first features."""
    return _extractor(release.folder, release.digest)


@st.cache_resource(max_entries=3, show_spinner=False)
def _extractor(folder: Path, digest: str) -> "Extractor":
    from fer.recognition.extract import Extractor

    return Extractor.of(Release.open(folder.parent, folder.name))


@st.cache_resource(max_entries=16, show_spinner=False)
def sample_shown(data: bytes) -> "Shown | None":
    """Return a sample of ours on its way to the network; what visitors bring is never kept."""
    from dashboard.about.drawing import shown

    return shown(data)
