"""What the page About keeps between runs: opened graphs, walks of our own samples, counts."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache, cache_comparison
from dashboard.pictures import title_of
from fer.release import Release

if TYPE_CHECKING:
    from dashboard.about.drawing import Shown
    from fer.data.dataset import Faces
    from fer.evaluation.data_sheet import Holdings
    from fer.evaluation.document import Document
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


@st.cache_resource(max_entries=1, show_spinner=False)
def drawn_faces() -> "list[Faces]":
    """Return a drawn face of each emotion, uint8 ``(48, 48)``; not to be written to."""
    import numpy as np

    from fer.data.sketches import draw_face
    from fer.emotions import EMOTIONS

    return [draw_face(label, np.random.default_rng(label)) for label in range(len(EMOTIONS))]


def data_sheet(name: str) -> "tuple[Document, Holdings] | None":
    """Return the data sheet of a dataset; None where nothing here knows its rows.

    Raises a `DatasetError` where its files are broken.
    """
    digests = tuple(release.digest for release in cache.list_releases())
    return _data_sheet(name, cache.stamp(name), digests)


@st.cache_data(max_entries=16, show_spinner="Counting the faces …")
def _data_sheet(
    name: str, stamp: float, digests: tuple[str, ...]
) -> "tuple[Document, Holdings] | None":
    from fer.data.sketches import sketch_rows
    from fer.evaluation.data_sheet import data_sheet

    title, missed = title_of(name), 0
    if name == cache.DRAWN and not stamp:
        rows = sketch_rows()
    elif (found := cache.dataset(name)) is not None:
        rows, missed = found.rows, 0 if found.missed is None else len(found.missed)
    elif (known := cache_comparison.known_rows(name)) is not None:
        rows = known
    else:
        return None
    return data_sheet(name, title, rows, missed=missed)
