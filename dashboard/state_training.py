"""What Train one keeps between runs: the release that was kept last."""

import streamlit as st

_KEPT = "just_kept"  # no name that `state.keep` could give


def just_kept() -> str | None:
    """Return the release that this visitor kept last, until they start another training."""
    name = st.session_state.get(_KEPT)
    return None if name is None else str(name)


def remember_kept(name: str | None) -> None:
    """Remember the release that this visitor has just kept."""
    st.session_state[_KEPT] = name
