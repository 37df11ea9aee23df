"""The confusion matrix and the faces in the cell that is chosen."""

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard import cache, downloads, state
from dashboard.charts import Share
from dashboard.components import percent
from dashboard.gallery import Tile, gallery
from dashboard.matrix import matrix
from dashboard.pictures import say_absent
from dashboard.shading import choose_share
from dashboard.views import View
from fer.emotions import EMOTIONS
from fer.evaluation.cells import ABSTAINED, ANY, COLUMNS, Cell, abstaining_matrix, answers, places
from fer.evaluation.metrics import Counts, Floats
from fer.evaluation.people import votes_of
from fer.release import PROBABILITIES

_READING: dict[Share, str] = {
    "row": "Stronger: more of the faces with the label on the left are called so.",
    "column": "Stronger: more of the faces called so carry the label on the left.",
    "count": "Stronger: more faces.",
}


def threshold(view: View) -> float:
    """Let the visitor choose the confidence (0–1) below which no answer is given."""
    state.link_number(state.BELOW, range(100), 0)
    chosen = st.slider(
        "Answer only from a confidence of",
        0,
        99,
        format="%d %%",
        key=state.BELOW,
        help="Faces with a lower confidence move to the column 'abstained'. "
        + (
            "This release has no threshold of its own."
            if view.release.threshold is None
            else f"This release's own threshold is {view.release.threshold:.0%}."
        ),
    )
    state.keep_number(state.BELOW, 0)
    return float(chosen) / 100


def confusions(view: View) -> None:
    """Show the matrix in counts and both percentages, and the faces of one cell."""
    left, right = st.columns([1, 1], vertical_alignment="bottom", gap="large")
    with left:
        limit = threshold(view)
    with right:
        share = choose_share("Shade by")
    counts = abstaining_matrix(view.rows["emotion"], answers(view.rows, limit))
    cell = _linked_cell(limit)
    st.caption(
        f"{_READING[share]} In a cell: faces, → percent of the row, ↓ percent of the column. "
        "Click a cell, a name or a total to see its faces."
    )
    matrix(counts, share, cell, caption=f"Confusion matrix of {view.release.title}, {view.where}")
    if limit:
        _coverage(counts, limit)
    downloads.matrix(counts, view, limit)
    _faces(view, counts, limit)


def _linked_cell(limit: float) -> Cell:
    """Return the cell that the address names; the boxes beneath the matrix show the same."""
    state.link(state.LABELLED, [*EMOTIONS, ANY], ANY)
    state.link(state.CALLED, _columns(limit), ANY)
    found = Cell.parse(f"{state.value(state.LABELLED)}-{state.value(state.CALLED)}")
    return found or Cell(None, None)


def _columns(limit: float) -> list[str]:
    return [*(COLUMNS if limit else EMOTIONS), ANY]


def _coverage(counts: Counts, limit: float) -> None:
    n, given = int(counts.sum()), int(counts[:, :ABSTAINED].sum())
    right = int(np.trace(counts))
    said = f"Of {n:,} faces {percent(given / n)} get an answer"
    st.markdown(
        f"{said}; of those, {percent(right / given)} are right."
        if given
        else f"No face reaches a confidence of {percent(limit, 0)}: all are left unanswered."
    )


def _faces(view: View, counts: Counts, limit: float) -> None:
    """Show the faces of the chosen cell, the most confident first."""
    left, right, _ = st.columns([1, 1, 1], vertical_alignment="bottom")
    options = {state.LABELLED: [*EMOTIONS, ANY], state.CALLED: _columns(limit)}
    for column, (key, title) in zip(
        (left, right), ((state.LABELLED, "Labelled"), (state.CALLED, "Called")), strict=True
    ):
        column.selectbox(title, options[key], key=key, on_change=state.first_page)
        state.keep(key, ANY)
    cell = Cell.parse(f"{state.value(state.LABELLED)}-{state.value(state.CALLED)}")
    cell = cell or Cell(None, None)
    found = places(view.rows, cell, limit)
    words = cell.words()
    st.subheader(f"{words[0].upper()}{words[1:]}: {len(found):,}", anchor=False)
    if cell.label is not None and cell.answer is not None:
        across, down = counts[cell.label].sum(), counts[:, cell.answer].sum()
        label, answer = Cell(cell.label, None).words(), Cell(None, cell.answer).words()
        st.caption(
            f"{percent(len(found) / max(1, across))} of the {across:,} {label.split(',')[0]}, "
            f"{percent(len(found) / max(1, down))} of the {down:,} {answer.split(', ')[1]}."
        )
    say_absent(view.pictures)
    tiles(view, found)


def tiles(view: View, found: npt.NDArray[np.int64]) -> None:
    """Show a gallery of the faces at `found`, places in the view's rows."""
    rows = view.rows["row"].to_numpy(np.int64)[found]
    labels = view.rows["emotion"].to_numpy(np.int64)[found]
    p = view.rows[list(PROBABILITIES)].to_numpy(np.float64)[found]
    people = _people(view, found)

    def tile(i: int) -> Tile:
        label, called = EMOTIONS[labels[i]], EMOTIONS[p[i].argmax()]
        title = label if label == called else f"{label}, called {called}"
        note = f"{percent(p[i].max(), 0)} sure · row {rows[i]:,}"
        bars = [("the release", p[i])]
        if people is not None:
            bars.append(("ten people", people[i]))
        return Tile(title, note, view.pictures.face(int(rows[i])), bars)

    gallery(len(found), tile, empty="No face lies in this cell.")


def _people(view: View, found: npt.NDArray[np.int64]) -> Floats | None:
    """Return the shares of annotators by emotion ``(N, 7)``; None without votes."""
    faces = None if view.pictures.absent else cache.dataset(view.data)
    if faces is None or not faces.has_votes:
        return None
    places = np.searchsorted(view.pictures.rows, view.rows["row"].to_numpy()[found])
    votes = votes_of(faces.rows.iloc[places])
    return np.asarray(votes[:, : len(EMOTIONS)] / np.maximum(votes.sum(axis=1, keepdims=True), 1))
