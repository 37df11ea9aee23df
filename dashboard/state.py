"""The one place that spells session keys and query parameters."""

import streamlit as st

SOURCE = "source"
SAMPLE = "sample"
UPLOADS = "uploads"
CAMERA = "camera"
RELEASE = "release"
SPLIT = "split"
LEAKS = "leaks"
MATRIX = "matrix"
_CONSENT = "camera_agreed"
_WHOLE = "taken_whole"


def camera_agreed() -> bool:
    """Return whether this visitor has agreed to the camera, in this session."""
    return bool(st.session_state.get(_CONSENT, False))


def agree_to_camera(agreed: bool = True) -> None:
    """Keep the visitor's answer about the camera for this session."""
    st.session_state[_CONSENT] = agreed


def taken_whole(picture: str) -> bool:
    """Return whether the visitor said that this picture is a face as it stands."""
    return picture in st.session_state.get(_WHOLE, set())


def take_whole(picture: str) -> None:
    """Remember that this picture is to be classified whole."""
    st.session_state[_WHOLE] = {*st.session_state.get(_WHOLE, set()), picture}
