"""What the workshop keeps between runs, and in the address: session keys and query parameters."""

import streamlit as st

from dashboard import state, state_history

ACTIVITY = "activity"
CONTEXT = "context"
FLAG = "flag"
RULE = "answers"
COSTS = "costs"


def changes() -> str:
    """Return what the room has set otherwise than the context, or what the address says."""
    kept = None if state_history.goes_back() else st.session_state.get(f"kept_{COSTS}")
    return str(st.query_params.get(COSTS, "") if kept is None else kept)


def keep_changes(text: str) -> None:
    """Keep what the room has set, in a callback: the page that is drawn next may be another."""
    st.session_state[f"kept_{COSTS}"] = text


def set_changes(text: str) -> None:
    """Keep what the room has set, here and in the address; empty is the context as it stands."""
    keep_changes(text)
    if text:
        st.query_params[COSTS] = text
    else:
        st.query_params.pop(COSTS, None)


def address(context: str, flag: str) -> None:
    """Let the address say where an error costs something, and on what somebody acts."""
    st.query_params[CONTEXT], st.query_params[FLAG] = context, flag


def place() -> str:
    """Return the context that is chosen, or was when its page was left; empty where none was."""
    return str(st.session_state.get(CONTEXT) or st.session_state.get(f"kept_{CONTEXT}", ""))


def forget() -> None:
    """Take what an activity put into the address out of it: another one is shown."""
    state.forget(CONTEXT, FLAG, RULE, COSTS, state.RELEASE)


def enter(flags: dict[str, str]) -> None:
    """Begin anew in the context that was just chosen: its own costs, and what it acts on."""
    keep_changes("")
    state.put(FLAG, flags[state.value(CONTEXT)])


def holds(key: str, number: float) -> str:
    """Let a widget hold a number, and return its key."""
    st.session_state[key] = number
    return key


def entered(key: str) -> float | None:
    """Return the number that a widget holds, in its callback; None where it is gone."""
    found = st.session_state.get(key)
    return None if found is None else float(found)
