"""What Compare keeps in the address and between runs: two models, an outcome, added predictions."""

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import state

if TYPE_CHECKING:
    from fer.evaluation.entries import Entry

FIRST = "a"
SECOND = "b"
AMONG = "among"
VIEW = "view"
OUTCOME = "outcome"
TRUTH = "label"
SAID_FIRST = "a_says"
SAID_SECOND = "b_says"
PAIR_CLICK = "pair_click"
THEIRS = "theirs"
LEARNT = "learnt"
ADD_FACES = "add_faces"
_ADDED = "added_predictions"
_EVER = "ever_added"
_REFUSED = "refused_predictions"


def take_pair() -> None:
    """Let a click on the table of two models' labels show those faces."""
    clicked = str(st.session_state[PAIR_CLICK].get("cell"))
    first, _, second = clicked.partition("-")
    st.session_state[SAID_FIRST], st.session_state[SAID_SECOND] = first, second
    st.session_state[TRUTH] = "any"
    st.session_state[OUTCOME], st.session_state[VIEW] = "all", "faces"
    state.first_page()


def added() -> "dict[str, Entry]":
    """Return the predictions that this visitor added, by id; they last as long as the session."""
    found: dict[str, Entry] = st.session_state.get(_ADDED, {})
    return found


def add(entry: "Entry") -> None:
    """Keep added predictions for this session."""
    st.session_state[_ADDED] = {**added(), entry.id: entry}
    st.session_state[_EVER] = {*st.session_state.get(_EVER, ()), entry.id}
    st.session_state.pop(_REFUSED, None)


def was_added(name: str) -> bool:
    """Return whether predictions of that id were added in this session, whatever became of them."""
    return name in st.session_state.get(_EVER, ())


def remove(name: str) -> None:
    """Let added predictions go."""
    st.session_state[_ADDED] = {key: e for key, e in added().items() if key != name}


def refuse_file(what: str) -> None:
    """Keep what was wrong with the file that was added last."""
    st.session_state[_REFUSED] = what


def refused() -> str:
    """Return what was wrong with the file that was added last; empty where nothing was."""
    return str(st.session_state.get(_REFUSED, ""))
