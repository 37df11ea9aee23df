"""What is said of a label that is not to be relied on."""

import streamlit as st

from fer.recognition.faces import Result


def note(result: Result) -> None:
    """Say quietly where the release that answered has no threshold to be held to."""
    threshold = result.threshold
    if threshold is not None and threshold.origin in ("learnt", "unknown"):
        st.caption(f"Threshold of this release: {threshold.said}")
