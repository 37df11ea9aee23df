"""Training: how releases learnt, what the study of networks found, and one to start."""

import streamlit as st

from dashboard import cache, components, learning, state, studying, trainings

_PARTS = {
    "curves": (":material/show_chart: Curves", learning.show),
    "study": (":material/science: The study", studying.show),
    "start": (":material/play_circle: Train one", trainings.show),
}

_CURVES = (
    "When does learning become memorising?",
    "Where loss on faces that were not learnt from stops falling and begins to rise.",
)
_OPENINGS = {
    "study": (
        "What do layers, kernels and strides buy?",
        "The paper tried different ones “to see which one has the best performance”. Here is every "
        "combination of four depths, three kernels and two strides, on one short budget.",
    ),
    "start": (
        "What does a training look like?",
        "Minutes are enough to see one learn, and what comes out can be kept as a release.",
    ),
}

top = st.container()
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
question, answer = _OPENINGS.get(part or "", _CURVES)
with top:
    if question == _CURVES[0]:
        answer = learning.lead(cache.list_releases()) or answer
    components.opening(question, answer)
if part != "start":
    trainings.hint()
_PARTS[part or "curves"][1]()
