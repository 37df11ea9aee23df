"""Data sheets: FER-2013, the drawn faces, and every imported dataset."""

import streamlit as st

from dashboard import cache, cache_about, state
from dashboard.about import documents
from dashboard.about.state import SHEET
from dashboard.gallery import Tile, grid
from dashboard.pictures import title_of
from dashboard.theme import COLOURS
from fer.emotions import EMOTIONS
from fer.errors import FerError
from fer.evaluation.data_sheet import DRAWN, FER2013, Holdings


def show() -> None:
    """Let the visitor choose a dataset and read, or keep, its sheet."""
    first = (FER2013, DRAWN)
    names = [*first, *(name for name in cache.list_datasets() if name not in first)]
    state.link(SHEET, names, FER2013)
    name = st.segmented_control(
        "Data sheet of", names, format_func=title_of, key=SHEET, required=True
    )
    state.keep(SHEET, FER2013)
    try:
        found = cache_about.data_sheet(name or FER2013)
    except FerError as error:
        st.error(str(error), icon=":material/database_off:")
        return
    if found is None:
        st.info(
            "Neither its pictures nor a release's predictions of them are on this machine. Import "
            "it: `python -m fer import fer2013.csv --votes fer2013new.csv`",
            icon=":material/database_off:",
        )
        return
    document, held = found
    st.markdown(f"**{document.lead}**")
    _bars(held)
    if name == DRAWN:
        faces = zip(EMOTIONS, cache_about.drawn_faces(), strict=True)
        st.html(grid([Tile(emotion, face=face) for emotion, face in faces]))
    documents.keep(document, f"data-sheet-{name}")
    documents.paragraphs(document)
    documents.tables(document, first=2)


def _bars(held: Holdings) -> None:
    """Draw how many faces each class has."""
    totals = held.faces.sum(axis=1).tolist()
    rows = "".join(
        f'<dt>{emotion}</dt><dd class="track"><div class="bar" style="width:'
        f'{n / max(totals) * 100:.1f}%;background:{COLOURS[emotion]}"></div></dd>'
        f'<dd class="number">{n:,}</dd>'
        for emotion, n in zip(EMOTIONS, totals, strict=True)
    )
    st.html(f'<div class="fer-classes"><dl class="fer-bars">{rows}</dl></div>')
