"""Training: how releases learnt, what the study of networks found, and one to start."""

import streamlit as st

from dashboard import cache, components, learning, state, studying, trainings

_PARTS = {
    "curves": (":material/show_chart: Curves", learning.show),
    "study": (":material/science: The study", studying.show),
    "start": (":material/play_circle: Train one", trainings.show),
}

found = cache.list_releases()
components.opening(
    "When does learning become memorising?",
    learning.lead(found)
    or "Where loss on faces that were not learnt from stops falling and begins to rise.",
)
state.link(state.PART, list(_PARTS), "curves")
part = st.segmented_control(
    "Part",
    list(_PARTS),
    format_func=lambda name: _PARTS[name][0],
    key=state.PART,
    required=True,
    label_visibility="collapsed",
)
state.keep(state.PART, "curves")
if part != "start":
    trainings.hint()
_PARTS[part or "curves"][1]()
