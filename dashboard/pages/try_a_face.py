"""Try a face: a photograph, the camera or a sample in; boxes, labels and probabilities out."""

import streamlit as st

from dashboard import components, crowds, doubts, live, state
from dashboard.about.state import remember_tried
from dashboard.inputs import Given, camera, samples, uploads
from dashboard.results import show

_SOURCES = {
    "samples": (":material/collections: Samples", samples),
    "upload": (":material/upload: Upload", uploads),
    "camera": (":material/photo_camera: Camera", camera),
    "live": (":material/videocam: Live", list),
    "crowd": (":material/groups: Crowd", list),
}
_OTHERS = {"live": live.show, "crowd": crowds.show}  # they are given a release, not a picture

components.opening(
    "What does a network call this face?",
    "Take a sample, a photograph of yours or the camera: every face that is found gets the seven "
    "probabilities of the release that you choose.",
)
left, right = st.columns([3, 2])
with left:
    state.link(state.SOURCE, list(_SOURCES), "samples")
    source = st.segmented_control(
        "Picture from",
        list(_SOURCES),
        format_func=lambda name: _SOURCES[name][0],
        key=state.SOURCE,
        required=True,
        wrap=True,
    )
    state.keep(state.SOURCE, "samples")
with right:
    release = components.choose_release("Release that answers")
    others = [] if source in _OTHERS else doubts.choose_others(release)

pictures: list[Given] = _SOURCES[source or "samples"][1]()
remember_tried(pictures)
if release is not None:
    if source in _OTHERS:
        state.pictures_given(())
        _OTHERS[source](release)
    for picture in pictures:
        show(picture, release, others)
