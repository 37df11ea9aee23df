"""Compare: whether two models really differ, on which faces, and all of them at once."""

import streamlit as st

from dashboard import (
    cache_comparison,
    changes,
    comparisons,
    components,
    contenders,
    league,
    state,
    state_comparison,
)
from fer.errors import FerError

_VIEWS = {
    "differences": ":material/balance: Differences",
    "labels": ":material/grid_on: Labels",
    "faces": ":material/face: Faces",
    "all": ":material/scatter_plot: All models",
}

components.opening(
    "Do two models really differ?",
    "Two models see the same faces. What one gets right and the other wrong decides whether the "
    "difference is more than chance.",
)
choice = contenders.choose()
if choice is None:
    components.stop()
try:
    aligned, found = cache_comparison.comparison(
        (choice.a, choice.b), choice.split, leaked=choice.leaked
    )
except FerError as error:
    st.error(str(error), icon=":material/error:")
    components.stop()
comparisons.warnings(choice, aligned)
comparisons.verdict(choice, found)
state.link(state_comparison.VIEW, list(_VIEWS), "differences")
view = st.segmented_control(
    "View",
    list(_VIEWS),
    format_func=lambda name: _VIEWS[name],
    key=state_comparison.VIEW,
    required=True,
    label_visibility="collapsed",
)
state.keep(state_comparison.VIEW, "differences")
if view == "labels":
    comparisons.labels(found)
elif view == "faces":
    changes.faces(choice, aligned, found)
elif view == "all":
    league.show(choice)
else:
    comparisons.differences(found)
comparisons.keep(choice, aligned, found)
