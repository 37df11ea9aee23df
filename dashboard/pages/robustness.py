"""Robustness: what is left of a label when the picture is worse, and where one face's flips."""

import streamlit as st

from dashboard import cache, components, exposures, one_face, robustness, state
from fer.emotions import TEST_SPLITS

_PARTS = {
    "changes": ":material/tune: Changes",
    "exposure": ":material/exposure: Exposure",
    "face": ":material/face: One face",
}
_QUESTION = "Does a label survive a worse picture?"

top = st.container()
left, right = st.columns([3, 2], vertical_alignment="bottom")
with left:
    release = components.choose_release()
with right:
    state.link(state.SPLIT, list(TEST_SPLITS), "PrivateTest")
    split = st.segmented_control(
        "Split",
        list(TEST_SPLITS),
        key=state.SPLIT,
        required=True,
        help="PublicTest is used to choose between models, PrivateTest only to report.",
    )
    state.keep(state.SPLIT, "PrivateTest")
if release is None:
    with top:
        components.opening(_QUESTION, "Light, blur, noise, a turn: without a release, no answer.")
    components.stop()

found = cache.list_releases()
shown = robustness.gather(found, release, split or "PrivateTest")
with top:
    components.opening(_QUESTION, robustness.lead(shown))
state.link(state.PART, list(_PARTS), "changes")
part = st.segmented_control(
    "Part",
    list(_PARTS),
    format_func=lambda name: _PARTS[name],
    key=state.PART,
    required=True,
    label_visibility="collapsed",
)
state.keep(state.PART, "changes")
if part != "face":
    robustness.warn(shown)
if part == "face":
    one_face.show(cache.list_models(release), release)
elif part == "exposure":
    exposures.show(shown)
else:
    robustness.corruptions(shown)
