"""The scorecard in slices: by what can be measured in the pictures, and by how people agreed."""

from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import cache, cache_pictures, charts, charts_slices, components, downloads, state
from dashboard.components import percent
from dashboard.confusions import tiles
from dashboard.pictures import say_absent
from dashboard.views import View
from fer.data.dataset import Dataset
from fer.evaluation import properties
from fer.evaluation.people import votes_of
from fer.evaluation.properties import Parts, Slice
from fer.release import PROBABILITIES

Groups = dict[str, Parts]
_FEW = 400  # faces up to which the detector is asked at once


def slices(view: View) -> None:
    """Show accuracy by slice, and the errors of the one that is chosen."""
    st.subheader("In which pictures is it right?", anchor=False)
    faces = None if view.pictures.absent else cache.dataset(view.data)
    if faces is None:
        say_absent(view.pictures)
        st.caption(properties.WHY)
        return
    groups = _groups(view, faces)
    found = properties.sliced(view.rows, groups)
    worst = [s for s in found if s.differs and s.against is not None and s.against[1] < 0]
    st.markdown(_answer(worst))
    st.plotly_chart(
        charts_slices.slices(found, view.card.accuracy.value),
        config=charts.CONFIG,
        alt="Accuracy with its interval by slice. The table says the same.",
    )
    st.caption(
        f"Dashed: all faces. Diamonds differ from all other faces beyond the 95 % interval "
        f"(Newcombe), not corrected for {len(found)} looks. Slices of fewer than "
        f"{properties.FEWEST} faces get no figure. {properties.WHY}"
    )
    _table(found, view)
    _errors(view, groups, found)


def _groups(view: View, faces: Dataset) -> Groups:
    rows = view.rows["row"].to_numpy()
    table = cache_pictures.measured(view.data, view.split).loc[rows]
    groups: Groups = {
        str(name): properties.quarters(table[name].to_numpy(np.float64), str(name))
        for name in table.columns
    }
    if _ask_detector(len(rows)):
        found = cache_pictures.detected(view.data, view.split).loc[rows]
        groups["detector"] = properties.detected(found.to_numpy(bool))
    if faces.has_votes:
        votes = votes_of(faces.rows.set_index("row").loc[rows])
        groups["votes"] = properties.agreed(votes)
    return groups


def _ask_detector(n: int) -> bool:
    """Return whether the detector is to be asked: of many faces only when the visitor says so."""
    if n <= _FEW:
        return True
    return st.toggle(
        "Also by whether the detector finds a face",
        key=state.DETECT,
        bind="query-params",
        help="The Haar cascades look at every picture once, with its edge continued by a quarter; "
        "this takes about a minute and is kept.",
    )


def _answer(worst: list[Slice]) -> str:
    if not worst:
        return "No slice is called rightly less often than the other faces, beyond chance."
    names = [
        f"{s.about}, {escape(s.name)} ({percent(s.accuracy or 0)} of {s.n:,})"
        for s in sorted(worst, key=lambda s: s.accuracy or 0)[:3]
    ]
    return f"Right least often: {'; '.join(names)}."


def _table(found: list[Slice], view: View) -> None:
    rows, plain = [], []
    for s in found:
        low, high = s.interval
        shown, spread, against = "too few", "", ""
        if s.accuracy is not None:
            shown, spread = percent(s.accuracy), f"{percent(low)} to {percent(high)}"
        if s.against is not None:
            against = f"{s.against[0] * 100:+.1f} to {s.against[1] * 100:+.1f}"
        rows.append([s.about, escape(s.name), f"{s.n:,}", shown, spread, against])
        plain.append([s.about, s.name, s.n, s.correct, s.accuracy, low, high])
    with st.expander("The same as a table", icon=":material/table_rows:"):
        components.table(["by", "slice", "faces", "right", "95 %", "minus others, points"], rows)
        columns = ["by", "slice", "n", "correct", "accuracy", "low", "high"]
        downloads.csv(pd.DataFrame(plain, columns=columns), f"slices-{view.key}")


def _errors(view: View, groups: Groups, found: list[Slice]) -> None:
    names = [f"{s.about}: {s.name}" for s in found]
    inside = {f"{about}: {name}": mask for about, parts in groups.items() for name, mask in parts}
    state.link(state.SLICE, names, names[0])
    chosen = st.selectbox("Errors in the slice", names, key=state.SLICE, on_change=state.first_page)
    state.keep(state.SLICE, names[0])
    p = view.rows[list(PROBABILITIES)].to_numpy(np.float64)
    wrong = p.argmax(axis=1) != view.rows["emotion"].to_numpy()
    places = np.flatnonzero(wrong & inside[str(chosen)])
    places = places[np.argsort(-p[places].max(axis=1), kind="stable")]
    st.subheader(f"Errors: {len(places):,}", anchor=False)
    tiles(view, places)
