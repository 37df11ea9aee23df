"""A closer look at one face, which runs only when it is asked for: why this label, and what if."""

import streamlit as st

from dashboard import reasons, state_face, whatif
from fer.recognition.faces import Face, Result
from fer.release import Release

_LOOKS = {
    "why": ":material/help_center: Why this label?",
    "whatif": ":material/tune: What if?",
}


def show(key: str, result: Result, release: Release) -> None:
    """Offer to look closer at a face of a picture, and do so."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        look = st.segmented_control(
            "Look closer",
            list(_LOOKS),
            format_func=lambda name: _LOOKS[name],
            key=state_face.closer(key),
            label_visibility="collapsed",
        )
    if not look:
        return
    number = 1
    if len(result.faces) > 1:
        with right:
            number = st.selectbox(
                "Face",
                range(1, len(result.faces) + 1),
                format_func=lambda n: _named(n, result.faces[n - 1]),
                key=state_face.within(key, "number"),
            )
    face = result.faces[number - 1]
    if look == "why":
        reasons.show(f"{key}-{number}", face, release)
    else:
        whatif.show(f"{key}-{number}", result.picture, face, release)


def _named(number: int, face: Face) -> str:
    return f"Face {number}: {face.emotion if face.sure else 'not sure'}"
