"""What back and forward mean: the address says what to show, and what it leaves out is known."""

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def goes_back() -> bool:
    """Return whether the visitor went back or forward: the address then says what to show."""
    context = get_script_run_ctx()
    return bool(context is not None and context.is_history_navigation)


def entered(key: str, value: Any) -> None:
    """Remember what a page was entered with, of which its first address says nothing."""
    st.session_state[f"entered_{key}"] = value


def earlier(key: str, default: Any) -> Any:
    """Return what was shown where the visitor goes back to, if that address does not say it."""
    here = key in st.session_state
    found = st.session_state.get(f"entered_{key}" if here else f"kept_{key}")
    return default if found is None else found
