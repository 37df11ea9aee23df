"""What Try a face keeps between runs: session keys and query parameters."""

from collections.abc import Sequence

import streamlit as st

EVERY = "every"
_CLOSER = "closer"


def closer(picture: str) -> str:
    """Return the key of the widget that says what of a picture is looked at more closely."""
    return f"{_CLOSER}-{picture}"


def within(picture: str, what: str) -> str:
    """Return the key of a widget that belongs to one picture."""
    return f"{what}-{picture}"


def start(key: str, value: object) -> str:
    """Let a widget start with a value, and return its key."""
    st.session_state.setdefault(key, value)
    return key


def start_among(key: str, options: Sequence[str]) -> str:
    """As `start`, with the first option; also where the one that was chosen is no longer there."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]
    return key


def put_all(values: dict[str, object]) -> None:
    """Set widgets, in the callback of another."""
    for key, value in values.items():
        st.session_state[key] = value


def is_set(key: str) -> bool:
    """Return whether something was asked for in this visit."""
    return bool(st.session_state.get(key, False))
