"""About: how it works, what each release is, which data, what is kept, and on what it rests."""

from collections.abc import Callable

import streamlit as st

from dashboard import components, state
from dashboard.about import cards, sheets, steps, words
from dashboard.about.lead import lead

_PARTS: dict[str, tuple[str, Callable[[], None]]] = {
    "steps": (":material/conversion_path: How it works", steps.show),
    "cards": (":material/badge: Model cards", cards.show),
    "data": (":material/dataset: Data", sheets.show),
    "privacy": (":material/lock: Privacy", words.privacy),
    "limits": (":material/warning: Limits", words.limits),
    "sources": (":material/library_books: Sources", words.sources),
}

components.opening("What is behind a label?", lead())
state.link(state.PART, list(_PARTS), "steps")
part = st.segmented_control(
    "Part",
    list(_PARTS),
    format_func=lambda name: _PARTS[name][0],
    key=state.PART,
    required=True,
    label_visibility="collapsed",
)
state.keep(state.PART, "steps")
_PARTS[part or "steps"][1]()
