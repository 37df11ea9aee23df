"""What the workshop keeps between runs, and in the address: session keys and query parameters."""

import streamlit as st

from dashboard import state

ACTIVITY = "activity"
CONTEXT = "context"
FLAG = "flag"
RULE = "answers"
COSTS = "costs"


def changes() -> str:
    """Return what the room has set otherwise than the context, or what the address says."""
    kept = st.session_state.get(f"kept_{COSTS}")
    return str(st.query_params.get(COSTS, "") if kept is None else kept)


def set_changes(text: str) -> None:
    """Keep what the room has set, here and in the address; empty is the context as it stands."""
    st.session_state[f"kept_{COSTS}"] = text
    if text:
        st.query_params[COSTS] = text
    else:
        st.query_params.pop(COSTS, None)


def forget() -> None:
    """Take what an activity put into the address out of it: another one is shown."""
    state.forget(CONTEXT, FLAG, RULE, COSTS, state.RELEASE)


def enter(flags: dict[str, str]) -> None:
    """Begin anew in the context that was just chosen: its own costs, and what it acts on."""
    set_changes("")
    state.put(FLAG, flags[state.value(CONTEXT)])


def holds(key: str, number: float) -> str:
    """Let a widget hold a number, and return its key."""
    st.session_state[key] = number
    return key


def entered(key: str) -> float:
    """Return the number that a widget holds, in its callback."""
    return float(st.session_state[key])
